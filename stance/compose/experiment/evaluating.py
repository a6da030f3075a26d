"""A saved model measured on a part of a dataset; the only way to open a locked test part."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from stance.compose.experiment.measuring import Pair, measure_pairs, report_context
from stance.compose.experiment.predicting import predict_examples
from stance.compose.experiment.provenance import code_version, package_versions
from stance.compose.experiment.run_folder import ExperimentRun, RunFolder, new_run_folder, write_run
from stance.compose.experiment.training_data import TrainingData, load_training_data
from stance.data.splitting.locked import TEST, Lock, check_lock, record_opening
from stance.errors import ConfigError
from stance.evaluation.settings import EvaluationSettings
from stance.models.store import LoadedModel, load_model
from stance.records.report import Report
from stance.tracking.tracker import resolve_model

OPENINGS = "openings.jsonl"
"""File of the dataset folder that tells each opening of the test part."""


def evaluate_model(
    model: str, dataset: Path, *, part: str, final: bool, reason: str, out: Path
) -> tuple[RunFolder, Report]:
    """Measure a saved model on a part, and return the folder of the results with the report.

    Args:
        model: its folder, or models:/name@alias.
        dataset: folder of a dataset that was built.
        part: "dev" or "test".
        final: whether the test part may be opened.
        reason: what for; stands in the log of openings.
        out: folder of all runs.

    Raises:
        ConfigError: the test part without `final`, a part the dataset does not have, or a model for another
            task or label set.
        InvariantError: the test part is not the one that was locked.
        BundleError: the model's folder is refused.
    """
    if part == TEST and not final:
        raise ConfigError(
            "stance evaluate --split test",
            expected="--final, as the test part is locked",
            found="no --final",
            action="Choose by dev; open the test part once, when everything is decided.",
        )
    began, started = time.monotonic(), datetime.now(UTC)
    loaded = load_model(_model_folder(model, out))
    data = load_training_data(dataset, loaded.record.task)
    _check_fits(loaded, data)
    pair = _pair(data, part)
    if part == TEST:
        _open_test(data, model, reason, started)
    evaluation = loaded.record.evaluation
    primary = evaluation.primary if evaluation else "macro_f1"
    settings = EvaluationSettings(
        primary=primary, seed=loaded.record.seed, group_by=data.config.split.group_by
    )
    predictions = predict_examples(loaded.model, pair.held_out, fold=None, seed=loaded.record.seed)
    context = report_context(
        loaded.record.name, data, protocol=_protocol(loaded, data, part), stamps=data.record.stamps
    )
    report = measure_pairs(data, [pair], predictions, settings=settings, context=context)
    name = f"{loaded.record.name}-{part}"
    config = {"model": loaded.record.sha256, "dataset": data.record.fingerprint, "part": part}
    folder = new_run_folder(out, name, config, now=started)
    code = code_version()
    run = ExperimentRun(
        name=name,
        config=config,
        kind=data.kind,
        dataset=str(dataset),
        task=data.task,
        fingerprint=data.record.fingerprint,
        commit=code.commit,
        dirty=code.dirty,
        versions=package_versions(),
        started=started.isoformat(timespec="seconds"),
        seconds=time.monotonic() - began,
    )
    write_run(folder, run, report, predictions)
    return folder, report


def _pair(data: TrainingData, part: str) -> Pair:
    """What shortcuts are learned from, and the part; never the test part unless it is the one."""
    held_out = [example for example in data.examples if example.part == part]
    if not held_out:
        raise ConfigError(
            f"part {part} of {data.folder.path}",
            expected="examples",
            found="none",
            action="Evaluate on a part the dataset has.",
        )
    return Pair([e for e in data.examples if e.part not in (part, TEST)], held_out, None)


def _model_folder(model: str, out: Path) -> Path:
    if not model.startswith("models:/"):
        return Path(model)
    return resolve_model(model, uri=None, folder=out, into=out / "downloaded")


def _check_fits(loaded: LoadedModel, data: TrainingData) -> None:
    if set(loaded.record.label_set.labels) != set(data.label_set.labels):
        raise ConfigError(
            f"model {loaded.record.name}",
            expected=f"the labels of the dataset: {', '.join(data.label_set.labels)}",
            found=", ".join(loaded.record.label_set.labels),
            action="Evaluate on a dataset with the labels the model was trained for.",
        )


def _open_test(data: TrainingData, model: str, reason: str, now: datetime) -> None:
    """Check the lock over all tasks and log the opening before anything is predicted."""
    tasks = {data.task: data.examples}
    for name in data.record.tasks:
        if name != data.task:
            tasks[name] = load_training_data(data.folder.path, name).examples
    lock = Lock(
        sha256=data.record.lock or "",
        n_examples=sum(task.n_by_part.get(TEST, 0) for task in data.record.tasks.values()),
    )
    check_lock(lock, ((name, example) for name, examples in tasks.items() for example in examples))
    record_opening(
        data.folder.path / OPENINGS,
        lock,
        reason=f"{reason or 'no reason given'}; model {model}",
        date=now.date().isoformat(),
    )


def _protocol(loaded: LoadedModel, data: TrainingData, part: str) -> str:
    same = loaded.record.fingerprint == data.record.fingerprint
    source = "train of the same dataset" if same else f"{loaded.record.dataset}, another dataset"
    return f"a saved model, trained on {loaded.record.n_examples:,} examples of {source}, measured on {part}"
