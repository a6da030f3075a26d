"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from stance.analysis.render.numbers import format_share
from stance.analysis.render.visible import excerpt, show_hidden
from stance.evaluation.render.marked import mark_target
from stance.evaluation.render.rows import (
    KINDS,
    Bar,
    Scale,
    gain_interval,
    headline,
    label_bars,
    metric_rows,
    number,
    other_ceiling,
    primary_metric,
    risk_points,
    slice_groups,
    system_bars,
)
from stance.evaluation.render.text_tables import NAME_WIDTH, fit, table
from stance.records.report import Mistake, Report

N_SLICES: Final = 12
"""Slices shown per group."""
N_MISTAKES: Final = 3
"""Mistakes shown, and as many doubtful labels."""
_DRAWN: Final = 30
"""Columns of a drawing."""


def render_report_terminal(report: Report, *, width: int = 100) -> str:
    """Return the report as text, to be printed as it is.

    Args:
        report: to show.
        width: columns to use; longer lines are cut.
    """
    parts = [_head(report, width), _beside(report)]
    if report.labels:
        parts.append(_labels(report))
    parts += _slices(report)
    parts.append(_metrics(report))
    parts += _confidence(report)
    suspects = [mistake for mistake in report.mistakes if mistake.suspect]
    mistakes = [mistake for mistake in report.mistakes if not mistake.suspect]
    for title, some in (("Labels that may be wrong", suspects), ("Mistakes", mistakes)):
        if some:
            parts.append("\n".join([f"{title} ({len(some):,})", *_mistakes(some, width)]))
    return fit(show_hidden("\n\n".join(parts)), width)


def _head(report: Report, width: int) -> str:
    quoted, told = headline(report)
    own = primary_metric(report)
    seeds = f"seed{'' if len(report.seeds) == 1 else 's'} {', '.join(map(str, report.seeds))}"
    lines = [
        f"{report.name}: {report.task} on {report.dataset} {report.fingerprint[:12]}",
        f"{report.n_examples:,} held-out examples, {report.n_groups:,} groups, {seeds}",
        *(f"! {stamp}" for stamp in report.stamps),
        *wrap(report.protocol, width),
        "",
        f"  {quoted} {gain_interval(report)}  {told}",
    ]
    if own is not None:
        bar = Bar.of(own, report.name, "model")
        lines.append(f"  {bar.text} {bar.interval}  {report.primary}")
    notes = [line for note in report.notes for line in wrap(f"note: {note}", width)]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def _beside(report: Report) -> str:
    bars = system_bars(report)
    scale = Scale.of(bars)
    rows = [[bar.name, bar.role, bar.text, bar.interval, _draw(bar, scale)] for bar in bars]
    shown = table(("system", "", report.primary, "95 % interval", ""), rows, left=2)
    ceiling = other_ceiling(report)
    return f"{shown}\npeople, on other scales: {ceiling}" if ceiling else shown


def _draw(bar: Bar, scale: Scale) -> str:
    """A line of dots with the interval drawn through and the number as a ring."""
    cells = ["·"] * _DRAWN
    if bar.low is not None and bar.high is not None:
        first, last = _cell(bar.low, scale), _cell(bar.high, scale)
        cells[first : last + 1] = ["─"] * (last + 1 - first)
    if bar.value is not None:
        cells[_cell(bar.value, scale)] = "◆" if bar.role == "people" else "●"
    return "".join(cells)


def _cell(value: float, scale: Scale) -> int:
    return round(scale.share(value) * (_DRAWN - 1))


def _labels(report: Report) -> str:
    rows = [
        [
            row.label,
            f"{row.n_gold:,}",
            f"{row.n_predicted:,.0f}",
            number(row.precision),
            number(row.recall),
            bar.text,
            bar.interval,
            number(row.alpha),
            row.tier,
        ]
        for row, bar in label_bars(report.labels)
    ]
    f1 = "F1" if report.kind == "labels" else "exact F1"
    columns = (
        "label",
        "gold",
        "predicted",
        "precision",
        "recall",
        f1,
        "95 % interval",
        "alpha",
        "rely on it",
    )
    return table(columns, rows)


def _slices(report: Report) -> Iterator[str]:
    for group, parts in slice_groups(report.slices):
        rows = [[part.value, f"{part.n:,}", bar.text, bar.interval] for part, bar in parts[:N_SLICES]]
        shown = table((group, "examples", report.primary, "95 % interval"), rows)
        left = len(parts) - len(rows)
        yield f"{shown}\n… and {left:,} more" if left else shown


def _metrics(report: Report) -> str:
    shown = metric_rows(report)
    shares = [kind for kind in KINDS[1:] if any(kind in dict(row.values) for row in shown)]
    rows = []
    for row in shown:
        values = dict(row.values)
        first = row.values[0][1]
        told = [values[kind].text if kind in values else "" for kind in shares]
        rows.append([row.name, first.text, first.interval, *told])
    return table(("measure", "F1 or value", "95 % interval", *shares), rows)


def _confidence(report: Report) -> Iterator[str]:
    if report.calibration is not None:
        ece, brier = number(report.calibration.ece), number(report.calibration.brier)
        yield f"Confidence: expected calibration error {ece}, Brier score {brier}"
    if report.risk:
        rows = [
            [format_share(point.coverage), number(point.threshold), number(point.primary)]
            for point in risk_points(report)
        ]
        yield table(("decided", "confidence from", report.primary), rows)


def _mistakes(some: list[Mistake], width: int) -> Iterator[str]:
    for mistake in some[:N_MISTAKES]:
        gold, predicted = (_told(labels) for labels in (mistake.gold, mistake.predicted))
        sure = f" ({mistake.confidence:.2f})" if mistake.predicted else ""
        yield f"  gold {gold}; predicted {predicted}{sure}"
        marked = mark_target(mistake)
        target = f"[{marked.target}]" if marked.target else ""
        yield f"    {excerpt(marked.before + target + marked.after, width - 4)}"


def _told(labels: list[str]) -> str:
    return " · ".join(excerpt(label, NAME_WIDTH) for label in labels) or "nothing"
