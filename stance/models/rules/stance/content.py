"""Does the content of an attribution help or hurt a target?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from stance.models.rules.stance.clauses import Passage
from stance.models.rules.stance.reading import TargetReading
from stance.models.rules.stance.targets import Mention
from stance.models.rules.stance.vote import Vote
from stance.models.rules.stance.votes import read_votes
from stance.records.annotation import Attribution
from stance.records.document import TargetKind

Sign = Literal[-1, 0, 1]

_CUE_GAP = 6
"""Tokens between cue and content (a recipient, a date) that still let the cue govern the content."""
_NEGATIVE_DETERMINERS = frozenset({"no", "nor", "neither", "none"})
_SELF_REACH = 3
_PERSON_SELF = frozenset({"he", "she"})
_BODY_SELF = frozenset({"it", "they"})
_FEMALE_TITLES = frozenset({"Mrs", "Ms", "Mrs.", "Ms.", "Miss"})
_MALE_TITLES = frozenset({"Mr", "Mr."})
_OWN_PLURAL = frozenset({"we", "us"})
_OWN_SINGULAR = frozenset({"i", "me"})


@dataclass(frozen=True, slots=True)
class ContentWeights:
    """How votes add up to a content stance."""

    decide: float = 0.3
    """Least absolute sum of votes (weight x mention score) that gives a direction."""
    contrast: float = 1.6
    """Factor for what follows "but" or "however"."""
    victim: float = 0.6
    """Weight of a party's complaint that it is harmed, as help for that party."""
    prior: float = 0.1
    """Added towards the speaker's own side when votes exist; never decides alone."""


def with_content_stance(
    reading: TargetReading, attributions: Sequence[Attribution], weights: ContentWeights | None = None
) -> list[Attribution]:
    """Return the attributions with `content_stance` filled in.

    A target is a key when the content is about it: +1 it helps, -1 it hurts, 0 without direction. The
    proposition is judged, with the attribution cue as its governing word ("accused X", "called for X",
    "denied that X"); the speaker counts only as a weak prior where its side is known.
    """
    if not reading.targets:
        return list(attributions)
    weights = weights or ContentWeights()
    result = []
    for attribution in attributions:
        stances = _content_stance(reading, attribution, weights)
        result.append(
            msgspec.structs.replace(attribution, content_stance=stances)
            if stances != attribution.content_stance
            else attribution
        )
    return result


def _content_stance(
    reading: TargetReading, attribution: Attribution, weights: ContentWeights
) -> dict[str, Sign]:
    found: dict[str, Sign] = {}
    ranges = list(_passage_ranges(reading, attribution))
    passages: dict[int, Passage] = {}
    for index, target in enumerate(reading.targets):
        votes: list[tuple[Mention, Vote]] = []
        about = False
        for number, (first, content_first, last, factor) in enumerate(ranges):
            mentions = list(reading.within(index, first, last))
            mentions.extend(_self_mentions(reading, attribution, index, content_first, last))
            about = about or any(mention.last > content_first for mention in mentions)
            if not mentions:
                continue
            if number not in passages:
                passages[number] = Passage(reading.parsed.tokens.lower, first, last, factor=factor)
            for mention in mentions:
                votes.extend((mention, vote) for vote in _votes(passages[number], mention, target.kind))
        if about:
            found[target.id] = _decide(reading, attribution, index, votes, weights)
    return found


def _passage_ranges(reading: TargetReading, attribution: Attribution) -> Iterator[tuple[int, int, int, int]]:
    """Yield first token (with the governing cue), first content token, last token and factor per span."""
    parsed = reading.parsed
    is_event = attribution.type == "eventuality"
    for span in attribution.content:
        tokens = parsed.tokens_in(span.start, span.end)
        first = tokens.start
        governing = False
        for cue in attribution.cue:
            cue_tokens = parsed.tokens_in(cue.start, cue.end)
            if cue.end <= span.start and first - cue_tokens.stop <= _CUE_GAP:
                first, governing = cue_tokens.start, True
        if is_event and governing:
            for source in attribution.source:
                source_tokens = parsed.tokens_in(source.start, source.end)
                if source.end <= span.start and first - source_tokens.stop <= _CUE_GAP:
                    first = source_tokens.start
        denied = attribution.verb_class == "denial" and not governing and attribution.polarity == "positive"
        yield first, first if is_event else tokens.start, tokens.stop, -1 if denied else 1


def _self_mentions(
    reading: TargetReading, attribution: Attribution, index: int, first: int, last: int
) -> Iterator[Mention]:
    """Yield the pronouns by which a target speaks of itself."""
    target = reading.targets[index]
    itself = target.kind == "actor" and _speaks_itself(reading, attribution, index)
    if not (itself or (target.kind == "actor" and _on_own_side(reading, attribution, index))):
        return
    pronouns = _own_pronouns(attribution) if itself else frozenset()
    lower, units = reading.parsed.tokens.lower, reading.parsed.token_units
    for token in range(first, last):
        word = lower[token]
        opens = word in pronouns and token - first < _SELF_REACH
        if opens or word in _OWN_PLURAL or (itself and word in _OWN_SINGULAR):
            yield Mention(token, token + 1, units[token], 0.8)


def _own_pronouns(attribution: Attribution) -> frozenset[str]:
    """Return the third-person pronouns by which a source may speak of itself."""
    if attribution.naming == "collective":
        return _BODY_SELF
    titles = {word for span in attribution.source for word in span.text.split()}
    if titles & _FEMALE_TITLES:
        return frozenset({"she"})
    return frozenset({"he"}) if titles & _MALE_TITLES else _PERSON_SELF


def _speaks_itself(reading: TargetReading, attribution: Attribution, index: int) -> bool:
    if (
        attribution.source_entity is not None
        and attribution.source_entity in reading.targets[index].entity_ids
    ):
        return True
    for source in attribution.source:
        tokens = reading.parsed.tokens_in(source.start, source.end)
        if any(True for _ in reading.within(index, tokens.start, tokens.stop)):
            return True
    return False


def _votes(passage: Passage, mention: Mention, kind: TargetKind) -> Iterator[Vote]:
    if kind != "claim":
        yield from read_votes(passage, mention.first, mention.last, actor=kind == "actor")
        return
    parity = claim_parity(passage, mention.first)
    if mention.asserts or parity < 0:
        # "The cover-up" only names the matter, "no cover-up" denies it.
        yield Vote(parity, 1.0, "value")


def claim_parity(passage: Passage, token: int) -> int:
    """Return -1 when a passage denies the claim that it makes around a token, else 1.

    Negators and denials of the sentence are counted; "no stones and no warning" negates once.
    """
    first, last = passage.sentence_at(token)
    sign = passage.clauses[0].factor or 1
    determiner = False
    for hit in passage.hits:
        if not (first <= hit.first < last) or hit.term.role not in {"negator", "denial"}:
            continue
        if passage.lower[hit.first] in _NEGATIVE_DETERMINERS and hit.last - hit.first == 1:
            if determiner:
                continue
            determiner = True
        sign = -sign
    return sign


def _decide(
    reading: TargetReading,
    attribution: Attribution,
    index: int,
    votes: Sequence[tuple[Mention, Vote]],
    weights: ContentWeights,
) -> Sign:
    total = 0.0
    own = _on_own_side(reading, attribution, index)
    for mention, vote in votes:
        value = vote.sign * vote.weight * mention.score * mention.sign
        if vote.harmed and reading.targets[index].kind == "actor":
            value = weights.victim if own and vote.sign < 0 else 0.0
        total += value * (weights.contrast if vote.contrast else 1.0)
    if total and own:
        total += weights.prior
    if abs(total) < weights.decide:
        return 0
    return 1 if total > 0 else -1


def _on_own_side(reading: TargetReading, attribution: Attribution, index: int) -> bool:
    if (
        attribution.source_entity is not None
        and attribution.source_entity in reading.targets[index].entity_ids
    ):
        return True
    side = reading.target_sides[index]
    return side != "none" and attribution.source_side == side
