"""Sources resolved to the entities they stand for, in reading order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from stance.analysis.entities.gazetteer import Gender, gazetteer
from stance.analysis.entities.mentions import PersonMention, find_persons, stated_name
from stance.analysis.entities.registry import Known, Registry, strip_leading
from stance.models.rules.attribution.words import (
    COLLECTIVE_NOUN,
    DETERMINER,
    POSSESSIVE,
    ROLE_NOUN,
    word_classes,
)
from stance.records.annotation import Attribution, Naming
from stance.records.document import Entity
from stance.text.parse import ParsedDocument

_GENDERED: dict[str, Gender] = {"he": "male", "his": "male", "him": "male", "she": "female", "her": "female"}
_NEUTER = frozenset({"it", "its"})
_PLURAL = frozenset({"they", "their", "them"})
_RELATIVE = frozenset({"who", "which", "that"})
_FIRST_PERSON = frozenset({"i", "my"})
_SPEECH_PARTNERS = frozenset({"i", "my", "we", "our", "you", "your"})
_NOBODY: frozenset[Naming] = frozenset({"anonymous", "hearsay", "implicit", "author"})
# How many units a pronoun reaches back.
_REACH_UNITS = 4


@dataclass(frozen=True, slots=True)
class ResolvedSources:
    """Attributions with source entities, and the entities that were not given."""

    attributions: list[Attribution]
    entities: list[Entity]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An entity at a place of the text, as a later pronoun may mean it."""

    at: int
    unit: int
    known: Known
    subject: bool


@dataclass(slots=True)
class _Resolver:
    parsed: ParsedDocument
    registry: Registry
    persons: list[PersonMention]
    seen: list[_Seen] = field(default_factory=list)
    next_person: int = 0

    def advance(self, offset: int) -> None:
        """Take note of the persons named before an offset."""
        while self.next_person < len(self.persons) and self.persons[self.next_person].start < offset:
            mention = self.persons[self.next_person]
            known = self.registry.person(mention, self.parsed.text[mention.start : mention.end])
            self.seen.append(_Seen(mention.start, self.unit_of(mention.start), known, mention.opens_unit))
            self.next_person += 1

    def mentions_in(self, start: int, end: int) -> list[PersonMention]:
        """Return the mentions of persons inside a stretch."""
        first = bisect_left(self.persons, start, key=lambda mention: mention.start)
        last = bisect_left(self.persons, end, lo=first, key=lambda mention: mention.start)
        return self.persons[first:last]

    def unit_of(self, offset: int) -> int:
        """Return the index of the unit that holds an offset."""
        return bisect_right(self.parsed.document.units, offset, key=lambda unit: unit.start) - 1

    def recent(self, offset: int) -> list[Known]:
        """Return the entities seen before an offset, latest first, without repeats."""
        order = sorted((s for s in self.seen if s.at < offset), key=lambda s: -s.at)
        return list({s.known.id: s.known for s in order}.values())


def resolve_sources(
    parsed: ParsedDocument, attributions: Sequence[Attribution], given: Sequence[Entity]
) -> ResolvedSources:
    """Return the attributions with `source_entity`, `source_side` and the naming of pronouns filled in.

    Args:
        parsed: the document.
        attributions: as an attribution model found them.
        given: entities known beforehand; their names, aliases and sides take precedence.
    """
    resolver = _Resolver(parsed, Registry(given), find_persons(parsed, _stated_names(parsed, attributions)))
    resolved: dict[str, Attribution] = {}
    for attribution in sorted(attributions, key=lambda a: (a.source or a.cue)[0].start):
        resolved[attribution.id] = _resolve(resolver, attribution)
    for attribution in attributions:
        resolved[attribution.id] = _speaker_of_i(resolved, attribution.id)
    used = {a.source_entity for a in resolved.values()}
    return ResolvedSources(
        [resolved[a.id] for a in attributions],
        [
            known.record()
            for known in resolver.registry.entities
            if not known.given_by_user and known.id in used
        ],
    )


def _stated_names(parsed: ParsedDocument, attributions: Sequence[Attribution]) -> frozenset[tuple[str, str]]:
    """Return the names that sources give themselves, so that every mention of them is found."""
    stated = {
        stated_name(parsed, parsed.tokens_in(a.source[0].start, a.source[0].end))
        for a in attributions
        if a.source and a.naming == "named"
    }
    return frozenset(name for name in stated if name is not None)


def _speaker_of_i(resolved: dict[str, Attribution], name: str) -> Attribution:
    """Return an attribution with "I" taken for the source of the quotation in which it stands."""
    attribution = resolved[name]
    if attribution.parent is None or not attribution.source or attribution.naming == "author":
        return attribution
    if attribution.source[0].text.lower() not in _FIRST_PERSON:
        return attribution
    speaker = resolved[attribution.parent]
    return msgspec.structs.replace(
        attribution,
        source_entity=speaker.source_entity,
        source_side=speaker.source_side,
        naming=speaker.naming,
    )


def _resolve(resolver: _Resolver, attribution: Attribution) -> Attribution:
    if not attribution.source or attribution.naming in _NOBODY:
        side = resolver.registry.side_in(_words(resolver, attribution)) if attribution.source else "none"
        return attribution if side == "none" else msgspec.structs.replace(attribution, source_side=side)
    start, end = attribution.source[0].start, attribution.source[0].end
    resolver.advance(end)
    words = _words(resolver, attribution)
    known = _entity(resolver, words, attribution)
    if known is None:
        return attribution
    if not (attribution.level and len(words) == 1 and words[0] in _RELATIVE):
        resolver.seen.append(_Seen(start, resolver.unit_of(start), known, subject=True))
    pronoun = len(words) == 1 and words[0] in {*_GENDERED, *_NEUTER, *_PLURAL, *_RELATIVE}
    is_person = known.type == "person"
    return msgspec.structs.replace(
        attribution,
        source_entity=known.id,
        source_side=known.side,
        naming=known.naming if pronoun or is_person else attribution.naming,
    )


def _words(resolver: _Resolver, attribution: Attribution) -> list[str]:
    tokens = resolver.parsed.tokens_in(attribution.source[0].start, attribution.source[0].end)
    words = resolver.parsed.tokens.lower[tokens.start : tokens.stop]
    # A possessor ("the ministry's claim") is meant without its ending.
    return words[:-1] if len(words) > 1 and words[-1] in {"'s", "'"} else words


def _entity(resolver: _Resolver, words: list[str], attribution: Attribution) -> Known | None:
    start, end = attribution.source[0].start, attribution.source[0].end
    if len(words) == 1 and words[0] in _GENDERED:
        return _by_gender(resolver, start, _GENDERED[words[0]])
    if len(words) == 1 and words[0] in _NEUTER | _PLURAL:
        return _by_number(resolver, start, plural=words[0] in _PLURAL)
    if len(words) == 1 and words[0] in _RELATIVE:
        return _antecedent(resolver, start)
    if len(words) == 1 and words[0] in _SPEECH_PARTNERS:
        return None
    core = strip_leading(words)
    given = resolver.registry.by_alias(core)
    if given is not None:
        return given
    person = _named_person(resolver, start, end, core)
    if person is not None:
        if person.side == "none":
            person.side = resolver.registry.side_in(core)
        return person
    return _by_description(resolver, core, attribution)


def _named_person(resolver: _Resolver, start: int, end: int, core: list[str]) -> Known | None:
    """Return the person whose name is the head of the phrase; two joined by "and" are a body of their own."""
    text = resolver.parsed.text
    named = [m for m in resolver.mentions_in(start, end) if text[m.end : m.end + 2] not in {"’s", "'s"}]
    if _is_joint(text, start, named):
        return resolver.registry.other(core, text[start:end], "collective", "named")
    if named:
        return resolver.registry.person(named[0], text[named[0].start : named[0].end])
    # A surname alone, also with an age behind it ("Lee, 54").
    head = core[: core.index(",")] if "," in core else core
    if 0 < len(head) <= 3 and head[-1].isalpha():
        return resolver.registry.find_person(head[-1])
    return None


def _is_joint(text: str, start: int, named: list[PersonMention]) -> bool:
    """Return whether a phrase joins a person to somebody else ("Ann Lee and Ted Roe", "France and Ann Lee")."""
    if not named:
        return False
    if len(named) > 1 and text[named[0].end : named[1].start].strip(" ,") == "and":
        return True
    before, joined, _ = text[start : named[0].start].rpartition(" and ")
    other = before.rpartition(" ")[2]
    return bool(joined) and other[:1].isupper() and not word_classes().get(other.lower(), 0) & ROLE_NOUN


def _by_description(resolver: _Resolver, core: list[str], attribution: Attribution) -> Known | None:
    classes = word_classes()
    text = attribution.source[0].text
    if attribution.naming == "role_only":
        roles = [word for word in core if classes.get(word, 0) & ROLE_NOUN]
        countries = {gazetteer().country_of[word] for word in core if word in gazetteer().country_of}
        opening = text.split(maxsplit=1)[0].lower()
        definite = opening == "the" or (
            text[0].isupper() and not classes.get(opening, 0) & (DETERMINER | POSSESSIVE)
        )
        if roles and definite:
            found = resolver.registry.by_role(
                roles[-1], countries, resolver.recent(attribution.source[0].start)
            )
            if found is not None:
                return found
    if not any(word[0].isalpha() and not classes.get(word, 0) & DETERMINER for word in core):
        return None
    name = " ".join(attribution.source[0].text.split())
    kind = {"document": "document", "collective": "collective"}.get(attribution.naming, "role")
    return resolver.registry.other(core, name, kind, attribution.naming)


def _by_gender(resolver: _Resolver, offset: int, gender: Gender) -> Known | None:
    """Return the person a pronoun means: the latest subject of fitting gender, else the latest mention."""
    unit = resolver.unit_of(offset)
    fitting = [
        s
        for s in resolver.seen
        if s.at < offset
        and unit - s.unit <= _REACH_UNITS
        and s.known.type in {"person", "role", "Person"}
        and s.known.gender in {gender, None}
    ]
    if not fitting:
        return None
    subjects = [s for s in fitting if s.subject]
    best = max(subjects or fitting, key=lambda s: s.at).known
    if best.gender is None:
        best.gender = gender
    return best


def _by_number(resolver: _Resolver, offset: int, *, plural: bool) -> Known | None:
    """Return what "it" or "they" means: the latest source that is no person, or the body just spoken of."""
    unit = resolver.unit_of(offset)
    if not plural:
        body = _body_opening(resolver, unit - 1)
        if body is not None:
            return body
    for seen in sorted((s for s in resolver.seen if s.at < offset), key=lambda s: -s.at):
        if unit - seen.unit > _REACH_UNITS:
            return None
        if seen.subject and seen.known.type not in {"person", "role", *(("document",) if plural else ())}:
            return seen.known
    return None


def _body_opening(resolver: _Resolver, unit: int) -> Known | None:
    """Return the body whose name opens a unit ("The harbour council met"), None when there is none."""
    if unit < 0:
        return None
    first, last = resolver.parsed.unit_tokens[unit]
    lower, words = resolver.parsed.tokens.lower, resolver.parsed.tokens.words
    classes = word_classes()
    if lower[first] != "the":
        return None
    for token in range(first + 1, min(last, first + 5)):
        bits = classes.get(lower[token], 0)
        if bits & COLLECTIVE_NOUN and not lower[token].endswith("s"):
            follows = classes.get(lower[token + 1], 0) if token + 1 < last else 0
            if follows & (COLLECTIVE_NOUN | ROLE_NOUN | POSSESSIVE):
                return None
            return resolver.registry.other(
                lower[first + 1 : token + 1], " ".join(words[first : token + 1]), "collective", "collective"
            )
        if bits or not lower[token].isalpha():
            return None
    return None


def _antecedent(resolver: _Resolver, offset: int) -> Known | None:
    """Return the person named right before a relative pronoun."""
    before = [m for m in resolver.persons if m.end <= offset]
    if not before or resolver.parsed.text[before[-1].end : offset].strip(" ,"):
        return None
    mention = before[-1]
    return resolver.registry.person(mention, resolver.parsed.text[mention.start : mention.end])
