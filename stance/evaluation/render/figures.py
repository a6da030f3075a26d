"""Pictures of a report, for where no page can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.analysis.render.visible import excerpt, show_hidden
from stance.errors import MissingExtraError
from stance.evaluation.render.rows import Bar, label_bars, slice_groups, system_bars
from stance.records.report import Calibration, Report, RiskPoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLORS: Final = {"model": "#17527d", "shortcut": "#777777", "people": "#b3540a", "part": "#17527d"}
_RANGE: Final = "#9dbdd6"
_MAX_BARS: Final = 30
_NAME: Final = 40


def report_figures(report: Report, folder: Path) -> list[Path]:
    """Write the pictures of a report as PNG and return their paths.

    systems.png (model, shortcuts, people), labels.png, slices-GROUP.png for each sliced group (numbered),
    calibration.png and risk.png, each where there is something to draw. The same report gives the same bytes.

    Args:
        report: to draw.
        folder: for the files; it is made.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [_bars(system_bars(report), folder / "systems.png", f"{report.name}: {report.primary}")]
    if report.labels:
        bars = [bar for _, bar in label_bars(report.labels)]
        drawn.append(_bars(bars, folder / "labels.png", "F1 per label"))
    for number, (group, parts) in enumerate(slice_groups(report.slices), start=1):
        bars = [bar for _, bar in parts]
        drawn.append(_bars(bars, folder / f"slices-{number}.png", f"{report.primary} by {group}"))
    if report.calibration is not None:
        drawn.append(_calibration(report.calibration, folder / "calibration.png"))
    if report.risk:
        drawn.append(_risk(report.risk, folder / "risk.png", report.primary))
    return drawn


def _bars(bars: Sequence[Bar], path: Path, title: str) -> Path:
    shown = bars[:_MAX_BARS]
    figure, axes = _figure(width=7.2, height=1.1 + 0.3 * max(1, len(shown)))
    for row, bar in enumerate(shown):
        if bar.low is not None and bar.high is not None:
            axes.plot([bar.low, bar.high], [row, row], color=_RANGE, linewidth=6, solid_capstyle="round")
        axes.plot(bar.dots, [row] * len(bar.dots), "o", color="#999999", markersize=3, fillstyle="none")
        if bar.value is not None:
            marker = "D" if bar.role == "people" else "o"
            axes.plot([bar.value], [row], marker, color=_COLORS[bar.role], markersize=7)
            axes.annotate(bar.text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(shown)), [_plain(bar.name) for bar in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    lowest = min([0.0, *(end for bar in shown for end in (bar.value, bar.low) if end is not None)])
    highest = max([1.0, *(end for bar in shown for end in (bar.value, bar.high) if end is not None)])
    axes.set_xlim(lowest, highest)
    axes.grid(axis="x", color="#dddddd", linewidth=0.8)
    return _finish(figure, axes, path, title)


def _calibration(calibration: Calibration, path: Path) -> Path:
    figure, axes = _figure(width=4.4, height=4.4)
    most = max((each.n for each in calibration.bins), default=1)
    for each in calibration.bins:
        axes.bar(
            each.low, 0.18 * each.n / most, width=each.high - each.low, align="edge", color=_RANGE, alpha=0.5
        )
    axes.plot([0, 1], [0, 1], linestyle=":", color="#777777", linewidth=1)
    places = [(each.confidence, each.accuracy) for each in calibration.bins]
    axes.plot([x for x, _ in places], [y for _, y in places], "o-", color=_COLORS["model"], markersize=5)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("confidence (bars: how many decisions)")
    axes.set_ylabel("share that is right")
    return _finish(figure, axes, path, f"ECE {calibration.ece:.3f}, Brier {calibration.brier:.3f}")


def _risk(points: Sequence[RiskPoint], path: Path, primary: str) -> Path:
    figure, axes = _figure(width=4.4, height=4.4)
    known = sorted((point.coverage, point.primary) for point in points if point.primary is not None)
    axes.plot([x for x, _ in known], [y for _, y in known], "o-", color=_COLORS["model"], markersize=5)
    axes.set_xlim(0, 1)
    axes.set_ylim(min([0.0, *(y for _, y in known)]), 1)
    axes.grid(color="#dddddd", linewidth=0.8)
    axes.set_xlabel("share decided, the most confident first")
    axes.set_ylabel(primary)
    return _finish(figure, axes, path, "When unsure, leave it to people")


def _figure(*, width: float, height: float) -> tuple[Figure, Axes]:
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtraError("pictures of a report", extra="train") from error
    # No pyplot: it keeps figures and settings for the whole process.
    figure = Figure(figsize=(width, height), dpi=130, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots()


def _finish(figure: Figure, axes: Axes, path: Path, title: str) -> Path:
    axes.set_title(_plain(title, 2 * _NAME), loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)
    # Without the version of the library in it, the same numbers give the same file.
    figure.savefig(path, metadata={"Software": None})
    return path


def _plain(text: str, limit: int = _NAME) -> str:
    r"""Return a name as the library must draw it: short, nothing hidden, no formula between dollar signs."""
    return excerpt(show_hidden(text), limit).replace("$", r"\$")
