"""Overlapping and nested spans laid flat: the text cut at every boundary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from stance.records.analysis import Analysis
from stance.records.annotation import Attribution, Cue
from stance.records.open_layers import Span

Role = Literal["source", "attribution_cue", "content", "framing"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One span of the text and what it is part of."""

    start: int
    end: int
    role: Role
    item: Attribution | Cue
    first: bool = False
    """Whether this span is where links to the item lead."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text over which no mark begins or ends."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    """All marks that cover it, by start, longer ones first."""
    opening: tuple[Mark, ...]
    closing: tuple[Mark, ...]


def collect_marks(analysis: Analysis) -> list[Mark]:
    """Return the marks of all attributions and framing cues, by start, longer ones first."""
    marks: list[Mark] = []
    for attribution in analysis.attributions:
        marks.extend(_attribution_marks(attribution))
    marks.extend(Mark(cue.start, cue.end, "framing", cue, first=True) for cue in analysis.cues)
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    return marks


def _attribution_marks(attribution: Attribution) -> list[Mark]:
    spans: dict[Role, list[Span]] = {
        "attribution_cue": attribution.cue,
        "source": attribution.source,
        "content": attribution.content,
    }
    # Links lead to the reporting words; an attribution without any has at least its content.
    lead = "attribution_cue" if attribution.cue else "content"
    return [
        Mark(span.start, span.end, role, attribution, first=role == lead and number == 0)
        for role, members in spans.items()
        for number, span in enumerate(members)
    ]


def cut(start: int, end: int, marks: Sequence[Mark], *, also: Iterable[int] = ()) -> list[Piece]:
    """Return the pieces of text[start:end], in order, joined without gap or overlap.

    Args:
        start: first code point.
        end: one after the last code point.
        marks: in the order of `collect_marks`; those that reach beyond [start, end) are cut to it.
        also: further offsets to cut at; those outside (start, end) are passed over.
    """
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    bounds = {start, end, *(offset for offset in also if start < offset < end)}
    for mark in inside:
        bounds.add(max(mark.start, start))
        bounds.add(min(mark.end, end))
    edges = sorted(bounds)
    pieces: list[Piece] = []
    active: list[Mark] = []
    following = 0
    for left, right in zip(edges, edges[1:], strict=False):
        if active:
            active = [mark for mark in active if mark.end > left]
        while following < len(inside) and inside[following].start <= left:
            active.append(inside[following])
            following += 1
        pieces.append(_piece(left, right, tuple(active)))
    return pieces


def _piece(left: int, right: int, active: tuple[Mark, ...]) -> Piece:
    if not active:
        return Piece(left, right, (), (), ())
    opening = tuple([mark for mark in active if mark.start == left])
    closing = tuple([mark for mark in active if mark.end == right])
    return Piece(left, right, active, opening, closing)
