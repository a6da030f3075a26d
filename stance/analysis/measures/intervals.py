"""Sums over units, of the article and of its bootstrap resamples, in one matrix product.

Every interval-bearing score is a function of sums over units. A `Series` holds such a number for the
article itself (first entry) and, where intervals are wanted, for each resample (the rest), so that a
formula is written once for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stance.analysis.measures.layout import Row

N_RESAMPLES = 400
"""Resamples of the units: the ends of a 95 % interval then rest on ten values each."""
COVERAGE = 0.95
MIN_DEFINED = 0.5
"""Least share of resamples in which a score must be defined to get an interval."""

_LARGEST_CACHED = 250
"""Units; weights of longer texts are drawn anew, as keeping them would cost more memory than time."""

Series = npt.NDArray[np.float64]
"""Shape (1,) or (1 + resamples,); NaN where undefined."""


def sum_over_units(rows: Mapping[str, Row], *, n_units: int, seed: int | None) -> dict[str, Series]:
    """Return the series of the sum of each row.

    Args:
        rows: name to one number per unit.
        n_units: length of each row.
        seed: of the resampling; None sums the article only.
    """
    if not rows:
        return {}
    table = np.stack(list(rows.values()))
    # The article's own sums are not left to the matrix product, whose rounding depends on its shape.
    sums = table.sum(axis=1, keepdims=True)
    if seed is not None:
        sums = np.hstack([sums, table @ resample_weights(n_units, seed)])
    return dict(zip(rows, sums, strict=True))


def ratio(numerator: Series, denominator: Series) -> Series:
    """Return the quotient, NaN where the denominator is 0."""
    quotient = np.full(len(denominator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient


def point(series: Series) -> float | None:
    """Return the article's own value, None where undefined."""
    value = float(series[0])
    return None if np.isnan(value) else value


def percentile_intervals(series: Mapping[str, Series]) -> dict[str, tuple[float, float]]:
    """Return the 95 % percentile interval of each series.

    A score that is undefined for the article, or in more than half of the resamples, has none; otherwise
    undefined resamples are left out. Nor has one whose resamples do not differ (no cue at all, all sources on
    one side): an interval of no width would claim a certainty that resampling cannot give.
    """
    names = [name for name, values in series.items() if len(values) > 1 and not np.isnan(values[0])]
    if not names:
        return {}
    # NaN sorts to the end, so the defined resamples of each row are its first `n_defined` entries.
    values = np.sort(np.stack([series[name][1:] for name in names]), axis=1)
    n_defined = np.count_nonzero(~np.isnan(values), axis=1)
    low = _quantile(values, n_defined, (1 - COVERAGE) / 2)
    high = _quantile(values, n_defined, (1 + COVERAGE) / 2)
    told = (n_defined >= MIN_DEFINED * values.shape[1]) & (low < high)
    ends = zip(names, told.tolist(), low.tolist(), high.tolist(), strict=True)
    return {name: (lowest, highest) for name, is_told, lowest, highest in ends if is_told}


def resample_weights(n_units: int, seed: int) -> npt.NDArray[np.float64]:
    """Return how often each unit is in each resample; shape (units, resamples)."""
    if n_units > _LARGEST_CACHED:
        return _draw(n_units, seed)
    return _draw_cached(n_units, seed)


def _draw(n_units: int, seed: int) -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    drawn = rng.integers(n_units, size=(n_units, N_RESAMPLES))
    # One bincount for all resamples: resample r keeps its counts in cells r * n_units onwards.
    cells = drawn + np.arange(N_RESAMPLES) * n_units
    counts = np.bincount(cells.ravel(), minlength=n_units * N_RESAMPLES)
    weights = np.ascontiguousarray(counts.reshape(N_RESAMPLES, n_units).T, dtype=np.float64)
    weights.setflags(write=False)
    return weights


_draw_cached = lru_cache(maxsize=64)(_draw)


def _quantile(
    values: npt.NDArray[np.float64], n_defined: npt.NDArray[np.intp], share: float
) -> npt.NDArray[np.float64]:
    place = share * np.maximum(n_defined - 1, 0)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(n_defined - 1, 0))
    rows = np.arange(len(values))
    left, right = values[rows, below], values[rows, above]
    return np.asarray(left + (right - left) * (place - below))
