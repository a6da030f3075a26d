"""Counts behind precision, recall and F1; they add up over documents before any division."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of the prediction and how much of the gold was hit.

    Precision and recall keep separate numerators because partial credit may differ on the two sides
    (PTC gives one prediction as much credit as the share of it that is gold). Adding the counts of
    documents and dividing once gives the micro average.

    Where neither side has anything, agreement is perfect and every number is 1; where only one side has
    something, every number is 0.

    >>> (Counts.of_matches(1, n_predicted=2, n_gold=1) + Counts.of_matches(0, n_predicted=0, n_gold=1)).f1
    0.5
    """

    hits_predicted: float = 0.0
    """Credit over predicted items, 0 to `n_predicted`."""
    n_predicted: float = 0
    hits_gold: float = 0.0
    """Credit over gold items, 0 to `n_gold`."""
    n_gold: float = 0

    @classmethod
    def of_matches(cls, n_matched: float, *, n_predicted: float, n_gold: float) -> Counts:
        """Return the counts of one-to-one matches, which credit both sides alike."""
        return cls(n_matched, n_predicted, n_matched, n_gold)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.hits_predicted + other.hits_predicted,
            self.n_predicted + other.n_predicted,
            self.hits_gold + other.hits_gold,
            self.n_gold + other.n_gold,
        )

    @property
    def is_empty(self) -> bool:
        """Neither gold nor prediction: macro means leave such a label out."""
        return not self.n_predicted and not self.n_gold

    @property
    def precision(self) -> float:
        """Credit per predicted item, 0 to 1; 0 without predictions, unless gold is empty too."""
        if self.is_empty:
            return 1.0
        return self.hits_predicted / self.n_predicted if self.n_predicted else 0.0

    @property
    def recall(self) -> float:
        """Credit per gold item, 0 to 1; 0 without gold, unless the prediction is empty too."""
        if self.is_empty:
            return 1.0
        return self.hits_gold / self.n_gold if self.n_gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class MacroScore:
    """Unweighted means over labels; None when no label is left to average."""

    precision: float | None
    recall: float | None
    f1: float | None
    n_labels: int
    n_left_out: int
    """Labels with no gold and no prediction (or no gold, where gold was required)."""


def macro_score(counts: Iterable[Counts], *, require_gold: bool = False) -> MacroScore:
    """Return macro precision, recall and F1 over the labels that occur.

    Args:
        counts: one entry per label of the schema, also for labels that never occur.
        require_gold: leave out labels without gold too (policy frames); otherwise a label that was
            predicted and is never gold counts as 0.

    >>> macro_score([Counts.of_matches(1, n_predicted=1, n_gold=1), Counts()]).n_left_out
    1
    """
    everything = list(counts)
    used = [c for c in everything if (c.n_gold if require_gold else not c.is_empty)]
    n = len(used)
    if not n:
        return MacroScore(None, None, None, 0, len(everything))
    return MacroScore(
        precision=sum(c.precision for c in used) / n,
        recall=sum(c.recall for c in used) / n,
        f1=sum(c.f1 for c in used) / n,
        n_labels=n,
        n_left_out=len(everything) - n,
    )


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of the counts: the micro average over labels or documents."""
    return sum(counts, Counts())
