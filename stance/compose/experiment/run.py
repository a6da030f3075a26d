"""The whole run: train round by round, measure, keep a model, write everything down, track it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stance.compose.experiment.config import ExperimentConfig
from stance.compose.experiment.keeping import keep_model
from stance.compose.experiment.measuring import measure
from stance.compose.experiment.predicting import Prediction, predict_examples
from stance.compose.experiment.provenance import code_version, package_versions
from stance.compose.experiment.rounds import Round, Rounds, plan_rounds
from stance.compose.experiment.run_folder import (
    ExperimentRun,
    RunFolder,
    new_run_folder,
    write_predictions,
    write_record,
)
from stance.compose.experiment.training_data import TrainingData, load_training_data
from stance.evaluation.render.figures import report_figures
from stance.evaluation.render.report_html import render_report_html
from stance.models.trained import Model
from stance.records.example import Example
from stance.records.report import Report
from stance.training.families import trainer_of
from stance.training.inner_folds import inner_folds

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A run that is complete on disk."""

    folder: RunFolder
    run: ExperimentRun
    report: Report


def run_experiment(
    config: ExperimentConfig, *, out: Path, on_progress: Progress = lambda line: None
) -> Trained:
    """Train and measure as a configuration says, and return what is then on disk.

    Every seed trains once per round; what was held out is predicted, all predictions are measured together,
    and one model is trained on all but held-out parts and kept. The test part is not looked at.

    Args:
        config: all choices.
        out: folder of all runs; this one gets a folder of its own in it.
        on_progress: takes a line per training.

    Raises:
        ConfigError: the dataset, task or protocol does not fit.
        InvariantError: the dataset's files are not those that were built.
        EnvironmentFault: the run's folder cannot be written.
    """
    began, started = time.monotonic(), datetime.now(UTC)
    data = load_training_data(Path(config.dataset), config.task)
    rounds = plan_rounds(data.examples, config.protocol, group_by=data.config.split.group_by)
    folder = new_run_folder(out, config.name, config.complete(), now=started)
    predictions = train_rounds(config, data, rounds, on_progress=on_progress)
    write_predictions(folder, predictions)
    report = measure(config, data, rounds, predictions)
    final = fit(config, data, rounds.final, seed=config.seeds[0])
    keep_model(final, folder.model, config, data, report, n_examples=len(rounds.final), created=started)
    write_record(folder.report, report)
    folder.page.write_text(render_report_html(report), encoding="utf-8")
    report_figures(report, folder.figures)
    code = code_version()
    run = ExperimentRun(
        name=config.name,
        config=config.complete(),
        kind=data.kind,
        dataset=config.dataset,
        task=config.task,
        fingerprint=data.record.fingerprint,
        commit=code.commit,
        dirty=code.dirty,
        versions=package_versions(),
        started=started.isoformat(timespec="seconds"),
        seconds=time.monotonic() - began,
    )
    write_record(folder.run, run)
    return Trained(folder, run, report)


def train_rounds(
    config: ExperimentConfig, data: TrainingData, rounds: Rounds, *, on_progress: Progress
) -> list[Prediction]:
    """Return the predictions for everything held out, per seed and round in this order."""
    predictions: list[Prediction] = []
    for seed in config.seeds:
        for each in rounds.rounds:
            on_progress(_told(each, seed, len(rounds.rounds)))
            model = fit(config, data, each.train, seed=seed)
            predictions += predict_examples(model, each.held_out, fold=each.fold, seed=seed)
    return predictions


def fit(config: ExperimentConfig, data: TrainingData, examples: Sequence[Example], *, seed: int) -> Model:
    """Return a model of the configured family, fitted to examples."""
    groups = config.protocol.group_by or data.config.split.group_by
    folds = inner_folds(examples, group_by=groups, n_folds=config.inner_folds, seed=seed)
    return trainer_of(config.family).fit(
        examples, config.settings, label_set=data.label_set, inner_folds=folds, seed=seed
    )


def _told(each: Round, seed: int, n_rounds: int) -> str:
    place = f", fold {each.fold} of {n_rounds}" if each.fold is not None else ""
    return f"seed {seed}{place}: {len(each.train):,} examples to learn from, {len(each.held_out):,} held out"
