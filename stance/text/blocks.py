"""Raw lines grouped into blocks: headline, paragraph, list item, caption, ... each one line of clean text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from stance.text.normalize import MASK, Run, normalize

Markup = Literal["plain", "heading", "list_item"]
"""What a mark at the start of a line says about it."""

_LINE = re.compile(r"[^\n\r]+")
_CLOSERS = "”’\"')]»*_"
_MIN_OPEN_LINES = 3
_MAX_WRAP_WIDTH = 200
_MIN_WRAP_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the raw text that reads as one paragraph."""

    text: str
    """Normalized, without line breaks."""
    runs: list[Run]
    """As in `Normalized`, clean starts relative to `text`."""
    group: int
    """Equal for blocks with no blank line between them."""
    markup: Markup = "plain"

    @property
    def raw(self) -> tuple[int, int]:
        """Half-open raw offsets of what `text` shows."""
        _, raw, _, n_raw = self.runs[-1]
        return self.runs[0][1], raw + n_raw


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    follows_blank: bool
    text: str
    """Stripped."""


def ends_sentence(text: str) -> bool:
    """Return whether a text ends in a full stop, question or exclamation mark, closing marks aside.

    >>> ends_sentence("“No.”")
    True
    """
    return text.rstrip(_CLOSERS).endswith((".", "!", "?", "…"))


def split_blocks(
    levelled: str, *, markup: Mapping[int, Markup] | None, stands_alone: Callable[[str], bool]
) -> list[Block]:
    """Return the blocks of a text in order.

    A blank line always ends a block. A single line break ends one too, unless the text is hard-wrapped:
    the line before is full, or stops in mid-sentence and the next goes on in lower case. In Markdown a
    single break joins, but for a first line that stands alone.

    Args:
        levelled: what `normalize.level` returned, same offsets as the raw text.
        markup: for Markdown, the raw offset of each marked line to its mark; None for plain text.
        stands_alone: tells lines that never join others, such as a byline.
    """
    lines = _lines(levelled)
    if markup is None:
        wrap_width = _wrap_width(lines)

        def joins(line: _Line, after: _Line) -> bool:
            return _continues(line, after, wrap_width) and not (
                stands_alone(line.text) or stands_alone(after.text)
            )
    else:
        marks = markup

        def joins(line: _Line, after: _Line) -> bool:
            is_label = line.follows_blank and stands_alone(line.text)
            return after.start not in marks and marks.get(line.start) != "heading" and not is_label

    groups = _join(lines, joins)
    joined = _without_breaks(levelled, groups)
    blocks: list[Block] = []
    group = 0
    for members in groups:
        group += members[0].follows_blank
        normal = normalize(joined, members[0].start, members[-1].end)
        if normal is not None:
            mark = (markup or {}).get(members[0].start, "plain")
            blocks.append(Block(normal.text, normal.runs, group, mark))
    return blocks


def _lines(levelled: str) -> list[_Line]:
    lines: list[_Line] = []
    end = 0
    for match in _LINE.finditer(levelled):
        text = match.group().strip(f" {MASK}")
        if text:
            gap = levelled[end : match.start()]
            # "\r\n" is one break; old Mac files have "\r" alone.
            n_breaks = gap.count("\n") or gap.count("\r")
            lines.append(_Line(match.start(), match.end(), n_breaks > 1 or not lines, text))
            end = match.end()
    return lines


def _join(lines: list[_Line], joins: Callable[[_Line, _Line], bool]) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    for line in lines:
        if groups and not line.follows_blank and joins(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _wrap_width(lines: list[_Line]) -> int | None:
    """Return the width at which a text was hard-wrapped, None when it was not."""
    pairs = [(line, after) for line, after in zip(lines, lines[1:], strict=False) if not after.follows_blank]
    open_pairs = [(line, after) for line, after in pairs if not ends_sentence(line.text)]
    going_on = [line for line, after in open_pairs if after.text[0].islower()]
    if len(open_pairs) < max(_MIN_OPEN_LINES, 0.5 * len(pairs)) or len(going_on) < 0.4 * len(open_pairs):
        return None
    width = max(len(line.text) for line in going_on)
    return width if _MIN_WRAP_WIDTH <= width <= _MAX_WRAP_WIDTH else None


def _continues(line: _Line, after: _Line, wrap_width: int | None) -> bool:
    if after.text[0].islower() and not ends_sentence(line.text):
        return True
    if wrap_width is None:
        return False
    first_word = len(after.text.split(maxsplit=1)[0])
    return len(line.text) + 1 + first_word > 0.85 * wrap_width


def _without_breaks(levelled: str, groups: list[list[_Line]]) -> str:
    """Put spaces, one for one, over the line breaks inside a group."""
    parts: list[str] = []
    done = 0
    for members in groups:
        for line, after in zip(members, members[1:], strict=False):
            parts.append(levelled[done : line.end])
            # A hyphen at the end of a line joins two halves: "well-" + "known".
            is_hyphen = line.text[-1] == "-" and line.text[-2:-1].isalpha() and after.text[0].islower()
            filler = MASK if is_hyphen else " "
            parts.append(filler * (after.start - line.end))
            done = after.start
    return "".join([*parts, levelled[done:]]) if parts else levelled
