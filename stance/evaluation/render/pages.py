"""The environment of the pages: filters, drawings and the style they share with the other reports."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from jinja2 import Template
from markupsafe import Markup

from stance.analysis.render.numbers import NOTHING, format_interval, format_share
from stance.analysis.render.visible import excerpt
from stance.evaluation.render.drawings import axis_svg, bar_svg, calibration_svg, risk_svg
from stance.evaluation.render.marked import mark_target
from stance.evaluation.render.rows import Bar, number, signed
from stance.records.comparison import Difference
from stance.schema.pages import page_environment

_LONGEST = 300
"""Most characters of a gold or predicted label shown in a list."""


@functools.cache
def page_template(name: str) -> Template:
    """Return a template of this package, ready to be filled."""
    environment = page_environment("stance.evaluation.render")
    style = page_environment("stance.analysis.render").get_template("report.css").render()
    environment.filters |= {
        "cut": excerpt,
        "difference": difference_bar,
        "interval": format_interval,
        "joined": _joined,
        "marked": mark_target,
        "number": number,
        "probability": probability,
        "share": format_share,
        "signed": signed,
    }
    environment.globals |= {
        "axis_svg": axis_svg,
        "bar_svg": bar_svg,
        "base_style": Markup(style),
        "calibration_svg": calibration_svg,
        "dict": dict,
        "risk_svg": risk_svg,
    }
    return environment.get_template(name)


def difference_bar(difference: Difference) -> Bar:
    """Return a difference to be drawn."""
    return Bar(difference.name, "model", difference.value, difference.low, difference.high)


def probability(p: float | None) -> str:
    """Return a p value as text.

    >>> probability(0.0004)
    '< 0.001'
    """
    if p is None:
        return NOTHING
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _joined(labels: Sequence[str]) -> str:
    return " · ".join(excerpt(label, _LONGEST) for label in labels)
