"""MASI: how far two sets of labels are apart."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np
import numpy.typing as npt


def masi_distance(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    """Return 1 - Jaccard x monotonicity, 0 to 1.

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where both share some labels and 0
    where they share none. Two empty sets are equal; an empty and a filled one share nothing.

    Source: Passonneau (2006), Measuring Agreement on Set-valued Items (MASI).

    >>> round(masi_distance({"economy"}, {"economy", "security"}), 3)
    0.667
    """
    if first == second:
        return 0.0
    n_shared = len(first & second)
    if not n_shared:
        return 1.0
    monotonicity = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1.0 - n_shared / len(first | second) * monotonicity


def masi_distances(sets: Sequence[AbstractSet[str]]) -> npt.NDArray[np.float64]:
    """Return `masi_distance` of each pair; shape (sets, sets)."""
    labels = {label: place for place, label in enumerate(sorted(set().union(*sets)))}
    holds = np.zeros((len(sets), len(labels)))
    for row, one in enumerate(sets):
        holds[row, [labels[label] for label in one]] = 1.0
    sizes = holds.sum(axis=1)
    shared = holds @ holds.T
    both = sizes[:, None] + sizes[None, :] - shared
    smaller = np.minimum(sizes[:, None], sizes[None, :])
    monotonicity = np.where(shared == both, 1.0, np.where(shared == smaller, 2 / 3, 1 / 3))
    jaccard = np.divide(shared, both, out=np.ones_like(shared), where=both > 0)
    distances: npt.NDArray[np.float64] = 1.0 - jaccard * monotonicity
    return distances
