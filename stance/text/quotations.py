"""Quotation marks paired into quotations, also where a mark is missing or nested."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DOUBLE_OPEN = "“„«‟"
_DOUBLE_CLOSE = "”»"
_DOUBLE = frozenset([*'“”„‟«»"', "''", "``"])
_MARK = re.compile("''|``|[“”„‟«»\"‘’'‚‛`]")
_SINGLE = re.compile("[‘’'‚‛`]")
# How far behind a plural's apostrophe the mark that really closes is looked for.
_REACH = 300
# 'n' in rock 'n' roll, with its marks.
_ONE_LETTER = 3


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
    of space, punctuation or end follows; a single mark inside a word, or after a plural s without an
    open partner or with a better one further on, is an apostrophe.

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
    nests = _is_balanced(text, start, end)
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        mark = match.group()
        # Two straight single marks are an old way to type a double one.
        double = mark in _DOUBLE
        after_at = at + len(mark)
        before = text[at - 1] if at > start else " "
        after = text[after_at] if after_at < end else " "
        if not double:
            single_open = any(not d for _, d in stack)
            if _is_apostrophe(mark, before, after, single_open) or (
                single_open and before in "sS" and _closes_later(text, after_at, end)
            ):
                continue
        if _opens(text, mark, before, after, stack):
            if double and not nests and any(d for _, d in stack):
                # A second double mark opens while one is open: the first was never closed.
                _close_unbalanced(text, stack, at, found)
            stack.append((at, double))
        else:
            _close(stack, after_at, double, found)
    depth = 0
    for opened, double in stack:
        # A single mark left open is an apostrophe, unless it opens the paragraph with its curl to the right.
        if double or (opened == start and text[opened] == "‘"):
            found.append(Quotation(opened, end, closed=False, double=double, depth=depth))
            depth += double


def _is_balanced(text: str, start: int, end: int) -> bool:
    """Return whether every double mark has its partner, so that one inside another is meant."""
    return text.count('"', start, end) % 2 == 0 and text.count("“", start, end) == text.count("”", start, end)


def _closes_later(text: str, after_at: int, end: int) -> bool:
    """Return whether a mark behind "s" is a plural's, as a better mark follows ('players' choice,')."""
    if not (after_at + 1 < end and text[after_at].isspace() and text[after_at + 1].islower()):
        return False
    for match in _SINGLE.finditer(text, after_at, min(end, after_at + _REACH)):
        before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
        if before.isspace():
            return False
        if not (after.isalnum() or before in "sS"):
            return True
    return False


def _is_apostrophe(mark: str, before: str, after: str, single_open: bool) -> bool:
    if before.isalnum() and after.isalnum():
        return True
    if mark == "‘":
        return False
    if before.isspace() or before in '([—–-“"':
        # ’tis, ’90s: a right mark before a word is an apostrophe; a straight one may open.
        return mark in "’" and after.isalnum() or after.isdigit() or after.isspace()
    return not single_open


def _opens(text: str, mark: str, before: str, after: str, stack: list[tuple[int, bool]]) -> bool:
    double = mark in _DOUBLE
    if mark == "“" and stack and text[stack[-1][0]] == "„":
        return False
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
            if double or at - opened > _ONE_LETTER:
                found.append(Quotation(opened, at, closed=True, double=double, depth=depth))
            del stack[index:]
            return


def _close_unbalanced(text: str, stack: list[tuple[int, bool]], at: int, found: list[Quotation]) -> None:
    opened, _ = next((o, d) for o, d in stack if d)
    end = len(text[:at].rstrip())
    found.append(Quotation(opened, end, closed=False, double=True, depth=0))
    stack.clear()
