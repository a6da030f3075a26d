"""Krippendorff's alpha as a sum over groups of items, so that resampling recounts nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
import numpy.typing as npt

from stance.errors import ConfigError
from stance.metrics.masi import masi_distances

Level = Literal["nominal", "ordinal", "interval", "masi"]
"""How far apart two values are: equal or not, by rank, by squared difference, by the labels they share."""
Rating = str | int | float | frozenset[str]
"""A label, a number, or a set of labels."""

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Coincidences:
    """What alpha is made of: how often each value, and each pair of values, was given to the same item.

    All arrays but `positions` and `distances` run in parallel within their kind; items with fewer than two
    ratings are not in them.
    """

    level: Level
    values: tuple[Rating, ...]
    """Distinct pairable values; ascending where the level needs an order."""
    n_groups: int
    value_group: Places
    value_place: Places
    value_count: Floats
    """Ratings of `values[place]` in a group."""
    pair_group: Places
    pair_places: Places
    """Shape (2, pairs); both places of two unequal values of one item."""
    pair_count: Floats
    """Coincidences of both orders: 2 n_c n_k / (m - 1) for m ratings of an item."""
    positions: Floats
    """Of interval values on their scale, moved so that the middle is near 0; else empty."""
    distances: Floats
    """Shape (values, values) for sets of labels; else empty."""

    @property
    def n_pairable(self) -> int:
        """Ratings that stand beside another one of the same item."""
        return round(float(self.value_count.sum()))

    def alpha(self, weights: Places | None = None) -> float:
        """Return alpha, at most 1.

        Args:
            weights: shape (groups,), how often each group counts; None counts each once.

        Returns:
            NaN where nothing is pairable, or where all pairable values are the same: then there was nothing
            to disagree about, and agreement cannot be told from habit.
        """
        value_count: Floats = self.value_count
        pair_count: Floats = self.pair_count
        if weights is not None:
            value_count = value_count * weights[self.value_group]
            pair_count = pair_count * weights[self.pair_group]
        totals = np.bincount(self.value_place, value_count, len(self.values)).astype(np.float64)
        n = float(totals.sum())
        if np.count_nonzero(totals) < 2:
            return math.nan
        observed, expected = self._disagreement(totals, pair_count)
        return 1.0 - (n - 1) * observed / expected

    def _disagreement(self, totals: Floats, pair_count: Floats) -> tuple[float, float]:
        """Observed, and expected times (n - 1), both summed over pairs of ratings."""
        first, second = self.pair_places
        if self.level == "nominal":
            return float(pair_count.sum()), float(totals.sum() ** 2 - (totals**2).sum())
        if self.level == "masi":
            observed = float(pair_count @ self.distances[first, second])
            return observed, float(totals @ self.distances @ totals)
        # The ordinal distance of Krippendorff (2011) is the difference of the mean ranks.
        places = self.positions if self.level == "interval" else np.cumsum(totals) - totals / 2
        centered = places - (totals @ places) / totals.sum()
        observed = float(pair_count @ (places[first] - places[second]) ** 2)
        return observed, 2 * float(totals.sum() * (totals @ centered**2))


def coincidences(
    ratings: Sequence[Sequence[Rating | None]],
    *,
    level: Level,
    groups: Sequence[int] | None = None,
    repeats: Sequence[int] | None = None,
    order: Sequence[Rating] | None = None,
) -> Coincidences:
    """Return the coincidences of a table of ratings.

    Args:
        ratings: items x annotators, None where an annotator gave no rating; rows may differ in length.
        level: of measurement.
        groups: number of the group (document, event) of each item, from 0 on; None is each item by itself.
        repeats: how many items each row stands for; None is one.
        order: for "ordinal", all values from the lowest on; None orders numbers by size.

    Raises:
        ConfigError: values do not fit the level (words at "interval", words without an order at "ordinal",
            anything but sets at "masi"), or a number is not finite.
    """
    place_of: dict[Rating, int] = {}
    items: list[int] = []
    places: list[int] = []
    for item, row in enumerate(ratings):
        given = [value for value in row if value is not None]
        if len(given) > 1:
            items += [item] * len(given)
            places += [place_of.setdefault(value, len(place_of)) for value in given]
    n_values = len(place_of)
    values, moved = _ordered(list(place_of), level, order)
    group_of = np.arange(len(ratings)) if groups is None else np.asarray(groups, dtype=np.intp)
    n_groups = int(group_of.max()) + 1 if len(group_of) else 0
    times = np.ones(len(ratings)) if repeats is None else np.asarray(repeats, dtype=np.float64)
    item_of, place, count, n_ratings = _counted(
        np.array(items, dtype=np.intp), moved[np.array(places, dtype=np.intp)], n_values
    )
    pair_item, pair_places, pair_count = _pairs(item_of, place, count, n_ratings)
    value_group, (value_place,), value_count = _added(
        group_of[item_of], place[None], count * times[item_of], n_values
    )
    pair_group, pair_places, pair_count = _added(
        group_of[pair_item], pair_places, pair_count * times[pair_item], n_values
    )
    return Coincidences(
        level=level,
        values=tuple(values),
        n_groups=n_groups,
        value_group=value_group,
        value_place=value_place,
        value_count=value_count,
        pair_group=pair_group,
        pair_places=pair_places,
        pair_count=pair_count,
        positions=_positions(values) if level == "interval" else np.empty(0),
        distances=masi_distances(cast(list[frozenset[str]], values)) if level == "masi" else np.empty((0, 0)),
    )


def _ordered(
    values: list[Rating], level: Level, order: Sequence[Rating] | None
) -> tuple[list[Rating], Places]:
    """The values in the order their level needs, and the new place of each old one."""
    _check(values, level, order)
    if level in {"nominal", "masi"}:
        return values, np.arange(len(values))
    rank: Callable[[Rating], float] = (
        {value: place for place, value in enumerate(order)}.__getitem__
        if order is not None and level == "ordinal"
        else cast(Callable[[Rating], float], float)
    )
    ascending = sorted(range(len(values)), key=lambda place: rank(values[place]))
    moved = np.empty(len(values), dtype=np.intp)
    moved[ascending] = np.arange(len(values))
    return [values[place] for place in ascending], moved


def _check(values: Sequence[Rating], level: Level, order: Sequence[Rating] | None) -> None:
    expected = "finite numbers"
    wrong: list[Rating] = [v for v in values if isinstance(v, float) and not math.isfinite(v)]
    if not wrong and level == "masi":
        expected, wrong = "sets of labels", [v for v in values if not isinstance(v, frozenset)]
    elif not wrong and level == "ordinal" and order is not None:
        expected, wrong = f"one of {list(order)}", [v for v in values if v not in order]
    elif not wrong and level in {"ordinal", "interval"}:
        expected, wrong = "numbers, or an order", [v for v in values if not isinstance(v, int | float)]
    if wrong:
        raise ConfigError(
            f"agreement at level {level}",
            expected=expected,
            found=repr(wrong[0]),
            action="Choose the level that fits the values, or give their order.",
        )


def _counted(item: Places, place: Places, n_values: int) -> tuple[Places, Places, Floats, Floats]:
    """Per item and distinct value: item, place of the value, its count, ratings of the item."""
    cells, count = np.unique(item * max(n_values, 1) + place, return_counts=True)
    item_of: Places = cells // max(n_values, 1)
    value: Places = cells % max(n_values, 1)
    n_ratings = np.bincount(item)[item_of] if len(item) else np.empty(0)
    return item_of, value, count.astype(np.float64), n_ratings.astype(np.float64)


def _pairs(item: Places, place: Places, count: Floats, n_ratings: Floats) -> tuple[Places, Places, Floats]:
    """All pairs of unequal values of one item; entries of an item stand side by side."""
    firsts: list[Places] = []
    seconds: list[Places] = []
    step = 1
    while (first := np.flatnonzero(item[:-step] == item[step:])).size:
        firsts.append(first)
        seconds.append(first + step)
        step += 1
    first = np.concatenate(firsts) if firsts else np.empty(0, dtype=np.intp)
    second = np.concatenate(seconds) if seconds else first
    counts = 2 * count[first] * count[second] / (n_ratings[first] - 1)
    return item[first], np.stack([place[first], place[second]]), counts


def _added(group: Places, places: Places, count: Floats, n_values: int) -> tuple[Places, Places, Floats]:
    """Entries of the same group and places added up."""
    if not len(group):
        return group, places, count
    shape = (int(group.max()) + 1, *[n_values] * len(places))
    cells, inverse = np.unique(np.ravel_multi_index((group, *places), shape), return_inverse=True)
    keys = np.stack(np.unravel_index(cells, shape))
    return keys[0], keys[1:], np.bincount(inverse, count).astype(np.float64)


def _positions(values: Sequence[Rating]) -> Floats:
    numbers = np.array(values, dtype=np.float64)
    return numbers - numbers.mean() if len(numbers) else numbers
