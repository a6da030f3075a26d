"""Bootstrap intervals over groups of items: documents, articles or events, never single sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

N_RESAMPLES = 1000
LEVEL = 0.95
MIN_DEFINED = 0.5
"""Least share of resamples in which a statistic must be defined to get an interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Percentile bootstrap interval of a statistic."""

    low: float
    """NaN where no interval can be told: fewer than two groups, undefined in most resamples, or the same in
    all (an interval of no width would claim a certainty that resampling cannot give)."""
    high: float
    n_resamples: int
    n_undefined: int
    """Resamples in which the statistic was NaN; they are left out."""

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Both ends, None where there is no interval."""
        return None if math.isnan(self.low) else (self.low, self.high)


def bootstrap_interval(
    groups: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    level: float = LEVEL,
) -> Interval:
    """Return the interval of a statistic over resampled groups.

    Args:
        groups: what is drawn with replacement, as many as there are.
        statistic: of some groups, which may hold one of them several times; NaN where undefined.
        seed: of the draws; statistics over the same groups with the same seed see the same draws.
        n_resamples: how often all groups are drawn.
        level: share of resamples inside the interval, 0 to 1.

    For statistics that are sums over groups use `resample_counts` and `percentile_interval`, which recount
    nothing.

    >>> bootstrap_interval([0, 1], lambda some: sum(some) / len(some), seed=1).bounds
    (0.0, 1.0)
    """
    values = []
    if len(groups) > 1:
        for counts in resample_counts(len(groups), seed=seed, n_resamples=n_resamples):
            values.append(
                statistic([group for group, n in zip(groups, counts, strict=True) for _ in range(n)])
            )
    return percentile_interval(values, n_resamples=n_resamples, level=level)


def resample_counts(n_groups: int, *, seed: int, n_resamples: int) -> Iterator[npt.NDArray[np.intp]]:
    """Yield for each resample how often each group was drawn; shape (groups,), summing to their number."""
    rng = np.random.default_rng(seed)
    for _ in range(n_resamples):
        yield np.bincount(rng.integers(n_groups, size=n_groups), minlength=n_groups)


def percentile_interval(values: Sequence[float], *, n_resamples: int, level: float = LEVEL) -> Interval:
    """Return the interval that holds the middle of the values; NaN values are counted and left out.

    Args:
        values: the statistic in each resample, or none where nothing could be resampled.
        n_resamples: how many were asked for.
        level: share of values inside, 0 to 1.
    """
    defined = np.array([value for value in values if not math.isnan(value)])
    n_undefined = n_resamples - len(defined)
    if not len(defined) or len(defined) < MIN_DEFINED * n_resamples:
        return Interval(math.nan, math.nan, n_resamples, n_undefined)
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    if low == high:
        return Interval(math.nan, math.nan, n_resamples, n_undefined)
    return Interval(float(low), float(high), n_resamples, n_undefined)
