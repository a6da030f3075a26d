"""Settings searched, and learning curves drawn, inside what a model may learn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from stance.compose.experiment.config import ExperimentConfig
from stance.compose.experiment.measuring import quick_metrics
from stance.compose.experiment.predicting import predict_examples
from stance.compose.experiment.rounds import plan_rounds
from stance.compose.experiment.run import fit_plan
from stance.compose.experiment.training_data import TrainingData, load_training_data
from stance.errors import ConfigError
from stance.records.report import Metric
from stance.training.curve import CurvePlan, Holdout, LearningCurve, learning_curve
from stance.training.fitting import Fitted, Measure
from stance.training.tune import TuningPlan, TuningResult, tune


def tune_experiment(
    config: ExperimentConfig, *, n_trials: int, on_progress: Callable[[str], None] = lambda line: None
) -> TuningResult:
    """Return what a search through the space of a configuration found.

    Args:
        config: of the experiment, with a search space under `tuning`.
        n_trials: settings to try beside those given.
        on_progress: takes a line per trial.

    Raises:
        ConfigError: there is no search space, or it is none of the family.
    """
    if not config.tuning:
        raise ConfigError(
            f"experiment {config.name}: tuning",
            expected="a search space, such as tuning: {C: {low: 0.1, high: 100, log: true}}",
            found="none",
            action="Add it to the configuration.",
        )
    data = load_training_data(Path(config.dataset), config.task)
    rounds = plan_rounds(data.examples, config.protocol, group_by=data.config.split.group_by)
    # With folds, the first round's training part: what is chosen there has not seen that round's held-out
    # fold. Choosing on all folds would be choosing on what is reported.
    examples = rounds.rounds[0].train
    plan = TuningPlan(
        fitting=fit_plan(config, data),
        base={name: value for name, value in config.model.items() if name != "family"},
        space=config.tuning,
        n_trials=n_trials,
        seed=config.seeds[0],
    )
    return tune(
        examples,
        plan,
        measure=_measure(config, data),
        on_trial=lambda trial: on_progress(f"trial {trial.number}: {trial.changes} {trial.value}"),
    )


def curve_of_experiment(
    config: ExperimentConfig, *, on_progress: Callable[[str], None] = lambda line: None
) -> LearningCurve:
    """Return how the primary metric grows with what is learned from; errors as `run_experiment`.

    Of folds the first is held out: the slope shows with one, at a fifth of the trainings.
    """
    data = load_training_data(Path(config.dataset), config.task)
    rounds = plan_rounds(data.examples, config.protocol, group_by=data.config.split.group_by)
    plan = CurvePlan(fitting=fit_plan(config, data), settings=config.settings, seeds=config.seeds)
    first = rounds.rounds[0]
    on_progress(f"{len(plan.sizes)} sizes, {len(config.seeds)} seeds, {len(first.train):,} examples")
    holdout = Holdout(first.train, first.held_out, first.fold)
    return learning_curve([holdout], plan, measure=_measure(config, data))


def describe_tuning(result: TuningResult) -> str:
    """Return the best settings as they are written in a configuration, and what they gain."""
    value = "undefined" if result.best.value is None else f"{result.best.value:.4f}"
    lines = [
        f"{result.n_trainings} trainings in {result.seconds:,.0f} s; {result.metric} on {result.n_folds} "
        f"inner folds: {value}" + ("" if result.gain is None else f", {result.gain:+.4f} over those given"),
        "model:",
        *(f"  {name}: {setting}" for name, setting in result.best.changes.items()),
        *result.notes,
    ]
    return "\n".join(lines)


def describe_curve(curve: LearningCurve) -> str:
    """Return the points of a learning curve and what they say of more annotation."""
    lines = [f"{curve.metric} by examples learned from ({curve.n_trainings} trainings)"]
    for point in curve.points:
        told = point.refused or "undefined"
        if point.metric is not None and point.metric.value is not None:
            told = f"{point.metric.value:.4f}"
            if point.metric.low is not None and point.metric.high is not None:
                told += f" [{point.metric.low:.4f}, {point.metric.high:.4f}]"
        lines.append(f"  {point.n_examples:>10,.0f}  {told}")
    return "\n".join([*lines, curve.answer])


def _measure(config: ExperimentConfig, data: TrainingData) -> Measure:
    primary = config.evaluation.primary

    def measure(fitted: Sequence[Fitted]) -> Metric:
        held_out = {e.example_id: e for each in fitted for e in each.held_out}
        predictions = [
            prediction
            for each in fitted
            for prediction in predict_examples(each.model, each.held_out, fold=each.fold, seed=each.seed)
        ]
        found = quick_metrics(data, list(held_out.values()), predictions, config.evaluation)
        return Metric(name=primary, value=found[primary])

    return measure
