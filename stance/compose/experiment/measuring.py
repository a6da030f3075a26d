"""Predictions measured beside what can be had without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from stance.compose.experiment.predicting import Prediction
from stance.compose.experiment.training_data import TrainingData
from stance.evaluation.label_report import evaluate_labels
from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.shortcut_baselines import shortcut_predictions
from stance.evaluation.span_baselines import span_baselines
from stance.evaluation.span_report import evaluate_spans
from stance.records.example import Example, LabelExample, SpanExample
from stance.records.prediction import LabelPrediction, SpanPrediction
from stance.records.report import Report


@dataclass(frozen=True, slots=True)
class Pair:
    """What was learned from, and what was held out."""

    train: Sequence[Example]
    held_out: Sequence[Example]
    fold: int | None
    """None where there is one round only."""


def measure_pairs(
    data: TrainingData,
    pairs: Sequence[Pair],
    predictions: Sequence[Prediction],
    *,
    settings: EvaluationSettings,
    context: ReportContext,
) -> Report:
    """Return the report of predictions for held-out examples.

    Args:
        data: the task.
        pairs: shortcuts are learned from and measured on the same as the model.
        predictions: of every seed for everything held out.
        settings: what to measure.
        context: what the report names besides.

    Raises:
        ConfigError: a metric or group of the settings does not exist here.
    """
    held_out = [example for pair in pairs for example in pair.held_out]
    if data.kind == "spans":
        baselines = span_baselines(_spans(held_out), data.label_set)
        return evaluate_spans(
            _spans(held_out),
            [each for each in predictions if isinstance(each, SpanPrediction)],
            label_set=data.label_set,
            settings=settings,
            context=context,
            baselines=baselines,
        )
    return evaluate_labels(
        _labels(held_out),
        [each for each in predictions if isinstance(each, LabelPrediction)],
        label_set=data.label_set,
        settings=settings,
        context=context,
        baselines=_shortcuts(data, pairs, settings.seed),
    )


def quick_metrics(
    data: TrainingData,
    held_out: Sequence[Example],
    predictions: Sequence[Prediction],
    settings: EvaluationSettings,
) -> dict[str, float | None]:
    """Return the metrics alone, without intervals, shortcuts and slices; None where undefined."""
    bare = msgspec.structs.replace(settings, n_resamples=1, n_mistakes=0, slices=())
    context = report_context("", data, protocol="", stamps=[])
    report = (
        evaluate_spans(
            _spans(held_out),
            [each for each in predictions if isinstance(each, SpanPrediction)],
            label_set=data.label_set,
            settings=bare,
            context=context,
        )
        if data.kind == "spans"
        else evaluate_labels(
            _labels(held_out),
            [each for each in predictions if isinstance(each, LabelPrediction)],
            label_set=data.label_set,
            settings=bare,
            context=context,
        )
    )
    return {metric.name: metric.value for metric in report.metrics}


def report_context(name: str, data: TrainingData, *, protocol: str, stamps: Sequence[str]) -> ReportContext:
    """Return what a report on a task names besides its numbers."""
    renamed = data.config.tasks[data.task].labels
    return ReportContext(
        name=name,
        task=data.task,
        dataset=data.record.name,
        fingerprint=data.record.fingerprint,
        stamps=tuple(dict.fromkeys(stamps)),
        protocol=protocol,
        agreement=data.agreement,
        question=data.config.tasks[data.task].layer,
        label_names={shown: label for shown, label in renamed.items() if label is not None},
        probes=data.audit.probes if data.audit else None,
    )


def _shortcuts(data: TrainingData, pairs: Sequence[Pair], seed: int) -> dict[str, list[LabelPrediction]]:
    by_name: dict[str, list[LabelPrediction]] = {}
    for pair in pairs:
        found = shortcut_predictions(
            _labels(pair.train),
            _labels(pair.held_out),
            data.headlines,
            label_set=data.label_set,
            fold=pair.fold,
            seed=seed,
        )
        for name, made in found.items():
            by_name.setdefault(name, []).extend(made)
    return by_name


def _labels(examples: Sequence[Example]) -> list[LabelExample]:
    return [example for example in examples if isinstance(example, LabelExample)]


def _spans(examples: Sequence[Example]) -> list[SpanExample]:
    return [example for example in examples if isinstance(example, SpanExample)]
