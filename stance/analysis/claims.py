"""Who claims what: level 0 attributions with their contents as propositions, ready to be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.analysis.propositions import Proposition, PropositionReader
from stance.models.rules.stance.clauses import Passage
from stance.records.annotation import Attribution
from stance.records.document import Entity
from stance.text.parse import ParsedDocument

MIN_OVERLAP = 0.6
"""Least share of the shorter claim's words, by weight, that the other must hold."""
MIN_SIMILARITY = 0.5
"""Least weighted Jaccard similarity where no contrary predicate ties two claims together."""
MIN_TIED_SIMILARITY = 0.3
"""The same where one does."""
_ARTICLES = frozenset({"the", "a", "an"})
_MIN_SHARED = 3
"""Least number of shared words where no contrary predicate ties two claims together."""


@dataclass(frozen=True, slots=True)
class Statement:
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


@dataclass(frozen=True, slots=True)
class Claims:
    """The statements of a document in text order, and their propositions."""

    reader: PropositionReader
    statements: list[Statement]
    propositions: list[Proposition]
    """`owner` is the number of a statement."""


def read_claims(
    parsed: ParsedDocument, attributions: Sequence[Attribution], entities: Sequence[Entity]
) -> Claims:
    """Return the claims of the level 0 attributions.

    Args:
        parsed: the document.
        attributions: with resolved sources where possible.
        entities: whose aliases stand for one another.
    """
    reader = PropositionReader(parsed, entities)
    surnames = {entity.id: entity.name.lower().split()[-1] for entity in entities if entity.name.strip()}
    statements = [_statement(parsed, a, surnames) for a in attributions if a.level == 0 and a.content]
    statements.sort(key=lambda s: s.start)
    propositions = [
        p
        for number, statement in enumerate(statements)
        for p in _propositions(reader, number, statement.attribution)
    ]
    return Claims(reader, statements, propositions)


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


def _propositions(reader: PropositionReader, number: int, attribution: Attribution) -> Iterator[Proposition]:
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


def _statement(parsed: ParsedDocument, attribution: Attribution, surnames: Mapping[str, str]) -> Statement:
    authored = False
    if attribution.type == "eventuality":
        unit = parsed.unit_at(attribution.content[0].start)
        authored = unit is not None and (unit.id in {"H1", "S1"} or unit.id.startswith("D"))
    words = frozenset(
        word
        for span in attribution.source
        for word in map(parsed.tokens.lower.__getitem__, parsed.tokens_in(span.start, span.end))
        if word[:1].isalnum() and word not in _ARTICLES
    )
    return Statement(
        attribution,
        min(s.start for s in attribution.content),
        authored,
        words,
        surnames.get(attribution.source_entity) if attribution.source_entity is not None else None,
    )
