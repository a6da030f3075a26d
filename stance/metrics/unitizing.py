"""Agreement on where spans stand, beyond chance: Krippendorff's alpha for unitizing, and per position."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from stance.metrics.spans import Pieces
from stance.text.tokens import Tokens


@dataclass(frozen=True, slots=True)
class UnitizingCounts:
    """Disagreement of two annotators about where the spans of one label stand, and that expected by chance.

    Both are sums of squared characters. They add up over documents, labels and pairs of annotators, as the
    observed part of a long text is the sum of those of its parts.
    """

    observed: float = 0.0
    expected: float = 0.0

    def __add__(self, other: UnitizingCounts) -> UnitizingCounts:
        return UnitizingCounts(self.observed + other.observed, self.expected + other.expected)

    @property
    def alpha(self) -> float:
        """At most 1; NaN where neither annotator marked anything."""
        return 1.0 - self.observed / self.expected if self.expected else math.nan


@dataclass(frozen=True, slots=True)
class _Segment:
    start: int
    end: int
    is_unit: bool

    @property
    def length(self) -> int:
        return self.end - self.start


def unitizing_counts(
    first: Iterable[tuple[int, int]], second: Iterable[tuple[int, int]], *, length: int
) -> UnitizingCounts:
    """Return the counts of one label in one document, marked by two annotators.

    Args:
        first: half-open stretches one annotator marked with the label; those that overlap are joined, those
            that touch stay apart.
        second: the same of the other annotator.
        length: characters of the document; all stretches lie within `[0, length)`.

    A unit costs its squared length where the other annotator has a gap around it, and the squares of both
    differences of the bounds where it overlaps a unit; what pieces of a split unit leave over costs nothing.
    With three or more annotators add up the pairs: the formula for all at once misleads, as its author found
    (Krippendorff et al. 2016). Squares let long spans decide: read it beside token alpha.

    Source: alpha_U of Krippendorff (1995; 2004, chapter 11.6), for one label and two observers.
    """
    both = [_segments(first, length), _segments(second, length)]
    return UnitizingCounts(float(_observed(*both)), _expected([s for one in both for s in one], length))


def tokens_marked(pieces: Iterable[tuple[int, int]], tokens: Tokens) -> npt.NDArray[np.bool_]:
    """Return which tokens share a character with the pieces; shape (tokens,)."""
    marked = np.zeros(len(tokens), dtype=np.bool_)
    ends, starts = np.array(tokens.ends), np.array(tokens.starts)
    for start, end in pieces:
        marked[np.searchsorted(ends, start, "right") : np.searchsorted(starts, end, "left")] = True
    return marked


def joined(pieces: Iterable[tuple[int, int]]) -> Pieces:
    """Return the stretches in reading order; those that share a character are one.

    >>> joined([(5, 9), (0, 6), (9, 12)])
    ((0, 9), (9, 12))
    """
    apart: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def _segments(pieces: Iterable[tuple[int, int]], length: int) -> list[_Segment]:
    """Units and the gaps between them, from the beginning of the text to its end."""
    segments: list[_Segment] = []
    reached = 0
    for start, end in joined(pieces):
        if start > reached:
            segments.append(_Segment(reached, start, is_unit=False))
        segments.append(_Segment(start, end, is_unit=True))
        reached = end
    if reached < length:
        segments.append(_Segment(reached, length, is_unit=False))
    return segments


def _observed(first: Sequence[_Segment], second: Sequence[_Segment]) -> int:
    return sum(_distance(a, b) for a, b in _overlapping(first, second))


def _overlapping(
    first: Sequence[_Segment], second: Sequence[_Segment]
) -> Iterator[tuple[_Segment, _Segment]]:
    i = j = 0
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        yield a, b
        i, j = i + (a.end <= b.end), j + (b.end <= a.end)


def _distance(a: _Segment, b: _Segment) -> int:
    if a.is_unit and b.is_unit:
        return (a.start - b.start) ** 2 + (a.end - b.end) ** 2
    if not a.is_unit and not b.is_unit:
        return 0
    unit, gap = (a, b) if a.is_unit else (b, a)
    return unit.length**2 if gap.start <= unit.start and unit.end <= gap.end else 0


def _expected(segments: Sequence[_Segment], length: int) -> float:
    """Distance expected when the units of both are put down anywhere, times the squared length."""
    units = [segment.length for segment in segments if segment.is_unit]
    gaps = sorted(segment.length for segment in segments if not segment.is_unit)
    # Room left of gap g, g + 1, ... for sums over all gaps that hold a unit.
    room = [*accumulate(reversed(gaps), initial=0)][::-1]
    total = 0.0
    for unit in units:
        fitting = bisect_left(gaps, unit)
        n_places = room[fitting] - (len(gaps) - fitting) * (unit - 1)
        total += (len(units) - 1) * (2 * unit**3 - 3 * unit**2 + unit) / 3 + unit**2 * n_places
    pairs = 2 * length * (2 * length - 1) - sum(unit * (unit - 1) for unit in units)
    return 2 * length * total / pairs if units else 0.0
