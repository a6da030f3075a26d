"""An analysis for the terminal: the marked text, then sources, scores, stances and frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from stance.analysis.render.numbers import (
    NOTHING,
    format_interval,
    format_number,
    format_share,
    format_signed,
)
from stance.analysis.render.score_rows import headline
from stance.analysis.render.segments import Mark, Piece, collect_marks, cut
from stance.analysis.render.unit_strips import source_rows, strips
from stance.analysis.render.visible import excerpt, show_hidden
from stance.analysis.render.wording import STANCE_SIGNS, code_of, entity_names, plain, title_of
from stance.analysis.render.wrapping import RESET, Fragment, wrap
from stance.records.analysis import Analysis
from stance.records.annotation import SPEECH_TYPES, Attribution, Cue, Voice

GUTTER = 5
"""Columns left of the text, for the ids of units."""
_Style = Literal["title", "dim", "source", "said", "direct", "indirect"]

_STYLES: dict[_Style | Voice, str] = {
    "title": "\x1b[1m",
    "dim": "\x1b[2m",
    "source": "\x1b[1;36m",
    "said": "\x1b[3;36m",
    "direct": "\x1b[4;34m",
    "indirect": "\x1b[34m",
    "author": "\x1b[1;30;43m",
    "source_indirect": "\x1b[33m",
    "source_direct": "\x1b[4;33m",
}
_BRACKETS = {"source": "[]", "attribution_cue": "//", "content": "{}", "framing": "**"}


def render_terminal(analysis: Analysis, *, width: int, color: bool) -> str:
    """Return the view, to be printed as it is.

    Args:
        analysis: what was found in the article.
        width: columns to use, at least 60.
        color: mark by terminal colours; otherwise by brackets.
    """
    view = _View(width, color)
    parts = [
        view.header(analysis),
        view.text(analysis),
        view.key(),
        view.table("Sources", ("speaks", "quoted", "side", "source"), _sources(analysis)),
        view.table("Scores", ("score", "value", "95 % interval"), _scores(analysis)),
        view.table("Stances", ("stance", "holder", "target", "evidence"), _stances(analysis)),
        view.table("Frames and voices, unit by unit", ("salience", "where", ""), _strips(analysis)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


class _View:
    """Styles, or leaves unstyled, every part of the view."""

    def __init__(self, width: int, color: bool) -> None:
        self._width = width
        self._color = color

    def _styled(self, text: str, style: _Style) -> str:
        return f"{_STYLES[style]}{text}{RESET}" if self._color else text

    def header(self, analysis: Analysis) -> str:
        """Return the title and what is known about the article."""
        meta = analysis.document.meta
        known = [meta.outlet_id, meta.published_at, meta.event_id, meta.genre]
        facts = [fact for fact in known if fact and fact != "unknown"]
        facts += [f"{analysis.scores.n_words} words", *map(plain, analysis.scores.flags)]
        title = excerpt(show_hidden(title_of(analysis.document)), self._width)
        line = excerpt(show_hidden(" · ".join(facts)), self._width)
        return f"{self._styled(title, 'title')}\n{self._styled(line, 'dim')}"

    def text(self, analysis: Analysis) -> str:
        """Return the text, one unit after another, with its marks."""
        document = analysis.document
        marks = [mark for mark in collect_marks(analysis) if _is_shown(mark)]
        blocks: dict[str, list[str]] = {}
        for unit in document.units:
            pieces = cut(unit.start, unit.end, marks)
            fragments = [part for piece in pieces for part in self._fragments(piece, document.text)]
            lines = wrap(fragments, self._width - GUTTER)
            gutters = [self._styled(f"{unit.id:<{GUTTER}}", "dim"), *[" " * GUTTER] * len(lines)]
            shown = [gutter + line for gutter, line in zip(gutters, lines, strict=False)]
            blocks.setdefault(unit.segment, []).extend(shown)
        return "\n\n".join("\n".join(lines) for lines in blocks.values())

    def _fragments(self, piece: Piece, text: str) -> Iterable[Fragment]:
        words = show_hidden(text[piece.start : piece.end])
        closing = list(reversed(_one_per_span(piece.closing)))
        if self._color:
            yield Fragment(words, self._style(piece.marks))
            yield Fragment(" ".join(filter(None, map(_tag, closing))), _STYLES["dim"])
            return
        opened = "".join(_BRACKETS[mark.role][0] for mark in _one_per_span(piece.opening))
        closed = "".join(_BRACKETS[mark.role][1] + _tag(mark) for mark in closing)
        yield Fragment(f"{opened}{words}{closed}")

    def _style(self, marks: Sequence[Mark]) -> str:
        if not self._color or not marks:
            return ""
        voices = [mark.item.voice for mark in marks if isinstance(mark.item, Cue)]
        if voices:
            return _STYLES[min(voices)]
        roles = {mark.role for mark in marks}
        if "source" in roles:
            return _STYLES["source"]
        if "attribution_cue" in roles:
            return _STYLES["said"]
        inner = marks[-1].item
        quoted = isinstance(inner, Attribution) and inner.speech == "direct"
        return _STYLES["direct" if quoted else "indirect"]

    def key(self) -> str:
        """Return how to read the marks."""
        if self._color:
            styles: tuple[_Style | Voice, ...] = ("source", "said", "direct", "indirect", "author")
            words = ("source", "said", "quoted", "paraphrased", "framing")
            marks = [Fragment(word, _STYLES[style]) for word, style in zip(words, styles, strict=True)]
        else:
            marks = [
                Fragment("[source]"),
                Fragment("/said/"),
                Fragment("{content}A3"),
                Fragment("*framing*LW·A"),
            ]
        spaced = [part for mark in marks for part in (mark, Fragment(" "))]
        voices = Fragment("– A author’s own voice, P source paraphrased, Q source quoted")
        return "\n".join(wrap([*spaced, voices], self._width))

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """Return a titled table that fits the width, "" without rows."""
        if not rows:
            return ""
        shown = [[show_hidden(cell) for cell in row] for row in rows]
        widths = [max(len(row[i]) for row in [columns, *shown]) for i in range(len(columns))]
        lines = [_line(columns, widths, self._width), *(_line(row, widths, self._width) for row in shown)]
        return "\n".join([self._styled(title, "title"), self._styled(lines[0], "dim"), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int], width: int) -> str:
    joined = "  ".join(f"{cell:<{room}}" for cell, room in zip(cells, widths, strict=True)).rstrip()
    return joined if len(joined) <= width else joined[: width - 1].rstrip() + "…"


def _is_shown(mark: Mark) -> bool:
    return isinstance(mark.item, Cue) or mark.item.type in SPEECH_TYPES


def _one_per_span(marks: Sequence[Mark]) -> list[Mark]:
    # Two attributions may share their source; its words are bracketed once.
    spans = {(mark.role, mark.start, mark.end): mark for mark in marks if mark.role != "content"}
    return [
        mark for mark in marks if mark.role == "content" or spans[mark.role, mark.start, mark.end] is mark
    ]


def _tag(mark: Mark) -> str:
    if isinstance(mark.item, Cue):
        return code_of(mark.item)
    return mark.item.id if mark.role == "content" else ""


def _sources(analysis: Analysis) -> list[list[str]]:
    return [[str(row.count), str(row.direct), row.side, row.name] for row in source_rows(analysis)]


def _scores(analysis: Analysis) -> list[list[str]]:
    key = headline(analysis)
    loaded = key.author_loaded_interval
    share = analysis.scores.intervals.get("attribution.token_share")
    balance = format_signed(key.balance) + (f" {key.toward} speaks more" if key.toward else "")
    return [
        ["words given to sources", format_share(key.token_share), _bounds(share, 2)],
        ["sources", str(NOTHING if key.distinct_sources is None else key.distinct_sources), ""],
        ["effective sources", format_number(key.effective_sources, 1), ""],
        ["balance of sides", balance, ""],
        ["author’s loaded words per 1,000", format_number(key.author_loaded, 1), _bounds(loaded, 1)],
        ["primary frame", plain(key.primary_frame) if key.primary_frame else NOTHING, ""],
    ]


def _bounds(bounds: tuple[float, float] | None, digits: int) -> str:
    return format_interval(bounds, digits) if bounds else ""


def _stances(analysis: Analysis) -> list[list[str]]:
    names = entity_names(analysis)
    targets = {target.id: target.text for target in analysis.document.targets}
    return [
        [
            f"{STANCE_SIGNS[stance.label]} {plain(stance.label)}"
            + (f", {stance.strength}" if stance.strength else ""),
            excerpt(
                "the article" if stance.holder == "article" else names.get(stance.holder, stance.holder), 24
            ),
            excerpt(targets.get(stance.target, stance.target), 32),
            " ".join(stance.evidence),
        ]
        for stance in analysis.stances
    ]


def _strips(analysis: Analysis) -> list[list[str]]:
    return [
        ["" if strip.share is None else format_share(strip.share), strip.name, strip.units or "nowhere"]
        for strip in strips(analysis)
    ]
