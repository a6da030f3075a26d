"""Whether probabilities mean what they say: reliability bins, expected calibration error, Brier score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

N_BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Decisions of similar confidence."""

    low: float
    high: float
    """Confidences from `low` up to, not including, `high`; the last bin holds 1 too."""
    n: int
    confidence: float
    """Mean confidence."""
    accuracy: float
    """Share that is right, 0 to 1."""


def bin_numbers(confidence: Floats, *, n_bins: int = N_BINS) -> npt.NDArray[np.intp]:
    """Return the number of the bin of equal width for each confidence, 0 to 1, from 0."""
    return np.minimum((confidence * n_bins).astype(np.intp), n_bins - 1)


def reliability_bins(confidence: Floats, right: Bools, *, n_bins: int = N_BINS) -> list[ReliabilityBin]:
    """Return the bins that hold any decision, from low to high confidence.

    Args:
        confidence: of each decision, 0 to 1.
        right: whether it is right.
        n_bins: bins of equal width between 0 and 1.
    """
    numbers = bin_numbers(confidence, n_bins=n_bins)
    n = np.bincount(numbers, minlength=n_bins)
    sums = np.bincount(numbers, weights=confidence, minlength=n_bins)
    n_right = np.bincount(numbers, weights=right, minlength=n_bins)
    return [
        ReliabilityBin(
            low=number / n_bins,
            high=(number + 1) / n_bins,
            n=int(n[number]),
            confidence=float(sums[number] / n[number]),
            accuracy=float(n_right[number] / n[number]),
        )
        for number in np.flatnonzero(n).tolist()
    ]


def expected_calibration_error(confidence: Floats, right: Bools, *, n_bins: int = N_BINS) -> float:
    """Return the mean distance between confidence and share of right decisions over bins, 0 to 1.

    Bins weigh as many as are in them. It is never exactly 0 on finite data, even for a perfectly calibrated
    model, and larger the fewer the data. NaN without decisions.

    Source: Naeini et al. (2015); Guo et al. (2017).

    >>> expected_calibration_error(np.array([0.75, 0.75]), np.array([True, False]))
    0.25
    """
    if not len(confidence):
        return float("nan")
    bins = reliability_bins(confidence, right, n_bins=n_bins)
    return float(sum(each.n * abs(each.confidence - each.accuracy) for each in bins) / len(confidence))


def brier_scores(probabilities: Floats, gold: Bools, *, exclusive: bool) -> Floats:
    """Return the Brier score of each example, 0 (certain and right) to 1 (certain and wrong).

    Labels that exclude each other: half the sum of squared errors over labels, which for two labels is the
    squared error of either. Otherwise the mean squared error over labels.

    Args:
        probabilities: shape (examples, labels).
        gold: which labels hold, same shape.
        exclusive: whether each example has exactly one label.
    """
    squared = np.square(probabilities - gold)
    return np.asarray(squared.sum(axis=1) / 2 if exclusive else squared.mean(axis=1))
