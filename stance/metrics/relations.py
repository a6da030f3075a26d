"""Relation metrics: source – cue – content matched as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stance.metrics.assignment import Pair, best_assignment, pack
from stance.metrics.counts import Counts
from stance.metrics.spans import (
    Pieces,
    character_counts,
    n_characters,
    n_shared,
    tokens_inside,
    trim_pieces,
)
from stance.records.annotation import SPEECH_TYPES, Attribution
from stance.records.open_layers import Span
from stance.text.tokens import Tokens

RELAXED_THRESHOLD = 0.5
"""Least token F1 of source and of content in a relaxed match."""


@dataclass(frozen=True, slots=True)
class RelationSpans:
    """The three roles of an attribution as spans; source and cue may be empty."""

    source: Pieces
    cue: Pieces
    content: Pieces

    @classmethod
    def of(cls, attribution: Attribution) -> RelationSpans:
        """Return the spans of a recorded attribution."""
        return cls(*(_pieces(role) for role in (attribution.source, attribution.cue, attribution.content)))

    def trimmed(self, text: str) -> RelationSpans:
        """Return the same relation with trimmed edges (see `trim_edges`)."""
        roles = (self.source, self.cue, self.content)
        return RelationSpans(*(trim_pieces(text, role) for role in roles))


@dataclass(frozen=True, slots=True)
class RelationMatch:
    """A gold and a predicted relation that were paired; their cues overlap."""

    gold: int
    """Index into the gold relations."""
    predicted: int
    """Index into the predicted relations."""
    source_f1: float
    """Token F1 of the sources, 0 to 1; 1 when both are empty."""
    content_f1: float
    source_exact: bool
    cue_exact: bool
    content_exact: bool

    @property
    def is_relaxed(self) -> bool:
        """Source and content token F1 reach the threshold."""
        return min(self.source_f1, self.content_f1) >= RELAXED_THRESHOLD

    @property
    def is_strict(self) -> bool:
        """All three roles are equal."""
        return self.source_exact and self.cue_exact and self.content_exact


@dataclass(frozen=True, slots=True)
class RelationCounts:
    """Relation counts of one document or, added up, of many."""

    relaxed: Counts = Counts()
    """Cues overlap; source and content token F1 of at least 0.5."""
    strict: Counts = Counts()
    """All three roles equal."""
    cue_overlap: Counts = Counts()
    """Cues overlap, whatever the other roles."""
    n_source_exact: int = 0
    """Of the pairs with overlapping cues, those with equal source."""
    n_content_exact: int = 0
    """Of the pairs with overlapping cues, those with equal content."""

    def __add__(self, other: RelationCounts) -> RelationCounts:
        return RelationCounts(
            self.relaxed + other.relaxed,
            self.strict + other.strict,
            self.cue_overlap + other.cue_overlap,
            self.n_source_exact + other.n_source_exact,
            self.n_content_exact + other.n_content_exact,
        )


def match_relations(
    gold: Sequence[RelationSpans], predicted: Sequence[RelationSpans], *, tokens: Tokens
) -> list[RelationMatch]:
    """Return the one-to-one pairs of relations with overlapping cues, in order of the gold.

    The assignment maximises the characters shared over the three roles, then relaxed, then strict pairs,
    so the counts do not depend on the order of input. Two empty cues count as overlapping. Trim the
    relations first (`RelationSpans.trimmed`) where edges shall not matter.
    """
    base = 1 + len(gold) + sum(n_characters(role) for r in gold for role in (r.source, r.cue, r.content))
    weights: dict[Pair, int] = {}
    candidates: dict[Pair, RelationMatch] = {}
    for g, gold_relation in enumerate(gold):
        for p, predicted_relation in enumerate(predicted):
            if not _cues_meet(gold_relation.cue, predicted_relation.cue):
                continue
            match = _compare(g, p, gold_relation, predicted_relation, tokens)
            candidates[g, p] = match
            shared = _n_shared_in_roles(gold_relation, predicted_relation)
            weights[g, p] = pack((shared, match.is_relaxed, match.is_strict, 1), base)
    return [candidates[pair] for pair in best_assignment(weights)]


def relation_counts(matches: Sequence[RelationMatch], *, n_gold: int, n_predicted: int) -> RelationCounts:
    """Return the counts of one document from its matched relations."""

    def counts(n_matched: int) -> Counts:
        return Counts.of_matches(n_matched, n_predicted=n_predicted, n_gold=n_gold)

    return RelationCounts(
        relaxed=counts(sum(m.is_relaxed for m in matches)),
        strict=counts(sum(m.is_strict for m in matches)),
        cue_overlap=counts(len(matches)),
        n_source_exact=sum(m.source_exact for m in matches),
        n_content_exact=sum(m.content_exact for m in matches),
    )


def attributed_content_counts(gold: Iterable[Attribution], predicted: Iterable[Attribution]) -> Counts:
    """Return character counts of one document's attributed content; add them up over documents.

    Content of assertions, beliefs and knowledge at level 0 counts, the characters once each, whoever the
    source is.
    """
    return character_counts(_spoken(gold), _spoken(predicted))


def _spoken(attributions: Iterable[Attribution]) -> list[Pieces]:
    return [_pieces(a.content) for a in attributions if a.level == 0 and a.type in SPEECH_TYPES]


def _pieces(spans: Iterable[Span]) -> Pieces:
    return tuple(sorted((span.start, span.end) for span in spans))


def _cues_meet(gold: Pieces, predicted: Pieces) -> bool:
    return n_shared(gold, predicted) > 0 or (not gold and not predicted)


def _n_shared_in_roles(gold: RelationSpans, predicted: RelationSpans) -> int:
    return (
        n_shared(gold.source, predicted.source)
        + n_shared(gold.cue, predicted.cue)
        + n_shared(gold.content, predicted.content)
    )


def _compare(g: int, p: int, gold: RelationSpans, predicted: RelationSpans, tokens: Tokens) -> RelationMatch:
    return RelationMatch(
        gold=g,
        predicted=p,
        source_f1=_token_f1(gold.source, predicted.source, tokens),
        content_f1=_token_f1(gold.content, predicted.content, tokens),
        source_exact=gold.source == predicted.source,
        cue_exact=gold.cue == predicted.cue,
        content_exact=gold.content == predicted.content,
    )


def _token_f1(gold: Pieces, predicted: Pieces, tokens: Tokens) -> float:
    in_gold, in_predicted = tokens_inside(gold, tokens), tokens_inside(predicted, tokens)
    n_both = len(in_gold & in_predicted)
    return Counts.of_matches(n_both, n_predicted=len(in_predicted), n_gold=len(in_gold)).f1
