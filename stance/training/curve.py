"""Learning curves: how a model does on the same held-out examples as it learns from more and more."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from stance.data.splitting.joining import join_items
from stance.data.splitting.splits import split_items
from stance.errors import ConfigError, StanceError
from stance.records.document import Record
from stance.records.example import Example
from stance.records.report import Metric
from stance.training.families import TrainingSettings
from stance.training.fitting import FitPlan, Fitted, Measure, fit

WORTH: Final = 0.01
"""Least gain by doubling that is called one."""
SIZES: Final = (0.125, 0.25, 0.5, 1.0)
# Student's t, 97.5 %, by degrees of freedom from 1; the last is taken for more, which errs on the safe side.
_T: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


class CurvePoint(Record, frozen=True, kw_only=True):
    """How models do that learned from one share of the examples."""

    share: float
    """Of the groups' examples that was asked for, above 0, to 1."""
    n_examples: float
    """Learned from; mean over seeds and rounds."""
    metric: Metric | None
    """Over all rounds and seeds, with its value for each seed; the interval is over seeds where measuring
    gave none. None where a model could not be trained."""
    refused: str | None = None
    """Why not."""


class Doubling(Record, frozen=True, kw_only=True):
    """What the last doubling of the examples brought."""

    from_examples: float
    to_examples: float
    gain: float
    """In the metric; mean over seeds."""
    low: float | None
    high: float | None
    """Ends of the 95 % interval over seeds, each of which draws other examples; None with one seed."""


class LearningCurve(Record, frozen=True, kw_only=True):
    """Points by ascending share, and what they say."""

    metric: str
    points: list[CurvePoint]
    doubling: Doubling | None
    """None where two sizes were not measured of which one is at least half as big again as the other."""
    answer: str
    """Whether more annotation is worth it, in words."""
    n_trainings: int


@dataclass(frozen=True, slots=True)
class Holdout:
    """Examples to learn from, and others to be measured on."""

    train: Sequence[Example]
    held_out: Sequence[Example]
    fold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePlan:
    """What to train."""

    fitting: FitPlan
    settings: TrainingSettings
    seeds: tuple[int, ...]
    """Each draws its own nested subsets; three or more tell how sure the slope is."""
    sizes: tuple[float, ...] = SIZES
    """Shares of the examples learned from, above 0, to 1."""


def learning_curve(
    rounds: Sequence[Holdout],
    plan: CurvePlan,
    *,
    measure: Measure,
    on_point: Callable[[CurvePoint], None] = lambda point: None,
) -> LearningCurve:
    """Return how the metric grows with the examples learned from.

    Each seed adds whole groups in an order of its own, so that a smaller subset is part of every bigger one.
    What is held out is the same for all of them.

    Args:
        rounds: what to learn from and what to measure on; one, or one per fold.
        plan: what to train.
        measure: the metric, over all rounds and seeds together.
        on_point: takes each point when it is done.

    Raises:
        ConfigError: no rounds, no seeds, or a size that is no share.
    """
    sizes = sorted(set(plan.sizes))
    if not rounds or not plan.seeds or not sizes or sizes[0] <= 0 or sizes[-1] > 1:
        raise ConfigError(
            "learning curve",
            expected="something held out, a seed, and sizes above 0, to 1",
            found=f"{len(rounds)} rounds, {len(plan.seeds)} seeds, sizes {list(plan.sizes)}",
            action="Correct the sizes or seeds.",
        )
    group_by = plan.fitting.group_by
    nested = [[_Nested.of(each.train, group_by, seed) for seed in plan.seeds] for each in rounds]
    points = []
    for share in sizes:
        subsets = [[each.subset(share) for each in of_round] for of_round in nested]
        points.append(_point(share, rounds, subsets, plan, measure))
        on_point(points[-1])
    name = next((point.metric.name for point in points if point.metric), "")
    doubling = last_doubling(points)
    return LearningCurve(
        metric=name,
        points=points,
        doubling=doubling,
        answer=told(doubling, name),
        n_trainings=len(sizes) * len(rounds) * len(plan.seeds),
    )


def last_doubling(points: Sequence[CurvePoint]) -> Doubling | None:
    """Return what the last doubling brought, from the biggest size and the one nearest to its half."""
    measured = [point for point in points if point.metric is not None and point.metric.value is not None]
    if not measured:
        return None
    last = measured[-1]
    smaller = [point for point in measured if point.n_examples * 1.5 <= last.n_examples]
    if not smaller:
        return None
    half = min(smaller, key=lambda point: abs(math.log2(last.n_examples / point.n_examples) - 1))
    doublings = math.log2(last.n_examples / half.n_examples)
    gains = np.subtract(_by_seed(last), _by_seed(half)) / doublings
    low, high = _interval(gains.tolist())
    return Doubling(
        from_examples=half.n_examples,
        to_examples=last.n_examples,
        gain=float(gains.mean()),
        low=low,
        high=high,
    )


def told(doubling: Doubling | None, metric: str) -> str:
    """Return whether more annotation is worth it, in words."""
    if doubling is None:
        return "It cannot be told: no two sizes were measured of which one is about twice the other."
    interval = "" if doubling.low is None else f" (95 % interval {doubling.low:+.3f} to {doubling.high:+.3f})"
    fact = (
        f"a doubling, measured from {doubling.from_examples:,.0f} to {doubling.to_examples:,.0f} examples, "
        f"brings {doubling.gain:+.3f} {metric}{interval}"
    )
    if doubling.low is None or doubling.high is None:
        return f"It cannot be told from one seed: {fact}. Take three seeds or more."
    if doubling.low > 0 and doubling.gain >= WORTH:
        return f"Yes, more annotation helps: {fact}. The next doubling brings about as much or less."
    if doubling.high < WORTH:
        return f"No, more annotation of this kind hardly helps: {fact}. Clearer labels or another model may."
    return f"It cannot be told: {fact}. Take more seeds, or hold out more."


def _interval(values: Sequence[float]) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % interval of the mean of some values; None with fewer than two."""
    if len(values) < 2:
        return None, None
    margin = _T[min(len(values) - 2, len(_T) - 1)] * float(np.std(values, ddof=1)) / math.sqrt(len(values))
    mean = float(np.mean(values))
    return mean - margin, mean + margin


def _by_seed(point: CurvePoint) -> list[float]:
    metric = point.metric
    if metric is None:
        return []
    return metric.by_seed or [metric.value or 0.0]


@dataclass(frozen=True, slots=True)
class _Nested:
    """Subsets of examples of which every bigger one holds all smaller ones."""

    examples: Sequence[Example]
    pieces: list[list[int]]
    """Places of examples that stay together, in the order in which they are added."""

    @classmethod
    def of(cls, examples: Sequence[Example], group_by: Sequence[str], seed: int) -> _Nested:
        places = sorted(range(len(examples)), key=lambda place: examples[place].example_id)
        items = split_items({"task": [examples[place] for place in places]})
        place_of = {id(item): place for item, place in zip(items, places, strict=True)}
        pieces = join_items(items, group_by, allow_null=tuple(group_by)).pieces
        order = np.random.default_rng(seed).permutation(len(pieces))
        return cls(examples, [[place_of[id(item)] for item in pieces[number]] for number in order])

    def subset(self, share: float) -> list[Example]:
        taken: list[int] = []
        for piece in self.pieces:
            if len(taken) >= share * len(self.examples):
                break
            taken += piece
        return [self.examples[place] for place in sorted(taken)]


def _point(
    share: float,
    rounds: Sequence[Holdout],
    subsets: Sequence[Sequence[Sequence[Example]]],
    plan: CurvePlan,
    measure: Measure,
) -> CurvePoint:
    n_examples = float(np.mean([len(subset) for of_seed in subsets for subset in of_seed]))
    try:
        fitted = [
            Fitted(fit(subset, plan.settings, plan.fitting, seed=seed), each.held_out, each.fold, seed)
            for each, of_seed in zip(rounds, subsets, strict=True)
            for seed, subset in zip(plan.seeds, of_seed, strict=True)
        ]
        metric = _measured(fitted, plan.seeds, measure)
    except StanceError as error:
        return CurvePoint(share=share, n_examples=n_examples, metric=None, refused=str(error))
    return CurvePoint(share=share, n_examples=n_examples, metric=metric)


def _measured(fitted: Sequence[Fitted], seeds: Sequence[int], measure: Measure) -> Metric:
    metric = measure(fitted)
    alone = [measure([each for each in fitted if each.seed == seed]).value for seed in seeds]
    by_seed = [value for value in alone if value is not None]
    if len(by_seed) < len(seeds):
        return msgspec.structs.replace(metric, by_seed=[])
    low, high = (metric.low, metric.high) if metric.low is not None else _interval(by_seed)
    return msgspec.structs.replace(metric, by_seed=by_seed, low=low, high=high)
