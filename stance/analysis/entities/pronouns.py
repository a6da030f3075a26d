"""Pronouns taken back to whom they mean."""

from __future__ import annotations

from stance.analysis.entities.gazetteer import Gender
from stance.analysis.entities.reading import Resolver
from stance.analysis.entities.registry import Known
from stance.models.rules.attribution.words import COLLECTIVE_NOUN, POSSESSIVE, ROLE_NOUN, word_classes

# How many units a pronoun reaches back.
_REACH_UNITS = 4
# How many code points before a relative pronoun its name may begin.
_ANTECEDENT = 100


def by_gender(resolver: Resolver, offset: int, gender: Gender) -> Known | None:
    """Return the person a pronoun means: the latest subject of fitting gender, else the latest mention."""
    mentioned: Known | None = None
    for seen in resolver.latest(offset, reach=_REACH_UNITS):
        known = seen.known
        if not (known.is_person or known.type == "role") or known.gender not in {gender, None}:
            continue
        if seen.subject:
            known.gender = gender
            return known
        mentioned = mentioned or known
    if mentioned is not None:
        mentioned.gender = gender
    return mentioned


def by_number(resolver: Resolver, offset: int, *, plural: bool) -> Known | None:
    """Return what "it" or "they" means: the latest source that is no person, or the body just spoken of."""
    body = None if plural else _body_opening(resolver, resolver.unit_of(offset) - 1)
    if body is not None:
        return body
    for seen in resolver.latest(offset, reach=_REACH_UNITS):
        known = seen.known
        single = known.is_person or known.type == "role" or (plural and known.type == "document")
        if seen.subject and not single:
            return known
    return None


def _body_opening(resolver: Resolver, unit: int) -> Known | None:
    """Return the body whose name opens a unit ("The harbour council met"), None when there is none."""
    if unit < 0:
        return None
    first, last = resolver.parsed.unit_tokens[unit]
    lower = resolver.parsed.tokens.lower
    classes = word_classes()
    if first >= last or lower[first] != "the":
        return None
    for token in range(first + 1, min(last, first + 5)):
        bits = classes.get(lower[token], 0)
        if bits & COLLECTIVE_NOUN and not lower[token].endswith("s"):
            follows = classes.get(lower[token + 1], 0) if token + 1 < last else 0
            if follows & (COLLECTIVE_NOUN | ROLE_NOUN | POSSESSIVE):
                return None
            return _body(resolver, first, token + 1)
        if bits or not lower[token].isalpha():
            return None
    return None


def _body(resolver: Resolver, first: int, last: int) -> Known:
    """Return the body named by the tokens first to last, a determiner among them."""
    tokens = resolver.parsed.tokens
    core = tokens.lower[first + 1 : last]
    name = " ".join(tokens.words[first:last])
    return resolver.registry.by_alias(core) or resolver.registry.other(core, name, "collective", "collective")


def antecedent(resolver: Resolver, offset: int) -> Known | None:
    """Return the person named right before a relative pronoun."""
    before = resolver.mentions_in(max(0, offset - _ANTECEDENT), offset)
    if not before or resolver.parsed.text[before[-1].end : offset].strip(" ,"):
        return None
    mention = before[-1]
    return resolver.registry.person(mention, resolver.parsed.text[mention.start : mention.end])
