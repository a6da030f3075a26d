"""Metrics of span tasks from sums of counts: precision, recall and F1 by name, with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError
from stance.evaluation.grouping import Draws, Grouping
from stance.evaluation.measuring import defined, interval_of
from stance.evaluation.span_counts import RATIOS
from stance.evaluation.span_joining import SpanAnswers
from stance.records.report import Metric

Floats = NDArray[np.float64]

KINDS: Final = ("f1", "precision", "recall")
_MACRO: Final = ("exact", "overlap", "token")
_N_COUNTS = 4
_LISTED = 5


@dataclass(frozen=True, slots=True)
class SpanMetrics:
    """The metrics of a task, in the order of a report."""

    names: tuple[str, ...]
    columns: tuple[tuple[int, int], ...]
    """Per name, row and kind in `scores`."""
    macro: tuple[tuple[int, ...], ...]
    """Per macro mean, the measures of which it is the mean."""

    @classmethod
    def of(cls, measures: Sequence[str], labels: Sequence[str]) -> SpanMetrics:
        """Return the metrics that follow from the measures.

        "NAME f1", "NAME precision" and "NAME recall" of each, a ratio by its name alone; with several labels
        also "macro exact f1" and the like, the mean over labels that are gold or predicted.
        """
        macro = _MACRO if len(labels) > 1 else ()
        rows = (*measures, *(f"macro {measure}" for measure in macro))
        named = {
            (name if name.endswith(RATIOS) else f"{name} {kind}"): (row, column)
            for row, name in enumerate(rows)
            for column, kind in enumerate(KINDS)
            if column == 0 or not name.endswith(RATIOS)
        }
        parts = tuple(tuple(measures.index(f"{label} {measure}") for label in labels) for measure in macro)
        return cls(tuple(named), tuple(named.values()), parts)

    def scores(self, sums: Floats) -> Floats:
        """Return F1, precision and recall, shape (n, measures and macro means, 3); NaN where undefined.

        Args:
            sums: of the counts, shape (n, measures * 4).
        """
        hits_predicted, n_predicted, hits_gold, n_gold = np.moveaxis(
            sums.reshape(len(sums), sums.shape[1] // _N_COUNTS, _N_COUNTS), 2, 0
        )
        precision = hits_predicted / np.maximum(n_predicted, 1)
        recall = hits_gold / np.maximum(n_gold, 1)
        both = precision + recall
        f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)
        found = np.stack([f1, precision, recall], axis=2)
        found[(n_predicted == 0) & (n_gold == 0)] = math.nan
        return np.concatenate([found, *(_mean(found, parts) for parts in self.macro)], axis=1)

    def place(self, name: str) -> tuple[int, int]:
        """Return row and kind of a metric in `scores`.

        Raises:
            ConfigError: the task has no such metric.
        """
        if name not in self.names:
            near = get_close_matches(name, self.names, n=_LISTED)
            raise ConfigError(
                "evaluation.primary",
                expected=f"a metric of this task, such as {', '.join(near or self.names[:_LISTED])}",
                found=name,
                action="Name one of these metrics.",
            )
        return self.columns[self.names.index(name)]

    def column(self, scores: Floats, name: str) -> Floats:
        """Return the values of one metric, shape (n,)."""
        row, kind = self.place(name)
        return scores[:, row, kind]


@dataclass(frozen=True, slots=True)
class Measured:
    """All metrics of one system."""

    metrics: list[Metric]
    drawn: Floats
    """Mean over seeds of the scores in each resample, as `SpanMetrics.scores`."""


def measure(metrics: SpanMetrics, answers: SpanAnswers, grouping: Grouping, draws: Draws) -> Measured:
    """Return all metrics of a system over all examples.

    Args:
        metrics: of the task.
        answers: of the system.
        grouping: of the examples.
        draws: of the groups, the same for all systems that are compared.
    """
    tables = [counts.reshape(len(counts), -1) for counts in answers.counts]
    by_seed = metrics.scores(np.array([table.sum(axis=0) for table in tables]))
    drawn = np.array([metrics.scores(draws.sums(grouping.summed(table))) for table in tables]).mean(axis=0)
    by_fold = [
        metrics.scores(
            np.array([t[f == fold].sum(axis=0) for t, f in zip(tables, answers.folds, strict=True)])
        )
        for fold in _folds(answers)
    ]
    found = [
        _metric(
            name,
            by_seed=by_seed[:, row, kind],
            drawn=drawn[:, row, kind],
            by_fold=np.array([scores[:, row, kind].mean() for scores in by_fold]),
        )
        for name, (row, kind) in zip(metrics.names, metrics.columns, strict=True)
    ]
    return Measured(found, drawn)


def measure_part(
    metrics: SpanMetrics,
    answers: SpanAnswers,
    grouping: Grouping,
    draws: Draws,
    *,
    rows: NDArray[np.intp],
    name: str,
) -> Metric:
    """Return one metric on some of the examples.

    Args:
        metrics: of the task.
        answers: of the system.
        grouping: of all examples.
        draws: of the groups.
        rows: the examples that count.
        name: of the metric.
    """
    chosen = np.zeros((len(answers.counts[0]), 1))
    chosen[rows] = 1
    tables = [counts.reshape(len(counts), -1) * chosen for counts in answers.counts]
    values = metrics.column(metrics.scores(np.array([table.sum(axis=0) for table in tables])), name)
    drawn = np.array(
        [metrics.column(metrics.scores(draws.sums(grouping.summed(table))), name) for table in tables]
    ).mean(axis=0)
    return _metric(name, by_seed=values, drawn=drawn, by_fold=np.empty(0))


def _metric(name: str, *, by_seed: Floats, drawn: Floats, by_fold: Floats) -> Metric:
    low, high = interval_of(drawn) or (None, None)
    return Metric(
        name=name,
        value=defined(float(by_seed.mean())),
        low=low,
        high=high,
        by_seed=_numbers(by_seed),
        by_fold=_numbers(by_fold),
    )


def _mean(scores: Floats, parts: tuple[int, ...]) -> Floats:
    chosen = scores[:, list(parts)]
    known = ~np.isnan(chosen)
    n_known = known.sum(axis=1, keepdims=True)
    total = np.where(known, chosen, 0.0).sum(axis=1, keepdims=True)
    return np.asarray(np.divide(total, n_known, out=np.full_like(total, math.nan), where=n_known > 0))


def _folds(answers: SpanAnswers) -> list[int]:
    return sorted({int(fold) for fold in answers.folds.ravel() if fold >= 0})


def _numbers(values: Floats) -> list[float]:
    """The values, or nothing where one of them is undefined."""
    return [] if np.isnan(values).any() else [float(value) for value in values]
