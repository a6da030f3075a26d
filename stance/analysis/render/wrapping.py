"""Styled text wrapped to the width of a terminal; styles take no room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ATOM = re.compile(r"\s+|\S+")
RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of text in one style."""

    text: str
    style: str = ""
    """Terminal escape that switches it on, "" for none."""

    def render(self) -> str:
        """Return the text with its style switched on and off."""
        return f"{self.style}{self.text}{RESET}" if self.style else self.text


def wrap(fragments: Iterable[Fragment], width: int) -> list[str]:
    """Return lines of at most `width` characters, broken at spaces; a longer word gets its own line."""
    lines: list[str] = []
    line: list[Fragment] = []
    used = 0
    for word, space in _words(fragments):
        length = sum(len(part.text) for part in word)
        if line and used + length > width:
            lines.append(_close(line))
            line, used = [], 0
        line.extend(word)
        used += length
        if space is not None:
            line.append(Fragment(" ", space.style))
            used += 1
    if line:
        lines.append(_close(line))
    return lines


def _words(fragments: Iterable[Fragment]) -> Iterable[tuple[list[Fragment], Fragment | None]]:
    word: list[Fragment] = []
    for fragment in fragments:
        for atom in _ATOM.findall(fragment.text):
            part = Fragment(atom, fragment.style)
            if atom.isspace():
                if word:
                    yield word, part
                word = []
            else:
                word.append(part)
    if word:
        yield word, None


def _close(line: list[Fragment]) -> str:
    while line and line[-1].text == " ":
        line.pop()
    return "".join(fragment.render() for fragment in line)
