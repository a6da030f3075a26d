"""Lines that name who wrote an article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.text.dates import read_date_line, without_dates

_OPENING = re.compile(
    r"(?:(?:story|words|text|analysis|report)\s+)?(?:co-?)?(?:written |authored |reported |reporting )?"
    r"by:?\s+(?=\S)|author:\s*(?=\S)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?P<extra>additional |further )?"
    r"(?P<work>reporting|writing|written|reported|editing|edited|compiled|production) by:?\s+(?=\S)",
    re.IGNORECASE,
)
_AUTHORS_WORK = frozenset(["reporting", "writing", "written", "reported"])
_BREAK = re.compile(
    r"\s*(?P<mark>,\s*(?:and|AND)\s|,|\||•|·|\s[–—-]\s|\s(?:and|AND)\s|&)\s*",
)
_PLACE_OF_WORK = re.compile(r"\s+(?:(?:reporting|reports|writing|writes)\s+)?(?:in|from|at|for)\s+(?=\S)")
_REPORTS_FROM = re.compile(r"\s+(?:reporting|reports)\s+(?:from|for)\s+(?=\S)")
_DESK_WITH_NAME = re.compile(r"([^()]{1,60}) \(([^()]{1,60})\)")
_PARTICLES = frozenset([
    "de", "da", "del", "della", "der", "den", "di", "du", "la", "le", "van", "von", "bin", "ibn", "al",
    "el", "ter", "ten", "jr", "sr", "ii", "iii",
])  # fmt: skip
_DESKS = frozenset([
    "newsroom", "newsdesk", "desk", "staff", "bureau", "reporter", "reporters", "correspondent",
    "correspondents", "editors", "agencies", "team", "service",
])  # fmt: skip
# Words that tell a desk, an outlet or a job from a person's name.
_AFFILIATION = _DESKS | frozenset([
    "press", "news", "times", "post", "journal", "reuters", "afp", "ap", "upi", "network", "writer",
    "writers", "editor", "agency", "daily", "tribune", "herald", "today", "magazine", "media", "institute",
    "university", "foundation", "columnist", "contributor", "politico", "bloomberg", "guest", "special",
    "affairs", "gazette", "courier",
])  # fmt: skip
_NOT_IN_NAMES = frozenset([
    "the", "a", "an", "all", "no", "our", "your", "popular", "any", "far", "way", "now", "then", "his",
    "her", "its", "their",
])  # fmt: skip
_LINKS_IN_PLACES = _PARTICLES | {"of", "and", "the", "on", "upon"}
_MAX_LINE = 140
_MAX_SIGN_OFF = 300
_MAX_NAME_WORDS = 4
_MAX_PLACE_WORDS = 4
_MAX_AFFILIATION_WORDS = 7


def read_byline(text: str) -> list[str] | None:
    """Return the authors a line names, none for a desk with a date, None when the line is no byline.

    A byline is "By" (or "Written by", "Author:") and names, then at most affiliations, places and a date; or
    a name that reports from somewhere; or a name or desk beside a date; or an agency's sign-off
    ("Reporting by ...; editing by ..."). After a comma a name counts only in a list that "and" closes:
    otherwise it may as well be a desk or a town.

    >>> read_byline("By Jane Q. Roe and John van Doe, Evening Post | March 3, 2016")
    ['Jane Q. Roe', 'John van Doe']
    >>> read_byline("By Jane Roe, Port Harbrook")
    ['Jane Roe']
    >>> read_byline("3 March 2016 | Evening Post newsroom")
    []
    >>> read_byline("By the time he left, it was late") is None
    True
    """
    if len(text) > _MAX_SIGN_OFF:
        return None
    if ";" in text or text.startswith("("):
        return _read_sign_off(text)
    if len(text) > _MAX_LINE:
        return None
    opening = _OPENING.match(text)
    return _read_names(text[opening.end() :]) if opening else _read_without_by(text)


def _read_names(text: str) -> list[str] | None:
    """Return the authors in what follows "By", None when it is something else."""
    parts, in_list = _parts(_without_final_stop(text))
    authors: list[str] = []
    in_names = True
    for index, part in enumerate(parts):
        name = _PLACE_OF_WORK.split(part, maxsplit=1)
        if in_names and index in in_list and _is_name(name[0]) and all(map(_is_place, name[1:])):
            authors.append(name[0])
        elif _is_affiliation(part):
            in_names = False
            if not authors:
                authors.append(part)
        elif not authors:
            return None
        elif _is_place(part.removeprefix("in ").removeprefix("from ")):
            in_names = False
        elif not (read_date_line(part)[0] or part.isdigit() or _is_date_piece(part)):
            return None
    return authors or None


def _parts(text: str) -> tuple[list[str], range]:
    """Return the parts between commas and other breaks, and which of them one list of names may hold."""
    pieces = _BREAK.split(text)
    parts, marks = pieces[::2], pieces[1::2]
    ends = [
        index + 2
        for index, mark in enumerate(marks)
        if mark.strip(", ").lower() in ("and", "&") and _is_name(_PLACE_OF_WORK.split(parts[index + 1])[0])
    ]
    return [part for part in parts if part], range(max(ends, default=1))


def _read_without_by(text: str) -> list[str] | None:
    rest = without_dates(text)
    dated = rest is not None
    line = text if rest is None else rest
    names = _REPORTS_FROM.split(line, maxsplit=1)
    if len(names) == 2 and _is_name(names[0]) and _is_place(names[1]):
        return [names[0]]
    if not dated:
        return None
    desk = _DESK_WITH_NAME.fullmatch(line)
    if desk is not None and _is_desk(desk[1]) and _is_name(desk[2]):
        return [desk[2]]
    if _is_desk(line):
        return []
    return [line] if "|" in text and _is_name(line) else None


def _read_sign_off(text: str) -> list[str] | None:
    authors: list[str] = []
    for part in text.strip("()").removesuffix(".").split(";"):
        credit = _SIGN_OFF.match(part.strip())
        names = _read_names(part.strip()[credit.end() :]) if credit else None
        if credit is None or names is None:
            return None
        if credit["work"].lower() in _AUTHORS_WORK and not credit["extra"]:
            authors += names
    return authors


def _without_final_stop(text: str) -> str:
    last = text.split()[-1]
    return text[:-1] if text.endswith(".") and last.count(".") == 1 and len(last) > 3 else text


def _is_name(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= _MAX_NAME_WORDS or not words[0][0].isupper():
        return False
    # "A." is an initial, "a" an article.
    if any(word.strip(".").lower() in _AFFILIATION or word.lower() in _NOT_IN_NAMES for word in words):
        return False
    return _is_capitalized(words, _PARTICLES)


def _is_place(text: str) -> bool:
    """Whether a town, desk or outlet: a few words with capitals."""
    words = text.split()
    return (
        0 < len(words) <= _MAX_PLACE_WORDS
        and not text.endswith(("!", "?"))
        and words[-1][0].isupper()
        and _is_capitalized(words, _LINKS_IN_PLACES)
    )


def _is_capitalized(words: Sequence[str], links: frozenset[str]) -> bool:
    return all(
        not any(c.isdigit() for c in word) and (word[0].isupper() or word.strip(".").lower() in links)
        for word in words
    )


def _is_desk(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= _MAX_NAME_WORDS and words[0][0].isupper() and words[-1].lower() in _DESKS


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
