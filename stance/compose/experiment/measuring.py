"""A run's predictions measured beside what can be had without a model."""

from __future__ import annotations

from collections.abc import Sequence

from stance.compose.experiment.config import ExperimentConfig
from stance.compose.experiment.predicting import Prediction
from stance.compose.experiment.rounds import Rounds
from stance.compose.experiment.training_data import TrainingData
from stance.evaluation.label_report import evaluate_labels
from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.shortcut_baselines import shortcut_predictions
from stance.evaluation.span_baselines import span_baselines
from stance.evaluation.span_report import evaluate_spans
from stance.records.example import Example, LabelExample, SpanExample
from stance.records.prediction import LabelPrediction, SpanPrediction
from stance.records.report import Report


def measure(
    config: ExperimentConfig, data: TrainingData, rounds: Rounds, predictions: Sequence[Prediction]
) -> Report:
    """Return the report of a run.

    Args:
        config: of the experiment.
        data: the task it was trained on.
        rounds: whose held-out examples were predicted.
        predictions: of all seeds and rounds.
    """
    context = report_context(
        config.name, data, protocol=rounds.told, stamps=[*data.record.stamps, *rounds.stamps]
    )
    pairs = [(each.train, each.held_out, each.fold) for each in rounds.rounds]
    return measure_pairs(data, pairs, predictions, settings=config.evaluation, context=context)


def measure_pairs(
    data: TrainingData,
    pairs: Sequence[tuple[Sequence[Example], Sequence[Example], int | None]],
    predictions: Sequence[Prediction],
    *,
    settings: EvaluationSettings,
    context: ReportContext,
) -> Report:
    """Return the report of predictions for held-out examples.

    Args:
        data: the task.
        pairs: per round what was learned from, what was held out, and the fold; shortcuts are learned from
            and measured on the same.
        predictions: for everything held out.
        settings: what to measure.
        context: what the report names besides.
    """
    held_out = [example for _, held, _ in pairs for example in held]
    if data.kind == "spans":
        spanned = [example for example in held_out if isinstance(example, SpanExample)]
        return evaluate_spans(
            spanned,
            [each for each in predictions if isinstance(each, SpanPrediction)],
            label_set=data.label_set,
            settings=settings,
            context=context,
            baselines=span_baselines(spanned, data.label_set),
        )
    baselines: dict[str, list[LabelPrediction]] = {}
    for train, held, fold in pairs:
        found = shortcut_predictions(
            [example for example in train if isinstance(example, LabelExample)],
            [example for example in held if isinstance(example, LabelExample)],
            data.headlines,
            label_set=data.label_set,
            fold=fold,
            seed=settings.seed,
        )
        for name, made in found.items():
            baselines.setdefault(name, []).extend(made)
    return evaluate_labels(
        [example for example in held_out if isinstance(example, LabelExample)],
        [each for each in predictions if isinstance(each, LabelPrediction)],
        label_set=data.label_set,
        settings=settings,
        context=context,
        baselines=baselines,
    )


def report_context(name: str, data: TrainingData, *, protocol: str, stamps: Sequence[str]) -> ReportContext:
    """Return what a report on a task names besides its numbers."""
    return ReportContext(
        name=name,
        task=data.task,
        dataset=data.record.name,
        fingerprint=data.record.fingerprint,
        stamps=tuple(dict.fromkeys(stamps)),
        protocol=protocol,
        agreement=data.agreement,
        probes=data.audit.probes if data.audit else None,
    )
