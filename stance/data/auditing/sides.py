"""Which documents are held out, and which ones are learned from when they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stance.data.splitting.splits import Split

TRAIN = "train"
FOLDS = "folds"
"""Name of all held-out folds together."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Documents on the two sides of a cut, once per part or fold that is held out."""

    of: Mapping[str, str]
    """Document id to its part or fold."""
    held_out: tuple[str, ...]
    """Sides that are held out in turn."""

    @property
    def has_folds(self) -> bool:
        """Whether every document is held out once."""
        return TRAIN not in self.of.values()

    def are_learned(self, sides: Iterable[str], held_out: str) -> bool:
        """Whether one of some sides is learned from when another one is held out."""
        return any(side != held_out if self.has_folds else side == TRAIN for side in sides)

    def name(self, held_out: str) -> str:
        """Return under what name results of a held-out side are told."""
        return FOLDS if self.has_folds else held_out


def sides_of(split: Split) -> Sides:
    """Return the sides of a split: every part but train is held out, or every fold."""
    of = {doc_id: split.side_of(doc_id) for doc_id in split.part_of}
    held_out = sorted(set(of.values()) - {TRAIN})
    return Sides(of, tuple(held_out))
