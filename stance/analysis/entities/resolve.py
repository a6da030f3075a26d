"""Sources resolved to the entities they stand for, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from stance.analysis.entities.gazetteer import Gender, gazetteer
from stance.analysis.entities.mentions import PersonMention, find_persons, stated_name
from stance.analysis.entities.pronouns import antecedent, by_gender, by_number
from stance.analysis.entities.reading import Resolver, Seen
from stance.analysis.entities.registry import Known, Registry, strip_leading
from stance.models.rules.attribution.words import (
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
_MODIFYING = frozenset("of at for from in with on by".split())
_NOBODY: frozenset[Naming] = frozenset({"anonymous", "hearsay", "implicit", "author"})


@dataclass(frozen=True, slots=True)
class ResolvedSources:
    """Attributions with source entities, and the entities that were not given."""

    attributions: list[Attribution]
    entities: list[Entity]


def resolve_sources(
    parsed: ParsedDocument, attributions: Sequence[Attribution], given: Sequence[Entity]
) -> ResolvedSources:
    """Return the attributions with `source_entity`, `source_side` and the naming of pronouns filled in.

    Args:
        parsed: the document.
        attributions: as an attribution model found them.
        given: entities known beforehand; their names, aliases and sides take precedence.
    """
    resolver = Resolver(parsed, Registry(given), find_persons(parsed, _stated_names(parsed, attributions)))
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


def _resolve(resolver: Resolver, attribution: Attribution) -> Attribution:
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
        resolver.seen.append(Seen(start, resolver.unit_of(start), known, subject=True))
    pronoun = len(words) == 1 and words[0] in {*_GENDERED, *_NEUTER, *_PLURAL, *_RELATIVE}
    return msgspec.structs.replace(
        attribution,
        source_entity=known.id,
        source_side=known.side,
        naming=known.naming if pronoun or known.is_person else attribution.naming,
    )


def _words(resolver: Resolver, attribution: Attribution) -> list[str]:
    tokens = resolver.parsed.tokens_in(attribution.source[0].start, attribution.source[0].end)
    words = resolver.parsed.tokens.lower[tokens.start : tokens.stop]
    # A possessor ("the ministry's claim") is meant without its ending.
    return words[:-1] if len(words) > 1 and words[-1] in {"'s", "'"} else words


def _entity(resolver: Resolver, words: list[str], attribution: Attribution) -> Known | None:
    start, end = attribution.source[0].start, attribution.source[0].end
    if len(words) == 1 and words[0] in _GENDERED:
        return by_gender(resolver, start, _GENDERED[words[0]])
    if len(words) == 1 and words[0] in _NEUTER | _PLURAL:
        return by_number(resolver, start, plural=words[0] in _PLURAL)
    if len(words) == 1 and words[0] in _RELATIVE:
        return antecedent(resolver, start)
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


def _named_person(resolver: Resolver, start: int, end: int, core: list[str]) -> Known | None:
    """Return the person whose name is the head of the phrase; two joined by "and" are a body of their own."""
    text = resolver.parsed.text
    named = [
        mention
        for mention in resolver.mentions_in(start, end)
        if text[mention.end : mention.end + 2] not in {"’s", "'s"}
        and not _modifies(text[start : mention.start])
    ]
    if _is_joint(text, start, named):
        return resolver.registry.other(core, text[start:end], "collective", "named")
    if named:
        return resolver.registry.person(named[0], text[named[0].start : named[0].end])
    # A surname alone, also with an age behind it ("Lee, 54").
    head = core[: core.index(",")] if "," in core else core
    if 0 < len(head) <= 3 and head[-1].isalpha():
        return resolver.registry.find_person(head[-1])
    return None


def _modifies(before: str) -> bool:
    """Return whether a name only tells whose spokesman or which town's mayor somebody is."""
    return not _MODIFYING.isdisjoint(before.rpartition(",")[2].lower().split())


def _is_joint(text: str, start: int, named: list[PersonMention]) -> bool:
    """Return whether a phrase joins a person to somebody else ("Ann Lee and Ted Roe", "Oslo and Ann Lee")."""
    if not named:
        return False
    if len(named) > 1 and text[named[0].end : named[1].start].strip(" ,") == "and":
        return True
    before, joined, _ = text[start : named[0].start].rpartition(" and ")
    other = before.rpartition(" ")[2]
    return bool(joined) and other[:1].isupper() and not word_classes().get(other.lower(), 0) & ROLE_NOUN


def _by_description(resolver: Resolver, core: list[str], attribution: Attribution) -> Known | None:
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
