"""Drawings of a report as inline SVG; nothing but numbers goes into them, so they need no escaping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from stance.evaluation.render.rows import Bar, Scale
from stance.records.report import CalibrationBin, RiskPoint

WIDTH: Final = 260
"""Of a row's drawing, in pixels."""
_HEIGHT: Final = 22
_SIDE: Final = 240
"""Of a plot's inner square."""
_MARGIN: Final = 40
_WIDE: Final = 0.4
"""Length of a scale from which two decimals tell its ticks apart."""
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def bar_svg(bar: Bar, scale: Scale, guide: float | None = None) -> Markup:
    """Return the drawing of a number: a dot, a bar for its interval, small dots for folds or seeds.

    Args:
        bar: to draw; without a value only the axis is drawn.
        scale: shared by all rows of a table.
        guide: number at which a dotted line stands, such as the whole in a table of its parts.
    """
    middle = _HEIGHT / 2
    parts = [f'<line class="axis" x1="4" x2="{WIDTH - 4}" y1="{middle}" y2="{middle}"/>']
    if guide is not None:
        x = _x(guide, scale)
        parts.append(f'<line class="guide" x1="{x}" x2="{x}" y1="0" y2="{_HEIGHT}"/>')
    if bar.low is not None and bar.high is not None:
        ends = f'x1="{_x(bar.low, scale)}" x2="{_x(bar.high, scale)}"'
        parts.append(f'<line class="range" {ends} y1="{middle}" y2="{middle}"/>')
    parts += [f'<circle class="fold" cx="{_x(dot, scale)}" cy="{middle}" r="2"/>' for dot in bar.dots]
    if bar.value is not None:
        parts.append(_point(bar, _x(bar.value, scale), middle))
    return _svg(parts, WIDTH, _HEIGHT, f"row {bar.role}")


def axis_svg(scale: Scale) -> Markup:
    """Return the axis that stands below the rows of a table."""
    digits = 2 if scale.high - scale.low >= _WIDE else 3
    parts = []
    for tick in _TICKS:
        value = scale.low + tick * (scale.high - scale.low)
        x, told = _x(value, scale), f"{value:.{digits}f}".replace("-", "−")
        anchor = "start" if tick == 0 else "end" if tick == 1 else "middle"
        parts.append(f'<line class="axis" x1="{x}" x2="{x}" y1="0" y2="4"/>')
        parts.append(f'<text x="{x}" y="15" text-anchor="{anchor}">{told}</text>')
    return _svg(parts, WIDTH, 18, "row")


def calibration_svg(bins: Sequence[CalibrationBin]) -> Markup:
    """Return the reliability diagram: accuracy over confidence, below it how many decisions there are."""
    most = max((each.n for each in bins), default=1)
    parts = _frame("confidence", "share that is right")
    parts.append(_line("guide", (0, 0), (1, 1)))
    for each in bins:
        (left, top), (right, bottom) = _at(each.low, 0.18 * each.n / most), _at(each.high, 0)
        parts.append(
            f'<rect class="amount" x="{left + 1}" y="{top}" width="{_round(right - left - 2)}" '
            f'height="{_round(bottom - top)}"/>'
        )
    parts.append(_path([(each.confidence, each.accuracy) for each in bins]))
    parts += [_dot(each.confidence, each.accuracy) for each in bins]
    return _plot(parts)


def risk_svg(points: Sequence[RiskPoint]) -> Markup:
    """Return the primary metric over the share of examples that is decided."""
    known = [(point.coverage, point.primary) for point in points if point.primary is not None]
    ordered = sorted((coverage, value) for coverage, value in known)
    parts = [*_frame("share decided", "primary metric"), _path(ordered)]
    return _plot(parts + [_dot(x, y) for x, y in ordered])


def _point(bar: Bar, x: float, y: float) -> str:
    if bar.role == "people":
        return f'<path class="point" d="M{x} {y - 6}L{x + 6} {y}L{x} {y + 6}L{x - 6} {y}Z"/>'
    return f'<circle class="point" cx="{x}" cy="{y}" r="5"/>'


def _x(value: float, scale: Scale) -> float:
    return _round(4 + (WIDTH - 8) * scale.share(value))


def _at(x: float, y: float) -> tuple[float, float]:
    """Pixels of a point in the unit square of a plot."""
    return _round(_MARGIN + _SIDE * min(1.0, max(0.0, x))), _round(8 + _SIDE * (1 - min(1.0, max(0.0, y))))


def _frame(below: str, beside: str) -> list[str]:
    parts = []
    for tick in _TICKS:
        x, bottom = _at(tick, 0)
        left, y = _at(0, tick)
        parts.append(_line("grid", (0, tick), (1, tick)))
        parts.append(f'<text x="{left - 5}" y="{y + 4}" text-anchor="end">{tick:.2f}</text>')
        parts.append(f'<text x="{x}" y="{bottom + 15}" text-anchor="middle">{tick:.2f}</text>')
    x, y = _at(0.5, 0)
    parts.append(f'<text class="what" x="{x}" y="{y + 31}" text-anchor="middle">{below}</text>')
    left, middle = _at(0, 0.5)
    turned = f'transform="rotate(-90 {left - 32} {middle})"'
    place = f'x="{left - 32}" y="{middle}"'
    return [*parts, f'<text class="what" {place} text-anchor="middle" {turned}>{beside}</text>']


def _line(name: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = _at(*start), _at(*end)
    return f'<line class="{name}" x1="{x1}" x2="{x2}" y1="{y1}" y2="{y2}"/>'


def _path(points: Sequence[tuple[float, float]]) -> str:
    placed = " ".join("{},{}".format(*_at(x, y)) for x, y in points)
    return f'<polyline class="curve" points="{placed}"/>'


def _dot(x: float, y: float) -> str:
    cx, cy = _at(x, y)
    return f'<circle class="point" cx="{cx}" cy="{cy}" r="4"/>'


def _plot(parts: Sequence[str]) -> Markup:
    return _svg(parts, _MARGIN + _SIDE + 18, _SIDE + 48, "plot")


def _svg(parts: Sequence[str], width: int, height: int, name: str) -> Markup:
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    # The numbers stand beside it as text.
    return Markup(f'<svg class="{name}" {size} aria-hidden="true">{"".join(parts)}</svg>')


def _round(value: float) -> float:
    return round(value, 1)
