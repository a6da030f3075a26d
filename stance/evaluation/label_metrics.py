"""All metrics of label tasks by name, each as something that can be computed anew for every resample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from stance.evaluation.joining import Floats, Gold
from stance.metrics.ranking import Curve
from stance.records.label_set import LabelSet

RECALL: Final = 0.8
LOWER_IS_BETTER: Final = frozenset({"brier", "ece", "soft_cross_entropy"})
_FNC_LABELS = {"agree", "disagree", "discuss", "unrelated"}
_POLES = {"f_avg": ("favor", "against"), "f1_pn": ("positive", "negative")}
_COUNTS = ("hits", "predicted", "gold")


@dataclass(frozen=True, slots=True)
class Additive:
    """A metric that sums over examples decide."""

    needs: tuple[str, ...]
    """Names in `label_columns.COLUMNS`."""
    of: Callable[..., Floats]
    """From sums of shape (resamples, columns), one array per need, to values of shape (resamples,), NaN where
    undefined."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A metric of the order of examples by the probability of one label."""

    label: int
    """Its column."""
    of: Callable[[Curve], Floats]
    """From a curve per resample to values of shape (resamples,)."""


def metrics_of(label_set: LabelSet, *, has_votes: bool, positive: str | None) -> dict[str, Additive | Ranked]:
    """Return the metrics that fit a task, by name, in the order of a report.

    macro_f1 leaves out labels that are neither gold nor predicted; accuracy, average_recall and kappa are of
    exclusive labels, subset_accuracy and label_ranking_ap of sets; f_avg (favor, against) and f1_pn
    (positive, negative) are means of two F1; average_precision, precision_at_80_recall and positive_f1 need
    a positive label.

    Args:
        label_set: the labels.
        has_votes: whether votes are known for any example; soft metrics need them and exclusive labels.
        positive: label looked for in tasks of two labels, or of one; None for all others.
    """
    metrics: dict[str, Additive | Ranked] = {
        "macro_f1": Additive(_COUNTS, _macro_f1),
        "weighted_f1": Additive(_COUNTS, _weighted_f1),
        "micro_f1": Additive(_COUNTS, _micro_f1),
    }
    if label_set.exclusive:
        metrics["accuracy"] = Additive(("exact", "n"), _ratio)
        metrics["average_recall"] = Additive(_COUNTS, _average_recall)
        metrics["kappa"] = Additive((*_COUNTS, "n"), _kappa)
    else:
        metrics["subset_accuracy"] = Additive(("exact", "n"), _ratio)
        metrics["label_ranking_ap"] = Additive(("ranking", "n"), _ratio)
    for name, labels in _POLES.items():
        if set(labels) <= set(label_set.labels):
            columns = [label_set.labels.index(label) for label in labels]
            metrics[name] = Additive((*_COUNTS, "n"), _mean_f1_of(columns))
    if set(label_set.labels) == _FNC_LABELS:
        metrics["fnc_score"] = Additive(("fnc_points", "fnc_best"), _ratio)
    if positive is not None:
        column = label_set.labels.index(positive)
        metrics["positive_f1"] = f1_of(column)
        metrics["average_precision"] = Ranked(column, Curve.average_precision)
        metrics["precision_at_80_recall"] = Ranked(column, lambda curve: curve.precision_at(RECALL))
    if has_votes and label_set.exclusive:
        metrics["soft_cross_entropy"] = Additive(("cross_entropy", "n_voted"), _ratio)
        metrics["soft_micro_f1"] = Additive(("shared_mass", "mass"), _ratio)
    metrics["brier"] = Additive(("brier", "n"), _ratio)
    metrics["ece"] = Additive(("bin_confidence", "bin_right", "bin_n"), _ece)
    return metrics


def f1_of(column: int) -> Additive:
    """Return the F1 of one label; undefined where it is neither gold nor predicted."""
    return Additive(_COUNTS, lambda *counts: _f1(*counts)[:, column])


def positive_label(gold: Gold, wanted: str | None) -> str | None:
    """Return the label looked for in a task of two exclusive labels, or of one: wanted, or the rarer in gold.

    None in tasks that look for no single label.
    """
    labels = gold.label_set.labels
    if wanted is not None and wanted in labels:
        return wanted
    if len(labels) == 1 and not gold.label_set.exclusive:
        return labels[0]
    if len(labels) != 2 or not gold.label_set.exclusive:
        return None
    n_first, n_second = gold.has.sum(axis=0)
    return labels[0] if n_first < n_second else labels[1]


def _divided(numerator: Floats, denominator: Floats) -> Floats:
    return np.where(denominator > 0, numerator / np.where(denominator > 0, denominator, 1), np.nan)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    return _divided(numerator.sum(axis=1), denominator.sum(axis=1))


def _f1(hits: Floats, predicted: Floats, gold: Floats) -> Floats:
    """Shape (resamples, labels); NaN where a label is neither gold nor predicted."""
    return _divided(2 * hits, predicted + gold)


def _mean_of_defined(values: Floats) -> Floats:
    return _divided(np.nansum(values, axis=1), (~np.isnan(values)).sum(axis=1).astype(np.float64))


def _macro_f1(hits: Floats, predicted: Floats, gold: Floats) -> Floats:
    return _mean_of_defined(_f1(hits, predicted, gold))


def _weighted_f1(hits: Floats, predicted: Floats, gold: Floats) -> Floats:
    return _divided((np.nan_to_num(_f1(hits, predicted, gold)) * gold).sum(axis=1), gold.sum(axis=1))


def _micro_f1(hits: Floats, predicted: Floats, gold: Floats) -> Floats:
    return _divided(2 * hits.sum(axis=1), (predicted + gold).sum(axis=1))


def _average_recall(hits: Floats, predicted: Floats, gold: Floats) -> Floats:
    recall = np.nan_to_num(_divided(hits, gold))
    return _mean_of_defined(np.where(predicted + gold > 0, recall, np.nan))


def _kappa(hits: Floats, predicted: Floats, gold: Floats, n: Floats) -> Floats:
    observed = _ratio(hits, n)
    by_chance = _divided((predicted * gold).sum(axis=1), np.square(n[:, 0]))
    return _divided(observed - by_chance, 1 - by_chance)


def _mean_f1_of(columns: list[int]) -> Callable[..., Floats]:
    def mean(hits: Floats, predicted: Floats, gold: Floats, n: Floats) -> Floats:
        # A class that neither occurs nor is predicted is 0, as in the scorer of SemEval-2016.
        f1 = np.nan_to_num(_f1(hits, predicted, gold)[:, columns]).mean(axis=1)
        return np.where(n[:, 0] > 0, f1, np.nan)

    return mean


def _ece(bin_confidence: Floats, bin_right: Floats, bin_n: Floats) -> Floats:
    return _divided(np.abs(bin_confidence - bin_right).sum(axis=1), bin_n.sum(axis=1))
