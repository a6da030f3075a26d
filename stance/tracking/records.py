"""What is said of a run to the process that tracks it, and what comes back."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

RunStatus = Literal["running", "finished", "failed", "killed"]
EndStatus = Literal["finished", "failed", "killed"]


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Base of everything sent; tagged, so that a line of JSON tells what it is."""


class TrackedDataset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The examples that are trained on."""

    name: str
    folder: str
    fingerprint: str
    """SHA-256 of the dataset."""
    task: str
    files: dict[str, str]
    """Parquet file of the task, relative to the folder, to its SHA-256."""


class RunStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known before training."""

    name: str
    config: dict[str, Any]
    """The whole configuration in plain values, defaults included."""
    dataset: TrackedDataset
    started: str
    """ISO 8601 with time zone."""
    commit: str | None = None
    dirty: bool | None = None
    versions: dict[str, str] = {}
    """Python and packages to their versions."""
    path: str | None = None
    """Folder of the run on disk, where it is known already."""


class OpenRun(Message, frozen=True, kw_only=True):
    """A run of an experiment begins."""

    experiment: str
    start: RunStart


class RoundMetrics(Message, frozen=True, kw_only=True):
    """What one training came to on what was held out."""

    seed: int
    fold: int | None
    """None where there is one round only."""
    metrics: dict[str, float | None]
    """None where undefined."""
    epochs: list[dict[str, float | None]] = []
    """Metrics after each epoch, from the first."""


class Registration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under which name a model is registered."""

    name: str
    alias: str = "champion"


class RunResult(Message, frozen=True, kw_only=True):
    """What lies on disk after training."""

    path: str
    """Folder of the run."""
    report: str
    """File of the report, as JSON."""
    artifacts: list[str]
    """Files and folders to keep with the run, the report's own among them."""
    model: str | None = None
    """Folder of the model that is kept."""
    register: Registration | None = None


class RunEnd(Message, frozen=True, kw_only=True):
    """The run is over."""

    status: EndStatus


class RunRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tracked run in a line; fields are None where the run did not come that far."""

    name: str
    dataset: str | None
    task: str | None
    primary: str | None
    """Name of the metric to look at first."""
    value: float | None
    low: float | None
    high: float | None
    """Ends of its 95 % interval."""
    gain: float | None
    """Over the best shortcut."""
    seeds: str | None
    """Comma-separated."""
    started: str
    """ISO 8601, UTC."""
    commit: str | None
    """First seven digits, with "+" where the code had other changes."""
    status: RunStatus
    path: str | None
    run_id: str


class ListRuns(Message, frozen=True, kw_only=True):
    """Ask for the runs of an experiment."""

    experiment: str


class ResolveModel(Message, frozen=True, kw_only=True):
    """Ask for the folder of a registered model."""

    uri: str
    into: str
    """Folder to download to, where the store is not on this machine."""


class Tracked(Message, frozen=True, kw_only=True):
    """The run is in the store."""

    run_id: str
    version: str | None
    """Of the registered model."""


class Rows(Message, frozen=True, kw_only=True):
    """Runs, newest first."""

    rows: list[RunRow]


class ModelFolder(Message, frozen=True, kw_only=True):
    """Where a registered model lies on this machine."""

    path: str


class Failed(Message, frozen=True, kw_only=True):
    """Nothing came of it; parts of a TrackingError or BundleError."""

    kind: Literal["tracking", "bundle"]
    where: str
    expected: str
    found: str
    action: str


RunMessage = RoundMetrics | RunResult | RunEnd
Request = OpenRun | RunMessage | ListRuns | ResolveModel
Reply = Tracked | Rows | ModelFolder | Failed
