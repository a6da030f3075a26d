"""How well a model does: all metrics with intervals, beside what could be had without a model."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Offset, Record

REPORT_FORMAT: Final = "stance.report/1.0.0"


class Metric(Record, frozen=True, kw_only=True):
    """One number over all held-out examples, with how sure it is."""

    name: str
    """As in `stance.evaluation`: "macro_f1", "content exact f1", ..."""
    value: float | None
    """Mean over seeds; None where undefined."""
    low: float | None = None
    high: float | None = None
    """Ends of the 95 % interval: bootstrap over groups, or over documents where nothing groups them."""
    by_seed: list[float] = []
    by_fold: list[float] = []
    """Mean over seeds in each fold; empty without folds."""


class LabelRow(Record, frozen=True, kw_only=True):
    """One label, or one role of spans."""

    label: str
    n_gold: int
    n_predicted: float
    """Mean over seeds."""
    precision: float | None
    recall: float | None
    f1: Metric
    alpha: float | None = None
    """Agreement of the annotators on this label; None where the dataset does not know it."""
    tier: Literal["reliable", "usable", "experimental", "unknown"] = "unknown"
    """How far to rely on it, from F1 and agreement."""


class Baseline(Record, frozen=True, kw_only=True):
    """What is had without reading the text, or without a model."""

    name: str
    kind: Literal["constant", "group", "length", "text", "rules"]
    metrics: list[Metric]


class Gain(Record, frozen=True, kw_only=True):
    """The primary metric of the model minus that of the best shortcut: the number to quote."""

    over: str
    """Name of that shortcut."""
    value: float
    low: float | None
    high: float | None
    """Of the paired difference, by the same bootstrap."""
    verdict: str
    """"not distinguishable from outlet" where the gain is under 0.03, otherwise how much better it is."""


class Slice(Record, frozen=True, kw_only=True):
    """The primary metric on a part of the examples."""

    group: str
    value: str
    n: int
    metric: Metric


class CalibrationBin(Record, frozen=True, kw_only=True):
    """Decisions of similar confidence."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean confidence."""
    accuracy: float
    """Share that is right."""


class Calibration(Record, frozen=True, kw_only=True):
    """Whether probabilities mean what they say."""

    ece: float
    """Expected calibration error over the bins, 0 to 1."""
    brier: float
    bins: list[CalibrationBin]


class RiskPoint(Record, frozen=True, kw_only=True):
    """What is had when the least confident decisions are left to people."""

    coverage: float
    """Share of examples that are decided."""
    threshold: float
    """Least confidence of these."""
    primary: float | None
    """Primary metric on them."""


class Mistake(Record, frozen=True, kw_only=True):
    """A held-out example on which model and gold part."""

    example_id: str
    gold: list[str]
    predicted: list[str]
    confidence: float
    """Of the wrong decision; mean over seeds."""
    text: str
    target: str | None = None
    target_start: Offset | None = None
    target_end: Offset | None = None
    """Where the target stands in `text`; None where that is not known."""
    votes: dict[str, int] = {}
    suspect: bool = False
    """Whether the label may be the mistake: the model is sure of another one, or the votes were split."""


class Report(Record, frozen=True, kw_only=True):
    """All that is known of how well a model does on one task."""

    schema: Literal["stance.report/1.0.0"] = REPORT_FORMAT
    name: str
    kind: Literal["labels", "spans"]
    task: str
    dataset: str
    fingerprint: str
    """Of the dataset."""
    stamps: list[str]
    """What must stand beside every number, such as "ungrouped: event"."""
    protocol: str
    """On what was trained and on what measured, in a sentence."""
    n_examples: int
    """Held-out examples measured on."""
    n_groups: int
    """Groups that the intervals draw."""
    seeds: list[int]
    primary: str
    """Name of the metric to look at first."""
    metrics: list[Metric]
    labels: list[LabelRow]
    baselines: list[Baseline] = []
    gain: Gain | None = None
    """None where no shortcut could be measured."""
    ceiling: dict[str, float] = {}
    """Agreement of people: name of the figure to value, such as {"alpha": 0.4}."""
    slices: list[Slice] = []
    calibration: Calibration | None = None
    risk: list[RiskPoint] = []
    mistakes: list[Mistake] = []
    """The most confident ones, not all."""
    notes: list[str] = []
    """What a reader has to know, such as labels left out of the mean."""
