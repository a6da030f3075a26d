"""Verb groups by which something is laid to a source: auxiliaries, adverbs, verb and particles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import Sense, VerbEntry, verb_list

Construction = Literal["finite", "gerund", "passive", "reduced", "infinitive"]

# A noun use is likely behind these adjectives ("new claims", "public statements").
_ADJECTIVE_ENDINGS = ("al", "ive", "ous", "ic", "ful", "less", "able", "ible", "ary", "ese", "ish")
_PLAIN_ADJECTIVES = frozenset(
    "new old recent own false early late big key first last second third main past present full single "
    "latest final major minor bad good great small large strong sharp harsh joint direct open long".split()
)
_BARE_DETERMINERS = frozenset("the a an no every each any another its their his my our your".split())
_NOUN_OPENERS = frozenset(
    ["'s", "'", "of", "in", "on", "for", "with", "by", "at", "from", "against", "to", "as"]
)
_PLURALS = frozenset("people men women police children media data all both who voters".split())
_QUOTED = frozenset("quoted cited reported remembered recorded".split())
_INFINITIVE_OPENERS = frozenset(
    "went goes gone going on continued continues came took used appeared seemed".split()
)


@dataclass(frozen=True, slots=True)
class Predicate:
    """One verb group, as token indices; `first` to `last` (exclusive) is the attribution cue."""

    first: int
    head: int
    last: int
    entry: VerbEntry
    construction: Construction
    negative: bool

    def sense(self, *wanted: str) -> Sense | None:
        """Return the first sense that takes one of the wanted complements, in their order."""
        for kind in wanted:
            for sense in self.entry.senses:
                if kind in sense.takes:
                    return sense
        return None


def find_predicates(reading: Reading, first: int, last: int) -> list[Predicate]:
    """Return the verb groups among the tokens first to last of one unit, left to right."""
    verbs = verb_list().verbs
    found: list[Predicate] = []
    lower = reading.lower
    floor = first
    for token in range(first, last):
        entries = verbs.get(lower[token])
        if entries is None or token < floor:
            continue
        predicate = _read_predicate(reading, token, (first, last), entries)
        if predicate is not None:
            found.append(predicate)
            floor = predicate.last
    return found


def _read_predicate(
    reading: Reading, head: int, bounds: tuple[int, int], entries: tuple[VerbEntry, ...]
) -> Predicate | None:
    entry = _fitting_entry(reading, head, bounds[1], entries)
    if entry is None:
        return None
    quoted = _with_quoted_as(reading, head, bounds[0]) if entry.form == "gerund" else None
    if quoted is not None:
        return Predicate(quoted, head, head + 1, entry, "finite", negative=False)
    start, negative = _extend_left(reading, head, bounds[0])
    construction = _construction(reading, start, head, bounds[0], entry)
    if construction is None:
        return None
    return Predicate(start, head, head + 1 + len(entry.particles), entry, construction, negative)


def _fitting_entry(
    reading: Reading, head: int, last: int, entries: tuple[VerbEntry, ...]
) -> VerbEntry | None:
    for entry in entries:
        end = head + 1 + len(entry.particles)
        if not entry.particles or (end <= last and tuple(reading.lower[head + 1 : end]) == entry.particles):
            return entry
    return None


def _extend_left(reading: Reading, head: int, floor: int) -> tuple[int, bool]:
    """Return the first token of the group and whether it is negated."""
    lower, flags = reading.lower, reading.flags
    start, negative = head, False
    while start > floor:
        before = start - 1
        bits = flags[before]
        if bits & w.NEGATOR and lower[before] not in {"neither", "nor"}:
            negative = True
        elif lower[before] == "'s":
            # "he's saying" against "the company's request".
            if not (before > floor and flags[before - 1] & w.PRONOUN):
                break
        elif not (bits & (w.AUXILIARY | w.ADVERB) or _is_adverb(lower[before])):
            break
        if bits & (w.PRONOUN | w.DETERMINER | w.COORDINATOR) or lower[before] in {
            "here",
            "there",
            "before",
            "since",
        }:
            break
        start = before
    return start, negative


def _with_quoted_as(reading: Reading, head: int, floor: int) -> int | None:
    """Return the first token of "was quoted as" before a gerund ("saying"), None when it is not there."""
    if head - 2 < floor or reading.lower[head - 1] != "as" or reading.lower[head - 2] not in _QUOTED:
        return None
    return _extend_left(reading, head - 2, floor)[0]


def _is_adverb(word: str) -> bool:
    return (
        word.endswith("ly")
        and len(word) > 4
        and word
        not in {
            "family",
            "only",
            "reply",
            "italy",
            "july",
            "ally",
            "rally",
            "elderly",
            "weekly",
            "daily",
            "monthly",
            "early",
        }
    )


def _construction(
    reading: Reading, start: int, head: int, floor: int, entry: VerbEntry
) -> Construction | None:
    lower, flags = reading.lower, reading.flags
    group = lower[start:head]
    has_be = any(flags[i] & w.BE for i in range(start, head))
    before = lower[start - 1] if start > floor else ""
    if entry.form == "gerund":
        if head + 1 < len(lower) and flags[head + 1] & w.AUXILIARY and not has_be:
            # "a warning had been sent": a noun and the subject of another verb.
            return None
        if before in _BARE_DETERMINERS or (before == "'s" and not has_be) or flags[head] & w.PREPOSITION:
            return None
        return "finite" if has_be else "gerund"
    if (
        has_be
        and entry.form in {"past", "participle"}
        and not any(x in {"has", "have", "had"} for x in group[-1:])
    ):
        return "passive"
    has_auxiliary = any(flags[i] & w.AUXILIARY and lower[i] != "'s" for i in range(start, head))
    if has_auxiliary:
        return "finite"
    if before == "to":
        opener = lower[start - 2] if start - 2 >= floor else ""
        return "finite" if opener in _INFINITIVE_OPENERS else "infinitive"
    if entry.form == "participle" or (
        entry.form == "past" and head + 1 < len(lower) and lower[head + 1] == "by"
    ):
        return "reduced"
    return None if _is_noun_use(reading, (start, head), floor, entry) else "finite"


def _is_noun_use(reading: Reading, group: tuple[int, int], floor: int, entry: VerbEntry) -> bool:
    """Return whether the form is a noun or adjective: "the report", "public claims", "the alleged plot"."""
    start, head = group
    if start <= floor:
        return entry.form == "base"
    before = reading.lower[start - 1]
    bits = reading.flags[start - 1]
    if before in _BARE_DETERMINERS or (before in _NOUN_OPENERS and reading.quotation_of[start - 1] < 0):
        return True
    if entry.form == "past":
        return False
    if reading.is_capital(head) and not reading.is_capital(floor + 1):
        return True
    if entry.form == "base" and not _is_plural(reading, start - 1):
        return True
    if before[0].isdigit() or before in _PLAIN_ADJECTIVES or before.endswith(_ADJECTIVE_ENDINGS):
        return True
    return bool(bits & (w.PREPOSITION | w.POSSESSIVE)) and not bits & w.PRONOUN


def _is_plural(reading: Reading, token: int) -> bool:
    """Return whether a token can end a plural subject, as a base form asks for."""
    word = reading.lower[token]
    if word in {"he", "she", "it", "that", "this", "which"}:
        return False
    if reading.flags[token] & (w.PRONOUN | w.RELATIVE) or word in _PLURALS or word in {",", ")"}:
        return True
    if "and" in reading.lower[max(0, token - 4) : token]:
        return True
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))
