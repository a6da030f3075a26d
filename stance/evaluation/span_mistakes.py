"""Spans on which model and gold part, with the sentence they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from stance.evaluation.span_joining import SpanAnswers, SpanGold
from stance.metrics.spans import Pieces, n_shared, trim_pieces
from stance.records.example import MarkedSpan, SpanExample
from stance.records.prediction import PredictedSpan
from stance.records.report import Mistake

SURE = 0.9
"""Least confidence, mean over seeds, from which a span no annotator marked may be an oversight."""
_BEFORE_AND_AFTER = 300
"""Most characters of context on each side."""


@dataclass(slots=True)
class _Sides:
    """The spans of one label in one example."""

    gold: set[Pieces] = field(default_factory=set)
    predicted: dict[Pieces, float] = field(default_factory=lambda: defaultdict(float))
    """Confidence, mean over seeds; a seed without the span counts 0."""


def span_mistakes(gold: SpanGold, answers: SpanAnswers, *, limit: int) -> list[Mistake]:
    """Return spans that are wrong, in turn one of each kind: wrong bounds, not in the gold, missed.

    Spans with wrong bounds or without gold come by falling confidence, missed ones the longest first, as
    there is no confidence in what was not predicted.

    Args:
        gold: the held-out examples.
        answers: of the model.
        limit: most mistakes returned.
    """
    bounds: list[Mistake] = []
    spurious: list[Mistake] = []
    missed: list[Mistake] = []
    for index, example in enumerate(gold.examples):
        for label, sides in sorted(_sides(index, example, answers).items()):
            for mistake in _of_label(example, label, sides):
                kind = missed if not mistake.predicted else bounds if mistake.gold else spurious
                kind.append(mistake)
    for confident in (bounds, spurious):
        confident.sort(key=lambda mistake: -mistake.confidence)
    missed.sort(key=lambda mistake: -len(mistake.target or ""))
    in_turn = chain.from_iterable(zip_longest(bounds, spurious, missed))
    return [mistake for mistake in in_turn if mistake is not None][:limit]


def span_pieces(span: MarkedSpan | PredictedSpan, text: str) -> Pieces:
    """Return the pieces of a span, edges trimmed."""
    return trim_pieces(text, tuple(zip(span.starts, span.ends, strict=True)))


def _sides(index: int, example: SpanExample, answers: SpanAnswers) -> dict[str, _Sides]:
    by_label: defaultdict[str, _Sides] = defaultdict(_Sides)
    for span in example.spans:
        by_label[span.label].gold.add(span_pieces(span, example.text))
    for of_seed in answers.predictions:
        # A span given twice by one seed counts once.
        found: dict[tuple[str, Pieces], float] = {}
        for each in of_seed[index].spans:
            key = each.label, span_pieces(each, example.text)
            found[key] = max(found.get(key, 0.0), each.confidence)
        for (label, pieces), confidence in found.items():
            by_label[label].predicted[pieces] += confidence / len(answers.seeds)
    return by_label


def _of_label(example: SpanExample, label: str, sides: _Sides) -> Iterator[Mistake]:
    unmatched = sides.gold - sides.predicted.keys()
    touched: set[Pieces] = set()
    for pieces, confidence in sorted(sides.predicted.items()):
        if pieces not in sides.gold:
            nearest = max(sorted(unmatched), key=lambda other: n_shared(pieces, other), default=None)
            meets = nearest is not None and n_shared(pieces, nearest) > 0
            if nearest is not None and meets:
                touched.add(nearest)
            yield _mistake(example, label, nearest if meets else None, pieces, confidence)
    for pieces in sorted(unmatched - touched):
        yield _mistake(example, label, pieces, None, 0.0)


def _mistake(
    example: SpanExample,
    label: str,
    gold: Pieces | None,
    predicted: Pieces | None,
    confidence: float,
) -> Mistake:
    place = predicted or gold or ()
    start, end = _context(example, place)
    first_start, first_end = place[0]
    return Mistake(
        example_id=example.example_id,
        gold=_told(example.text, label, gold),
        predicted=_told(example.text, label, predicted),
        confidence=min(1.0, confidence),
        text=example.text[start:end],
        target=example.text[first_start:first_end],
        target_start=first_start - start,
        target_end=first_end - start,
        suspect=gold is None and confidence >= SURE,
    )


def _told(text: str, label: str, pieces: Pieces | None) -> list[str]:
    if pieces is None:
        return []
    return [f"{label}: {' … '.join(text[start:end] for start, end in pieces)}"]


def _context(example: SpanExample, pieces: Pieces) -> tuple[int, int]:
    """The sentences that hold the first piece, cut where they go on for long."""
    start, end = pieces[0]
    units: Sequence[tuple[int, int]] = list(zip(example.unit_starts, example.unit_ends, strict=True))
    holding = [(s, e) for s, e in units if s < end and start < e]
    low = min([start, *(s for s, _ in holding)])
    high = max([end, *(e for _, e in holding)])
    return max(low, start - _BEFORE_AND_AFTER), min(high, end + _BEFORE_AND_AFTER)
