"""From an article to everything found in it: the one path that scoring, prediction and evaluation share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import msgspec

from stance.analysis.attribution_drop import find_attribution_drops
from stance.analysis.claims import read_claims
from stance.analysis.entities.resolve import resolve_sources
from stance.analysis.linking import link
from stance.analysis.measures import measure
from stance.data.targets import TargetSet
from stance.errors import InputError, ResourceMissingError
from stance.models.base import AttributionModel, CueModel, FrameModel, StanceModel
from stance.models.rules.attribution.tagger import RuleAttributions
from stance.models.rules.cues import RuleCues
from stance.models.rules.frames import RuleFrames
from stance.models.rules.lexicon.folder import lexicon_folder
from stance.models.rules.stance import RuleStance
from stance.records.analysis import Analysis
from stance.records.annotation import (
    Annotation,
    Annotator,
    AnnotatorKind,
    Attribution,
    Cue,
    Frames,
    LabelSetRef,
    Provenance,
    Relation,
    Stance,
)
from stance.records.article import Article
from stance.records.document import Document, Entity
from stance.schema.labels import load_schema
from stance.text.clean import DEFAULT_SETTINGS, clean
from stance.text.parse import ParsedDocument, parse
from stance.text.settings import CleaningSettings


@dataclass(frozen=True, slots=True)
class Bundle:
    """The named set of models that analyzes an article, one per layer."""

    name: str
    kind: AnnotatorKind
    sha256: str
    """Fingerprint: equal models and word lists, equal fingerprint."""
    attribution: AttributionModel
    cue: CueModel
    frame: FrameModel
    stance: StanceModel


@dataclass(slots=True)
class Draft:
    """The findings of one document while they come together."""

    parsed: ParsedDocument
    attributions: list[Attribution] = field(default_factory=list)
    new_entities: list[Entity] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    """Those of the document, then the new ones."""
    relations: list[Relation] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    frames: Frames | None = None
    stances: list[Stance] = field(default_factory=list)


class Analyzer:
    """Finds all layers of an article with the models of one bundle.

    Args:
        bundle: the models.
        seed: of the bootstrap behind the scores' intervals.
        settings: of the cleaner.
    """

    def __init__(self, bundle: Bundle, *, seed: int, settings: CleaningSettings = DEFAULT_SETTINGS) -> None:
        self._models = bundle
        self._seed = seed
        self._settings = settings
        schema = load_schema()
        self._labelset = LabelSetRef(name=schema.name, version=schema.version)

    @property
    def bundle(self) -> str:
        """Name of the bundle."""
        return self._models.name

    @property
    def bundle_sha256(self) -> str:
        """Fingerprint of the bundle."""
        return self._models.sha256

    @property
    def labelset(self) -> LabelSetRef:
        """The label schema that the findings use."""
        return self._labelset

    def analyze(self, article: Article, targets: TargetSet) -> Analysis:
        """Return the analysis of one delivered article: a batch of one.

        Args:
            article: as delivered.
            targets: targets to judge and entities known beforehand; both may be empty.

        Raises:
            InputError: the article has no text to analyze, or too much of it.
        """
        analysis = self.analyze_many([(article, targets)])[0]
        if isinstance(analysis, InputError):
            raise analysis
        return analysis

    def analyze_many(self, batch: Sequence[tuple[Article, TargetSet]]) -> list[Analysis | InputError]:
        """Return the analyses of delivered articles in order; an error stands in for one that has no text.

        Each article's analysis is the same in any batch.

        Args:
            batch: articles, each with its targets and entities.
        """
        cleaned = [self._clean(article, targets) for article, targets in batch]
        analyses = iter(self.analyze_documents([d for d in cleaned if isinstance(d, Document)]))
        return [next(analyses) if isinstance(document, Document) else document for document in cleaned]

    def _clean(self, article: Article, targets: TargetSet) -> Document | InputError:
        try:
            document = clean(article, settings=self._settings)
        except InputError as error:
            return error
        return msgspec.structs.replace(document, targets=targets.targets, entities=targets.entities)

    def analyze_documents(self, documents: Sequence[Document]) -> list[Analysis]:
        """Return the analyses of cleaned documents, for the targets and entities they carry.

        The batch goes through one stage after the other, not one document after the other: a stage's word
        lists then stay in the processor's cache, which makes the whole nearly twice as fast.
        """
        drafts = [Draft(parse(document)) for document in documents]
        for stage in (self._attribute, self._find_cues, self._find_frames, self._judge):
            for draft in drafts:
                stage(draft)
        return [self._complete(draft) for draft in drafts]

    def _attribute(self, draft: Draft) -> None:
        """Find attributions and resolve their sources."""
        given = draft.parsed.document.entities
        found = self._models.attribution.find_attributions(draft.parsed)
        sources = resolve_sources(draft.parsed, found, given)
        draft.attributions = sources.attributions
        draft.new_entities = sources.entities
        draft.entities = [*given, *sources.entities]

    def _find_cues(self, draft: Draft) -> None:
        draft.cues = self._models.cue.find_cues(draft.parsed, draft.attributions)

    def _find_frames(self, draft: Draft) -> None:
        draft.frames = self._models.frame.find_frames(draft.parsed)

    def _judge(self, draft: Draft) -> None:
        """Judge contents, relations, headlines that drop an attribution, cue directions and stances."""
        parsed, stance = draft.parsed, self._models.stance
        targets, entities = parsed.document.targets, draft.entities
        attributions = stance.fill_content_stance(
            parsed, draft.attributions, targets=targets, entities=entities
        )
        claims = read_claims(parsed, attributions, entities)
        relations = link(claims)
        cues = _number([*draft.cues, *find_attribution_drops(parsed, relations, claims=claims)])
        draft.attributions, draft.relations = attributions, relations
        draft.cues = stance.fill_direction(parsed, cues, attributions, targets=targets, entities=entities)
        draft.stances = stance.judge(
            parsed, attributions, draft.cues, relations=relations, targets=targets, entities=entities
        )

    def _complete(self, draft: Draft) -> Analysis:
        document, models = draft.parsed.document, self._models
        findings = Annotation(
            doc_id=document.doc_id,
            text_sha256=document.text_sha256,
            labelset=self._labelset,
            annotator=Annotator(
                id=f"{models.kind}:{models.name}",
                kind=models.kind,
                model=models.name,
                model_sha256=models.sha256,
            ),
            provenance=Provenance(tool="stance"),
            layers=["attribution", "cue", "frame", "stance"],
            attributions=draft.attributions,
            relations=draft.relations,
            cues=draft.cues,
            frames=draft.frames,
            stances=draft.stances,
            entities=draft.new_entities,
        )
        return Analysis(
            document=document, findings=findings, scores=measure(document, findings, seed=self._seed)
        )


def _number(cues: list[Cue]) -> list[Cue]:
    """Return the cues in reading order with ids in that order."""
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    return [msgspec.structs.replace(cue, id=f"L{number}") for number, cue in enumerate(ordered, 1)]


def load_analyzer(bundle: str, *, seed: int) -> Analyzer:
    """Return the analyzer of a bundle.

    Args:
        bundle: its name; "rules" is built in.
        seed: of the bootstrap behind the scores' intervals.

    Raises:
        ResourceMissingError: there is no bundle of that name.
    """
    if bundle != "rules":
        raise ResourceMissingError(
            f"bundle {bundle!r}",
            expected='"rules"',
            found="another name",
            action="Leave --bundle out, or give rules.",
        )
    return Analyzer(_rules_bundle(), seed=seed)


def _rules_bundle() -> Bundle:
    return Bundle(
        name="rules",
        kind="rule",
        sha256=_fingerprint(),
        attribution=RuleAttributions(),
        cue=RuleCues(),
        frame=RuleFrames(),
        stance=RuleStance(),
    )


def _fingerprint() -> str:
    """Return a hash over the word lists and all code that decides what is found and measured."""
    package = Path(str(files("stance")))
    parts = [package / part for part in ("analysis", "models", "text")]
    code = [path for part in parts for path in sorted(part.rglob("*.py")) if "render" not in path.parts]
    digest = hashlib.sha256()
    # Lists first, wherever they are installed: the same release has the same fingerprint everywhere.
    for path in (*sorted(lexicon_folder().glob("*.yaml")), *code):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
