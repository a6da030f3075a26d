"""Lines that name who wrote an article."""

from __future__ import annotations

import re

from stance.text.dates import read_date_line

_OPENING = re.compile(
    r"(?:(?:story|words|text|analysis|report)\s+)?(?:co-?)?(?:written |authored |reported |reporting )?"
    r"by:?\s+(?=\S)|author:\s*(?=\S)",
    re.IGNORECASE,
)
_PART = re.compile(r"\s*(?:,|\||•|·|\s[–—-]\s|\s(?:and|AND)\s|&)\s*")
_PARTICLES = frozenset([
    "de", "da", "del", "della", "der", "den", "di", "du", "la", "le", "van", "von", "bin", "ibn", "al",
    "el", "ter", "ten", "jr", "sr", "ii", "iii",
])  # fmt: skip
# Words that tell a desk, an outlet or a job from a person's name.
_AFFILIATION = frozenset([
    "press", "news", "times", "post", "journal", "reuters", "afp", "ap", "upi", "network", "writer",
    "writers", "reporter", "reporters", "editor", "editors", "correspondent", "correspondents", "staff",
    "agency", "agencies", "daily", "tribune", "herald", "today", "bureau", "magazine", "service",
    "media", "institute", "university", "foundation", "columnist", "contributor", "team", "desk",
    "politico", "bloomberg", "guest", "special",
])  # fmt: skip
_NOT_IN_NAMES = frozenset([
    "the", "a", "an", "all", "no", "our", "your", "popular", "any", "far", "way", "now", "then", "his",
    "her", "its", "their",
])  # fmt: skip
_MAX_LINE = 140
_MAX_NAME_WORDS = 4
_MAX_AFFILIATION_WORDS = 7


def read_byline(text: str) -> list[str] | None:
    """Return the authors a line names, None when the line is no byline.

    A byline is "By" (or "Written by", "Author:") and names, then at most affiliations and a date.

    >>> read_byline("By Jane Q. Roe and John van Doe, Evening Post | March 3, 2016")
    ['Jane Q. Roe', 'John van Doe']
    >>> read_byline("By the time he left, it was late") is None
    True
    """
    if len(text) > _MAX_LINE:
        return None
    opening = _OPENING.match(text)
    if opening is None:
        return None
    authors: list[str] = []
    in_names = True
    for part in filter(None, _PART.split(_without_final_stop(text[opening.end() :]))):
        if in_names and _is_name(part):
            authors.append(part)
        elif _is_affiliation(part):
            in_names = False
            if not authors:
                authors.append(part)
        elif not authors or not (read_date_line(part)[0] or part.isdigit() or _is_date_piece(part)):
            return None
    return authors or None


def _without_final_stop(text: str) -> str:
    last = text.split()[-1]
    return text[:-1] if text.endswith(".") and last.count(".") == 1 and len(last) > 3 else text


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= _MAX_NAME_WORDS or not words[0][0].isupper():
        return False
    plain = [word.strip(".").lower() for word in words]
    if any(word in _AFFILIATION or word in _NOT_IN_NAMES for word in plain):
        return False
    return all(
        not any(c.isdigit() for c in word) and (word[0].isupper() or plain[i] in _PARTICLES)
        for i, word in enumerate(words)
    )


def _is_affiliation(text: str) -> bool:
    words = text.split()
    if len(words) > _MAX_AFFILIATION_WORDS:
        return False
    return any(word.strip(".").lower() in _AFFILIATION for word in words) and not text.endswith(
        (".", "!", "?")
    )


def _is_date_piece(text: str) -> bool:
    """Whether a time, or a date that has lost its year to the comma: "March 3", "2016"."""
    return read_date_line(f"{text}, 2000")[0] or read_date_line(f"{text} 2000-01-01")[0]
