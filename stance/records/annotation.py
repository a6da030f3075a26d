"""One judgement of one document by one annotator: a person, rules or a model."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from stance.records.document import Entity, Offset, Record, Sha256
from stance.records.open_layers import Answer, Link, Mark, Span

ANNOTATION_FORMAT: Final = "stance.annotation/1.0.0"

Layer = Literal["attribution", "cue", "frame", "stance", "entity_role"]
AnnotatorKind = Literal["expert", "crowd", "adjudicated", "reference", "rule", "model"]
AttributionType = Literal["assertion", "belief", "knowledge", "eventuality"]
SPEECH_TYPES: Final[frozenset[AttributionType]] = frozenset({"assertion", "belief", "knowledge"})
"""Types that give words to a source; an eventuality (order, refusal, offer) does not."""
Naming = Literal["named", "role_only", "collective", "anonymous", "document", "hearsay", "implicit", "author"]
Speech = Literal["direct", "indirect", "mixed", "nominal"]
VerbClass = Literal[
    "neutral",
    "factive",
    "doubt",
    "concessive",
    "emphatic",
    "accusatory",
    "denial",
    "speculative",
    "mental",
    "evaluative_manner",
    "performative",
]
Voice = Literal["author", "source_indirect", "source_direct"]
CueType = Literal[
    "loaded_word",
    "label_name_calling",
    "contested_name",
    "euphemism",
    "dysphemism",
    "intensifier_minimizer",
    "virtue_term",
    "metaphor",
    "scare_quotes",
    "dogwhistle",
    "certainty_booster",
    "hedge",
    "presupposed_contested",
    "source_discount",
    "attribution_drop",
    "agent_deletion",
    "causal_insinuation",
    "informational_bias",
]
StanceLabel = Literal["favor", "against", "neutral", "not_discussed"]
Strength = Literal["weak", "moderate", "strong"]
RelationType = Literal["contradicts", "corroborates", "same_claim"]
Confidence = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Attribution(Record, frozen=True, kw_only=True):
    """A relation source – cue – content: what is laid to whom by which words."""

    id: str
    level: Annotated[int, msgspec.Meta(ge=0)]
    """0 is the article's own reporting, 1 lies inside the content of a level 0 attribution."""
    type: AttributionType
    source: list[Span]
    cue: list[Span]
    content: Annotated[list[Span], msgspec.Meta(min_length=1)]
    source_entity: str | None
    source_side: str
    naming: Naming
    speech: Speech
    verb_class: VerbClass
    polarity: Literal["positive", "negative"]
    parent: str | None = None
    recipient: list[Span] = []
    content_stance: dict[str, Literal[-1, 0, 1]] = {}
    """Target id to: content helps (+1), hurts (-1), does neither (0)."""
    note: str | None = None
    confidence: Confidence | None = None
    """None for a person's annotation."""
    origin: str | None = None
    """Rule, list entry or model that produced it; None for a person's annotation."""


class Relation(Record, frozen=True, kw_only=True):
    """How the content of one attribution bears on others."""

    type: RelationType
    src: str
    dst: list[str]
    confidence: Confidence | None = None
    origin: str | None = None


class Cue(Record, frozen=True, kw_only=True):
    """A span that frames: loaded word, euphemism, scare quote, and so on."""

    id: str
    start: Offset
    end: Offset
    text: Annotated[str, msgspec.Meta(min_length=1)]
    type: CueType
    voice: Voice
    intensity: Literal[1, 2, 3]
    direction: dict[str, Literal[-1, 1]]
    """Target id to: helps (+1), hurts (-1); empty when it cannot be told."""
    certain: bool
    unit: str | None = None
    secondary_types: list[CueType] = []
    attribution: str | None = None
    rationale: str | None = None
    alternatives: list[str] = []
    """Plainer wordings; an empty string means the span could be left out."""
    aligned_side: str | None = None
    """Whose term it is, for names and official terms."""
    confidence: Confidence | None = None
    origin: str | None = None


class Frames(Record, frozen=True, kw_only=True):
    """Frames of the document and of its units."""

    document: list[str] = []
    primary: str | None = None
    ambiguous: list[str] = []
    units: dict[str, list[str]] = {}
    questions: dict[str, Literal[0, 1]] = {}
    """Generic frame questions (CO1, AR1, ...) to yes (1) or no (0)."""
    confidence: dict[str, Confidence] = {}
    """Frame id to confidence, for rules and models."""
    origin: dict[str, list[str]] = {}
    """Frame id to the list entries that produced it."""


class Stance(Record, frozen=True, kw_only=True):
    """What a holder's words say for or against a target."""

    id: str
    target: str
    holder: str
    """"article" or an entity id."""
    label: StanceLabel
    strength: Strength | None = None
    confidence: Confidence | None = None
    alternates: list[StanceLabel] = []
    evidence: list[str] = []
    """Ids of attributions and cues."""
    basis: Literal["no_position", "balanced"] | None = None
    """Why neutral; None for other labels."""
    origin: str | None = None


class EntityRole(Record, frozen=True, kw_only=True):
    """The part an entity is given in the story (optional layer)."""

    entity: str
    role: str
    evidence: list[str] = []


class LabelSetRef(Record, frozen=True, kw_only=True):
    """Which label schema the labels belong to."""

    name: str
    version: str


class Annotator(Record, frozen=True, kw_only=True):
    """Who or what judged."""

    id: str
    kind: AnnotatorKind
    model: str | None = None
    model_sha256: str | None = None
    adjudicated: bool = False


class Provenance(Record, frozen=True, kw_only=True):
    """How the judgement came about."""

    guideline: str | None = None
    created: str | None = None
    tool: str | None = None
    round: int | None = None
    seconds: float | None = None
    saw_outlet: bool | None = None
    saw_model_output: bool | None = None
    derived_from: list[str] = []


class Annotation(Record, frozen=True, kw_only=True):
    """All layers one annotator gave to one document."""

    schema: Literal["stance.annotation/1.0.0"] = ANNOTATION_FORMAT
    doc_id: str
    text_sha256: Sha256
    labelset: LabelSetRef
    annotator: Annotator
    provenance: Provenance
    layers: list[str]
    """Those of `Layer`, and open layers by name. A layer listed and empty means "looked, found none"; not
    listed means "not annotated"."""
    attributions: list[Attribution] = []
    relations: list[Relation] = []
    cues: list[Cue] = []
    frames: Frames | None = None
    stances: list[Stance] = []
    entity_roles: list[EntityRole] = []
    entities: list[Entity] = []
    """Entities the annotator added to those of the document."""
    marks: list[Mark] = []
    links: list[Link] = []
    answers: list[Answer] = []
    """Open layers, in the label set of their source."""
