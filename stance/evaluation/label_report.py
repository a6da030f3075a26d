"""The report of a label task: metrics, shortcuts beside them, slices, calibration, mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from stance.errors import ConfigError
from stance.evaluation.gains import gain_over
from stance.evaluation.grouping import Draws, group_examples
from stance.evaluation.joining import Answers, Gold, join
from stance.evaluation.label_columns import binned, confidences
from stance.evaluation.label_metrics import LOWER_IS_BETTER, f1_of, metrics_of, positive_label
from stance.evaluation.measuring import Estimate, Measurement, defined, interval_of
from stance.evaluation.mistakes import worst_mistakes
from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.shortcut_baselines import baseline_kind
from stance.evaluation.slices import label_parts, same_folds
from stance.evaluation.tiers import ceiling, find_question, label_alphas, tier
from stance.metrics.calibration import brier_scores, expected_calibration_error, reliability_bins
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction
from stance.records.report import (
    Baseline,
    Calibration,
    CalibrationBin,
    Gain,
    LabelRow,
    Report,
    RiskPoint,
    Slice,
)

_DECISIONS = ("macro_f1", "weighted_f1", "micro_f1", "accuracy", "subset_accuracy", "f_avg", "f1_pn")
_COVERAGES = tuple(n / 20 for n in range(20, 1, -1))


def evaluate_labels(
    examples: Sequence[LabelExample],
    predictions: Sequence[LabelPrediction],
    *,
    label_set: LabelSet,
    settings: EvaluationSettings,
    context: ReportContext,
    baselines: Mapping[str, Sequence[LabelPrediction]] | None = None,
) -> Report:
    """Return how well predictions fit gold labels, with intervals, beside what is had without a model.

    Args:
        examples: held out, in any order.
        predictions: for each seed exactly one per example, in any order.
        label_set: labels of the task.
        settings: what to measure.
        context: what the report names.
        baselines: name to predictions for the same examples, as of `shortcut_predictions`; any other name is
            one of rules.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit the label set.
        ConfigError: a metric or group of the settings does not exist here.
    """
    gold = Gold.of(examples, label_set)
    measurement = measurement_of(gold, settings)
    answers = join(gold, predictions, system=context.name)
    estimates = measurement.estimates(answers, measurement.metrics)
    beside = _measure_baselines(measurement, baselines or {}, settings.primary)
    parts = label_parts(gold, settings.slices, folds=same_folds(answers))
    question = find_question(context.agreement, context.question or context.task)
    alphas = label_alphas(question, context.label_names)
    return Report(
        name=context.name,
        kind="labels",
        task=context.task,
        dataset=context.dataset,
        fingerprint=context.fingerprint,
        stamps=list(context.stamps),
        protocol=context.protocol,
        n_examples=gold.n,
        n_groups=measurement.grouping.n,
        seeds=list(answers.seeds),
        primary=settings.primary,
        metrics=[estimate.metric(name) for name, estimate in estimates.items()],
        labels=list(_label_rows(measurement, answers, alphas)),
        baselines=[each.baseline for each in beside],
        gain=_gain(settings.primary, estimates[settings.primary], beside),
        ceiling=ceiling(question),
        slices=[
            Slice(
                group=part.group, value=part.value, n=len(part.rows), metric=estimate.metric(settings.primary)
            )
            for part in parts
            for estimate in [measurement.estimates(answers, [settings.primary], part.rows)[settings.primary]]
        ],
        calibration=_calibration(gold, answers),
        risk=list(_risk(measurement, answers, settings.primary)),
        mistakes=worst_mistakes(gold, answers, n=settings.n_mistakes),
        notes=_notes(measurement, answers, settings),
    )


def measurement_of(gold: Gold, settings: EvaluationSettings) -> Measurement:
    """Return how all systems are measured on the examples.

    Raises:
        ConfigError: a metric, label or group of the settings does not exist here.
    """
    if settings.positive is not None and settings.positive not in gold.label_set.labels:
        raise _unknown("evaluation.positive", settings.positive, gold.label_set.labels)
    metrics = metrics_of(
        gold.label_set,
        has_votes=bool(gold.votes.any()),
        positive=positive_label(gold, settings.positive),
    )
    if settings.primary not in metrics:
        raise _unknown("evaluation.primary", settings.primary, list(metrics))
    grouping = group_examples(gold.examples, settings.group_by)
    draws = Draws.of(grouping, seed=settings.seed, n_resamples=settings.n_resamples)
    return Measurement(gold, grouping, draws, metrics)


def _unknown(where: str, name: str, known: Sequence[str]) -> ConfigError:
    near = get_close_matches(name, known, n=1)
    return ConfigError(
        where,
        expected=f"one of: {', '.join(known)}",
        found=name,
        action=f"Did you mean {near[0]}?" if near else "Name one of these.",
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """A baseline and its estimate of the primary metric."""

    baseline: Baseline
    primary: Estimate


def _measure_baselines(
    measurement: Measurement, baselines: Mapping[str, Sequence[LabelPrediction]], primary: str
) -> list[_Beside]:
    names = [name for name in measurement.metrics if name in _DECISIONS or name == primary]
    measured = []
    for name, predictions in baselines.items():
        estimates = measurement.estimates(join(measurement.gold, predictions, system=name), names)
        kind = baseline_kind(name, measurement.gold.examples)
        metrics = [estimate.metric(metric) for metric, estimate in estimates.items()]
        measured.append(_Beside(Baseline(name=name, kind=kind, metrics=metrics), estimates[primary]))
    return measured


def _gain(primary: str, model: Estimate, beside: Sequence[_Beside]) -> Gain | None:
    sign = -1 if primary in LOWER_IS_BETTER else 1
    shortcuts = [
        each for each in beside if each.baseline.kind != "rules" and not np.isnan(each.primary.value)
    ]
    if not shortcuts or np.isnan(model.value):
        return None
    best = max(shortcuts, key=lambda each: sign * each.primary.value)
    value = sign * (model.value - best.primary.value)
    bounds = interval_of(sign * (model.resampled - best.primary.resampled))
    return gain_over(best.baseline.name, value, bounds)


def _label_rows(
    measurement: Measurement, answers: Answers, alphas: Mapping[str, float]
) -> Iterator[LabelRow]:
    gold, labels = measurement.gold, measurement.gold.label_set.labels
    f1s = measurement.estimates_of(answers, {label: f1_of(n) for n, label in enumerate(labels)})
    hits = (gold.has & answers.predicted).sum(axis=1).astype(float)
    n_predicted, n_gold = answers.predicted.sum(axis=1), gold.has.sum(axis=0)
    for column, label in enumerate(labels):
        f1 = f1s[label].metric("f1")
        n_label = int(n_gold[column])
        yield LabelRow(
            label=label,
            n_gold=n_label,
            n_predicted=float(n_predicted[:, column].mean()),
            precision=_mean_share(hits[:, column], n_predicted[:, column], n_label),
            recall=_mean_share(
                hits[:, column], np.full(len(hits), n_label), int(n_predicted[:, column].max())
            ),
            f1=f1,
            alpha=alphas.get(label),
            tier=tier(f1.value, alphas.get(label), n_gold=n_label),
        )


def _mean_share(hits: np.ndarray, n: np.ndarray, n_other_side: int) -> float | None:
    """Return the mean over seeds; 0 where only the other side has anything, None where neither has."""
    if not n.any() and not n_other_side:
        return None
    return float((hits / np.maximum(n, 1)).mean())


def _calibration(gold: Gold, answers: Answers) -> Calibration:
    exclusive = gold.label_set.exclusive
    by_seed = [binned(gold, answers, seed) for seed in range(len(answers.seeds))]
    confidence = np.concatenate([of_seed.ravel() for of_seed, _ in by_seed])
    right = np.concatenate([of_seed.ravel() for _, of_seed in by_seed])
    return Calibration(
        ece=float(np.mean([expected_calibration_error(c.ravel(), r.ravel()) for c, r in by_seed])),
        brier=float(
            np.mean(
                [brier_scores(each, gold.has, exclusive=exclusive).mean() for each in answers.probabilities]
            )
        ),
        bins=[
            CalibrationBin(
                low=each.low,
                high=each.high,
                n=each.n,
                confidence=each.confidence,
                accuracy=each.accuracy,
            )
            for each in reliability_bins(confidence, right)
        ],
    )


def _risk(measurement: Measurement, answers: Answers, primary: str) -> Iterator[RiskPoint]:
    """Yield what is had at several coverages, from all examples on; equal confidences stay together."""
    confidence = confidences(measurement.gold, answers)
    ranked = -np.sort(-confidence, axis=1)
    without_draws = Measurement(
        measurement.gold,
        measurement.grouping,
        Draws(measurement.draws.counts[:0]),
        measurement.metrics,
    )
    last = None
    for wanted in _COVERAGES:
        thresholds = ranked[:, int(np.ceil(wanted * measurement.gold.n)) - 1]
        kept = confidence >= thresholds[:, None]
        coverage = float(kept.mean())
        if coverage == last:
            continue
        last = coverage
        values = [
            without_draws.estimates(answers.of_seed(seed), [primary], np.flatnonzero(kept[seed]))[
                primary
            ].value
            for seed in range(len(answers.seeds))
        ]
        yield RiskPoint(
            coverage=coverage, threshold=float(thresholds.mean()), primary=defined(float(np.mean(values)))
        )


def _notes(measurement: Measurement, answers: Answers, settings: EvaluationSettings) -> list[str]:
    gold = measurement.gold
    absent = [
        label
        for column, label in enumerate(gold.label_set.labels)
        if not gold.has[:, column].any() and not answers.predicted[:, :, column].any()
    ]
    notes = list(measurement.grouping.notes)
    if absent:
        notes.append(
            f"{len(absent)} of {len(gold.label_set.labels)} labels have neither gold nor prediction and are "
            f"left out of macro means: {', '.join(absent)}"
        )
    if measurement.grouping.n < 2:
        notes.append("all examples are in one group: there are no intervals")
    if "average_precision" in measurement.metrics:
        notes.append(f"average precision looks for {positive_label(gold, settings.positive)}")
    return notes
