"""Differences between two systems, and what they would be had their outputs been exchanged at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from stance.errors import InvariantError
from stance.evaluation.measuring import defined, interval_of
from stance.metrics.significance import holm, randomization_p
from stance.records.comparison import Difference

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From sums of shape (rows, columns) to values of shape (rows,), NaN where undefined."""

N_EXCHANGES: Final = 10_000
LEVEL: Final = 0.05
_CHUNK: Final = 2_000_000
"""Numbers held at a time: 16 MB."""


@dataclass(frozen=True, slots=True)
class Paired:
    """What two systems did on the same groups: sums of shape (seeds, groups, columns), seed beside seed."""

    first: Floats
    second: Floats

    def of_groups(self, groups: NDArray[np.intp]) -> Paired:
        """Return the same for some groups only."""
        return Paired(self.first[:, groups], self.second[:, groups])

    def exchanged(self, statistics: Mapping[str, Statistic], *, seed: int) -> dict[str, Floats]:
        """Return the differences of statistics, mean over seeds, after exchanges; shape (10,000,) each.

        In each, the outputs of the two systems are swapped for every group with a chance of one half, for all
        seeds alike.

        Args:
            statistics: by name.
            seed: of the exchanges.
        """
        rng = np.random.default_rng(seed)
        n_seeds, n_groups, n_columns = self.first.shape
        totals = self.first.sum(axis=1), self.second.sum(axis=1)
        gains = np.moveaxis(self.second - self.first, 1, 0).reshape(n_groups, -1)
        # Swapping equal outputs changes nothing.
        gains = gains[gains.any(axis=1)]
        found: dict[str, list[Floats]] = {name: [] for name in statistics}
        step = max(1, _CHUNK // max(1, len(gains)))
        for start in range(0, N_EXCHANGES, step):
            n = min(step, N_EXCHANGES - start)
            moved = rng.integers(2, size=(n, len(gains)), dtype=np.uint8).astype(np.float64) @ gains
            moved = moved.reshape(n, n_seeds, n_columns)
            for name, statistic in statistics.items():
                of_seeds = [
                    statistic(totals[0][s] + moved[:, s]) - statistic(totals[1][s] - moved[:, s])
                    for s in range(n_seeds)
                ]
                found[name].append(np.mean(of_seeds, axis=0))
        return {name: np.concatenate(parts) for name, parts in found.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of both systems; NaN where undefined."""

    first: float
    second: float
    resampled: Floats
    """First minus second in each resample."""


def differences(outcomes: Mapping[str, Outcome], exchanged: Mapping[str, Floats]) -> list[Difference]:
    """Return one table of differences, with p-values corrected for their number.

    Args:
        outcomes: by name.
        exchanged: differences after exchanges, for those names that have them.
    """
    table = []
    for name, outcome in outcomes.items():
        value = outcome.first - outcome.second
        bounds = interval_of(outcome.resampled)
        table.append(
            Difference(
                name=name,
                first=defined(outcome.first),
                second=defined(outcome.second),
                value=defined(value),
                low=bounds[0] if bounds else None,
                high=bounds[1] if bounds else None,
                p=randomization_p(value, exchanged[name]) if name in exchanged else None,
            )
        )
    return corrected(table)


def corrected(table: Sequence[Difference]) -> list[Difference]:
    """Return differences with p-values corrected for all tests in the table."""
    p_values = holm([each.p for each in table])
    return [msgspec.structs.replace(each, p_holm=p) for each, p in zip(table, p_values, strict=True)]


def verdict(first: str, second: str, difference: Difference, *, lower_is_better: bool = False) -> str:
    """Return in words whether one system is better.

    By the p of this one difference, chosen ahead of the others, or by the interval where there is no p.
    """
    value, low, high = difference.value, difference.low, difference.high
    if value is None:
        return f"{difference.name} is undefined: the two cannot be compared"
    told = f"{difference.name} {abs(value):.3f} {'higher' if value > 0 else 'lower'}"
    if low is not None and high is not None:
        told += f" ({low:+.3f} to {high:+.3f})"
    p = difference.p
    if p is not None:
        told += f", p = {p:.4f}" if p >= 0.0001 else ", p < 0.0001"
        sure = p < LEVEL
    else:
        sure = low is not None and high is not None and not low <= 0 <= high
    if value == 0 or not sure:
        return f"{first} and {second} cannot be told apart: {first} has {told}"
    better, other = (first, second) if (value > 0) != lower_is_better else (second, first)
    return f"{better} is better than {other}: {first} has {told}"


def seeds_differ(n_first: int, n_second: int) -> InvariantError:
    """Return the error for two systems whose seeds cannot be set beside each other."""
    return InvariantError(
        "seeds of the two systems",
        expected="as many of one as of the other, or one seed on either side",
        found=f"{n_first} and {n_second}",
        action="Train both with the same number of seeds, or compare fewer of them.",
    )
