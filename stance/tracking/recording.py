"""One run written into an MLflow store: parameters, dataset, nested runs, report, model."""

from __future__ import annotations

import contextlib
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from stance.errors import TrackingError
from stance.records.report import Report
from stance.tracking.datasets import dataset_inputs
from stance.tracking.logged_model import LoggedModelFolder, log_model
from stance.tracking.names import MAX_TAG, cut, named, params_of, split_undefined
from stance.tracking.records import EndStatus, Registration, RoundMetrics, RunResult, RunStart, Tracked
from stance.tracking.registry import register

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param, RunTag

_MAX_PER_BATCH: Final = 100
# Otherwise MLflow's pages take the experiment for one with language models.
_KIND: Final = {"mlflow.experimentKind": "custom_model_development"}


class Recording:
    """A run being written; what it calls raises what MLflow raises.

    Args:
        experiment: name; the experiment is made when there is none.
        database: file of a local store, None for a server.
    """

    def __init__(self, experiment: str, *, database: Path | None) -> None:
        from mlflow import MlflowClient

        self._client: MlflowClient = MlflowClient()
        self._experiment = experiment
        self._database = database
        self._inode = database.stat().st_ino if database is not None else None
        self._open: list[str] = []
        """Runs that are not ended, the main one first."""
        self._model: LoggedModelFolder | None = None
        self._register: Registration | None = None

    def start(self, start: RunStart) -> None:
        """Open the run with what is known before training."""
        experiment_id = experiment_of(self._client, self._experiment)
        began = round(datetime.fromisoformat(start.started).timestamp() * 1000)
        run = self._client.create_run(experiment_id, began, _tags_of_start(start), start.name)
        run_id: str = run.info.run_id
        self._open.append(run_id)
        self._log(run_id, params=params_of(start.config))
        self._client.log_inputs(run_id, dataset_inputs(start.dataset))
        self._client.log_dict(run_id, start.config, "config.json")
        self._client.log_dict(run_id, start.versions, "environment.json")

    def add_round(self, metrics: RoundMetrics) -> None:
        """Add a nested run."""
        fold = "" if metrics.fold is None else f", fold {metrics.fold}"
        main = self._client.get_run(self._open[0])
        tags = {"mlflow.parentRunId": main.info.run_id, "stance.seed": str(metrics.seed)}
        name = f"seed {metrics.seed}{fold}"
        run = self._client.create_run(main.info.experiment_id, tags=tags, run_name=name)
        self._open.append(run.info.run_id)
        self._log(run.info.run_id, metrics=metrics.metrics)
        for step, values in enumerate(metrics.epochs):
            self._log(run.info.run_id, metrics=values, step=step)
        self._client.set_terminated(run.info.run_id, "FINISHED")
        self._open.pop()

    def add_result(self, result: RunResult) -> None:
        """Add the report, the files and the model."""
        run_id = self._open[0]
        report = msgspec.json.decode(Path(result.report).read_bytes(), type=Report)
        self._log(run_id, metrics=metrics_of(report), tags=_tags_of_report(report, result.path))
        for artifact in result.artifacts:
            if Path(artifact).is_dir():
                self._client.log_artifacts(run_id, artifact, Path(artifact).name)
            else:
                self._client.log_artifact(run_id, artifact)
        if result.model is not None:
            run = self._client.get_run(run_id)
            self._model = log_model(self._client, run, Path(result.model))
        self._register = result.register

    def end(self, status: EndStatus) -> Tracked:
        """End the run; a model is registered only with a run that was finished, and otherwise taken back.

        Raises:
            TrackingError: the store was deleted meanwhile.
        """
        if self._database is not None and not self._same_database():
            raise TrackingError(
                str(self._database),
                expected="the store the run was begun in",
                found="a file that was deleted or replaced during the run",
                action="Leave the store alone while trainings run.",
            )
        version = None
        if status != "finished":
            self._withdraw()
        elif self._model is not None and self._register is not None:
            version = register(self._client, self._model.model_id, self._register)
        run_id = self._open[0]
        self._client.set_terminated(run_id, status.upper())
        self._open.clear()
        self._model = None
        return Tracked(run_id=run_id, version=version)

    def abandon(self) -> None:
        """Mark what is open as failed, as far as the store still lets it."""
        from mlflow.exceptions import MlflowException

        with contextlib.suppress(MlflowException, OSError):
            self._withdraw()
        for run_id in reversed(self._open):
            with contextlib.suppress(MlflowException, OSError):
                self._client.set_terminated(run_id, "FAILED")
        self._open.clear()

    def _withdraw(self) -> None:
        if self._model is not None:
            model, self._model = self._model, None
            model.delete(self._client)

    def _same_database(self) -> bool:
        if self._database is None or not self._database.exists():
            return False
        return self._database.stat().st_ino == self._inode

    def _log(
        self,
        run_id: str,
        *,
        params: dict[str, str] | None = None,
        metrics: dict[str, float | None] | None = None,
        tags: dict[str, str] | None = None,
        step: int = 0,
    ) -> None:
        from mlflow.entities import Metric, Param, RunTag

        now = round(time.time() * 1000)
        numbers, undefined = split_undefined(metrics or {})
        told = dict(tags or {})
        if undefined:
            told["stance.undefined"] = cut(", ".join(undefined), MAX_TAG)
        entries: list[Metric | Param | RunTag] = [
            *(Metric(name, value, now, step) for name, value in numbers.items()),
            *(Param(name, value) for name, value in (params or {}).items()),
            *(RunTag(name, value) for name, value in told.items()),
        ]
        for first in range(0, len(entries), _MAX_PER_BATCH):
            batch = entries[first : first + _MAX_PER_BATCH]
            self._client.log_batch(
                run_id,
                metrics=[entry for entry in batch if isinstance(entry, Metric)],
                params=[entry for entry in batch if isinstance(entry, Param)],
                tags=[entry for entry in batch if isinstance(entry, RunTag)],
            )


def experiment_of(client: MlflowClient, name: str) -> str:
    """Return the id of an experiment, which is made when there is none."""
    from mlflow.exceptions import MlflowException

    found = client.get_experiment_by_name(name)
    if found is None:
        try:
            made: str = client.create_experiment(name, tags=_KIND)
        except MlflowException:
            # Another training may have made it in between.
            found = client.get_experiment_by_name(name)
            if found is None:
                raise
        else:
            return made
    return str(found.experiment_id)


def metrics_of(report: Report) -> dict[str, float | None]:
    """Return the numbers of a report under the names they are tracked by."""
    metrics: dict[str, float | None] = {}
    for metric in report.metrics:
        metrics[metric.name] = metric.value
        if metric.low is not None and metric.high is not None:
            metrics |= {f"{metric.name}/low": metric.low, f"{metric.name}/high": metric.high}
    for row in report.labels:
        metrics[f"f1/{row.label}"] = row.f1.value
    for baseline in report.baselines:
        for metric in baseline.metrics:
            if metric.name == report.primary:
                metrics[f"{metric.name}/baseline {baseline.name}"] = metric.value
    if report.gain is not None:
        metrics["gain"] = report.gain.value
        if report.gain.low is not None and report.gain.high is not None:
            metrics |= {"gain/low": report.gain.low, "gain/high": report.gain.high}
    if report.calibration is not None:
        metrics |= {"ece": report.calibration.ece, "brier": report.calibration.brier}
    return metrics


def _tags_of_start(start: RunStart) -> dict[str, str]:
    tags = {
        "mlflow.source.name": "stance train",
        "mlflow.source.type": "LOCAL",
        "stance.dataset": start.dataset.name,
        "stance.dataset_sha256": start.dataset.fingerprint,
        "stance.task": start.dataset.task,
    }
    if start.commit is not None:
        tags |= {"mlflow.source.git.commit": start.commit, "stance.dirty": str(bool(start.dirty)).lower()}
    for name in ("python", "stance"):
        if name in start.versions:
            tags[f"stance.version.{name}"] = start.versions[name]
    if start.path is not None:
        tags["stance.path"] = start.path
    return {name: cut(value, MAX_TAG) for name, value in tags.items()}


def _tags_of_report(report: Report, path: str) -> dict[str, str]:
    tags = {
        "stance.path": path,
        "stance.primary": named(report.primary),
        "stance.seeds": ",".join(map(str, report.seeds)),
        "stance.stamps": "; ".join(report.stamps),
        "stance.protocol": report.protocol,
        "mlflow.note.content": _note(report),
    }
    if report.gain is not None:
        tags["stance.verdict"] = report.gain.verdict
    return {name: cut(value, MAX_TAG) for name, value in tags.items()}


def _note(report: Report) -> str:
    """Return the description that the page of the run shows."""
    told = [report.protocol, *report.stamps]
    if report.gain is not None:
        gain = report.gain
        told.append(f"Gain over the best shortcut, {gain.over}: {gain.value:+.3f}; {gain.verdict}.")
    return "\n\n".join([*told, "Read report.html under Artifacts."])
