"""The text of an article as HTML paragraphs in which every attribution and framing cue is marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from stance.analysis.render.segments import Mark, Piece, Role, collect_marks, cut
from stance.analysis.render.unit_strips import unit_ranges
from stance.analysis.render.wording import code_of, describe_attribution, describe_cue, entity_names, joined
from stance.records.analysis import Analysis
from stance.records.annotation import SPEECH_TYPES, Attribution, Cue
from stance.records.document import Segment

_REPORTING: dict[Role, str] = {"source": "src", "attribution_cue": "said"}
"""Role to style class."""
_VOICES = ("author", "source_indirect", "source_direct")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the document."""

    kind: str
    units: str
    """Such as "S4–S6"."""
    html: Markup
    speakers: list[Attribution]
    """Attributions other than eventualities whose reporting words lie here."""


def marked_paragraphs(analysis: Analysis, prefix: str) -> list[Paragraph]:
    """Return the blocks of the document with every span marked.

    Args:
        analysis: what was found.
        prefix: put before ids so that they stay unique on a page of several articles.
    """
    document = analysis.document
    starts = {unit.start: unit.id for unit in document.units}
    cuts = [*starts, *(s.start for s in document.segments), *(s.end for s in document.segments)]
    pieces = cut(0, len(document.text), collect_marks(analysis), also=cuts)
    # A paragraph's first unit stands in the margin already.
    firsts = {segment.start for segment in document.segments}
    inner = {start: name for start, name in starts.items() if start not in firsts}
    pen = _Pen(analysis, prefix, inner)
    units: dict[str, list[str]] = {}
    for unit in document.units:
        units.setdefault(unit.segment, []).append(unit.id)
    speakers = _speakers_by_segment(analysis)
    return [
        Paragraph(
            segment.kind,
            unit_ranges(units.get(segment.id, [])),
            # Every text in it went through `escape` in `_Pen.draw`.
            Markup("".join(map(pen.draw, inside))),  # noqa: S704
            speakers.get(segment.id, []),
        )
        for segment, inside in _pieces_by_segment(document.segments, pieces)
    ]


def _pieces_by_segment(
    segments: Iterable[Segment], pieces: list[Piece]
) -> Iterable[tuple[Segment, list[Piece]]]:
    following = 0
    for segment in segments:
        inside = []
        while following < len(pieces) and pieces[following].start < segment.end:
            if pieces[following].start >= segment.start:
                inside.append(pieces[following])
            following += 1
        yield segment, inside


def _speakers_by_segment(analysis: Analysis) -> dict[str, list[Attribution]]:
    found: dict[str, list[Attribution]] = {}
    segments = analysis.document.segments
    for attribution in analysis.attributions:
        if attribution.type in SPEECH_TYPES:
            at = (attribution.cue or attribution.content)[0].start
            home = segments[bisect_right(segments, at, key=_start_of) - 1]
            found.setdefault(home.id, []).append(attribution)
    return found


def _start_of(segment: Segment) -> int:
    return segment.start


class _Pen:
    """Draws pieces of text; what explains an item is worded and escaped once."""

    def __init__(self, analysis: Analysis, prefix: str, units: dict[int, str]) -> None:
        names = entity_names(analysis)
        self._text = analysis.document.text
        self._prefix = prefix
        self._units = units
        self._tips = {a.id: escape(describe_attribution(a, names)) for a in analysis.attributions}
        self._tips.update((cue.id, escape(describe_cue(cue))) for cue in analysis.cues)
        self._brief = {
            a.id: escape(f"{a.id} · {joined(a.source) or 'nobody named'} · {joined(a.cue)}")
            for a in analysis.attributions
        }

    def draw(self, piece: Piece) -> str:
        """Return the piece as HTML."""
        text = escape(self._text[piece.start : piece.end])
        unit = self._units.get(piece.start)
        unit_mark = "" if unit is None else f'<span class="u" aria-hidden="true">{unit}</span>'
        if not piece.marks:
            return unit_mark + text
        return f"{unit_mark}{self._before(piece)}<span{self._attributes(piece)}>{text}</span>"

    def _before(self, piece: Piece) -> str:
        if not piece.opening:
            return ""
        tags = [
            f'<span class="tag" aria-hidden="true">{escape(mark.item.id)}</span>'
            for mark in piece.opening
            if mark.role == "content" and _is_speech(mark)
        ]
        # An element has one id; items that begin at the same place get an anchor each.
        anchors = [f'<i class="at" id="{name}"></i>' for name in self._ids(piece)[1:]]
        return "".join(tags + anchors)

    def _ids(self, piece: Piece) -> list[str]:
        return [escape(self._prefix + mark.item.id) for mark in piece.opening if mark.first]

    def _attributes(self, piece: Piece) -> str:
        marks = piece.marks[::-1]
        told = [mark.item.id for mark in marks if mark.role == "framing"]
        told += [mark.item.id for mark in marks if mark.role in _REPORTING]
        tip = "\n\n".join([self._tips[name] for name in told]) or self._brief[piece.marks[-1].item.id]
        parts = [f' class="m {_look(piece.marks)}" data-tip="{tip}"']
        names = self._ids(piece) if piece.opening else []
        if names:
            parts.append(f' id="{names[0]}"')
        if told:
            rows = " ".join([f"{self._prefix}{name}-row" for name in told])
            parts.append(f' tabindex="0" aria-describedby="{escape(rows)}"')
        codes = [code_of(mark.item) for mark in piece.closing if isinstance(mark.item, Cue)]
        if codes:
            parts.append(f' data-code="{" ".join(codes)}"')
        return "".join(parts)


def _is_speech(mark: Mark) -> bool:
    return isinstance(mark.item, Attribution) and mark.item.type in SPEECH_TYPES


def _look(marks: tuple[Mark, ...]) -> str:
    looks = []
    contents = [mark for mark in marks if mark.role == "content"]
    if contents:
        speech = [
            mark.item.speech for mark in contents if isinstance(mark.item, Attribution) and _is_speech(mark)
        ]
        looks.append(f"ct s-{speech[-1]}{' deep' if len(speech) > 1 else ''}" if speech else "ct ev")
    if len(contents) < len(marks):
        for role, name in _REPORTING.items():
            here = [mark for mark in marks if mark.role == role]
            if here:
                looks.append(name if any(map(_is_speech, here)) else f"{name} ev")
        voices = [mark.item.voice for mark in marks if isinstance(mark.item, Cue)]
        if voices:
            # Where cues of several voices overlap, the author's own is the one the reader must not miss.
            looks.append(f"fr v-{min(voices, key=_VOICES.index)}")
    return " ".join(looks)
