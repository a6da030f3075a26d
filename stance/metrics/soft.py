"""Soft metrics: predicted probabilities against the distribution of annotators' votes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Distributions = npt.NDArray[np.float64]
"""Array of shape (items, labels), each row a distribution: non-negative, summing to 1."""

_FLOOR = 1e-12
"""Least probability in a logarithm: one confident miss costs 27.6 nats, not infinity."""


def vote_distributions(votes: npt.ArrayLike) -> Distributions:
    """Return each row of vote counts as shares.

    Args:
        votes: counts of shape (items, labels), at least one vote per item.

    Raises:
        ValueError: an item has no vote.
    """
    counts = np.asarray(votes, dtype=np.float64)
    sums = counts.sum(axis=1, keepdims=True)
    if not (sums > 0).all():
        raise ValueError(f"items {np.flatnonzero(sums[:, 0] <= 0).tolist()} have no vote")
    return np.asarray(counts / sums)


def soft_cross_entropy(votes: Distributions, predicted: Distributions) -> float:
    """Return the mean cross-entropy of the prediction under the votes, in nats (0 at best)."""
    _check_shapes(votes, predicted)
    return float(cross_entropies(votes, predicted).mean())


def cross_entropies(votes: Distributions, predicted: Distributions) -> npt.NDArray[np.float64]:
    """Return the cross-entropy of each row of the prediction under the votes, in nats; shape (items,)."""
    return np.asarray(-(votes * np.log(np.maximum(predicted, _FLOOR))).sum(axis=1))


def manhattan_distance(votes: Distributions, predicted: Distributions) -> float:
    """Return the mean L1 distance between the distributions, 0 (equal) to 2 (disjoint)."""
    _check_shapes(votes, predicted)
    return float(np.abs(votes - predicted).sum(axis=1).mean())


def soft_micro_f1(votes: Distributions, predicted: Distributions) -> float:
    """Return 2 Σ min(p, q) / (Σ p + Σ q), 0 to 1.

    Rows need not sum to 1, so it also serves labels that do not exclude each other. 1 when both are all 0.

    Source: Kurniawan et al. (2025).
    """
    _check_shapes(votes, predicted)
    total = votes.sum() + predicted.sum()
    return float(2 * np.minimum(votes, predicted).sum() / total) if total else 1.0


def _check_shapes(votes: Distributions, predicted: Distributions) -> None:
    if votes.shape != predicted.shape or votes.ndim != 2 or not len(votes):
        raise ValueError(
            "expected two non-empty arrays (items, labels) of one shape, "
            f"found {votes.shape} and {predicted.shape}"
        )
