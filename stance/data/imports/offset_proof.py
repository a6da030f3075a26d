"""Offsets proven against the text they are said to cover: one way of counting per document, by vote.

Two texts are alike when they are equal after HTML entities are resolved, line ends and runs of white space
are made one space, lone surrogates are made U+FFFD, and letters are composed (NFC). White space at the ends
counts: a span that is off by a space is not taken for right. The text of several pieces given in one is
that of the pieces, joined by spaces.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from stance.data.delivery import Convention
from stance.data.imports.offset_conventions import Counting, countings
from stance.invariants.problems import quoted
from stance.text.decode import replace_surrogates

NEARBY_CHARACTERS: Final = 16
"""How far from its place a covered text is looked for. Trimmed spaces, a byte order mark or an inclusive end
move a span by a few characters. Of 11,360 spans of PolNeAR's training part 98.7 % have no second occurrence
that near; moved further than that, 1 in 75 would be taken for another one (with 64 characters 1 in 23)."""
NEARBY = "nearby"
"""Name of the repair that takes the only occurrence near the place."""

_MAX_COMPOSED = 2_000
"""Longest word brought to NFC: sorting the marks of one letter is quadratic."""
_SPACE = re.compile(r"\s+")

Pieces = tuple[tuple[int, int], ...]
Status = Literal["ok", "unproven", "repaired", "rejected", "ambiguous"]


@dataclass(frozen=True, slots=True)
class ClaimedSpan:
    """A span as delivered: where it is said to be, and what it is said to cover."""

    pieces: Pieces
    """Half-open, in the tool's counting."""
    covered: tuple[str, ...] | None = None
    """A text per piece, or one for all of them; None where the tool does not say."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a span stands in the text."""

    status: Status
    pieces: Pieces = ()
    """Half-open, in code points, ascending and apart; empty when rejected or ambiguous."""
    how: str = ""
    """The way of counting or the repair; expected and found, when rejected or ambiguous."""


def place_spans(
    text: str, spans: Sequence[ClaimedSpan], conventions: Sequence[Convention]
) -> list[Placement]:
    """Return where each span of one document stands, in the order given.

    The way of counting under which most spans cover what they are said to cover holds for all of them; of
    those equal in that, the one under which most spans without a covered text lie in the text, and then the
    one under which most can be repaired. When several are equal in all of this and do not place every span
    alike, the document is ambiguous and all its spans are. So a format whose offsets come without text and
    are always counted the same way names that one convention. That a line feed was counted as two is supposed
    only where covered texts can show it, or of a format that names it first.

    A span that covers something else under the way of counting that holds is moved to the only occurrence
    of its text that begins within `NEARBY_CHARACTERS`, or rejected.

    Args:
        text: the raw text.
        spans: all that were delivered with it; a piece that covers nothing is rejected.
        conventions: that may have been used, the likeliest first.
    """
    if not spans:
        return []
    claims = [_Claim(text, span) for span in spans]
    if all(span.covered is None for span in spans):
        conventions = _supposable(conventions)
    candidates = countings(text, conventions)
    if len(candidates) == 1:
        return [claim.place(candidates[0]) for claim in claims]
    scores = [_score(claims, counting) for counting in candidates]
    best = max(scores)
    leaders = [counting for counting, score in zip(candidates, scores, strict=True) if score == best]
    placed = [(counting, [claim.place(counting) for claim in claims]) for counting in leaders]
    most = max(_n_placed(placements) for _, placements in placed)
    (first, placements), *others = [each for each in placed if _n_placed(each[1]) == most]
    for other, otherwise in others:
        for one, two in zip(placements, otherwise, strict=True):
            if one.pieces != two.pieces:
                how = _disagreement((first, one), (other, two), best)
                return [Placement("ambiguous", how=how)] * len(spans)
    return placements


def alike(text: str, other: str) -> bool:
    r"""Return whether two texts are alike, as the module says.

    >>> alike("a &amp; b", "a &\r\nb")
    True
    """
    return text == other or _plain(text) == _plain(other)


class _Claim:
    """A span to be placed under one way of counting or another."""

    def __init__(self, text: str, span: ClaimedSpan) -> None:
        self._text = text
        self._span = span
        self._has_text = span.covered is not None

    def is_proven(self, counting: Counting) -> bool:
        """Whether the span covers what it is said to cover."""
        pieces = _located(self._span.pieces, counting)
        return self._has_text and pieces is not None and self._covers(pieces)

    def is_within(self, counting: Counting) -> bool:
        """Whether a span that does not say what it covers lies in the text."""
        return not self._has_text and _located(self._span.pieces, counting) is not None

    def place(self, counting: Counting) -> Placement:
        """Return where the span stands."""
        pieces = _located(self._span.pieces, counting)
        if pieces is None or (self._has_text and not self._covers(pieces)):
            return self._repaired(counting, pieces)
        if not _are_apart(pieces):
            return self._rejected("pieces apart from each other", "an overlap")
        if not self._has_text:
            return Placement("unproven", tuple(sorted(pieces)), counting.name)
        status: Status = "ok" if pieces == self._span.pieces else "repaired"
        return Placement(status, tuple(sorted(pieces)), counting.name)

    def _covers(self, pieces: Pieces) -> bool:
        covered = self._span.covered or ()
        found = [self._text[start:end] for start, end in pieces]
        if len(covered) == 1 < len(found):
            return alike(covered[0], " ".join(found))
        return len(covered) == len(found) and all(map(alike, covered, found))

    def _repaired(self, counting: Counting, pieces: Pieces | None) -> Placement:
        delivered, covered = self._span.pieces, self._span.covered
        if covered is not None and len(covered) == len(delivered):
            near = [counting.nearest_raw(start) for start, _ in delivered]
            moved = [_nearby(self._text, at, words) for at, words in zip(near, covered, strict=True)]
            places = tuple(sorted(place for place in moved if place is not None))
            if len(places) == len(delivered) and _are_apart(places):
                return Placement("repaired", places, NEARBY)
        where = ", ".join(f"[{start}, {end})" for start, end in delivered)
        if pieces is None:
            n = f"a text of {len(self._text)} code points"
            return self._rejected(f"offsets within {n}, counted as {counting.name}", where)
        found = " … ".join(self._text[start:end] for start, end in pieces)
        claimed = quoted(" … ".join(covered or ()))
        return self._rejected(f"{claimed} at {where}, counted as {counting.name}", quoted(found))

    def _rejected(self, expected: str, found: str) -> Placement:
        return Placement("rejected", how=f"expected {expected}; found {found}")


def _supposable(conventions: Sequence[Convention]) -> list[Convention]:
    return [name for n, name in enumerate(conventions) if n == 0 or name != "crlf_as_two"]


def _score(claims: Sequence[_Claim], counting: Counting) -> tuple[int, int]:
    return (
        sum(claim.is_proven(counting) for claim in claims),
        sum(claim.is_within(counting) for claim in claims),
    )


def _n_placed(placements: Sequence[Placement]) -> int:
    return sum(bool(placement.pieces) for placement in placements)


def _located(pieces: Pieces, counting: Counting) -> Pieces | None:
    """Return pieces in code points, None when one of them is no stretch of the text."""
    located = []
    for start, end in pieces:
        raw_start, raw_end = counting.to_raw(start), counting.to_raw(end)
        if raw_start is None or raw_end is None or raw_start >= raw_end:
            return None
        located.append((raw_start, raw_end))
    return tuple(located) or None


def _are_apart(pieces: Pieces) -> bool:
    ordered = sorted(pieces)
    return all(end <= start for (_, end), (start, _) in zip(ordered, ordered[1:], strict=False))


def _nearby(text: str, at: int, covered: str) -> tuple[int, int] | None:
    """Return the only stretch alike a covered text that begins near a place; white space may differ."""
    first = max(0, at - NEARBY_CHARACTERS)
    window = text[first : at + len(covered) + 2 * NEARBY_CHARACTERS]
    # Where each character stands that is left when runs of white space are made one space.
    kept = [n for n, c in enumerate(window) if not (c.isspace() and n and window[n - 1].isspace())]
    plain = "".join([" " if window[n].isspace() else window[n] for n in kept])
    kept.append(len(window))
    words = _SPACE.sub(" ", covered)
    found = plain.find(words) if words else -1
    if found < 0 or first + kept[found] > at + NEARBY_CHARACTERS:
        return None
    second = plain.find(words, found + 1)
    if second >= 0 and first + kept[second] <= at + NEARBY_CHARACTERS:
        return None
    return first + kept[found], first + kept[found + len(words)]


def _disagreement(
    first: tuple[Counting, Placement], second: tuple[Counting, Placement], score: tuple[int, int]
) -> str:
    (one, placed), (other, otherwise) = first, second
    places = [
        " and ".join(f"[{start}, {end})" for start, end in placement.pieces) or "no place"
        for placement in (placed, otherwise)
    ]
    return (
        f"expected one way of counting that fits best; found {one.name} ({places[0]}) and {other.name} "
        f"({places[1]}), which fit {sum(score)} spans each"
    )


def _plain(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    text = _SPACE.sub(" ", text)
    if text.isascii():
        return text
    words = replace_surrogates(text)[0].split(" ")
    return " ".join([unicodedata.normalize("NFC", w) if len(w) <= _MAX_COMPOSED else w for w in words])
