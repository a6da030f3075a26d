"""How tools count: tables from a tool's offsets to code points of the text, one per way of counting."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, Protocol

from stance.data.delivery import Convention
from stance.errors import MissingExtraError

Axis = Literal["unit", "line_end", "escape", "cluster"]
"""What a convention changes; those of different axes may hold together (a browser counts UTF-16 code units
and a CRLF as one), but grapheme clusters, which take in line ends, stand alone."""


class _Pattern(Protocol):
    """What the patterns of `re` and `regex` share."""

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]: ...


@dataclass(frozen=True, slots=True)
class _Rule:
    """One convention: which stretches do not count as their number of code points, and what they count."""

    convention: Convention
    axis: Axis
    pattern: str
    shown: Callable[[str], str]
    """What a tool counts in place of such a stretch."""
    measure: Callable[[str], int] = len
    """Steps of what it counts."""


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting in one text: a table of the stretches where steps and code points differ."""

    name: str
    """The convention, or several joined by "+"."""
    n_characters: int
    tool_starts: Sequence[int] = ()
    tool_ends: Sequence[int] = ()
    raw_starts: Sequence[int] = ()
    raw_ends: Sequence[int] = ()

    def to_raw(self, offset: int) -> int | None:
        """Return the code point at which a step begins, None inside a step or outside the text."""
        index = bisect_right(self.tool_starts, offset) - 1
        raw = offset
        if index >= 0:
            if offset < self.tool_ends[index]:
                return self.raw_starts[index] if offset == self.tool_starts[index] else None
            raw = self.raw_ends[index] + offset - self.tool_ends[index]
        return raw if 0 <= raw <= self.n_characters else None

    def nearest_raw(self, offset: int) -> int:
        """Return the code point at or right before an offset; it may lie beyond the text."""
        index = bisect_right(self.tool_starts, offset) - 1
        raw = offset
        if index >= 0:
            past = offset - self.tool_ends[index]
            raw = self.raw_starts[index] if past < 0 else self.raw_ends[index] + past
        return raw


def countings(text: str, conventions: Sequence[Convention]) -> list[Counting]:
    """Return the ways of counting that differ in a text, the likeliest first.

    Conventions come in the order given, then combinations of two and three of them. Those that make no
    difference in this text are one counting, named after the first of them.

    Args:
        text: which the offsets point into.
        conventions: that the tool may have used.

    Raises:
        MissingExtraError: graphemes are to be told apart and the package `regex` is not installed.
    """
    found: list[Counting] = []
    telling: list[_Rule] = []
    for rule in (rule for convention in conventions for rule in _RULES[convention]):
        table = _table(text, (rule,))
        if table.tool_starts and table not in found:
            found.append(table)
            telling.append(rule)
        elif not table.tool_starts and all(other.tool_starts for other in found):
            found.append(table)
    telling = [rule for rule in telling if rule.axis != "cluster"]
    for n in (2, 3):
        found += [_table(text, rules) for rules in combinations(telling, n) if _are_apart(rules)]
    return found


def _are_apart(rules: Sequence[_Rule]) -> bool:
    return len({rule.axis for rule in rules}) == len(rules)


def _table(text: str, rules: Sequence[_Rule]) -> Counting:
    ordered = sorted(rules, key=lambda rule: _ORDER[rule.axis])
    tool_starts: list[int] = []
    tool_ends: list[int] = []
    raw_starts: list[int] = []
    raw_ends: list[int] = []
    # Steps counted so far, less the code points they stand for.
    ahead = 0
    for match in _pattern(ordered, text).finditer(text):
        start, end = match.span()
        n_steps = _steps(match.group(), ordered)
        if n_steps == end - start:
            continue
        tool_starts.append(start + ahead)
        raw_starts.append(start)
        raw_ends.append(end)
        ahead += n_steps - (end - start)
        tool_ends.append(end + ahead)
    name = "+".join(rule.convention for rule in rules)
    return Counting(name, len(text), tool_starts, tool_ends, raw_starts, raw_ends)


def _steps(stretch: str, rules: Sequence[_Rule]) -> int:
    for rule in rules:
        stretch = rule.shown(stretch)
    # The rule that measures in other units than code points, if there is one, is the last.
    return rules[-1].measure(stretch)


def _pattern(rules: Sequence[_Rule], text: str) -> _Pattern:
    if rules[0].axis == "cluster":
        return _NOTHING if text.isascii() and "\r" not in text else _clusters()
    return re.compile("|".join(rule.pattern for rule in rules))


def _clusters() -> _Pattern:
    try:
        import regex
    except ImportError as error:
        raise MissingExtraError("offsets that count grapheme clusters", extra="data") from error
    pattern: _Pattern = regex.compile(r"\X")
    return pattern


def _itself(stretch: str) -> str:
    return stretch


def _n_utf16(stretch: str) -> int:
    return len(stretch.encode("utf-16-le", "surrogatepass")) // 2


def _n_bytes(stretch: str) -> int:
    return len(stretch.encode("utf-8", "surrogatepass"))


def _one(stretch: str) -> int:
    del stretch
    return 1


def _escaping(entities: dict[str, str]) -> _Rule:
    """Return the rule of tools that count in the text after escaping it for HTML."""
    return _Rule(
        "html_escaped", "escape", f"[{''.join(entities)}]", lambda stretch: entities.get(stretch, stretch)
    )


_ORDER: Final[dict[Axis, int]] = {"line_end": 0, "escape": 1, "unit": 2, "cluster": 3}
_NOTHING = re.compile(r"(?!)")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_RULES: Final[dict[Convention, tuple[_Rule, ...]]] = {
    "code_points": (_Rule("code_points", "unit", "(?!)", _itself),),
    "utf16": (_Rule("utf16", "unit", "[\U00010000-\U0010ffff]", _itself, _n_utf16),),
    "bytes": (_Rule("bytes", "unit", "[^\x00-\x7f]", _itself, _n_bytes),),
    "crlf_as_one": (_Rule("crlf_as_one", "line_end", "\r\n", lambda end: "\n" if end == "\r\n" else end),),
    "crlf_as_two": (
        _Rule("crlf_as_two", "line_end", "(?<!\r)\n", lambda end: "\r\n" if end == "\n" else end),
    ),
    "html_escaped": (
        # The delivered text is the escaped one, and the tool counted what a browser shows of it.
        _Rule(
            "html_escaped",
            "escape",
            "&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
            html.unescape,
        ),
        # The delivered text is plain, and the tool counted in the escaped one; quotes are left alone, or
        # escaped as Python, JavaScript libraries and template engines do.
        _escaping(_MARKUP),
        _escaping(_MARKUP | {'"': "&quot;", "'": "&#x27;"}),
        _escaping(_MARKUP | {'"': "&quot;", "'": "&#39;"}),
        _escaping(_MARKUP | {'"': "&#34;", "'": "&#39;"}),
    ),
    "graphemes": (_Rule("graphemes", "cluster", "", _itself, _one),),
}
