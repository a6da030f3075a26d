"""Keeping track of runs: what a training calls, whether or not anything is tracked."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, cast

from stance.errors import MissingExtraError, TrackingError
from stance.tracking.address import StoreAddress, store_address
from stance.tracking.records import (
    EndStatus,
    ListRuns,
    ModelFolder,
    OpenRun,
    Request,
    ResolveModel,
    RoundMetrics,
    Rows,
    RunEnd,
    RunResult,
    RunRow,
    RunStart,
    Tracked,
)
from stance.tracking.worker_process import WorkerProcess, ask

_WAIT_SECONDS: Final = 600.0
_WAIT_SECONDS_STOPPED: Final = 30.0


class TrackedRun(Protocol):
    """A run that is being tracked; none of this raises, what fails is told when the run is left."""

    def log_round(self, metrics: RoundMetrics) -> None:
        """Add a nested run for one training."""

    def log_result(self, result: RunResult) -> None:
        """Add the report, files and model, all of which are on disk."""


class Tracker(Protocol):
    """Tracks runs."""

    def run(self, start: RunStart) -> AbstractContextManager[TrackedRun]:
        """Return a run to be entered before training and left when all is on disk.

        Leaving it after an exception marks it as failed, after an interrupt as killed; the exception goes
        on. Leaving it otherwise raises TrackingError when anything could not be tracked.
        """


class NullTracker:
    """Tracks nothing."""

    def run(self, start: RunStart) -> AbstractContextManager[TrackedRun]:
        """Return a run that takes everything and keeps nothing."""
        return nullcontext(_NullRun())


class _NullRun:
    def log_round(self, metrics: RoundMetrics) -> None:
        """Do nothing."""

    def log_result(self, result: RunResult) -> None:
        """Do nothing."""


class MlflowTracker:
    """Tracks runs as those of an MLflow experiment.

    Args:
        address: of the store, which is made when there is none.
        experiment: name; made when there is none.
    """

    def __init__(self, address: StoreAddress, experiment: str) -> None:
        self.address = address
        self.experiment = experiment

    def run(self, start: RunStart) -> MlflowRun:
        """Return a run of the experiment."""
        return MlflowRun(self.address, self.experiment, start)


class MlflowRun:
    """A run of an experiment, to be used as a context.

    Args:
        address: of the store.
        experiment: name.
        start: what is known of the run.
    """

    def __init__(self, address: StoreAddress, experiment: str, start: RunStart) -> None:
        self._address = address
        self._opening = OpenRun(experiment=experiment, start=start)
        self._process: WorkerProcess | None = None
        self._problem: TrackingError | None = None
        self.tracked: Tracked | None = None
        """The run in the store, once it was left."""

    def __enter__(self) -> Self:
        """Start the process that tracks the run."""
        try:
            self._process = WorkerProcess(self._address)
        except OSError as error:
            self._problem = TrackingError(
                self._address.uri,
                expected="a process to track with",
                found=str(error),
                action="Free memory or end other processes; what was trained is on disk all the same.",
            )
        self._tell(self._opening)
        return self

    def log_round(self, metrics: RoundMetrics) -> None:
        """Add a nested run for one training."""
        self._tell(metrics)

    def log_result(self, result: RunResult) -> None:
        """Add the report, files and model, all of which are on disk."""
        self._tell(result)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the run; TrackingError when anything was not tracked and nothing else went wrong."""
        self._end("finished" if error is None else "failed" if isinstance(error, Exception) else "killed")
        if self._problem is not None:
            if error is None:
                raise self._problem
            error.add_note(str(self._problem))

    def _tell(self, request: Request) -> None:
        if self._process is not None:
            self._process.tell(request)

    def _end(self, status: EndStatus) -> None:
        if self._process is None:
            return
        self._tell(RunEnd(status=status))
        try:
            reply = self._process.finish(
                timeout=_WAIT_SECONDS if status == "finished" else _WAIT_SECONDS_STOPPED
            )
        except TrackingError as error:
            self._problem = error
        else:
            self.tracked = cast(Tracked, reply)


def open_tracker(uri: str | None, experiment: str, *, folder: Path) -> Tracker:
    """Return what tracks runs; nothing is opened before the first run.

    Args:
        uri: tracking URI; see `store_address`.
        experiment: name of the MLflow experiment; empty tracks nothing.
        folder: of all runs; a local store is made in it.

    Raises:
        ConfigError: MLflow cannot track there.
        MissingExtraError: MLflow is not installed.
    """
    if not experiment:
        return NullTracker()
    _require_mlflow()
    return MlflowTracker(store_address(uri, folder), experiment)


def list_runs(uri: str | None, experiment: str, *, folder: Path) -> list[RunRow]:
    """Return the runs of an experiment, newest first; none where there is no such store or experiment.

    Args:
        uri: tracking URI; see `store_address`.
        experiment: name of the MLflow experiment.
        folder: of all runs.

    Raises:
        ConfigError: MLflow cannot track there.
        MissingExtraError: MLflow is not installed.
        TrackingError: the store does not answer.
    """
    _require_mlflow()
    request = ListRuns(experiment=experiment)
    return cast(Rows, ask(store_address(uri, folder), request, timeout=_WAIT_SECONDS)).rows


def resolve_model(model_uri: str, *, uri: str | None, folder: Path, into: Path) -> Path:
    """Return the folder of a registered model, for `stance.models.store.load_model`; no code of it is run.

    Args:
        model_uri: models:/NAME@ALIAS or models:/NAME/VERSION.
        uri: tracking URI; see `store_address`.
        folder: of all runs.
        into: folder to download to; a local store is read in place.

    Raises:
        ConfigError: MLflow cannot track there.
        BundleError: there is no such model, or it was not logged by stance.
        MissingExtraError: MLflow is not installed.
        TrackingError: the store does not answer.
    """
    _require_mlflow()
    request = ResolveModel(uri=model_uri, into=str(into.resolve()))
    return Path(cast(ModelFolder, ask(store_address(uri, folder), request, timeout=_WAIT_SECONDS)).path)


def _require_mlflow() -> None:
    if find_spec("mlflow") is None:
        raise MissingExtraError("tracking runs", extra="train")
