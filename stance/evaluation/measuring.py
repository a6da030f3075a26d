"""Metrics of one system with everything that tells how sure they are: seeds, folds, resamples."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.grouping import Draws, Grouping
from stance.evaluation.joining import Answers, Floats, Gold
from stance.evaluation.label_columns import COLUMNS
from stance.evaluation.label_metrics import Additive, Ranked
from stance.metrics.ranking import Ranking
from stance.metrics.resample import percentile_interval
from stance.records.report import Metric

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number and what it would have been on other draws; NaN where undefined."""

    value: float
    """Mean over seeds."""
    by_seed: tuple[float, ...]
    by_fold: tuple[float, ...]
    """Mean over seeds; empty without folds."""
    resampled: Floats
    """Mean over seeds in each resample."""

    def metric(self, name: str) -> Metric:
        """Return it as part of a report; folds and seeds are left out where one of them is undefined."""
        bounds = interval_of(self.resampled)
        return Metric(
            name=name,
            value=defined(self.value),
            low=bounds[0] if bounds else None,
            high=bounds[1] if bounds else None,
            by_seed=_all_defined(self.by_seed),
            by_fold=_all_defined(self.by_fold),
        )


def interval_of(resampled: Floats) -> tuple[float, float] | None:
    """Return the 95 % interval of values in resamples; None where there is none."""
    return percentile_interval(resampled.tolist(), n_resamples=len(resampled)).bounds


def defined(value: float) -> float | None:
    """Return a number, None for NaN."""
    return None if math.isnan(value) else float(value)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What all systems are measured on, and how: the same examples, draws and metrics."""

    gold: Gold
    grouping: Grouping
    draws: Draws
    metrics: Mapping[str, Additive | Ranked]

    def estimates(
        self, answers: Answers, names: Iterable[str], rows: Rows | None = None
    ) -> dict[str, Estimate]:
        """Return metrics of one system.

        Args:
            answers: its predictions.
            names: of the metrics.
            rows: examples to measure on; None is all of them, fold by fold too.
        """
        chosen = {name: self.metrics[name] for name in names}
        return self.estimates_of(answers, chosen, rows)

    def estimates_of(
        self, answers: Answers, metrics: Mapping[str, Additive | Ranked], rows: Rows | None = None
    ) -> dict[str, Estimate]:
        """Return any metrics of one system; see `estimates`."""
        additive = {name: metric for name, metric in metrics.items() if isinstance(metric, Additive)}
        ranked = {name: metric for name, metric in metrics.items() if isinstance(metric, Ranked)}
        by_counts = self._additive(answers, additive, rows)
        per_seed = [
            of_seed | self._ranked(answers, seed, ranked, rows) for seed, of_seed in enumerate(by_counts)
        ]
        return {name: _mean([of_seed[name] for of_seed in per_seed]) for name in metrics}

    def columns(
        self, answers: Answers, seed: int, needs: Iterable[str], rows: Rows | None = None
    ) -> dict[str, Floats]:
        """Return what is summed over examples, by name, shape (examples, columns); 0 for all but some rows.

        Args:
            answers: predictions of one system.
            seed: number of the seed, from 0.
            needs: names in `COLUMNS`.
            rows: examples that count; None is all.
        """
        found = {need: COLUMNS[need](self.gold, answers, seed) for need in needs}
        if rows is not None:
            left_out = np.ones(self.gold.n, dtype=np.bool_)
            left_out[rows] = False
            for column in found.values():
                column[left_out] = 0
        return found

    def _additive(
        self, answers: Answers, metrics: Mapping[str, Additive], rows: Rows | None
    ) -> list[dict[str, Estimate]]:
        if not metrics:
            return [{} for _ in answers.seeds]
        needs = needs_of(metrics.values())
        of_seeds = [self.columns(answers, seed, needs, rows) for seed in range(len(answers.seeds))]
        widths = {need: column.shape[1] for need, column in of_seeds[0].items()}
        tables = [np.hstack(list(of_need.values())) for of_need in of_seeds]
        # All seeds side by side, as turning draws into numbers takes longer than multiplying them.
        by_group = self.grouping.summed(np.hstack(tables))
        groups = None if rows is None else np.unique(self.grouping.group_of[rows])
        drawn = self.draws.sums(by_group if groups is None else by_group[groups], groups)
        found = []
        for seed, (table, of_draws) in enumerate(zip(tables, np.hsplit(drawn, len(tables)), strict=True)):
            folds = fold_rows(answers.folds[seed]) if rows is None else []
            points = [table.sum(axis=0), *(table[of_fold].sum(axis=0) for of_fold in folds)]
            at, resampled = split_columns(np.vstack(points), widths), split_columns(of_draws, widths)
            found.append(
                {name: _additive_estimate(metric, at, resampled) for name, metric in metrics.items()}
            )
        return found

    def _ranked(
        self, answers: Answers, seed: int, metrics: Mapping[str, Ranked], rows: Rows | None
    ) -> dict[str, Estimate]:
        folds = fold_rows(answers.folds[seed]) if rows is None else []
        rows = np.arange(self.gold.n) if rows is None else rows
        found = {}
        # Metrics of the same label share their curves, which take nearly all the time.
        for label in {metric.label for metric in metrics.values()}:
            of_label = {name: metric.of for name, metric in metrics.items() if metric.label == label}
            scores, has = answers.probabilities[seed][:, label], self.gold.has[:, label]
            points: dict[str, list[Floats]] = {name: [] for name in of_label}
            drawn: dict[str, list[Floats]] = {name: [np.empty(0)] for name in of_label}
            for part in (rows, *folds):
                curve = Ranking.of(scores[part], has[part]).curve(np.ones((1, len(part))))
                for name, of in of_label.items():
                    points[name].append(of(curve))
            ranking = Ranking.of(scores[rows], has[rows])
            for weights in self.draws.weights(self.grouping, rows):
                curve = ranking.curve(weights)
                for name, of in of_label.items():
                    drawn[name].append(of(curve))
            for name in of_label:
                value, *by_fold = np.concatenate(points[name]).tolist()
                found[name] = Estimate(value, (value,), tuple(by_fold), np.concatenate(drawn[name]))
        return found


def _additive_estimate(
    metric: Additive, at: Mapping[str, Floats], resampled: Mapping[str, Floats]
) -> Estimate:
    value, *by_fold = metric.of(*(at[need] for need in metric.needs)).tolist()
    return Estimate(value, (value,), tuple(by_fold), metric.of(*(resampled[need] for need in metric.needs)))


def needs_of(metrics: Iterable[Additive]) -> list[str]:
    """Return what some metrics need, each once."""
    return list(dict.fromkeys(need for metric in metrics for need in metric.needs))


def split_columns(sums: Floats, widths: Mapping[str, int]) -> dict[str, Floats]:
    """Return columns that stand side by side under their names."""
    parts = np.split(sums, np.cumsum(list(widths.values()))[:-1], axis=1)
    return dict(zip(widths, parts, strict=True))


def fold_rows(folds: NDArray[np.intp]) -> list[Rows]:
    """Return the rows held out in each fold, by ascending fold; empty where folds are not known."""
    if (folds < 0).any():
        return []
    return [np.flatnonzero(folds == fold) for fold in np.unique(folds)]


def _mean(per_seed: Sequence[Estimate]) -> Estimate:
    values = [each.value for each in per_seed]
    n_folds = {len(each.by_fold) for each in per_seed}
    by_fold = np.array([each.by_fold for each in per_seed]).mean(axis=0) if len(n_folds) == 1 else np.empty(0)
    return Estimate(
        value=float(np.mean(values)),
        by_seed=tuple(values),
        by_fold=tuple(by_fold),
        resampled=np.mean([each.resampled for each in per_seed], axis=0),
    )


def _all_defined(values: Sequence[float]) -> list[float]:
    return [] if any(math.isnan(value) for value in values) else [float(value) for value in values]
