"""Persons named in a document: where, under which title, of which gender."""

from __future__ import annotations

from dataclasses import dataclass

from stance.analysis.entities.gazetteer import Gender, gazetteer
from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.words import word_classes
from stance.text.parse import ParsedDocument

_PARTICLES = frozenset("de da di del van von der den bin al el la le".split())
_TITLES = frozenset(
    "mr mrs ms miss dr sir lady lord sen rep gov gen lt col capt sgt rev prof mr. mrs. dr. sen. rep. gov.".split()
)
_FEMALE_TITLES = frozenset(
    "mrs ms miss lady queen princess madame spokeswoman chairwoman congresswoman councilwoman".split()
)
_MALE_TITLES = frozenset("mr sir lord king prince spokesman chairman congressman councilman pope".split())
_NOT_NAMES = frozenset(
    "news post times house street city court york university college press journal party union club show "
    "road bridge state states county island river lake north south east west new great act bill day tribune "
    "herald guardian daily weekly radio tv television democrats republicans inc corp ltd company group".split()
)


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A full or short personal name at one place of the text."""

    start: int
    end: int
    given: str
    """Given name, lower case; empty for a surname alone."""
    surname: str
    """Last name, lower case."""
    roles: frozenset[str]
    """Role nouns before the name, lower case."""
    countries: frozenset[str]
    gender: Gender | None
    opens_unit: bool
    """Whether the name is (part of) the first words of its unit, as a subject mostly is."""


def find_persons(parsed: ParsedDocument) -> list[PersonMention]:
    """Return the personal names of at least two words, or one behind a title, in reading order."""
    found: list[PersonMention] = []
    for first, last in parsed.unit_tokens:
        token = first
        while token < last:
            end = _run_end(parsed, token, last)
            if end > token:
                mention = _as_person(parsed, token, end, first)
                if mention is not None:
                    found.append(mention)
                token = end
            else:
                token += 1
    return found


def _run_end(parsed: ParsedDocument, token: int, last: int) -> int:
    """Return the end of the run of capitalized words that starts at a token."""
    words, lower = parsed.tokens.words, parsed.tokens.lower
    end = token
    while end < last:
        word = words[end]
        if (
            word[0].isupper()
            and lower[end]
            not in {
                "the",
                "a",
                "an",
                "but",
                "and",
                "in",
                "on",
                "at",
                "for",
                "he",
                "she",
                "it",
            }
            or (
                end > token
                and end + 1 < last
                and (lower[end] in _PARTICLES or word == ".")
                and words[end + 1][0].isupper()
            )
        ):
            end += 1
        else:
            break
    return end


def _as_person(parsed: ParsedDocument, start: int, end: int, unit_first: int) -> PersonMention | None:
    lower = parsed.tokens.lower
    classes = word_classes()
    names = gazetteer()
    roles: set[str] = set()
    countries: set[str] = set()
    titled: list[str] = []
    while start < end and (
        lower[start] in _TITLES
        or classes.get(lower[start], 0) & w.ROLE_NOUN
        or lower[start] in names.country_of
        or lower[start] == "."
    ):
        if lower[start] in names.country_of:
            countries.add(names.country_of[lower[start]])
        elif lower[start] != ".":
            titled.append(lower[start])
            roles.add(lower[start])
        start += 1
    parts = [t for t in range(start, end) if lower[t] != "."]
    if len(parts) > 2 and lower[parts[0]] not in names.gender_of and lower[parts[1]] in names.gender_of:
        # "Widower Ted Lee": an unlisted description before the given name.
        parts = parts[1:]
        start = parts[0]
    if not parts or any(
        lower[t] in _NOT_NAMES or classes.get(lower[t], 0) & (w.COLLECTIVE_NOUN | w.TIME) for t in parts
    ):
        return None
    _add_roles_before(parsed, start, unit_first, roles, countries)
    given = lower[parts[0]] if len(parts) > 1 else ""
    known = given in names.gender_of
    if not titled and not known and not (roles and len(parts) > 1):
        return None
    return PersonMention(
        start=parsed.tokens.starts[start],
        end=parsed.tokens.ends[end - 1],
        given=given,
        surname=lower[parts[-1]],
        roles=frozenset(roles - _TITLES),
        countries=frozenset(countries),
        gender=_gender(given, titled, roles),
        opens_unit=start - unit_first <= 5,
    )


def _add_roles_before(
    parsed: ParsedDocument, start: int, floor: int, roles: set[str], countries: set[str]
) -> None:
    classes, names = word_classes(), gazetteer()
    for token in range(start - 1, max(floor, start - 4) - 1, -1):
        word = parsed.tokens.lower[token]
        if classes.get(word, 0) & w.ROLE_NOUN:
            roles.add(word)
        elif word in names.country_of:
            countries.add(names.country_of[word])
        elif not word.isalpha() or classes.get(word, 0):
            return


def _gender(given: str, titled: list[str], roles: set[str]) -> Gender | None:
    marks = {*titled, *roles}
    if marks & _FEMALE_TITLES:
        return "female"
    if marks & _MALE_TITLES:
        return "male"
    return gazetteer().gender_of.get(given)
