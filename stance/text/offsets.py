"""The two-way map between the cleaned and the raw text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from stance.records.document import Document


class OffsetMap:
    """Translates half-open stretches between `Document.text` and the raw text in O(log n).

    Args:
        runs: `Document.offset_map`: [clean, raw, n] or [clean, raw, n, raw n], ascending in both texts.

    A stretch that begins or ends inside a composed character is widened to that character.

    >>> OffsetMap([[0, 0, 5], [7, 9, 4]]).to_raw(1, 8)
    (1, 10)
    """

    def __init__(self, runs: Sequence[Sequence[int]]) -> None:
        self._clean = [run[0] for run in runs]
        self._raw = [run[1] for run in runs]
        self._n_clean = [run[2] for run in runs]
        self._n_raw = [run[3] if len(run) == 4 else run[2] for run in runs]

    @classmethod
    def of(cls, document: Document) -> OffsetMap:
        """Return the map of a document."""
        return cls(document.offset_map)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw stretch that clean [start, end) stands for.

        Separators between blocks stand for nothing; they are left out at the ends. An empty stretch, or one
        of separators only, gives the empty stretch at the end of what lies before it.
        """
        return _translate(
            (self._clean, self._n_clean), (self._raw, self._n_raw), start, end
        ) or self._nearest_raw(start)

    def to_clean(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the clean stretch that shows raw [start, end), None when cleaning took all of it out."""
        return _translate((self._raw, self._n_raw), (self._clean, self._n_clean), start, end)

    def _nearest_raw(self, clean: int) -> tuple[int, int]:
        index = bisect_right(self._clean, clean) - 1
        if index < 0:
            return 0, 0
        within = clean - self._clean[index]
        if within < self._n_clean[index] and self._n_clean[index] == self._n_raw[index]:
            return self._raw[index] + within, self._raw[index] + within
        end = self._raw[index] + self._n_raw[index]
        return end, end


_Side = tuple[list[int], list[int]]


def _translate(source: _Side, goal: _Side, start: int, end: int) -> tuple[int, int] | None:
    starts, lengths = source
    first = bisect_right(starts, start) - 1
    if first < 0 or start >= starts[first] + lengths[first]:
        first += 1
        start = starts[first] if first < len(starts) else end
    last = bisect_left(starts, end) - 1
    if start >= end or last < first:
        return None
    end = min(end, starts[last] + lengths[last])
    goal_starts, goal_lengths = goal
    if lengths[first] == goal_lengths[first]:
        begin = goal_starts[first] + start - starts[first]
    else:
        begin = goal_starts[first]
    if lengths[last] == goal_lengths[last]:
        return begin, goal_starts[last] + end - starts[last]
    return begin, goal_starts[last] + goal_lengths[last]
