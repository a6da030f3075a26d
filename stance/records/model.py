"""What is known of a saved model: how it came about, on what, and how far to rely on it."""

from __future__ import annotations

from typing import Any, Final, Literal

from stance.records.document import Record, Sha256
from stance.records.label_set import LabelSet
from stance.records.report import Baseline, Gain, LabelRow, Metric, Report

MODEL_FORMAT: Final = "stance.model/1.0.0"


class Evaluation(Record, frozen=True, kw_only=True):
    """How well a model trained this way does on examples it has not seen; fields as in `Report`."""

    protocol: str
    n_examples: int
    n_groups: int
    seeds: list[int]
    primary: str
    metrics: list[Metric]
    labels: list[LabelRow]
    baselines: list[Baseline] = []
    gain: Gain | None = None
    ceiling: dict[str, float] = {}
    notes: list[str] = []

    @classmethod
    def of(cls, report: Report) -> Evaluation:
        """Return what of a report travels with the model: all but texts, slices and curves."""
        return cls(
            protocol=report.protocol,
            n_examples=report.n_examples,
            n_groups=report.n_groups,
            seeds=report.seeds,
            primary=report.primary,
            metrics=report.metrics,
            labels=report.labels,
            baselines=report.baselines,
            gain=report.gain,
            ceiling=report.ceiling,
            notes=report.notes,
        )


class ModelRecord(Record, frozen=True, kw_only=True):
    """The file `model.json` of a model folder."""

    schema: Literal["stance.model/1.0.0"] = MODEL_FORMAT
    name: str
    family: str
    """As in `stance.models.families`."""
    kind: Literal["labels", "spans"]
    task: str
    label_set: LabelSet
    settings: dict[str, Any]
    """Of the training, defaults included."""
    state: dict[str, Any] = {}
    """Settings of the model's state; filled in when it is saved."""
    label_schema: str
    """Version of the label schema the dataset was made under."""
    dataset: str
    fingerprint: str
    """Of the dataset."""
    stamps: list[str] = []
    """What must stand beside every number, such as "ungrouped: event"."""
    n_examples: int
    """Examples learned from."""
    seed: int
    stance_version: str
    commit: str | None = None
    """Of the code; None where it is not under version control."""
    dirty: bool | None = None
    """Whether the code differed from that commit."""
    libraries: dict[str, str] = {}
    """Library to the version it was trained with."""
    created: str
    """YYYY-MM-DD."""
    evaluation: Evaluation | None = None
    """None where the model was not evaluated."""
    files: dict[str, Sha256] = {}
    """File of the folder to its SHA-256; filled in when the model is saved."""
    sha256: Sha256 = "0" * 64
    """Of `model.json` with zeros in this place: it names the model, weights included. Filled in likewise."""
