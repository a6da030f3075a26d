"""From an article to everything found in it: the one path that scoring, prediction and evaluation share."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from stance.analysis.attribution_drop import find_attribution_drops
from stance.analysis.entities.resolve import resolve_sources
from stance.analysis.linking import link
from stance.analysis.measures import measure
from stance.data.targets import TargetSet
from stance.errors import ResourceMissingError
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
    LabelSetRef,
    Provenance,
    Relation,
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
        """Return the analysis of one delivered article.

        Args:
            article: as delivered.
            targets: targets to judge and entities known beforehand; both may be empty.

        Raises:
            InputError: the article has no text to analyze, or too much of it.
        """
        document = clean(article, settings=self._settings)
        return self.analyze_document(
            msgspec.structs.replace(document, targets=targets.targets, entities=targets.entities)
        )

    def analyze_document(self, document: Document) -> Analysis:
        """Return the analysis of a cleaned document, for the targets and entities it carries."""
        parsed = parse(document)
        models = self._models
        sources = resolve_sources(parsed, models.attribution.find_attributions(parsed), document.entities)
        entities = [*document.entities, *sources.entities]
        attributions = models.stance.fill_content_stance(
            parsed, sources.attributions, targets=document.targets, entities=entities
        )
        relations = link(parsed, attributions, entities)
        cues = self._find_cues(parsed, attributions, relations, entities=entities)
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
            attributions=attributions,
            relations=relations,
            cues=cues,
            frames=models.frame.find_frames(parsed),
            stances=models.stance.judge(
                parsed, attributions, cues, relations=relations, targets=document.targets, entities=entities
            ),
            entities=sources.entities,
        )
        return Analysis(
            document=document, findings=findings, scores=measure(document, findings, seed=self._seed)
        )

    def _find_cues(
        self,
        parsed: ParsedDocument,
        attributions: Sequence[Attribution],
        relations: Sequence[Relation],
        *,
        entities: Sequence[Entity],
    ) -> list[Cue]:
        """Return the cues in reading order, numbered, with direction."""
        found = [
            *self._models.cue.find_cues(parsed, attributions),
            *find_attribution_drops(parsed, attributions, relations, entities),
        ]
        found.sort(key=lambda cue: (cue.start, cue.end))
        numbered = [msgspec.structs.replace(cue, id=f"L{number}") for number, cue in enumerate(found, 1)]
        return self._models.stance.fill_direction(
            parsed, numbered, attributions, targets=parsed.document.targets, entities=entities
        )


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
    """Return a hash over the word lists and the rules' own source."""
    digest = hashlib.sha256()
    rules = Path(str(files("stance"))) / "models" / "rules"
    for path in sorted([*lexicon_folder().glob("*.yaml"), *rules.rglob("*.py")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
