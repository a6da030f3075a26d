"""Marks of several annotators that are one mark: same layer and label, overlapping, at most one each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from stance.data.adjudication.voters import Poll
from stance.records.open_layers import Mark

Bounds = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """One mark as several annotators saw it."""

    id: str
    """"M1", "M2", ... in reading order of the document: the id of the gold mark."""
    key: str
    """What it is, without ids: layer, label, the bounds most gave, and a number where that stands twice."""
    layer: str
    label: str
    marks: Mapping[str, Mark]
    """Annotator to mark; annotators ascend."""
    wholes: tuple[str, ...] = ()
    """Ids of the groups it is a part of."""


def group_marks(poll: Poll) -> list[MarkGroup]:
    """Return the marks of a document in groups, in reading order.

    Pairs of marks are joined from the greatest overlap (Jaccard index of their characters) to the smallest;
    all marks of a group overlap each other, and no two are of one annotator. A part of something (a mark that
    a link leads to which is named after the mark's label, such as "source") is joined only with parts of the
    same thing: the sources of two statements stay apart even where they are the same words.
    """
    groups = _Groups(poll)
    groups.join(parts=False)
    groups.join(parts=True)
    return _named(groups)


def bounds_of(mark: Mark) -> Bounds:
    """Return where the pieces of a mark begin and end."""
    return tuple((piece.start, piece.end) for piece in mark.pieces)


def bounds_text(mark: Mark) -> str:
    """Return the bounds as they stand in a decision: "12-30;41-44"."""
    return ";".join(f"{piece.start}-{piece.end}" for piece in mark.pieces)


class _Groups:
    """Marks numbered in text order, and the number of the group each one is in."""

    def __init__(self, poll: Poll) -> None:
        placed = [(bounds_of(mark), voter.id, mark) for voter in poll.voters for mark in voter.marks]
        placed.sort(key=lambda each: (each[0], each[2].layer, each[2].label, each[1], each[2].id))
        self.marks = [mark for _, _, mark in placed]
        self.bounds = [bounds for bounds, _, _ in placed]
        self.annotators = [annotator for _, annotator, _ in placed]
        self.group = list(range(len(placed)))
        self.members = {number: [number] for number in self.group}
        number_of = {
            (who, mark.id): n for n, (who, mark) in enumerate(zip(self.annotators, self.marks, strict=True))
        }
        self.wholes: dict[int, list[int]] = {}
        for voter in poll.voters:
            for link in voter.links:
                part, whole = number_of.get((voter.id, link.dst)), number_of.get((voter.id, link.src))
                if part is not None and whole is not None and self.marks[part].label == link.label:
                    self.wholes.setdefault(part, []).append(whole)

    def join(self, *, parts: bool) -> None:
        """Join marks that are no parts of others, or those of which at least one is."""
        pairs = []
        for one, other in self._candidates():
            if parts == (one in self.wholes or other in self.wholes):
                overlap = _jaccard(self.bounds[one], self.bounds[other])
                if overlap:
                    pairs.append((-overlap, -len(self._context(one) & self._context(other)), one, other))
        for *_, one, other in sorted(pairs):
            self._join(self.group[one], self.group[other])

    def context_of_group(self, group: int) -> set[int]:
        """Return the groups of the marks that the marks of a group are parts of."""
        return set().union(*(self._context(number) for number in self.members[group]))

    def _context(self, number: int) -> set[int]:
        return {self.group[whole] for whole in self.wholes.get(number, ())}

    def _candidates(self) -> Iterator[tuple[int, int]]:
        """Pairs that may overlap; marks are numbered by where they begin."""
        by_label: dict[tuple[str, str], list[int]] = {}
        for number, mark in enumerate(self.marks):
            by_label.setdefault((mark.layer, mark.label), []).append(number)
        for numbers in by_label.values():
            for place, one in enumerate(numbers):
                for other in islice(numbers, place + 1, None):
                    if self.bounds[other][0][0] >= self.bounds[one][-1][1]:
                        break
                    if self.annotators[one] != self.annotators[other]:
                        yield one, other

    def _join(self, one: int, other: int) -> None:
        if one == other or not self._may_join(one, other):
            return
        into, gone = min(one, other), max(one, other)
        for number in self.members[gone]:
            self.group[number] = into
        self.members[into] += self.members.pop(gone)

    def _may_join(self, one: int, other: int) -> bool:
        ours, theirs = self.members[one], self.members[other]
        if {self.annotators[n] for n in ours} & {self.annotators[n] for n in theirs}:
            return False
        mine, yours = self.context_of_group(one), self.context_of_group(other)
        if mine and yours and not mine & yours:
            return False
        return all(_jaccard(self.bounds[a], self.bounds[b]) > 0 for a in ours for b in theirs)


def _jaccard(one: Bounds, other: Bounds) -> float:
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    if not shared:
        return 0.0
    return shared / (sum(end - start for start, end in (*one, *other)) - shared)


def _named(groups: _Groups) -> list[MarkGroup]:
    ordered = sorted(groups.members, key=lambda group: _reading_order(groups, group))
    names = {group: f"M{number}" for number, group in enumerate(ordered, 1)}
    named: list[MarkGroup] = []
    times: Counter[str] = Counter()
    for group in ordered:
        numbers = sorted(groups.members[group], key=lambda number: groups.annotators[number])
        first = groups.marks[numbers[0]]
        key = f"{first.layer}/{first.label}[{_most_given([groups.marks[n] for n in numbers])}]"
        times[key] += 1
        named.append(
            MarkGroup(
                id=names[group],
                key=key if times[key] == 1 else f"{key}#{times[key]}",
                layer=first.layer,
                label=first.label,
                marks={groups.annotators[number]: groups.marks[number] for number in numbers},
                wholes=tuple(sorted(names[whole] for whole in groups.context_of_group(group))),
            )
        )
    return named


def _most_given(marks: list[Mark]) -> str:
    counts = Counter(map(bounds_of, marks))
    bounds = min(counts, key=lambda each: (-counts[each], each))
    return ";".join(f"{start}-{end}" for start, end in bounds)


def _reading_order(groups: _Groups, group: int) -> tuple[object, ...]:
    """Where a group begins; equal stretches go by what they are parts of."""
    numbers = groups.members[group]
    mark = groups.marks[numbers[0]]
    bounds = min(groups.bounds[number] for number in numbers)
    wholes = sorted(min(groups.members[whole]) for whole in groups.context_of_group(group))
    return bounds, mark.layer, mark.label, wholes, min(numbers)
