"""Segments cut into units: headline, deck, sentences."""

from __future__ import annotations

from collections.abc import Sequence

from stance.records.document import Segment, Unit
from stance.text.segment import split_sentences

_WHOLE = {"headline": "H", "deck": "D", "subhead": "S"}


def make_units(text: str, segments: Sequence[Segment]) -> list[Unit]:
    """Return the units of a text in reading order: H1, D1, S1, S2, ...

    A headline, deck or subhead is one unit; other segments give one unit per sentence.
    """
    units: list[Unit] = []
    n_units = {"H": 0, "D": 0, "S": 0}
    for segment in segments:
        letter = _WHOLE.get(segment.kind, "S")
        spans = (
            [(segment.start, segment.end)]
            if segment.kind in _WHOLE
            else split_sentences(text, segment.start, segment.end)
        )
        for start, end in spans:
            n_units[letter] += 1
            units.append(
                Unit(
                    id=f"{letter}{n_units[letter]}",
                    segment=segment.id,
                    start=start,
                    end=end,
                    rank=len(units) + 1,
                )
            )
    return units
