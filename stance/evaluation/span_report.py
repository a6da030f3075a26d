"""The report on a task of spans: all metrics, what has to be beaten, where it goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.evaluation.gains import gain_over
from stance.evaluation.grouping import Draws, Grouping, group_examples
from stance.evaluation.measuring import interval_of
from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.slices import Part
from stance.evaluation.span_baselines import SENTENCES
from stance.evaluation.span_calibration import span_calibration
from stance.evaluation.span_ceiling import find_layer, span_alphas, span_ceiling
from stance.evaluation.span_joining import SpanAnswers, SpanGold, join_spans
from stance.evaluation.span_metrics import Measured, SpanMetrics, measure, measure_part
from stance.evaluation.span_mistakes import span_mistakes
from stance.evaluation.span_slices import span_parts
from stance.evaluation.tiers import tier
from stance.records.agreement import LayerAgreement
from stance.records.example import SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import SpanPrediction
from stance.records.report import (
    Baseline,
    Gain,
    LabelRow,
    Metric,
    Report,
    Slice,
)


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """What every part of the report is made from."""

    gold: SpanGold
    label_set: LabelSet
    settings: EvaluationSettings
    grouping: Grouping
    draws: Draws
    metrics: SpanMetrics
    answers: SpanAnswers
    measured: Measured

    def primary_of(self, measured: Measured) -> Metric:
        """The primary metric of a system."""
        return measured.metrics[self.metrics.names.index(self.settings.primary)]


def evaluate_spans(
    examples: Sequence[SpanExample],
    predictions: Sequence[SpanPrediction],
    *,
    label_set: LabelSet,
    settings: EvaluationSettings,
    context: ReportContext,
    baselines: Mapping[str, Sequence[SpanPrediction]] | None = None,
) -> Report:
    """Return the report of what one model predicts for held-out examples.

    The order of examples and predictions does not matter. Metrics are micro averages: counts are summed over
    documents before anything is divided. Names as in `SpanMetrics.of` and `document_counts`, such as
    "content exact f1", "token f1", "relation relaxed f1".

    Args:
        examples: held out.
        predictions: of every seed exactly one per example.
        label_set: of the task.
        settings: what to measure.
        context: what the report names besides.
        baselines: name to predictions for the same examples, as of `span_baselines`.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit text or label set.
        ConfigError: the primary metric, or a group, is none of this task.
    """
    gold = SpanGold.of(examples, label_set)
    answers = join_spans(gold, predictions, label_set, system=context.name)
    metrics = SpanMetrics.of(answers.measures, gold.labels)
    metrics.place(settings.primary)
    parts = span_parts(gold.examples, settings.slices)
    grouping = group_examples(gold.examples, settings.group_by)
    draws = Draws.of(grouping, seed=settings.seed, n_resamples=settings.n_resamples)
    measured = measure(metrics, answers, grouping, draws)
    made = _Evaluation(gold, label_set, settings, grouping, draws, metrics, answers, measured)
    layer = find_layer(context)
    others = {name: _measure_baseline(made, name, given) for name, given in (baselines or {}).items()}
    return Report(
        name=context.name,
        kind="spans",
        task=context.task,
        dataset=context.dataset,
        fingerprint=context.fingerprint,
        stamps=list(context.stamps),
        protocol=context.protocol,
        n_examples=len(gold.examples),
        n_groups=grouping.n,
        seeds=list(answers.seeds),
        primary=settings.primary,
        metrics=measured.metrics,
        labels=_label_rows(made, layer),
        baselines=[
            Baseline(name=name, kind="constant" if name == SENTENCES else "rules", metrics=other.metrics)
            for name, other in others.items()
        ],
        gain=_gain(made, others),
        ceiling=span_ceiling(layer, gold),
        slices=[_slice(made, part) for part in parts],
        calibration=span_calibration(gold, answers),
        mistakes=span_mistakes(gold, answers, limit=settings.n_mistakes),
        notes=list(_notes(made, layer)),
    )


def _measure_baseline(made: _Evaluation, name: str, predictions: Sequence[SpanPrediction]) -> Measured:
    answers = join_spans(made.gold, predictions, made.label_set, system=name)
    return measure(made.metrics, answers, made.grouping, made.draws)


def _gain(made: _Evaluation, others: Mapping[str, Measured]) -> Gain | None:
    """The gain over the best of the others, None where neither is defined."""
    values = {name: made.primary_of(other).value for name, other in others.items()}
    known = {name: value for name, value in values.items() if value is not None}
    own = made.primary_of(made.measured).value
    if not known or own is None:
        return None
    best = max(known, key=lambda name: known[name])
    primary = made.settings.primary
    drawn = [made.metrics.column(each.drawn, primary) for each in (made.measured, others[best])]
    return gain_over(best, own - known[best], interval_of(drawn[0] - drawn[1]))


def _label_rows(made: _Evaluation, layer: LayerAgreement | None) -> list[LabelRow]:
    alphas = span_alphas(layer)
    by_name = {metric.name: metric for metric in made.measured.metrics}
    rows = []
    for label in made.gold.labels:
        measure_row = made.answers.measures.index(f"{label} exact")
        sums = made.answers.counts[:, :, measure_row].sum(axis=1).mean(axis=0)
        f1 = by_name[f"{label} exact f1"]
        rows.append(
            LabelRow(
                label=label,
                n_gold=int(sums[3]),
                n_predicted=float(sums[1]),
                precision=by_name[f"{label} exact precision"].value,
                recall=by_name[f"{label} exact recall"].value,
                f1=f1,
                alpha=alphas.get(label),
                tier=tier(f1.value, alphas.get(label), n_gold=int(sums[3])),
            )
        )
    return rows


def _slice(made: _Evaluation, part: Part) -> Slice:
    metric = measure_part(
        made.metrics,
        made.answers,
        made.grouping,
        made.draws,
        rows=part.rows,
        name=made.settings.primary,
    )
    return Slice(group=part.group, value=part.value, n=len(part.rows), metric=metric)


def _notes(made: _Evaluation, layer: LayerAgreement | None) -> Iterator[str]:
    yield from made.grouping.notes
    yield (
        'Spans count as "exact" piece by piece, each distinct piece once, without spaces and , . ; : at the '
        'edges; "whole" asks for all pieces of a span at once, "raw exact" for untrimmed bounds.'
    )
    if "content" in made.gold.labels and layer is not None and layer.relations is not None:
        yield "Annotators were compared on whole spans: set their figures beside whole, not beside exact."
    by_name = {metric.name: metric.value for metric in made.measured.metrics}
    left_out = [label for label in made.gold.labels if by_name[f"{label} exact f1"] is None]
    if left_out:
        yield f"Neither gold nor predicted, so left out of macro means: {', '.join(left_out)}."
