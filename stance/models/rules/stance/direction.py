"""Does a framing cue help or hurt a target?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from stance.models.rules.stance.clauses import Passage
from stance.models.rules.stance.content import claim_parity
from stance.models.rules.stance.reading import TargetReading
from stance.models.rules.stance.targets import Mention
from stance.models.rules.stance.terms import find_terms
from stance.models.rules.stance.votes import read_votes
from stance.records.annotation import Attribution, Cue

Direction = Literal[-1, 1]

_VALENCE: dict[str, Direction] = {
    "loaded_word": -1,
    "label_name_calling": -1,
    "dysphemism": -1,
    "euphemism": 1,
    "virtue_term": 1,
    "scare_quotes": -1,
    "causal_insinuation": -1,
}
"""What a cue of a type does to the thing it is said of, unless its words say otherwise."""

_NAMING = frozenset({"euphemism"})
"""Types that rename one thing and say nothing of its neighbours."""
_OF_CLAIM = frozenset({"attribution_drop", "informational_bias"})
_STRENGTHENING = frozenset({"certainty_booster"})
_REACH = 10
"""Tokens between a cue and the mention it applies to."""


def with_direction(
    reading: TargetReading, cues: Sequence[Cue], attributions: Sequence[Attribution]
) -> list[Cue]:
    """Return the cues with `direction` filled in; a direction that a cue already has is kept.

    A euphemism or an approving word helps and a label or loaded word hurts the target that it names or
    stands next to; a remark that discounts a source hurts what the source stands for; a dropped
    attribution does to a target what its clause says of it. Where no target is named, the cue applies to a
    target through the side of the party it is said of. Empty where none of these holds.
    """
    if not reading.targets:
        return list(cues)
    by_id = {attribution.id: attribution for attribution in attributions}
    result = []
    for cue in cues:
        attribution = by_id.get(cue.attribution) if cue.attribution is not None else None
        directions = _directions(reading, cue, attribution)
        changed = directions and not cue.direction
        result.append(msgspec.structs.replace(cue, direction=directions) if changed else cue)
    return result


def _directions(reading: TargetReading, cue: Cue, attribution: Attribution | None) -> dict[str, Direction]:
    found: dict[str, Direction] = {}
    for index, target in enumerate(reading.targets):
        sign = _direction(reading, cue, attribution, index)
        if sign:
            found[target.id] = 1 if sign > 0 else -1
    return found


def _direction(reading: TargetReading, cue: Cue, attribution: Attribution | None, index: int) -> int:
    if cue.type == "source_discount":
        return _discount(reading, attribution, index)
    if cue.type in _STRENGTHENING:
        stance = attribution.content_stance.get(reading.targets[index].id, 0) if attribution else 0
        return stance if attribution is not None and attribution.speech == "direct" else 0
    tokens = reading.parsed.tokens_in(cue.start, cue.end)
    if cue.type in _OF_CLAIM:
        return _claim_sign(reading, index, tokens.start, tokens.stop)
    if reading.targets[index].kind == "claim":
        # Harsh words about the matter of a claim do not tell whether they speak for it.
        return 0
    return _word_direction(reading, cue, attribution, index, tokens=tokens)


def _word_direction(
    reading: TargetReading, cue: Cue, attribution: Attribution | None, index: int, *, tokens: range
) -> int:
    """Return the direction of a word by its valence and by what or whom it is said of."""
    valence = cue_valence(reading, cue)
    if not valence:
        return 0
    mention = _nearest(reading, index, tokens)
    if cue.type in _NAMING:
        inside = mention is not None and mention.first < tokens.stop and tokens.start < mention.last
        return valence * mention.sign if mention is not None and inside else 0
    side = reading.target_sides[index]
    if cue.type == "virtue_term":
        if mention is not None and _party_before(reading, tokens) in {"none", side}:
            return valence * mention.sign
        return valence if side != "none" and _party_before(reading, tokens) == side else 0
    speaker = attribution.source_side if attribution is not None and cue.voice != "author" else "none"
    if speaker in {"none", "both"} or side == "none":
        return valence * mention.sign if mention is not None else 0
    if speaker == side:
        return 0
    return valence * (mention.sign if mention is not None else 1)


def _party_before(reading: TargetReading, tokens: range) -> str:
    """Return the side of the last party named before a cue in its unit, "none" when there is none."""
    units = reading.parsed.token_units
    for token in range(tokens.start - 1, -1, -1):
        if units[token] != units[tokens.start]:
            break
        if token in reading.party_at:
            return reading.party_at[token]
    return "none"


def cue_valence(reading: TargetReading, cue: Cue) -> int:
    """Return what a cue does to the thing it is said of.

    Of a loaded word by the polarity list where it has the words, else by the cue's type; 0 if neither tells.
    """
    if cue.type == "loaded_word":
        tokens = reading.parsed.tokens_in(cue.start, cue.end)
        signs = {hit.term.sign for hit in find_terms(reading.parsed.tokens.lower, tokens.start, tokens.stop)}
        if len(signs) == 1:
            return signs.pop()
    return _VALENCE.get(cue.type, 0)


def _discount(reading: TargetReading, attribution: Attribution | None, index: int) -> int:
    """Return the direction of a remark that lowers a source: against what the source says and is."""
    if attribution is None:
        return 0
    target = reading.targets[index]
    if target.kind == "actor":
        side = reading.target_sides[index]
        own = attribution.source_entity in target.entity_ids
        return -1 if own or (side != "none" and attribution.source_side == side) else 0
    return -attribution.content_stance.get(target.id, 0)


def _claim_sign(reading: TargetReading, index: int, first: int, last: int) -> int:
    """Return what the cue's own clause says of the target.

    What somebody does is for or against an actor; for anything else only evaluation counts, since to
    report that talks were refused is not to be against talks.
    """
    passage = Passage(reading.parsed.tokens.lower, first, last)
    if reading.targets[index].kind == "claim":
        stated = [mention for mention in reading.within(index, first, last) if mention.asserts]
        return claim_parity(passage, stated[0].first) if stated else 0
    actor = reading.targets[index].kind == "actor"
    total = sum(
        vote.sign * vote.weight * mention.score * mention.sign
        for mention in reading.within(index, first, last)
        for vote in read_votes(passage, mention.first, mention.last, actor=actor)
        if (not vote.harmed if actor else vote.kind in {"value", "effect"})
    )
    return (total > 0) - (total < 0)


def _nearest(reading: TargetReading, index: int, tokens: range) -> Mention | None:
    """Return the mention that a cue holds or that stands nearest to it in its clause and unit."""
    unit = reading.parsed.token_units[tokens.start] if tokens else -1
    if unit < 0:
        return None
    first, last = reading.parsed.unit_tokens[unit]
    passage: Passage | None = None
    best: tuple[int, Mention] | None = None
    for mention in reading.within(index, first, last):
        gap = max(tokens.start - mention.last, mention.first - tokens.stop, -1)
        if gap > _REACH or (best is not None and gap >= best[0]):
            continue
        if gap >= 0:
            passage = passage or Passage(reading.parsed.tokens.lower, first, last)
            clauses = (passage.clause_at(tokens.start), passage.clause_at(tokens.stop - 1))
            if passage.clause_at(mention.first) not in clauses:
                continue
        best = (gap, mention)
    return best[1] if best else None
