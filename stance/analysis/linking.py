"""Relations between attributions: who repeats, backs or denies whom."""

from __future__ import annotations

from collections.abc import Iterator

from stance.analysis.claims import Claims, Match, Statement, compare
from stance.analysis.propositions import Proposition
from stance.records.annotation import SPEECH_TYPES, Relation, RelationType

_UNRESOLVED = frozenset({"he", "she", "it", "they", "who", "which", "one"})
_SPEAKING = frozenset({"i", "we", "you"})
_ORIGIN = "rule:linking"


def link(claims: Claims) -> list[Relation]:
    """Return the relations between level 0 attributions, in reading order of their first member.

    Two claims are about the same matter when they share a contrary predicate (refuse, ready), its subject
    and something of its argument, or, without such a predicate, most of their words. With equal negation
    they are `same_claim` (the author's flat report of an act first) or `corroborates` (the later claim
    first, sources of different sides); with unequal negation `contradicts` (the later claim first).
    Claims of one source are never linked, nor are those of an unresolved pronoun.

    Precision comes first: claims that say the same in other words are not found.
    """
    statements = claims.statements
    pairs: dict[tuple[RelationType, int], dict[int, float]] = {}
    for earlier, later, match in _matches(claims):
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


def _matches(claims: Claims) -> Iterator[tuple[int, int, Match]]:
    """Yield matching pairs as numbers of their statements, earlier first."""
    buckets: dict[frozenset[str], list[Proposition]] = {}
    for proposition in claims.propositions:
        bucket = buckets.setdefault(proposition.poles, [])
        for other in bucket:
            if other.owner != proposition.owner and (other.mask & proposition.mask).bit_count() > 1:
                match = compare(claims.reader, other, proposition)
                if match is not None:
                    yield other.owner, proposition.owner, match
        bucket.append(proposition)


def _relation(earlier: Statement, later: Statement, *, agrees: bool) -> RelationType | None:
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


def _different_sources(one: Statement, other: Statement) -> bool:
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
