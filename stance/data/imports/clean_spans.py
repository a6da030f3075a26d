"""Spans of the raw text in the cleaned text: whole, or not at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from stance.records.document import Document
from stance.records.open_layers import Span
from stance.text.normalize import level, normalize
from stance.text.offsets import OffsetMap

_LINE_ENDS = str.maketrans("\r\n", "  ")


class CleanSpans:
    """Finds spans of the raw text in a document's text.

    Args:
        document: cleaned.
        raw_text: of which the document was made; None when offsets point into `document.text` itself.
    """

    def __init__(self, document: Document, raw_text: str | None) -> None:
        self._text = document.text
        self._units = document.units
        self._unit_starts = [unit.start for unit in document.units]
        self._raw_text = raw_text
        self._runs = document.offset_map
        self._raw_starts = [run[1] for run in document.offset_map]
        self._offsets = OffsetMap.of(document)

    def find(self, pieces: tuple[tuple[int, int], ...]) -> list[Span]:
        """Return raw pieces as spans of the document's text, empty when nothing is left of one of them.

        A piece that covers part of a composed character is widened to it; pieces that meet in one are joined.
        """
        bounds: list[tuple[int, int]] = []
        for start, end in pieces:
            found = (start, end) if self._raw_text is None else self._offsets.to_clean(start, end)
            if found is None:
                return []
            if bounds and found[0] < bounds[-1][1]:
                found = (bounds.pop()[0], found[1])
            bounds.append(found)
        return [
            Span(start=start, end=end, text=self._text[start:end], unit=self._unit_at(start))
            for start, end in bounds
        ]

    def dropped_text(self, pieces: tuple[tuple[int, int], ...]) -> str:
        """Return what can be seen in raw pieces and cleaning took out; empty when it took out nothing."""
        return " … ".join(gap for start, end in pieces for gap in self._gaps(start, end))

    def _gaps(self, start: int, end: int) -> Iterator[str]:
        if self._raw_text is None:
            return
        index = max(0, bisect_right(self._raw_starts, start) - 1)
        at = start
        while at < end:
            run = self._runs[index] if index < len(self._runs) else [0, end, 0]
            if run[1] > at:
                line = level(self._raw_text[at : min(run[1], end)]).translate(_LINE_ENDS)
                visible = normalize(line, 0, len(line))
                if visible is not None:
                    yield visible.text
            at = max(at, run[1] + run[-1])
            index += 1

    def _unit_at(self, offset: int) -> str | None:
        index = bisect_right(self._unit_starts, offset) - 1
        if index < 0 or offset >= self._units[index].end:
            return None
        return self._units[index].id
