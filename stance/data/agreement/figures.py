"""Statistics of sums over documents, with their bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from stance.metrics.counts import Counts
from stance.metrics.resample import percentile_interval, resample_counts
from stance.records.agreement import Figure

K = TypeVar("K")
Weights = npt.NDArray[np.intp]
"""How often each document counts; shape (documents,)."""
Statistic = Callable[[Weights], float]
"""NaN where undefined."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How documents are drawn for intervals."""

    seed: int
    n_resamples: int
    """0 for no intervals."""


def figures(
    statistics: Mapping[K, Statistic], *, n_documents: int, resampling: Resampling
) -> dict[K, Figure]:
    """Return each statistic over all documents, with its interval over resampled documents.

    All of them see the same resamples.
    """
    once = np.ones(n_documents, dtype=np.intp)
    drawn: dict[K, list[float]] = {key: [] for key in statistics}
    if n_documents > 1:
        n_resamples = resampling.n_resamples
        for weights in resample_counts(n_documents, seed=resampling.seed, n_resamples=n_resamples):
            for key, statistic in statistics.items():
                drawn[key].append(statistic(weights))
    return {key: _figure(statistic(once), drawn[key]) for key, statistic in statistics.items()}


def defined(value: float) -> float | None:
    """Return the value, None for NaN."""
    return None if math.isnan(value) else value


def f1_statistic(counts: Sequence[Counts]) -> Statistic:
    """Return micro F1 over documents as a statistic; NaN where neither side has anything.

    Args:
        counts: one per document.
    """
    columns = np.array(
        [[c.hits_predicted, c.n_predicted, c.hits_gold, c.n_gold] for c in counts], dtype=np.float64
    )

    def f1(weights: Weights) -> float:
        total = Counts(*(weights @ columns).tolist())
        return math.nan if total.is_empty else total.f1

    return f1


def share_statistic(parts: Sequence[float], wholes: Sequence[float]) -> Statistic:
    """Return the share of the parts in the wholes, both summed over documents; NaN without wholes."""
    columns = np.array([parts, wholes], dtype=np.float64).T

    def share(weights: Weights) -> float:
        part, whole = (weights @ columns).tolist()
        return part / whole if whole else math.nan

    return share


def scaled(counts: Counts, share: float) -> Counts:
    """Return the counts times a share, as where several pairs of annotators make up one document."""
    return Counts(
        counts.hits_predicted * share,
        counts.n_predicted * share,
        counts.hits_gold * share,
        counts.n_gold * share,
    )


def _figure(value: float, drawn: Sequence[float]) -> Figure:
    if math.isnan(value) or not drawn:
        return Figure(value=defined(value))
    interval = percentile_interval(drawn, n_resamples=len(drawn))
    return Figure(value=value, interval=interval.bounds, n_undefined=interval.n_undefined)
