"""The text of a mistake, cut around what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stance.records.report import Mistake

_BEFORE_AND_AFTER: Final = 320
"""Most characters shown on each side of the target; twice as many of a text without one."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text in three parts; an empty target where there is none to mark."""

    before: str
    target: str
    after: str


def mark_target(mistake: Mistake) -> MarkedText:
    """Return the text of a mistake with its target apart, ends far from it cut.

    Where the place of the target is not known, it is looked for in the text.
    """
    text = mistake.text
    start, end = _place(mistake)
    before, after = text[:start], text[end:]
    room = _BEFORE_AND_AFTER if end > start else 2 * _BEFORE_AND_AFTER
    if len(before) > room:
        before = "…" + before[-room:]
    if len(after) > room:
        after = after[:room] + "…"
    return MarkedText(before, text[start:end], after)


def _place(mistake: Mistake) -> tuple[int, int]:
    start, end = mistake.target_start, mistake.target_end
    if start is not None and end is not None and start <= end <= len(mistake.text):
        return start, end
    found = mistake.text.find(mistake.target) if mistake.target else -1
    return (found, found + len(mistake.target or "")) if found >= 0 else (0, 0)
