"""Persons named in a document: where, under which title, of which gender."""

from __future__ import annotations

from dataclasses import dataclass, field

from stance.analysis.entities.gazetteer import Gazetteer, Gender, gazetteer
from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.words import word_classes
from stance.text.parse import ParsedDocument

_PARTICLES = frozenset("de da di del van von der den bin al el la le".split())
_TITLES = frozenset("mr mrs ms miss dr sir lady lord sen rep gov gen lt col capt sgt rev prof".split())
_FEMALE_TITLES = frozenset(
    "mrs ms miss lady queen princess madame spokeswoman chairwoman congresswoman councilwoman".split()
)
_MALE_TITLES = frozenset("mr sir lord king prince spokesman chairman congressman councilman pope".split())
# Capitalized at the start of a sentence, and no part of a name.
_OPENERS = frozenset("the a an but and in on at for he she it".split())
_NOT_NAMES = frozenset(
    "news post times house street city court york university college press journal party union club show "
    "road bridge state states county island river lake north south east west new great act bill day "
    "tribune herald guardian daily weekly radio tv television democrats republicans inc corp ltd company "
    "group".split()
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


def find_persons(
    parsed: ParsedDocument, stated: frozenset[tuple[str, str]] = frozenset()
) -> list[PersonMention]:
    """Return the personal names of at least two words, or one behind a title, in reading order.

    Args:
        parsed: the document.
        stated: first and last names, lower case, of persons whose given name no list need know.
    """
    found: list[PersonMention] = []
    for first, last in parsed.unit_tokens:
        token = first
        while token < last:
            end = _run_end(parsed, token, last)
            if end > token:
                mention = _as_person(parsed, token, end, first, stated=stated)
                if mention is not None:
                    found.append(mention)
                token = end
            else:
                token += 1
    return found


def stated_name(parsed: ParsedDocument, tokens: range) -> tuple[str, str] | None:
    """Return first and last name of the person that a phrase names, None when its head is no name.

    The phrase is known to name a person, so that any two capitalized words that name no body will do.
    """
    names, classes = gazetteer(), word_classes()
    lower = parsed.tokens.lower
    for token in tokens:
        end = min(_run_end(parsed, token, tokens.stop), tokens.stop)
        parts = [
            t
            for t in range(token, end)
            if lower[t] != "." and lower[t] not in _TITLES and not classes.get(lower[t], 0) & w.ROLE_NOUN
        ]
        if len(parts) < 2 or any(_names_no_person(lower[t], names) for t in parts):
            continue
        possessor = end < tokens.stop and lower[end] in {"'s", "'"}
        return None if possessor else (lower[parts[0]], lower[parts[-1]])
    return None


def _names_no_person(word: str, names: Gazetteer) -> bool:
    bits = word_classes().get(word, 0)
    return (
        word in _NOT_NAMES
        or bool(bits & (w.COLLECTIVE_NOUN | w.DOCUMENT_NOUN | w.TIME | w.DETERMINER))
        or (word in names.country_of and word not in names.gender_of)
    )


def _run_end(parsed: ParsedDocument, token: int, last: int) -> int:
    """Return the end of the run of capitalized words that starts at a token."""
    words, lower = parsed.tokens.words, parsed.tokens.lower
    end = token
    while end < last:
        word = words[end]
        joins = (
            end > token
            and end + 1 < last
            and (lower[end] in _PARTICLES or (word == "." and _is_abbreviated(lower[end - 1])))
            and (words[end + 1][0].isupper() or lower[end + 1] in _PARTICLES)
        )
        if not joins and not (word[0].isupper() and lower[end] not in _OPENERS):
            break
        end += 1
    return end


def _is_abbreviated(word: str) -> bool:
    """Return whether a point behind a word belongs to it: an initial or a title."""
    return len(word) == 1 or word in _TITLES or word in {"jr", "sr", "st"}


def _as_person(
    parsed: ParsedDocument,
    start: int,
    end: int,
    unit_first: int,
    *,
    stated: frozenset[tuple[str, str]],
) -> PersonMention | None:
    lower = parsed.tokens.lower
    classes, names = word_classes(), gazetteer()
    front = _Front()
    start = _read_front(lower, start, end, front)
    parts = [t for t in range(start, end) if lower[t] != "."]
    if len(parts) > 2 and lower[parts[0]] not in names.gender_of and lower[parts[1]] in names.gender_of:
        # "Widower Ted Lee": an unlisted description before the given name.
        parts = parts[1:]
        start = parts[0]
    if not parts or any(
        lower[t] in _NOT_NAMES or classes.get(lower[t], 0) & (w.COLLECTIVE_NOUN | w.TIME) for t in parts
    ):
        return None
    _add_roles_before(parsed, start, unit_first, front)
    _add_roles_after(parsed, end, front)
    given = lower[parts[0]] if len(parts) > 1 else ""
    known = given in names.gender_of or (given, lower[parts[-1]]) in stated
    if not front.titles and not known and not (front.roles and given):
        return None
    return PersonMention(
        start=parsed.tokens.starts[start],
        end=parsed.tokens.ends[end - 1],
        given=given,
        surname=lower[parts[-1]],
        roles=frozenset(front.roles - _TITLES),
        countries=frozenset(front.countries),
        gender=_gender(given, front),
        opens_unit=start - unit_first <= 5,
    )


@dataclass(slots=True)
class _Front:
    """What stands around a name."""

    titles: list[str] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)


def _read_front(lower: list[str], start: int, end: int, front: _Front) -> int:
    """Take titles, roles and countries in front of a name; return the name's first token."""
    classes, names = word_classes(), gazetteer()
    while start < end:
        word = lower[start]
        if word in names.country_of:
            front.countries.add(names.country_of[word])
        elif word in _TITLES or classes.get(word, 0) & w.ROLE_NOUN:
            front.titles.append(word)
            front.roles.add(word)
        elif word != ".":
            break
        start += 1
    return start


def _add_roles_before(parsed: ParsedDocument, start: int, floor: int, front: _Front) -> None:
    classes, names = word_classes(), gazetteer()
    for token in range(start - 1, max(floor, start - 4) - 1, -1):
        word = parsed.tokens.lower[token]
        if classes.get(word, 0) & w.ROLE_NOUN:
            front.roles.add(word)
        elif word in names.country_of:
            front.countries.add(names.country_of[word])
        elif not word.isalpha() or classes.get(word, 0):
            return


def _add_roles_after(parsed: ParsedDocument, end: int, front: _Front) -> None:
    """Take the roles of an apposition (", the mayor of X,")."""
    lower = parsed.tokens.lower
    if end + 1 >= len(lower) or lower[end] != ",":
        return
    classes = word_classes()
    for token in range(end + 1, min(len(lower), end + 6)):
        bits = classes.get(lower[token], 0)
        if bits & w.ROLE_NOUN:
            front.roles.add(lower[token])
        elif not lower[token].isalpha() or bits & ~(w.DETERMINER | w.COLLECTIVE_NOUN):
            return


def _gender(given: str, front: _Front) -> Gender | None:
    marks = {*front.titles, *front.roles}
    if marks & _FEMALE_TITLES:
        return "female"
    if marks & _MALE_TITLES:
        return "male"
    return gazetteer().gender_of.get(given)
