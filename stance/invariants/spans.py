"""Whether spans fit the text, the units and the drops of a document."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from stance.invariants.problems import Problem, quoted
from stance.records.annotation import Cue
from stance.records.document import Document
from stance.records.open_layers import Span

_RESPAN = "Take bounds and text from the cleaned document, in code points."


class SpanChecker:
    """Checks spans of one document.

    Args:
        document: valid itself (see `check_document`).
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._units = document.units
        self._unit_starts = [unit.start for unit in document.units]
        self._cuts = _cuts(document)

    def check(self, where: str, span: Span | Cue, *, within_unit: bool) -> Iterator[Problem]:
        """Yield what is wrong with a span.

        Args:
            where: record and role, for the message.
            span: a role of an attribution, or a cue.
            within_unit: whether the span must end in the unit in which it starts; content need not.
        """
        start, end = span.start, span.end
        if not start < end <= len(self._text):
            expected = f"a stretch of the text, up to {len(self._text)}"
            yield Problem(where, expected, f"[{start}, {end})", _RESPAN)
            return
        found = self._text[start:end]
        if found != span.text:
            yield Problem(where, f"{quoted(span.text)} at [{start}, {end})", quoted(found), _RESPAN)
        yield from self._check_unit(where, span, within_unit=within_unit)
        for before, after in self._cuts:
            if start < before and after < end:
                action = "Split it into a span before and a span after."
                yield Problem(where, "no dropped text inside", f"a block dropped at {before}", action)

    def _check_unit(self, where: str, span: Span | Cue, *, within_unit: bool) -> Iterator[Problem]:
        index = bisect_right(self._unit_starts, span.start) - 1
        unit = self._units[index] if index >= 0 else None
        if unit is not None and span.start >= unit.end:
            unit = None
        if within_unit and (unit is None or span.end > unit.end):
            expected = f"a span inside unit {unit.id}" if unit else "a span inside a unit"
            yield Problem(where, expected, f"[{span.start}, {span.end})", "Cut it at the unit's bounds.")
        elif span.unit is not None and (unit is None or span.unit != unit.id):
            expected = f"unit {unit.id}" if unit else "no unit"
            yield Problem(where, expected, f"unit {span.unit}", "Name the unit in which the span starts.")


def _cuts(document: Document) -> list[tuple[int, int]]:
    """Clean offsets between which a dropped block stood: end of the run before, start of the one after."""
    raw_starts = [run[1] for run in document.offset_map]
    cuts = []
    for dropped in document.dropped:
        after = bisect_right(raw_starts, dropped.raw[0])
        if 0 < after < len(raw_starts):
            clean, _, n, *_ = document.offset_map[after - 1]
            cuts.append((clean + n, document.offset_map[after][0]))
    return cuts
