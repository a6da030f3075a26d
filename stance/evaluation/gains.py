"""The number to quote: how much a model adds to the best of what is had without it."""

from __future__ import annotations

from typing import Final

from stance.records.report import Gain

MIN_GAIN: Final = 0.03
"""Least gain that is told as one."""


def gain_over(name: str, value: float, bounds: tuple[float, float] | None) -> Gain:
    """Return a gain with its verdict in words.

    Args:
        name: of the best shortcut.
        value: primary metric of the model minus that of the shortcut, turned so that more is better.
        bounds: ends of the 95 % interval of this difference, from paired draws; None where there is none.

    >>> gain_over("outlet", 0.01, (-0.01, 0.03)).verdict
    'not distinguishable from outlet'
    """
    low, high = bounds or (None, None)
    return Gain(over=name, value=value, low=low, high=high, verdict=_verdict(name, value, bounds))


def _verdict(name: str, gain: float, bounds: tuple[float, float] | None) -> str:
    if gain < MIN_GAIN:
        below = f"; {-gain:.3f} below it" if gain <= -MIN_GAIN else ""
        return f"not distinguishable from {name}{below}"
    told = f"{gain:.3f} better than {name}"
    if bounds is None:
        return f"{told}; too few groups to tell how sure that is"
    unsure = ", which may be chance" if bounds[0] <= 0 else ""
    return f"{told} ({bounds[0]:.3f} to {bounds[1]:.3f}){unsure}"
