"""Quotation marks paired into quotations, also where a mark is missing or nested."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOUBLE_OPEN = "“„«‟"
_DOUBLE_CLOSE = "”»"
_DOUBLE = frozenset([*'“”„‟«»"', "''", "``"])
_MARK = re.compile("''|``|[“”„‟«»\"‘’'‚‛`]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch in quotation marks, within one paragraph.

    `start` and `end` include the marks; a paragraph that opens a quotation and leaves it open
    (the next paragraph continues it) ends at the paragraph's end with `closed` False.
    """

    start: int
    end: int
    closed: bool
    double: bool
    """False for single marks."""
    depth: int
    """0 for a quotation in no other, 1 for one inside it."""


def find_quotations(text: str, paragraphs: list[tuple[int, int]]) -> list[Quotation]:
    """Return all quotations in order of start.

    Args:
        text: the cleaned text.
        paragraphs: half-open offsets; a quotation never crosses their bounds.

    A straight or misdirected mark opens when a space or bracket stands before it and closes when one
    of space, punctuation or end follows; a single mark inside a word or after a plural s without an
    open partner is an apostrophe.

    >>> find_quotations('She said "it ‘broke’ again".', [(0, 28)])[0].end
    27
    """
    found: list[Quotation] = []
    for start, end in paragraphs:
        _pair_paragraph(text, start, end, found)
    found.sort(key=lambda q: (q.start, -q.end))
    return found


def _pair_paragraph(text: str, start: int, end: int, found: list[Quotation]) -> None:
    stack: list[tuple[int, bool]] = []
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        mark = match.group()
        # Two straight single marks are an old way to type a double one.
        double = mark in _DOUBLE
        after_at = at + len(mark)
        before = text[at - 1] if at > start else " "
        after = text[after_at] if after_at < end else " "
        if not double and _is_apostrophe(mark, before, after, any(not d for _, d in stack)):
            continue
        if _opens(mark, before, after, double, stack):
            if double and any(d for _, d in stack):
                # A second double mark opens while one is open: the first was never closed.
                _close_unbalanced(text, stack, at, found)
            stack.append((at, double))
        else:
            _close(stack, after_at, double, found)
    depth = 0
    for opened, double in stack:
        if double:
            found.append(Quotation(opened, end, closed=False, double=True, depth=depth))
            depth += 1


def _is_apostrophe(mark: str, before: str, after: str, single_open: bool) -> bool:
    if before.isalnum() and after.isalnum():
        return True
    if mark == "‘":
        return False
    if before.isspace() or before in '([—–-“"':
        # ’tis, ’90s: a right mark before a word is an apostrophe; a straight one may open.
        return mark in "’" and after.isalnum() or after.isdigit() or after.isspace()
    return not single_open


def _opens(mark: str, before: str, after: str, double: bool, stack: list[tuple[int, bool]]) -> bool:
    if mark in _DOUBLE_OPEN or mark in {"‘", "‚", "‛", "`", "``"}:
        return True
    if mark in _DOUBLE_CLOSE or mark == "’":
        return False
    is_open = any(d == double for _, d in stack)
    if before.isspace() or before in "([—–-‘'":
        return not (after.isspace() and is_open)
    return not is_open and not after.isspace() and after not in ".,;:!?)"


def _close(stack: list[tuple[int, bool]], at: int, double: bool, found: list[Quotation]) -> None:
    for index in range(len(stack) - 1, -1, -1):
        opened, is_double = stack[index]
        if is_double == double:
            depth = sum(1 for _, d in stack[:index] if d)
            found.append(Quotation(opened, at, closed=True, double=double, depth=depth))
            del stack[index:]
            return


def _close_unbalanced(text: str, stack: list[tuple[int, bool]], at: int, found: list[Quotation]) -> None:
    opened, _ = next((o, d) for o, d in stack if d)
    end = len(text[:at].rstrip())
    found.append(Quotation(opened, end, closed=False, double=True, depth=0))
    stack.clear()
