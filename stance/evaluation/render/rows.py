"""A report as rows to be read: what page, terminal and pictures all show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from stance.analysis.render.numbers import NOTHING, format_interval, format_number
from stance.records.report import LabelRow, Metric, Report, RiskPoint, Slice

DIGITS: Final = 3
KINDS: Final = ("f1", "precision", "recall")
PEOPLE: Final = "people"
_MAX_POINTS: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One number to be drawn, with its interval."""

    name: str
    role: Literal["model", "shortcut", "people", "part"]
    value: float | None
    low: float | None = None
    high: float | None = None
    dots: tuple[float, ...] = ()
    """The same number in each fold, without folds of each seed."""

    @classmethod
    def of(cls, metric: Metric, name: str, role: Literal["model", "shortcut", "people", "part"]) -> Bar:
        """Return a metric to be drawn under a name."""
        dots = tuple(metric.by_fold or (metric.by_seed if len(metric.by_seed) > 1 else ()))
        return cls(name, role, metric.value, metric.low, metric.high, dots)

    @property
    def text(self) -> str:
        """The number as text."""
        return number(self.value)

    @property
    def interval(self) -> str:
        """Both ends of the interval, empty without one."""
        return "" if self.low is None or self.high is None else format_interval((self.low, self.high), DIGITS)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where numbers stand between the ends of a drawing."""

    low: float
    high: float

    @classmethod
    def of(cls, bars: Iterable[Bar]) -> Scale:
        """Return a scale from 0 to 1, wider where a number lies outside."""
        shown = [end for bar in bars for end in (bar.value, bar.low, bar.high, *bar.dots) if end is not None]
        return cls(min(0.0, *shown, 0.0), max(1.0, *shown, 1.0))

    @classmethod
    def around(cls, bars: Iterable[Bar]) -> Scale:
        """Return a scale of whole tenths just wide enough, so that parts that are close can be told apart."""
        shown = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
        low = math.floor(10 * min(shown, default=0.0)) / 10
        high = math.ceil(10 * max(shown, default=1.0)) / 10
        if low == high:
            return cls(low - 0.1, high) if high > 0 else cls(low, high + 0.1)
        return cls(low, high)

    def share(self, value: float) -> float:
        """Return how far along the scale a number stands, 0 to 1."""
        return (min(self.high, max(self.low, value)) - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class MetricRow:
    """Metrics of one thing that is measured, for model, shortcuts and people."""

    name: str
    values: tuple[tuple[str, Bar], ...]
    """Kind ("f1", "precision", "recall", or empty for a number of its own) to the model's."""
    others: tuple[str, ...]
    """F1, or the number itself, of each shortcut, then of people."""


def primary_metric(report: Report) -> Metric | None:
    """Return the primary metric of the model; None in a report without it."""
    return find(report.metrics, report.primary)


def find(metrics: Iterable[Metric], name: str) -> Metric | None:
    """Return the metric of a name, None where there is none."""
    return next((metric for metric in metrics if metric.name == name), None)


def system_bars(report: Report) -> list[Bar]:
    """Return the primary metric of the model, of the shortcuts, the best first, and of people."""
    own = primary_metric(report)
    bars = [Bar.of(own, report.name, "model")] if own else []
    shortcuts = [
        Bar.of(metric, baseline.name, "shortcut")
        for baseline in report.baselines
        if (metric := find(baseline.metrics, report.primary)) is not None
    ]
    bars += sorted(shortcuts, key=lambda bar: (bar.value is None, -(bar.value or 0.0), bar.name))
    if report.primary in report.ceiling:
        bars.append(Bar(PEOPLE, "people", report.ceiling[report.primary]))
    return bars


def label_bars(rows: Sequence[LabelRow]) -> list[tuple[LabelRow, Bar]]:
    """Return each label with its F1."""
    return [(row, Bar.of(row.f1, row.label, "part")) for row in rows]


def slice_groups(slices: Sequence[Slice]) -> list[tuple[str, list[tuple[Slice, Bar]]]]:
    """Return group to its slices, in the order of the report."""
    return [
        (group, [(part, Bar.of(part.metric, part.value, "part")) for part in parts])
        for group, parts in groupby(slices, key=lambda part: part.group)
    ]


def metric_rows(report: Report) -> list[MetricRow]:
    """Return all metrics, those of one name side by side."""
    by_name: dict[str, dict[str, Metric]] = {}
    for metric in report.metrics:
        name, _, kind = metric.name.rpartition(" ")
        if kind not in KINDS or not name:
            name, kind = metric.name, ""
        by_name.setdefault(name, {})[kind] = metric
    return [_metric_row(report, name, kinds) for name, kinds in by_name.items()]


def _metric_row(report: Report, name: str, kinds: Mapping[str, Metric]) -> MetricRow:
    first = next(iter(kinds.values()))
    others = [find(baseline.metrics, first.name) for baseline in report.baselines]
    return MetricRow(
        name=name,
        values=tuple((kind, Bar.of(metric, metric.name, "model")) for kind, metric in kinds.items()),
        others=(
            *(number(metric.value if metric else None) for metric in others),
            number(report.ceiling.get(first.name)),
        ),
    )


def risk_points(report: Report) -> list[RiskPoint]:
    """Return some of the points at which confidence was cut, from all decisions on; the drawing has all."""
    step = math.ceil(len(report.risk) / _MAX_POINTS) or 1
    return report.risk[::step]


def headline(report: Report) -> tuple[str, str]:
    """Return the number to quote and what it is, in words.

    The gain over the best shortcut; without shortcuts the primary metric itself.
    """
    if report.gain is not None:
        return signed(report.gain.value), f"{report.primary}: {report.gain.verdict}"
    own = primary_metric(report)
    return number(own.value if own else None), f"{report.primary}; no shortcut was measured beside it"


def gain_interval(report: Report) -> str:
    """Return both ends of the interval of the gain, empty without one."""
    gain = report.gain
    if gain is None or gain.low is None or gain.high is None:
        return ""
    return format_interval((gain.low, gain.high), DIGITS)


def other_ceiling(report: Report) -> str:
    """Return the agreement of people that is no metric of the table, as text; empty where there is none."""
    names = {metric.name for metric in report.metrics}
    return ", ".join(f"{name} {number(value)}" for name, value in report.ceiling.items() if name not in names)


def number(value: float | None) -> str:
    """Return a metric as text.

    >>> number(-0.5)
    '−0.500'
    """
    return format_number(value, DIGITS).replace("-", "−")


def signed(value: float | None) -> str:
    """Return a difference with its sign.

    >>> signed(0.0304)
    '+0.030'
    """
    return NOTHING if value is None else f"{value:+.{DIGITS}f}".replace("-", "−")
