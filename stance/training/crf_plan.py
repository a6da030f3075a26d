"""Which tags tokens get: the kinds of every label, and what links start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stance.models.crf.spans import Kinds
from stance.records.example import SpanExample

BEFORE, BEHIND, APART = range(3)
N_SIDES: Final = 3
"""The anchor before a span, behind it, or in another sentence."""


@dataclass(frozen=True, slots=True)
class TagPlan:
    """What the tags of a task tell apart."""

    labels: tuple[str, ...]
    anchor: int | None
    """Label from which most links start, None where there are none."""
    linked: tuple[int, ...]
    """Labels to which its links lead, ascending."""
    kinds: Kinds

    @classmethod
    def of(cls, examples: Sequence[SpanExample], labels: Sequence[str], *, sides: bool) -> TagPlan:
        """Return the plan for examples.

        Args:
            examples: to learn from.
            labels: in the order of their numbers.
            sides: whether linked labels have a kind for each side their anchor may stand on.
        """
        ends: Counter[tuple[int, int]] = Counter()
        for example in examples:
            label = {span.id: span.label for span in example.spans}
            ends.update(
                (labels.index(label[link.src]), labels.index(label[link.dst]))
                for link in example.links
                if label.get(link.src) in labels and label.get(link.dst) in labels
            )
        starts: Counter[int] = Counter()
        for (src, _), n in ends.items():
            starts[src] += n
        anchor = min(starts, key=lambda number: (-starts[number], number)) if starts else None
        linked = tuple(sorted(dst for src, dst in ends if src == anchor and dst != anchor))
        kinds = [
            number
            for number in range(len(labels))
            for _ in range(N_SIDES if sides and number in linked else 1)
        ]
        return cls(tuple(labels), anchor, linked, Kinds(tuple(kinds)))

    def kind(self, label: int, side: int) -> int:
        """Return the number of the kind of a span; the side is of no account where its label has one kind."""
        first = self.kinds.labels.index(label)
        return first + side if self.kinds.labels.count(label) > 1 else first
