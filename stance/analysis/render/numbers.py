"""Numbers as text; full precision stays in the records, here they are rounded to be read."""

from __future__ import annotations

from stance.analysis.render.score_rows import Scalar

NOTHING = "–"
"""Stands for a value that is undefined, which is never zero."""


def format_share(value: float | None) -> str:
    """Return a proportion in percent.

    >>> format_share(0.673)
    '67 %'
    """
    return NOTHING if value is None else f"{100 * value:.0f} %"


def format_number(value: float | None, digits: int) -> str:
    """Return a number with that many decimals."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def format_signed(value: float | None) -> str:
    """Return a balance with its sign; exactly even is 0.00.

    >>> format_signed(-0.829)
    '−0.83'
    """
    if value is None:
        return NOTHING
    return f"{value:+.2f}".replace("-", "−") if round(value, 2) else "0.00"


def format_interval(bounds: tuple[float, float], digits: int) -> str:
    """Return both ends in brackets.

    >>> format_interval((20.0, 31.26), 1)
    '[20.0, 31.3]'
    """
    return f"[{bounds[0]:.{digits}f}, {bounds[1]:.{digits}f}]".replace("-", "−")


def format_value(value: Scalar) -> str:
    """Return any score: decimals to three places, yes or no, counts and names as they are."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}".replace("-", "−")
    return NOTHING if value is None or value == "" else str(value)
