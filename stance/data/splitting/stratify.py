"""Groups dealt out so that every part gets its share of items and of each label.

Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011), with groups in place of single items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_SIZE = ""
"""Stands for the number of items beside the labels; no label is empty."""


def deal(
    groups: Sequence[Mapping[str, int]],
    sizes: Sequence[int],
    shares: Sequence[float],
    *,
    seed: int,
) -> list[int]:
    """Return the part of each group, as an index into `shares`.

    The rarest label is dealt out first, its biggest group first, as in the paper. There the next item goes to
    the part that lacks most of that one label; a group brings many items with many labels, so here it goes
    where it brings all counts nearest to their targets, by the chi-square distance.

    Args:
        groups: label to number of items with it, per group; empty mappings deal by size alone.
        sizes: number of items per group.
        shares: share of each part in all items, above 0 and summing to 1.
        seed: decides between groups of the same size and parts that lack the same.
    """
    rng = np.random.default_rng(seed)
    counts = _counts(groups, sizes)
    targets = np.outer(shares, counts.sum(axis=0))
    lacking = targets.copy()
    part_of = np.full(len(groups), -1)
    # numpy's lexsort is stable: the shuffle decides ties.
    shuffled = rng.permutation(len(groups))
    while (part_of < 0).any():
        waiting = shuffled[part_of[shuffled] < 0]
        column = _rarest(counts[waiting])
        holding = waiting[counts[waiting, column] > 0]
        for group in holding[np.lexsort((-counts[holding, 0], -counts[holding, column]))]:
            brought = counts[group]
            # Change of the sum of (dealt - target)^2 / target when the part gets the group.
            change = (brought * (brought - 2 * lacking) / np.maximum(targets, 1e-9)).sum(axis=1)
            best = np.flatnonzero(np.isclose(change, change.min(), rtol=1e-9, atol=1e-12))
            part = int(best[rng.integers(len(best))])
            part_of[group] = part
            lacking[part] -= brought
    return [int(part) for part in part_of]


def _counts(groups: Sequence[Mapping[str, int]], sizes: Sequence[int]) -> NDArray[np.float64]:
    """Return items per group (rows): in the first column all, in the others those of each label."""
    labels = sorted(Counter(label for group in groups for label in group))
    column = {_SIZE: 0, **{label: number for number, label in enumerate(labels, 1)}}
    counts = np.zeros((len(groups), len(column)))
    counts[:, 0] = sizes
    for row, group in enumerate(groups):
        for label, n in group.items():
            counts[row, column[label]] = n
    return counts


def _rarest(counts: NDArray[np.float64]) -> int:
    """Return the column of the label with fewest items left; that of the size when no label is left."""
    left = counts.sum(axis=0)
    labels = np.flatnonzero(left[1:] > 0) + 1
    return int(labels[np.argmin(left[labels])]) if len(labels) else 0
