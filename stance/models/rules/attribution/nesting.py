"""Levels of attribution: what lies inside the content of another attribution is nested in it."""

from __future__ import annotations

from stance.models.rules.attribution.finding import Finding


def resolve_conflicts(found: list[Finding]) -> list[Finding]:
    """Return the findings, in order of their cues, without the weaker of two that claim each other's words.

    Two findings conflict when each cue lies in the other's content, or both have the same cue words;
    a cue inside another's source ("officials who asked not to be named") only describes that source.
    """
    kept: list[Finding] = []
    sources = [f.source for f in found if f.source]
    for finding in sorted(found, key=lambda f: (-f.confidence, f.cue)):
        start, end = finding.cue
        if any(s < start and end <= e for s, e in sources):
            continue
        if not any(_conflict(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.cue)


def _conflict(one: Finding, other: Finding) -> bool:
    start, end = one.cue
    other_start, other_end = other.cue
    if start < other_end and other_start < end:
        return True
    return _holds(one.content, other_start, other_end) and _holds(other.content, start, end)


def _holds(content: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(s <= start and end <= e for s, e in content)


def find_parents(found: list[Finding]) -> list[int | None]:
    """Return for each finding the index of the smallest one whose content holds its cue, or None."""
    lengths = [sum(end - start for start, end in f.content) for f in found]
    spans = [(start, end, index) for index, f in enumerate(found) for start, end in f.content]
    parents: list[int | None] = []
    for inner, finding in enumerate(found):
        start, end = finding.cue
        holders = [index for s, e, index in spans if s <= start and end <= e and index != inner]
        parents.append(min(holders, key=lengths.__getitem__, default=None))
    return parents
