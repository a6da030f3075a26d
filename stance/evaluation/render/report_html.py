"""A report as one page that needs no network and no script."""

from __future__ import annotations

from stance.analysis.render.visible import show_hidden
from stance.evaluation.render.pages import page_template
from stance.evaluation.render.rows import (
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
from stance.records.report import Report


def render_report_html(report: Report) -> str:
    """Return the whole page; all text of the report is escaped, hidden characters are shown."""
    own = primary_metric(report)
    bars, labels, slices = system_bars(report), label_bars(report.labels), slice_groups(report.slices)
    quoted, told = headline(report)
    rows = metric_rows(report)
    page = page_template("report.html.j2").render(
        report=report,
        own=Bar.of(own, report.name, "model") if own else None,
        bars=bars,
        scale=Scale.of(bars),
        slice_scale=Scale.around(bar for _, parts in slices for _, bar in parts),
        risk=risk_points(report),
        labels=labels,
        label_scale=Scale.of(bar for _, bar in labels),
        slices=slices,
        rows=rows,
        paired=any(len(row.values) > 1 for row in rows),
        kinds={baseline.name: baseline.kind for baseline in report.baselines},
        quoted=quoted,
        gain_interval=gain_interval(report),
        told=told,
        weak=report.gain is not None and report.gain.verdict.startswith("not distinguishable"),
        people=number(report.ceiling[report.primary]) if report.primary in report.ceiling else "",
        ceiling=other_ceiling(report),
        suspects=[mistake for mistake in report.mistakes if mistake.suspect],
        mistakes=[mistake for mistake in report.mistakes if not mistake.suspect],
    )
    return show_hidden(page)
