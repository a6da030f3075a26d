"""Agreement between annotators beyond chance: Krippendorff's alpha, Cohen's and Fleiss' kappa."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from stance.errors import ConfigError
from stance.metrics.coincidences import Level, Rating, coincidences

Ratings = Sequence[Sequence[Rating | None]]
"""Items x annotators; None where an annotator gave no rating. Rows may differ in length."""


def krippendorff_alpha(ratings: Ratings, *, level: Level, order: Sequence[Rating] | None = None) -> float:
    """Return Krippendorff's alpha: 1 is perfect agreement, 0 that of chance, below 0 worse than chance.

    Args:
        ratings: any number of annotators, any number of missing ratings; items with fewer than two count
            for nothing.
        level: of measurement; it has no default, as a wrong one changes the result by a lot. "masi" takes
            frozensets of labels.
        order: for "ordinal", all values from the lowest on; None orders numbers by size.

    Returns:
        NaN where it is undefined: no item has two ratings, or all ratings are the same value (0 / 0: without
        variation nobody can tell agreement from habit; look at `pairwise_agreement` and the prevalence).

    Raises:
        ConfigError: the values do not fit the level.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; MASI by Passonneau (2006).

    >>> krippendorff_alpha([["a", "a"], ["b", "b"], ["a", None]], level="nominal")
    1.0
    """
    return coincidences(ratings, level=level, order=order).alpha()


def label_ratings(ratings: Ratings, label: str | float) -> list[list[int | None]]:
    """Return the table with 1 for a label (or a set that holds it), 0 for any other rating."""
    return [[None if value is None else int(_holds(value, label)) for value in row] for row in ratings]


def label_alpha(ratings: Ratings, label: str | float) -> float:
    """Return nominal alpha of one label against the rest; NaN where `krippendorff_alpha` is."""
    return krippendorff_alpha(label_ratings(ratings, label), level="nominal")


def label_prevalence(ratings: Ratings, label: str | float) -> float:
    """Return the share of ratings that are (or hold) the label, 0 to 1; NaN without ratings."""
    given = [_holds(value, label) for row in ratings for value in row if value is not None]
    return sum(given) / len(given) if given else math.nan


def unanimous_share(ratings: Ratings) -> float:
    """Return the share of items with at least two ratings whose ratings are all equal; NaN without such."""
    judged = [len(set(given)) == 1 for given in _given(ratings) if len(given) > 1]
    return sum(judged) / len(judged) if judged else math.nan


def pairwise_agreement(ratings: Ratings) -> float:
    """Return the share of equal pairs among all pairs of ratings of the same item; NaN without pairs.

    It is not corrected for chance, and items with many ratings weigh more.
    """
    n_equal = n_pairs = 0
    for given in _given(ratings):
        n_equal += sum(n * (n - 1) for n in Counter(given).values())
        n_pairs += len(given) * (len(given) - 1)
    return n_equal / n_pairs if n_pairs else math.nan


def cohen_kappa(
    first: Sequence[Rating | None],
    second: Sequence[Rating | None],
    *,
    weights: Literal["equal", "linear", "quadratic"] = "equal",
    order: Sequence[Rating] | None = None,
) -> float:
    """Return Cohen's kappa of two annotators, at most 1.

    Args:
        first: ratings of one annotator, None where missing.
        second: ratings of the other one for the same items.
        weights: "equal" counts any two unequal values alike; the others count steps in `order`, or their
            square.
        order: all values from the lowest on; required by "linear" and "quadratic".

    Returns:
        NaN where it is undefined: no item has both ratings, or both always gave the same one value.

    Raises:
        ConfigError: weights without an order, or a value that is not in the order.
        ValueError: the two differ in length.

    Source: Cohen (1960); with weights Cohen (1968).
    """
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    if not pairs:
        return math.nan
    scale = _scale(pairs, weights, order)
    table = np.zeros((len(scale), len(scale)))
    for a, b in pairs:
        table[scale[a], scale[b]] += 1
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / len(pairs)
    distance = _distances(len(scale), weights)
    by_chance = float((expected * distance).sum())
    return 1.0 - float((table * distance).sum()) / by_chance if by_chance else math.nan


def fleiss_kappa(ratings: Ratings) -> float:
    """Return Fleiss' kappa, at most 1; annotators may differ from item to item.

    Returns:
        NaN where it is undefined: no item was rated, or all ratings are the same value.

    Raises:
        ConfigError: items differ in their number of ratings, or have one each. Fleiss defines kappa for a
            fixed number of two or more; alpha takes any. Items nobody rated are left out.

    Source: Fleiss (1971), Measuring nominal scale agreement among many raters.
    """
    counts = [Counter(given) for given in _given(ratings) if given]
    if not counts:
        return math.nan
    sizes = {count.total() for count in counts}
    n = max(sizes)
    if len(sizes) > 1 or n < 2:
        raise ConfigError(
            "Fleiss' kappa",
            expected="the same number of ratings, at least two, for every item",
            found=f"{min(sizes)} to {n} ratings",
            action="Use Krippendorff's alpha.",
        )
    totals = sum(counts, Counter())
    shares = [total / totals.total() for total in totals.values()]
    by_chance = sum(share * share for share in shares)
    if len(shares) < 2:
        return math.nan
    n_equal = sum(k * (k - 1) for count in counts for k in count.values())
    return (n_equal / (len(counts) * n * (n - 1)) - by_chance) / (1 - by_chance)


def annotator_pairs(
    ratings: Sequence[Sequence[Rating]], raters: Sequence[Sequence[str]]
) -> dict[tuple[str, str], float]:
    """Return the share of equal ratings of each pair of annotators over the items both rated, 0 to 1.

    Args:
        ratings: of each item, none missing.
        raters: whose ratings they are, ascending within an item.

    Pairs without a shared item are absent.
    """
    n_shared: Counter[tuple[str, str]] = Counter()
    n_equal: Counter[tuple[str, str]] = Counter()
    for row, names in zip(ratings, raters, strict=True):
        for (a, first), (b, second) in combinations(zip(names, row, strict=True), 2):
            n_shared[a, b] += 1
            n_equal[a, b] += first == second
    return {pair: n_equal[pair] / n for pair, n in n_shared.items()}


def _given(ratings: Ratings) -> Iterator[list[Rating]]:
    for row in ratings:
        yield [value for value in row if value is not None]


def _holds(value: Rating, label: str | float) -> bool:
    return label in value if isinstance(value, frozenset) else value == label


def _scale(
    pairs: Sequence[tuple[Rating, Rating]], weights: str, order: Sequence[Rating] | None
) -> dict[Rating, int]:
    if weights == "equal":
        return {value: place for place, value in enumerate(dict.fromkeys(v for pair in pairs for v in pair))}
    scale = {value: place for place, value in enumerate(order or ())}
    outside = [value for pair in pairs for value in pair if value not in scale]
    if outside:
        raise ConfigError(
            f"Cohen's kappa with {weights} weights",
            expected=f"values of an order, here {list(order or ())}",
            found=repr(outside[0]),
            action="Give all values from the lowest to the highest as order.",
        )
    return scale


def _distances(n_values: int, weights: str) -> npt.NDArray[np.float64]:
    steps = np.abs(np.subtract.outer(np.arange(n_values), np.arange(n_values))).astype(np.float64)
    if weights == "equal":
        return np.minimum(steps, 1.0)
    return steps if weights == "linear" else steps**2
