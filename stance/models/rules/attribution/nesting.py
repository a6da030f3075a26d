"""Levels of attribution: what lies inside the content of another attribution is nested in it."""

from __future__ import annotations

from collections.abc import Iterable

from stance.models.rules.attribution.finding import Finding

# Findings are looked up by stretches of 2**9 code points, so that long articles take no longer per word.
_SHIFT = 9


def resolve_conflicts(found: list[Finding]) -> list[Finding]:
    """Return the findings, in order of their cues, without the weaker of two that claim each other's words.

    Two findings conflict when each cue lies in the other's content, or both have the same cue words;
    a cue inside another's source ("officials who asked not to be named") only describes that source.
    """
    sources: dict[int, list[tuple[int, int]]] = {}
    for finding in found:
        if finding.source is not None:
            for stretch in _stretches([finding.source]):
                sources.setdefault(stretch, []).append(finding.source)
    kept: list[Finding] = []
    near: dict[int, list[Finding]] = {}
    for finding in sorted(found, key=lambda f: (-f.confidence, f.cue)):
        start, end = finding.cue
        if _describes_source(start, end, sources.get(start >> _SHIFT, ())):
            continue
        if _conflicts(finding, near.get(start >> _SHIFT, ())):
            continue
        kept.append(finding)
        for stretch in _stretches([finding.cue, *finding.content]):
            near.setdefault(stretch, []).append(finding)
    return sorted(kept, key=lambda f: f.cue)


def _stretches(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {stretch for start, end in spans for stretch in range(start >> _SHIFT, (end >> _SHIFT) + 1)}


def _describes_source(start: int, end: int, sources: Iterable[tuple[int, int]]) -> bool:
    return any(source_start < start and end <= source_end for source_start, source_end in sources)


def _conflicts(finding: Finding, others: Iterable[Finding]) -> bool:
    start, end = finding.cue
    for other in others:
        other_start, other_end = other.cue
        if start < other_end and other_start < end:
            return True
        if _holds(other.content, start, end) and _holds(finding.content, other_start, other_end):
            return True
    return False


def _holds(content: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(content_start <= start and end <= content_end for content_start, content_end in content)


def find_parents(found: list[Finding]) -> list[int | None]:
    """Return for each finding the index of the smallest one whose content holds its cue, or None.

    Findings may hold each other's cues in a circle; no finding becomes its own ancestor.
    """
    lengths = [sum(end - start for start, end in f.content) for f in found]
    near: dict[int, list[int]] = {}
    for index, finding in enumerate(found):
        for stretch in _stretches(finding.content):
            near.setdefault(stretch, []).append(index)
    parents: list[int | None] = [None] * len(found)
    for inner, finding in enumerate(found):
        start, end = finding.cue
        holders = [
            index
            for index in near.get(start >> _SHIFT, ())
            if _holds(found[index].content, start, end) and not _is_under(index, inner, parents)
        ]
        parents[inner] = min(holders, key=lengths.__getitem__, default=None)
    return parents


def _is_under(index: int, upper: int, parents: list[int | None]) -> bool:
    """Return whether a finding is another one or, by the parents so far, nested in it."""
    at: int | None = index
    while at is not None and at != upper:
        at = parents[at]
    return at is not None
