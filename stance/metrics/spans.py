"""Span metrics: strict, exact, partial, type, overlap, tokens, characters and PTC."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stance.metrics.assignment import Pair, best_assignment, pack
from stance.metrics.counts import Counts
from stance.text.tokens import Tokens

Pieces = tuple[tuple[int, int], ...]
"""A span as half-open stretches of code points; a discontinuous span has several."""

_OUTER = " \t\n\u00a0,.;:"


@dataclass(frozen=True, slots=True)
class TypedSpan:
    """A span with its label; an empty label where only the place counts."""

    pieces: Pieces
    label: str = ""

    @classmethod
    def at(cls, start: int, end: int, label: str = "") -> TypedSpan:
        """Return the unbroken span `[start, end)`."""
        return cls(((start, end),), label)


@dataclass(frozen=True, slots=True)
class SpanCounts:
    """The SemEval-2013 schemes and plain overlap, all from one optimal one-to-one assignment."""

    strict: Counts = Counts()
    """Same bounds and same label."""
    exact: Counts = Counts()
    """Same bounds."""
    partial: Counts = Counts()
    """Same bounds, or half for any overlap."""
    type: Counts = Counts()
    """Any overlap and same label."""
    overlap: Counts = Counts()
    """Any overlap."""

    def __add__(self, other: SpanCounts) -> SpanCounts:
        return SpanCounts(
            self.strict + other.strict,
            self.exact + other.exact,
            self.partial + other.partial,
            self.type + other.type,
            self.overlap + other.overlap,
        )


@dataclass(frozen=True, slots=True)
class PiecesPerGold:
    """How many predictions a gold span that was touched at all is broken into."""

    n_touches: int = 0
    """Pairs of a prediction and a gold span that overlap."""
    n_gold_touched: int = 0

    def __add__(self, other: PiecesPerGold) -> PiecesPerGold:
        return PiecesPerGold(self.n_touches + other.n_touches, self.n_gold_touched + other.n_gold_touched)

    @property
    def mean(self) -> float | None:
        """Predictions per touched gold span, at least 1; None when none was touched."""
        return self.n_touches / self.n_gold_touched if self.n_gold_touched else None


def trim_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds without outer spaces and outer `, . ; :`.

    Punctuation inside closing quotation marks stays, as the mark ends the trimming. A stretch of nothing
    else is returned as it was.

    >>> trim_edges("said, “no,” .", 4, 13)
    (6, 11)
    """
    stretch = text[start:end]
    kept = stretch.strip(_OUTER)
    if not kept:
        return start, end
    new_start = start + len(stretch) - len(stretch.lstrip(_OUTER))
    return new_start, new_start + len(kept)


def trim_pieces(text: str, pieces: Pieces) -> Pieces:
    """Return the pieces in reading order, each with its edges trimmed."""
    return tuple(sorted(trim_edges(text, start, end) for start, end in pieces))


def n_characters(pieces: Pieces) -> int:
    """Return the number of code points in the pieces, which must not overlap each other."""
    return sum(end - start for start, end in pieces)


def n_shared(first: Pieces, second: Pieces) -> int:
    """Return the number of code points two spans have in common.

    >>> n_shared(((0, 10), (20, 30)), ((5, 25),))
    10
    """
    if len(first) == 1 and len(second) == 1:
        # The innermost loop of every span metric, and nearly always this case.
        (start, end), (other_start, other_end) = first[0], second[0]
        if end <= other_start or other_end <= start:
            return 0
    return sum(max(0, min(e1, e2) - max(s1, s2)) for s1, e1 in first for s2, e2 in second)


def union(pieces: Iterable[tuple[int, int]]) -> Pieces:
    """Return the same characters as disjoint stretches in reading order; touching ones are joined.

    >>> union([(5, 9), (0, 6), (9, 10), (20, 21)])
    ((0, 10), (20, 21))
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def span_counts(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> SpanCounts:
    """Return the counts of one document under all one-to-one schemes.

    The assignment maximises, in this order: exact pairs, exact pairs of the same label, shared
    characters, pairs, pairs of the same label. Each count is thereby fixed, whatever the order of input.
    For typed one-to-one overlap, sum `overlap` over labels (see `span_counts_by_label`).

    Source: SemEval-2013 task 9.1, with the assignment made optimal.
    """
    pairs = _match(gold, predicted)
    exact = [(g, p) for g, p in pairs if _same_bounds(gold[g], predicted[p])]

    def counts(credit: float) -> Counts:
        return Counts.of_matches(credit, n_predicted=len(predicted), n_gold=len(gold))

    return SpanCounts(
        strict=counts(_n_same_label(gold, predicted, exact)),
        exact=counts(len(exact)),
        partial=counts(len(exact) + 0.5 * (len(pairs) - len(exact))),
        type=counts(_n_same_label(gold, predicted, pairs)),
        overlap=counts(len(pairs)),
    )


def span_counts_by_label(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> dict[str, SpanCounts]:
    """Return the counts per label that occurs, each from an assignment within that label."""
    return {label: span_counts(g, p) for label, (g, p) in _by_label(gold, predicted).items()}


def ptc_counts(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> Counts:
    """Return PTC partial-overlap counts of one document, over pairs of the same label.

    Overlapping spans of one label are merged first on both sides, without which repeating a prediction
    would raise recall above 1. For untyped span identification pass empty labels. Many small pieces score
    as well as one span here: report `span_counts` and `pieces_per_gold` beside it.

    Source: Da San Martino et al. (2019), equations 1 and 2.
    """
    result = Counts()
    for gold_spans, predicted_spans in _by_label(gold, predicted).values():
        result += _ptc_of_label(_merge(gold_spans), _merge(predicted_spans))
    return result


def ptc_counts_by_label(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> dict[str, Counts]:
    """Return PTC counts per label that occurs.

    Recall divides the recall sum by the gold count; the official per-technique scorer divides its
    precision sum, which is a slip.
    """
    return {
        label: _ptc_of_label(_merge(gold_spans), _merge(predicted_spans))
        for label, (gold_spans, predicted_spans) in _by_label(gold, predicted).items()
    }


def token_counts(
    gold: Sequence[TypedSpan],
    predicted: Sequence[TypedSpan],
    *,
    tokens: Tokens,
) -> Counts:
    """Return counts of tokens inside spans, per label and summed over labels.

    Args:
        gold: spans of the gold annotation.
        predicted: spans of the prediction.
        tokens: tokens of the document; a token is in a span if one character of it is.
    """
    result = Counts()
    for gold_spans, predicted_spans in _by_label(gold, predicted).values():
        in_gold = tokens_inside(union(p for s in gold_spans for p in s.pieces), tokens)
        in_predicted = tokens_inside(union(p for s in predicted_spans for p in s.pieces), tokens)
        result += Counts.of_matches(
            len(in_gold & in_predicted), n_predicted=len(in_predicted), n_gold=len(in_gold)
        )
    return result


def tokens_inside(pieces: Pieces, tokens: Tokens) -> frozenset[int]:
    """Return the indices of the tokens that share a character with the pieces."""
    inside: set[int] = set()
    for start, end in pieces:
        inside.update(range(bisect_right(tokens.ends, start), bisect_left(tokens.starts, end)))
    return frozenset(inside)


def character_counts(gold: Iterable[Pieces], predicted: Iterable[Pieces]) -> Counts:
    """Return counts of characters covered by any span, on both sides.

    >>> character_counts([((0, 10),)], [((5, 20),), ((6, 8),)]).recall
    0.5
    """
    in_gold = union(piece for pieces in gold for piece in pieces)
    in_predicted = union(piece for pieces in predicted for piece in pieces)
    return Counts.of_matches(
        n_shared(in_gold, in_predicted),
        n_predicted=n_characters(in_predicted),
        n_gold=n_characters(in_gold),
    )


def pieces_per_gold(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> PiecesPerGold:
    """Return how many predictions of the same label overlap each gold span that is overlapped at all."""
    touches = [sum(1 for p in predicted if p.label == g.label and n_shared(g.pieces, p.pieces)) for g in gold]
    return PiecesPerGold(sum(touches), sum(1 for n in touches if n))


def _match(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> list[Pair]:
    n_gold_characters = sum(n_characters(span.pieces) for span in gold)
    base = n_gold_characters + len(gold) + 1
    weights: dict[Pair, int] = {}
    for g, gold_span in enumerate(gold):
        for p, predicted_span in enumerate(predicted):
            shared = n_shared(gold_span.pieces, predicted_span.pieces)
            if shared:
                exact = _same_bounds(gold_span, predicted_span)
                same = gold_span.label == predicted_span.label
                weights[g, p] = pack((exact, exact and same, shared, 1, same), base)
    return best_assignment(weights)


def _same_bounds(first: TypedSpan, second: TypedSpan) -> bool:
    return first.pieces == second.pieces or sorted(first.pieces) == sorted(second.pieces)


def _n_same_label(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan], pairs: list[Pair]) -> int:
    return sum(gold[g].label == predicted[p].label for g, p in pairs)


def _by_label(
    gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]
) -> dict[str, tuple[list[TypedSpan], list[TypedSpan]]]:
    groups: defaultdict[str, tuple[list[TypedSpan], list[TypedSpan]]] = defaultdict(lambda: ([], []))
    for span in gold:
        groups[span.label][0].append(span)
    for span in predicted:
        groups[span.label][1].append(span)
    return dict(sorted(groups.items()))


def _merge(spans: list[TypedSpan]) -> list[Pieces]:
    """Join spans that share a character into one set of characters each."""
    merged: list[Pieces] = []
    for span in spans:
        pieces = union(span.pieces)
        apart = []
        for other in merged:
            if n_shared(pieces, other):
                pieces = union(pieces + other)
            else:
                apart.append(other)
        merged = [*apart, pieces]
    return merged


def _ptc_of_label(gold: list[Pieces], predicted: list[Pieces]) -> Counts:
    hits_predicted = hits_gold = 0.0
    for predicted_pieces in predicted:
        for gold_pieces in gold:
            shared = n_shared(predicted_pieces, gold_pieces)
            if shared:
                hits_predicted += shared / n_characters(predicted_pieces)
                hits_gold += shared / n_characters(gold_pieces)
    return Counts(hits_predicted, len(predicted), hits_gold, len(gold))
