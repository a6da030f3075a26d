"""The folder of a run: everything is on disk before anything is tracked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import msgspec

from stance.compose.experiment.predicting import Prediction
from stance.data.dataset_folder import write_lines
from stance.errors import EnvironmentFault, InputError, ResourceMissingError
from stance.evaluation.render.figures import report_figures
from stance.evaluation.render.report_html import render_report_html
from stance.records.codec import encode_json
from stance.records.document import Record
from stance.records.prediction import LabelPrediction, SpanPrediction
from stance.records.report import Report

R = TypeVar("R", bound=Record)

RUN_FORMAT: Final = "stance.experiment-run/1.0.0"


class ExperimentRun(Record, frozen=True, kw_only=True):
    """What was run, when, and with which code."""

    schema: Literal["stance.experiment-run/1.0.0"] = RUN_FORMAT
    name: str
    config: dict[str, Any]
    """The whole configuration, defaults included."""
    kind: Literal["labels", "spans"]
    dataset: str
    """Dataset folder, as it was named."""
    task: str
    fingerprint: str
    """Of the dataset."""
    commit: str | None
    dirty: bool | None
    versions: dict[str, str]
    started: str
    """ISO 8601, UTC."""
    seconds: float
    """Of training and measuring."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Names of the files of a run."""

    path: Path

    @property
    def run(self) -> Path:
        """What was run; written last: a folder with it is complete."""
        return self.path / "run.json"

    @property
    def predictions(self) -> Path:
        """What the models said of held-out examples, one a line."""
        return self.path / "predictions.jsonl"

    @property
    def report(self) -> Path:
        """All metrics."""
        return self.path / "report.json"

    @property
    def page(self) -> Path:
        """The report to be read."""
        return self.path / "report.html"

    @property
    def figures(self) -> Path:
        """Folder of pictures."""
        return self.path / "figures"

    @property
    def model(self) -> Path:
        """Folder of the model that is kept."""
        return self.path / "model"

    def read_run(self) -> ExperimentRun:
        """Return what was run; errors as `read_report`."""
        return _read(self.run, ExperimentRun)

    def read_report(self) -> Report:
        """Return the report.

        Raises:
            ResourceMissingError: the run is not complete, or there is none.
            InputError: the file cannot be read.
        """
        return _read(self.report, Report)

    def read_predictions(self) -> list[Prediction]:
        """Return the predictions in the order of the file; errors as `read_report`."""
        kind: type[Prediction] = LabelPrediction if self.read_run().kind == "labels" else SpanPrediction
        with self.predictions.open("rb") as lines:
            return [_decoded(line, kind, f"{self.predictions}:{n}") for n, line in enumerate(lines, 1)]


def new_run_folder(out: Path, name: str, config: dict[str, Any], *, now: datetime | None = None) -> RunFolder:
    """Make and return the folder of a new run: OUT/NAME/TIME-CHECKSUM.

    Args:
        out: folder of all runs.
        name: of the experiment.
        config: the whole configuration; its checksum ends the name.
        now: time of the start, UTC; None is the present.

    Raises:
        EnvironmentFault: the folder cannot be made.
    """
    checksum = hashlib.sha256(msgspec.json.encode(config, order="sorted")).hexdigest()[:6]
    stem = f"{(now or datetime.now(UTC)):%Y%m%d-%H%M%S}-{checksum}"
    for number in range(1000):
        path = out / name / (f"{stem}-{number}" if number else stem)
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            # Another training began in the same second.
            continue
        except OSError as error:
            raise EnvironmentFault(
                str(path),
                expected="a folder that can be written",
                found=error.strerror or str(error),
                action="Name another folder with --out.",
            ) from error
        return RunFolder(path)
    raise EnvironmentFault(
        str(out / name), expected="a free name", found=f"1000 folders {stem}", action="Clear the folder."
    )


def write_run(
    folder: RunFolder, run: ExperimentRun, report: Report, predictions: Iterable[Prediction]
) -> None:
    """Write the files of a run but its model; `run.json` last, so that a folder with it is complete."""
    write_lines(folder.predictions, predictions)
    _write(folder.report, report)
    folder.page.write_text(render_report_html(report), encoding="utf-8")
    report_figures(report, folder.figures)
    _write(folder.run, run)


def _write(path: Path, record: Record) -> None:
    path.write_bytes(msgspec.json.format(encode_json(record), indent=2) + b"\n")


def _read(path: Path, kind: type[R]) -> R:
    if not path.is_file():
        raise ResourceMissingError(
            str(path),
            expected="a run that was completed",
            found="no such file",
            action="Give the folder that stance train named.",
        )
    return _decoded(path.read_bytes(), kind, str(path))


def _decoded(data: bytes, kind: type[R], where: str) -> R:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise InputError(
            where,
            reason="parse_error",
            expected=f"a {kind.__name__} as stance writes it",
            found=str(error),
            action="Run the experiment again.",
        ) from error
