"""Relations between attributions: who repeats, backs or denies whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.analysis.propositions import Proposition, PropositionReader
from stance.models.rules.stance.clauses import Passage
from stance.records.annotation import SPEECH_TYPES, Attribution, Relation, RelationType
from stance.records.document import Entity
from stance.text.parse import ParsedDocument
from stance.text.tokens import tokenize

MIN_OVERLAP = 0.6
"""Least share of the shorter claim's words, by weight, that the other must hold."""
MIN_SIMILARITY = 0.5
"""Least weighted Jaccard similarity where no contrary predicate ties two claims together."""
MIN_TIED_SIMILARITY = 0.3
"""The same where one does."""
_MIN_SHARED = 3
"""Least number of shared words where no contrary predicate ties two claims together."""
_UNRESOLVED = frozenset({"he", "she", "it", "they", "who", "which", "one"})
_SPEAKING = frozenset({"i", "we", "you"})
_ORIGIN = "rule:linking"


@dataclass(frozen=True, slots=True)
class _Statement:
    """A level 0 attribution with what decides whether it may be linked."""

    attribution: Attribution
    start: int
    authored: bool
    """Told flat by the author (an eventuality), in headline, deck or the first body sentence."""
    source: frozenset[str]
    """Lower-case words of the source."""
    surname: str | None
    """Last word of the source entity's name."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two propositions about the same matter."""

    score: float
    """0 to 1."""
    agrees: bool


def link(
    parsed: ParsedDocument, attributions: Sequence[Attribution], entities: Sequence[Entity] | None = None
) -> list[Relation]:
    """Return the relations between level 0 attributions, in reading order of their first member.

    Two claims are about the same matter when they share a contrary predicate (refuse, ready), its subject
    and something of its argument, or, without such a predicate, most of their words. With equal negation
    they are `same_claim` (the author's flat report of an act first) or `corroborates` (the later claim
    first, sources of different sides); with unequal negation `contradicts` (the later claim first).
    Claims of one source are never linked.

    Args:
        parsed: the document.
        attributions: with resolved sources where possible; an unresolved pronoun is linked to nothing.
        entities: whose aliases stand for one another; None takes those of the document.

    Precision comes first: claims that say the same in other words are not found.
    """
    known = parsed.document.entities if entities is None else entities
    reader = PropositionReader(parsed, known)
    surnames = {entity.id: entity.name.lower().split()[-1] for entity in known if entity.name.strip()}
    statements = [_statement(parsed, a, surnames) for a in attributions if a.level == 0 and a.content]
    statements.sort(key=lambda s: s.start)
    propositions = [
        p
        for number, statement in enumerate(statements)
        for p in read_propositions(reader, number, statement.attribution)
    ]
    pairs: dict[tuple[RelationType, int], dict[int, float]] = {}
    for earlier, later, match in _matches(reader, propositions):
        relation = _relation(statements[earlier], statements[later], agrees=match.agrees)
        if relation is not None:
            src, dst = (earlier, later) if relation == "same_claim" else (later, earlier)
            found = pairs.setdefault((relation, src), {})
            found[dst] = max(match.score, found.get(dst, 0.0))
    return [
        Relation(
            type=kind,
            src=statements[src].attribution.id,
            dst=[statements[number].attribution.id for number in sorted(found)],
            confidence=min(0.9, sum(found.values()) / len(found)),
            origin=_ORIGIN,
        )
        for (kind, src), found in sorted(pairs.items(), key=lambda pair: (pair[0][1], pair[0][0]))
    ]


def read_propositions(
    reader: PropositionReader, number: int, attribution: Attribution
) -> Iterator[Proposition]:
    """Yield the propositions of an attribution's content; of source, cue and content for an eventuality."""
    parsed = reader.parsed
    ranges = [parsed.tokens_in(span.start, span.end) for span in attribution.content]
    if attribution.type == "eventuality":
        parts = [*attribution.source, *attribution.cue, *attribution.content]
        first = parsed.tokens_in(min(p.start for p in parts), min(p.end for p in parts)).start
        ranges = [range(first, max(tokens.stop for tokens in ranges))]
    denied = attribution.verb_class == "denial" and attribution.type != "eventuality"
    sign = -1 if denied != (attribution.polarity == "negative" and attribution.type != "eventuality") else 1
    for tokens in ranges:
        passage = Passage(parsed.tokens.lower, tokens.start, tokens.stop)
        yield from reader.read(number, passage, speaker=attribution.source_entity, sign=sign)


def compare(reader: PropositionReader, one: Proposition, other: Proposition) -> Match | None:
    """Return how two propositions agree, None when they are about different matters."""
    if one.poles != other.poles or (one.first < other.last and other.first < one.last):
        return None
    overlap = reader.overlap(one, other)
    if overlap < MIN_OVERLAP:
        return None
    if one.poles:
        tied = one.argument & other.argument and one.subject & other.subject
        least = MIN_TIED_SIMILARITY
    else:
        shared = one.mask & other.mask
        tied = shared.bit_count() >= _MIN_SHARED and (shared & (one.plain | other.plain)).bit_count() > 1
        least = MIN_SIMILARITY
    if not tied or reader.similarity(one, other) < least:
        return None
    return Match(overlap, one.sign == other.sign)


def _statement(parsed: ParsedDocument, attribution: Attribution, surnames: Mapping[str, str]) -> _Statement:
    authored = False
    if attribution.type == "eventuality":
        unit = parsed.unit_at(attribution.content[0].start)
        authored = unit is not None and (unit.id in {"H1", "S1"} or unit.id.startswith("D"))
    words = frozenset(
        word
        for span in attribution.source
        for word in tokenize(span.text).lower
        if word[:1].isalnum() and word not in {"the", "a", "an"}
    )
    return _Statement(
        attribution,
        min(s.start for s in attribution.content),
        authored,
        words,
        surnames.get(attribution.source_entity) if attribution.source_entity is not None else None,
    )


def _matches(
    reader: PropositionReader, propositions: Sequence[Proposition]
) -> Iterator[tuple[int, int, Match]]:
    """Yield matching pairs as numbers of their statements, earlier first."""
    buckets: dict[frozenset[str], list[Proposition]] = {}
    for proposition in propositions:
        bucket = buckets.setdefault(proposition.poles, [])
        for other in bucket:
            if other.owner != proposition.owner and (other.mask & proposition.mask).bit_count() > 1:
                match = compare(reader, other, proposition)
                if match is not None:
                    yield other.owner, proposition.owner, match
        bucket.append(proposition)


def _relation(earlier: _Statement, later: _Statement, *, agrees: bool) -> RelationType | None:
    one, other = earlier.attribution, later.attribution
    first_speaks, later_speaks = one.type in SPEECH_TYPES, other.type in SPEECH_TYPES
    if not later_speaks:
        return None
    if not first_speaks:
        if not earlier.authored:
            return None
        return "same_claim" if agrees else "contradicts"
    if not _different_sources(earlier, later):
        return None
    if not agrees:
        return "contradicts"
    same_side = one.source_side == other.source_side and one.source_side not in {"none", ""}
    return None if same_side else "corroborates"


def _different_sources(one: _Statement, other: _Statement) -> bool:
    """Return whether two sources are surely not the same.

    Names that end alike ("Mayor Ann Reed", "Reed") count as one source even where they were not resolved
    to one entity, and so do unresolved sources that share a word.
    """
    if one.source & _SPEAKING or other.source & _SPEAKING:
        return False
    if one.surname is not None and other.surname is not None:
        same = one.attribution.source_entity == other.attribution.source_entity
        return not same and one.surname != other.surname
    if not one.source or not other.source or one.source & _UNRESOLVED or other.source & _UNRESOLVED:
        return False
    return not one.source & other.source
