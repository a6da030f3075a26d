"""Settling candidates that share words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from stance.models.rules.cues.candidates import Candidate
from stance.records.annotation import CueType

STRUCTURAL_TYPES: frozenset[CueType] = frozenset(
    {"scare_quotes", "source_discount", "agent_deletion", "causal_insinuation"}
)
"""May overlap cues of other types; word types may not overlap each other."""


def settle_overlaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates in order of start, without overlaps within a type or among word types.

    The longest wins, then the list that ranks first; one with the same span gives its type to
    `secondary`. Words inside the author's scare quotes are dropped: the marks distance them.
    """
    # A dict, not a set: ties stay in the order of the lists, whatever the hash seed.
    pool = sorted(dict.fromkeys(candidates), key=lambda c: (c.start - c.end, c.start, c.priority))
    distanced = [c for c in pool if c.type == "scare_quotes" and c.certain]
    kept: list[Candidate] = []
    for candidate in pool:
        structural = candidate.type in STRUCTURAL_TYPES
        if not structural and any(s.overlaps(candidate.start, candidate.end) for s in distanced):
            continue
        rival = next((i for i, k in enumerate(kept) if _are_rivals(k, candidate)), None)
        if rival is None:
            kept.append(candidate)
        elif (kept[rival].start, kept[rival].end) == (candidate.start, candidate.end):
            kept[rival] = _merged(kept[rival], candidate)
    kept.sort(key=lambda c: (c.start, c.end, c.type))
    return kept


def _are_rivals(one: Candidate, other: Candidate) -> bool:
    if not one.overlaps(other.start, other.end):
        return False
    return one.type == other.type or not (one.type in STRUCTURAL_TYPES or other.type in STRUCTURAL_TYPES)


def _merged(kept: Candidate, other: Candidate) -> Candidate:
    types = dict.fromkeys((*kept.secondary, other.type, *other.secondary))
    types.pop(kept.type, None)
    side = kept.aligned_side or other.aligned_side
    return replace(kept, secondary=tuple(types), aligned_side=side)
