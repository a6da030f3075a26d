"""Two systems side by side: paired differences with intervals and tests, per metric and per slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stance.evaluation.exchanging import (
    Outcome,
    Paired,
    Statistic,
    corrected,
    differences,
    seeds_differ,
    verdict,
)
from stance.evaluation.joining import Answers, Floats, Gold, join
from stance.evaluation.label_columns import COLUMNS
from stance.evaluation.label_metrics import LOWER_IS_BETTER, Additive
from stance.evaluation.label_report import measurement_of
from stance.evaluation.measuring import Measurement, Rows, needs_of, split_columns
from stance.evaluation.settings import EvaluationSettings
from stance.evaluation.slices import label_parts, same_folds
from stance.records.comparison import Comparison, Difference, SliceDifference
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction


def compare(
    examples: Sequence[LabelExample],
    first: Sequence[LabelPrediction],
    second: Sequence[LabelPrediction],
    *,
    label_set: LabelSet,
    settings: EvaluationSettings,
    names: tuple[str, str] = ("first", "second"),
) -> Comparison:
    """Return how two systems differ on the same held-out examples.

    Args:
        examples: held out from both.
        first: for each seed exactly one prediction per example.
        second: the same, with as many seeds as the first, or one of the two with one.
        label_set: labels of the task.
        settings: what to measure; its seed also draws the exchanges.
        names: of the two systems.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit; or the numbers of seeds differ.
        ConfigError: a metric or group of the settings does not exist here.
    """
    gold = Gold.of(examples, label_set)
    measurement = measurement_of(gold, settings)
    sides = _Sides(
        measurement,
        *_same_seeds(*(join(gold, p, system=n) for n, p in zip(names, (first, second), strict=True))),
    )
    metrics = sides.table(list(measurement.metrics), seed=settings.seed)
    primary = next(each for each in metrics if each.name == settings.primary)
    parts = label_parts(gold, settings.slices, folds=same_folds(sides.first))
    of_parts = [sides.table([settings.primary], seed=settings.seed, rows=part.rows)[0] for part in parts]
    return Comparison(
        kind="labels",
        first=names[0],
        second=names[1],
        n_examples=gold.n,
        n_groups=measurement.grouping.n,
        group_by=list(measurement.grouping.group_by),
        primary=settings.primary,
        metrics=metrics,
        slices=[
            SliceDifference(group=part.group, value=part.value, n=len(part.rows), difference=difference)
            for part, difference in zip(parts, corrected(of_parts), strict=True)
        ],
        verdict=verdict(*names, primary, lower_is_better=settings.primary in LOWER_IS_BETTER),
        notes=list(measurement.grouping.notes),
    )


_UNTESTED = frozenset({"ece"})
"""Sums over examples that are too many to exchange for what a p-value of theirs tells."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two systems on the same examples; seed stands beside seed."""

    measurement: Measurement
    first: Answers
    second: Answers

    def table(self, names: Sequence[str], *, seed: int, rows: Rows | None = None) -> list[Difference]:
        first, second = (
            self.measurement.estimates(answers, names, rows) for answers in (self.first, self.second)
        )
        outcomes = {
            name: Outcome(
                first[name].value, second[name].value, first[name].resampled - second[name].resampled
            )
            for name in names
        }
        return differences(outcomes, self._exchanged(names, seed, rows))

    def _exchanged(self, names: Sequence[str], seed: int, rows: Rows | None) -> dict[str, Floats]:
        metrics = self.measurement.metrics
        additive = {
            name: each
            for name in names
            if isinstance(each := metrics[name], Additive) and name not in _UNTESTED
        }
        group_of = self.measurement.grouping.group_of
        groups = np.unique(group_of if rows is None else group_of[rows])
        if not additive or len(groups) < 2:
            return {}
        needs = needs_of(additive.values())
        widths = {need: COLUMNS[need](self.measurement.gold, self.first, 0).shape[1] for need in needs}
        paired = Paired(self._sums(self.first, needs, rows), self._sums(self.second, needs, rows))
        return paired.of_groups(groups).exchanged(
            {name: _statistic(metric, widths) for name, metric in additive.items()}, seed=seed
        )

    def _sums(self, answers: Answers, needs: Sequence[str], rows: Rows | None) -> Floats:
        return np.stack(
            [
                self.measurement.grouping.summed(
                    np.hstack(list(self.measurement.columns(answers, seed, needs, rows).values()))
                )
                for seed in range(len(answers.seeds))
            ]
        )


def _statistic(metric: Additive, widths: Mapping[str, int]) -> Statistic:
    def of(sums: Floats) -> Floats:
        named = split_columns(sums, widths)
        return metric.of(*(named[need] for need in metric.needs))

    return of


def _same_seeds(first: Answers, second: Answers) -> tuple[Answers, Answers]:
    n_first, n_second = len(first.seeds), len(second.seeds)
    if n_first == n_second:
        return first, second
    if 1 not in (n_first, n_second):
        raise seeds_differ(n_first, n_second)
    n = max(n_first, n_second)
    return (first if n_first == n else first.repeated(n)), (second if n_second == n else second.repeated(n))
