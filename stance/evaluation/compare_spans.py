"""Two taggers side by side: paired differences of everything that is counted document by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from stance.evaluation.exchanging import (
    Floats,
    Outcome,
    Paired,
    Statistic,
    corrected,
    differences,
    seeds_differ,
    verdict,
)
from stance.evaluation.grouping import Draws, Grouping, group_examples
from stance.evaluation.measuring import Rows
from stance.evaluation.settings import EvaluationSettings
from stance.evaluation.slices import Part
from stance.evaluation.span_joining import SpanAnswers, SpanGold, join_spans
from stance.evaluation.span_metrics import SpanMetrics
from stance.evaluation.span_slices import span_parts
from stance.records.comparison import Comparison, Difference, SliceDifference
from stance.records.example import Example, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import SpanPrediction


def compare_spans(
    examples: Sequence[SpanExample],
    first: Sequence[SpanPrediction],
    second: Sequence[SpanPrediction],
    *,
    label_set: LabelSet,
    settings: EvaluationSettings,
    names: tuple[str, str] = ("first", "second"),
) -> Comparison:
    """Return how two taggers differ on the same held-out examples, in F1 and ratios.

    Args:
        examples: held out from both.
        first: for each seed exactly one prediction per example.
        second: the same, with as many seeds as the first, or one of the two with one.
        label_set: labels of the task.
        settings: what to measure; its seed also draws the exchanges.
        names: of the two systems.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit; or the numbers of seeds differ.
        ConfigError: the primary metric, or a group, is none of this task.
    """
    gold = SpanGold.of(examples, label_set)
    one, other = (
        join_spans(gold, given, label_set, system=name)
        for name, given in zip(names, (first, second), strict=True)
    )
    metrics = SpanMetrics.of(one.measures, gold.labels)
    metrics.place(settings.primary)
    statistics = {
        name: partial(_statistic, metrics, name)
        for name in metrics.names
        if name == settings.primary or not name.endswith((" precision", " recall"))
    }
    return compare_counts(
        gold.examples,
        _columns(one),
        _columns(other),
        statistics=statistics,
        settings=settings,
        names=names,
        parts=span_parts(gold.examples, settings.slices),
    )


def _columns(answers: SpanAnswers) -> Floats:
    return answers.counts.reshape(*answers.counts.shape[:2], -1)


def _statistic(metrics: SpanMetrics, name: str, sums: Floats) -> Floats:
    return metrics.column(metrics.scores(sums), name)


def compare_counts(
    examples: Sequence[Example],
    first: Floats,
    second: Floats,
    *,
    statistics: Mapping[str, Statistic],
    settings: EvaluationSettings,
    names: tuple[str, str],
    parts: Sequence[Part] = (),
) -> Comparison:
    """Return how two systems differ in statistics of what was counted example by example.

    Args:
        examples: on which both were counted.
        first: counts of shape (seeds, examples, columns).
        second: the same, with as many seeds as the first, or one of the two with one.
        statistics: name of each metric to what makes it of summed counts; the primary is among them.
        settings: what draws and exchanges are over.
        names: of the two systems.
        parts: slices, measured by the primary.

    Raises:
        InvariantError: the numbers of seeds differ.
        ConfigError: no example has a group the settings name.
    """
    n_seeds = {len(first), len(second)}
    if len(n_seeds) > 1 and 1 not in n_seeds:
        raise seeds_differ(len(first), len(second))
    grouping = group_examples(examples, settings.group_by)
    draws = Draws.of(grouping, seed=settings.seed, n_resamples=settings.n_resamples)
    sides = [np.broadcast_to(side, (max(n_seeds), *side.shape[1:])) for side in (first, second)]
    table = _table(sides, statistics, grouping, draws, seed=settings.seed)
    primary = {settings.primary: statistics[settings.primary]}
    of_parts = [
        _table(sides, primary, grouping, draws, seed=settings.seed, rows=part.rows)[0] for part in parts
    ]
    return Comparison(
        kind="spans",
        first=names[0],
        second=names[1],
        n_examples=len(examples),
        n_groups=grouping.n,
        group_by=list(grouping.group_by),
        primary=settings.primary,
        metrics=table,
        slices=[
            SliceDifference(group=part.group, value=part.value, n=len(part.rows), difference=difference)
            for part, difference in zip(parts, corrected(of_parts), strict=True)
        ],
        verdict=verdict(*names, next(each for each in table if each.name == settings.primary)),
        notes=list(grouping.notes),
    )


def _table(
    sides: Sequence[Floats],
    statistics: Mapping[str, Statistic],
    grouping: Grouping,
    draws: Draws,
    *,
    seed: int,
    rows: Rows | None = None,
) -> list[Difference]:
    groups = np.arange(grouping.n) if rows is None else np.unique(grouping.group_of[rows])
    kept = slice(None) if rows is None else rows
    sums = [np.stack([grouping.summed(of_seed[kept], rows)[groups] for of_seed in side]) for side in sides]
    paired = Paired(*sums)
    drawn = [[draws.sums(of_seed, groups) for of_seed in side] for side in sums]
    outcomes = {}
    for name, statistic in statistics.items():
        values = [float(np.mean([statistic(s.sum(axis=0)[None])[0] for s in side])) for side in sums]
        resampled = [np.mean([statistic(each) for each in side], axis=0) for side in drawn]
        outcomes[name] = Outcome(values[0], values[1], resampled[0] - resampled[1])
    exchanged = paired.exchanged(statistics, seed=seed) if len(groups) > 1 else {}
    return differences(outcomes, exchanged)
