"""Levels of attribution: what lies inside the content of another attribution is nested in it."""

from __future__ import annotations

from stance.models.rules.attribution.finding import Finding


def _holds(outer: Finding, inner: Finding) -> bool:
    start, end = inner.cue
    return outer is not inner and any(s <= start and end <= e for s, e in outer.content)


def _length(finding: Finding) -> int:
    return sum(end - start for start, end in finding.content)


def resolve_conflicts(found: list[Finding]) -> list[Finding]:
    """Return the findings without the weaker of two that claim each other's words.

    Two findings conflict when each cue lies in the other's content, or both have the same cue words;
    a cue inside another's source ("officials who asked not to be named") only describes that source.
    """
    kept: list[Finding] = []
    sources = [f.source for f in found if f.source]
    found = [f for f in found if not any(s < f.cue[0] and f.cue[1] <= e for s, e in sources)]
    for finding in sorted(found, key=lambda f: (-f.confidence, f.cue)):
        if not any(_conflict(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.cue)


def _conflict(one: Finding, other: Finding) -> bool:
    if one.cue[0] < other.cue[1] and other.cue[0] < one.cue[1]:
        return True
    return _holds(one, other) and _holds(other, one)


def find_parents(found: list[Finding]) -> list[int | None]:
    """Return for each finding the index of the smallest one whose content holds its cue, or None."""
    parents: list[int | None] = []
    for inner in found:
        holders = [i for i, outer in enumerate(found) if _holds(outer, inner)]
        parents.append(min(holders, key=lambda i: _length(found[i]), default=None))
    return parents
