"""What finds spans without being trained on them: rules, word lists, quotation marks, whole sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, get_args

from stance.data.layers import PARENT
from stance.errors import InputError
from stance.evaluation.span_counts import CONTENT, ROLES
from stance.models.rules.attribution.tagger import RuleAttributions
from stance.models.rules.cues import RuleCues
from stance.records.annotation import Attribution, CueType
from stance.records.article import Article
from stance.records.example import MarkedLink, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan, SpanPrediction
from stance.text.as_is import document_as_is
from stance.text.parse import ParsedDocument, parse

RULES: Final = "rules"
QUOTATION_MARKS: Final = "quotation marks"
WORD_LISTS: Final = "word lists"
SENTENCES: Final = "every sentence"

_WORD_TYPES = frozenset(
    "loaded_word label_name_calling dysphemism euphemism metaphor virtue_term intensifier_minimizer".split()
)
"""Cues that are words the author chose, not turns of a sentence."""
_NO_SEED = 0

Pieces = list[tuple[int, int]]


def span_baselines(examples: Sequence[SpanExample], label_set: LabelSet) -> dict[str, list[SpanPrediction]]:
    """Return what a model of a task has to beat, by name.

    Of attribution the rules and the quotation marks alone; of framing cues, and of tasks with a single label,
    the word lists and, for a single label, every sentence marked. Other tasks have none.

    Args:
        examples: held out.
        label_set: of the task.
    """
    labels = set(label_set.labels)
    if set(ROLES) <= labels:
        return {RULES: rules_predictions(examples), QUOTATION_MARKS: _predict(examples, _quoted)}
    if labels <= set(get_args(CueType)):
        return {WORD_LISTS: _predict(examples, _CueFinder(labels))}
    if len(labels) == 1:
        (label,) = labels
        return {
            WORD_LISTS: _predict(examples, _CueFinder(_WORD_TYPES, label)),
            SENTENCES: [_prediction(example, _sentences(example, label), []) for example in examples],
        }
    return {}


def rules_predictions(examples: Sequence[SpanExample]) -> list[SpanPrediction]:
    """Return the attributions that the rules find, as spans and links.

    Where the gold holds no attribution inside another, the rules' inner ones are left out too.

    Args:
        examples: to be read, as they are.
    """
    nested = any(link.label == PARENT for example in examples for link in example.links)
    rules = RuleAttributions()
    found = []
    for example in examples:
        parsed = _parsed(example)
        attributions = rules.find_attributions(parsed) if parsed else []
        kept = [each for each in attributions if nested or not each.level]
        spans = [span for each in kept for span in _role_spans(each)]
        known = {span.id for span in spans}
        links = [
            MarkedLink(label=role, src=each.id, dst=f"{each.id}.{role}")
            for each in kept
            for role in ROLES
            if f"{each.id}.{role}" in known
        ]
        found.append(_prediction(example, spans, links))
    return found


def _predict(
    examples: Sequence[SpanExample], find: Callable[[ParsedDocument], Iterator[PredictedSpan]]
) -> list[SpanPrediction]:
    found = []
    for example in examples:
        parsed = _parsed(example)
        found.append(_prediction(example, list(find(parsed)) if parsed else [], []))
    return found


def _prediction(example: SpanExample, spans: list[PredictedSpan], links: list[MarkedLink]) -> SpanPrediction:
    return SpanPrediction(
        example_id=example.example_id, spans=spans, links=links, fold=example.fold, seed=_NO_SEED
    )


def _parsed(example: SpanExample) -> ParsedDocument | None:
    """The text of an example; None where there is nothing to read in it."""
    try:
        return parse(document_as_is(Article(article_id=example.example_id, text=example.text)))
    except InputError:
        return None


def _role_spans(attribution: Attribution) -> Iterator[PredictedSpan]:
    """A span per role; the first, cue or content, has the id of the attribution."""
    anchor = ROLES[0] if attribution.cue else CONTENT
    for role in ROLES:
        pieces = [(span.start, span.end) for span in getattr(attribution, role)]
        if pieces:
            name = attribution.id if role == anchor else f"{attribution.id}.{role}"
            yield _span(name, role, pieces, attribution.confidence)


def _quoted(parsed: ParsedDocument) -> Iterator[PredictedSpan]:
    for number, quotation in enumerate(parsed.quotations):
        if not quotation.depth:
            yield _span(f"q{number}", CONTENT, [(quotation.start, quotation.end)], None)


class _CueFinder:
    """Cues of some types from the word lists; under one label, where the task has no types."""

    def __init__(self, types: AbstractSet[str], label: str | None = None) -> None:
        self._types = types
        self._label = label
        self._attributions = RuleAttributions()
        self._cues = RuleCues()

    def __call__(self, parsed: ParsedDocument) -> Iterator[PredictedSpan]:
        for cue in self._cues.find_cues(parsed, self._attributions.find_attributions(parsed)):
            if cue.type in self._types:
                yield _span(cue.id, self._label or cue.type, [(cue.start, cue.end)], cue.confidence)


def _sentences(example: SpanExample, label: str) -> list[PredictedSpan]:
    bounds = zip(example.unit_starts, example.unit_ends, strict=True)
    return [_span(f"s{number}", label, [each], None) for number, each in enumerate(bounds)]


def _span(name: str, label: str, pieces: Pieces, confidence: float | None) -> PredictedSpan:
    return PredictedSpan(
        id=name,
        label=label,
        starts=[start for start, _ in pieces],
        ends=[end for _, end in pieces],
        confidence=1.0 if confidence is None else confidence,
    )
