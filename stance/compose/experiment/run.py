"""The whole run: train round by round, measure, keep a model, write everything down, track it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stance.compose.experiment.config import ExperimentConfig
from stance.compose.experiment.keeping import keep_model
from stance.compose.experiment.measuring import Pair, measure_pairs, quick_metrics, report_context
from stance.compose.experiment.predicting import Prediction, predict_examples
from stance.compose.experiment.provenance import Code, code_version, package_versions
from stance.compose.experiment.rounds import Round, Rounds, plan_rounds
from stance.compose.experiment.run_folder import ExperimentRun, RunFolder, new_run_folder, write_run
from stance.compose.experiment.training_data import TrainingData, load_training_data
from stance.data.splitting.locked import TEST
from stance.errors import TrackingError
from stance.models.trained import Model
from stance.records.report import Report
from stance.tracking.records import Registration, RoundMetrics, RunResult, RunStart, TrackedDataset
from stance.tracking.tracker import NullTracker, TrackedRun, Tracker
from stance.training.fitting import FitPlan, fit

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """A run that is complete on disk."""

    folder: RunFolder
    run: ExperimentRun
    report: Report
    untracked: TrackingError | None = None
    """Why it could not be tracked; None where it was, or was not to be."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """All that is known before training."""

    config: ExperimentConfig
    data: TrainingData
    rounds: Rounds
    folder: RunFolder
    code: Code
    started: datetime


def run_experiment(
    config: ExperimentConfig,
    *,
    out: Path,
    tracker: Tracker | None = None,
    register: str | None = None,
    on_progress: Progress = lambda line: None,
) -> Trained:
    """Train and measure as a configuration says, and return what is then on disk.

    Every seed trains once per round; what was held out is predicted, all predictions are measured together,
    and one model is trained on all but held-out parts and kept. The test part is not looked at. Everything is
    on disk before it is tracked; when tracking fails, nothing but the tracking is lost.

    Args:
        config: all choices.
        out: folder of all runs; this one gets a folder of its own in it.
        tracker: where to track; None does not.
        register: name to register the model under, as its champion; None does not.
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
    prepared = _Prepared(config, data, rounds, folder, code_version(), started)
    done: Trained | None = None
    try:
        with (tracker or NullTracker()).run(_start(prepared)) as tracked:
            done = _train(prepared, tracked, on_progress, began)
            tracked.log_result(_result(done, register))
    except TrackingError as error:
        if done is None:
            raise
        return Trained(done.folder, done.run, done.report, untracked=error)
    return done


def fit_plan(config: ExperimentConfig, data: TrainingData) -> FitPlan:
    """Return how the models of an experiment are fitted."""
    groups = config.protocol.group_by or data.config.split.group_by
    return FitPlan(
        family=config.family, label_set=data.label_set, group_by=tuple(groups), n_folds=config.inner_folds
    )


def _train(prepared: _Prepared, tracked: TrackedRun, on_progress: Progress, began: float) -> Trained:
    config, data, rounds = prepared.config, prepared.data, prepared.rounds
    plan = fit_plan(config, data)
    predictions: list[Prediction] = []
    final: Model | None = None
    for seed in config.seeds:
        for each in rounds.rounds:
            on_progress(_told(each, seed, len(rounds.rounds)))
            model = fit(each.train, config.settings, plan, seed=seed)
            if each.train is rounds.final and seed == config.seeds[0]:
                # With one round, the model that is kept has just been trained.
                final = model
            found = predict_examples(model, each.held_out, fold=each.fold, seed=seed)
            predictions += found
            metrics = quick_metrics(data, each.held_out, found, config.evaluation)
            tracked.log_round(RoundMetrics(seed=seed, fold=each.fold, metrics=metrics))
    stamps = [*data.record.stamps, *rounds.stamps]
    context = report_context(config.name, data, protocol=rounds.told, stamps=stamps)
    pairs = [Pair(each.train, each.held_out, each.fold) for each in rounds.rounds]
    report = measure_pairs(data, pairs, predictions, settings=config.evaluation, context=context)
    if final is None:
        on_progress(f"the model that is kept: {len(rounds.final):,} examples to learn from")
        final = fit(rounds.final, config.settings, plan, seed=config.seeds[0])
    keep_model(
        final,
        prepared.folder.model,
        config,
        data,
        report,
        n_examples=len(rounds.final),
        created=prepared.started,
    )
    run = ExperimentRun(
        name=config.name,
        config=config.complete(),
        kind=data.kind,
        dataset=config.dataset,
        task=config.task,
        fingerprint=data.record.fingerprint,
        commit=prepared.code.commit,
        dirty=prepared.code.dirty,
        versions=package_versions(),
        started=prepared.started.isoformat(timespec="seconds"),
        seconds=time.monotonic() - began,
    )
    write_run(prepared.folder, run, report, predictions)
    return Trained(prepared.folder, run, report)


def _start(prepared: _Prepared) -> RunStart:
    config, record = prepared.config, prepared.data.record
    files = [path for part, path in record.tasks[config.task].files.items() if part != TEST]
    return RunStart(
        name=config.name,
        config=config.complete(),
        dataset=TrackedDataset(
            name=record.name,
            folder=str(prepared.data.folder.path.resolve()),
            fingerprint=record.fingerprint,
            task=config.task,
            files={name: record.files[name] for name in files},
        ),
        started=prepared.started.isoformat(),
        commit=prepared.code.commit,
        dirty=prepared.code.dirty,
        versions=package_versions(),
        path=str(prepared.folder.path.resolve()),
    )


def _result(done: Trained, register: str | None) -> RunResult:
    folder = done.folder
    kept = [folder.report, folder.page, folder.predictions, folder.run, folder.figures]
    return RunResult(
        path=str(folder.path.resolve()),
        report=str(folder.report.resolve()),
        artifacts=[str(path.resolve()) for path in kept],
        model=str(folder.model.resolve()),
        register=Registration(name=register) if register else None,
    )


def _told(each: Round, seed: int, n_rounds: int) -> str:
    place = f", fold {each.fold} of {n_rounds}" if each.fold is not None else ""
    return f"seed {seed}{place}: {len(each.train):,} examples to learn from, {len(each.held_out):,} held out"
