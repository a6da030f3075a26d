"""Leaving the least confident decisions to people: what risk remains at what coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Selection:
    """Decisions from a threshold of confidence on."""

    threshold: float
    coverage: float
    """Share of examples at or above the threshold, 0 to 1."""
    risk: float
    """Share of these that is wrong, 0 to 1."""


def selections(confidence: Floats, wrong: Bools) -> list[Selection]:
    """Return what is had at every threshold that makes a difference, from the highest on.

    Args:
        confidence: of each example.
        wrong: whether its decision is wrong.
    """
    if not len(confidence):
        return []
    order = np.argsort(-confidence, kind="stable")
    ranked = confidence[order]
    n_kept = np.arange(1, len(order) + 1)
    risk = np.cumsum(wrong[order]) / n_kept
    # Equal confidences cannot be told apart by a threshold.
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    return [Selection(float(ranked[i]), float(n_kept[i] / len(order)), float(risk[i])) for i in ends]


def threshold_for_risk(confidence: Floats, wrong: Bools, *, max_risk: float) -> Selection | None:
    """Return the selection that decides most examples with at most the wanted share of errors.

    The risk is that of the examples given: choose on examples that were held out of training, and look for
    the risk on others.

    Args:
        confidence: of each example.
        wrong: whether its decision is wrong.
        max_risk: most errors among decided examples, 0 to 1.

    Returns:
        None where even the most confident decisions are wrong more often.

    >>> threshold_for_risk(np.array([0.9, 0.8, 0.6]), np.array([False, True, True]), max_risk=0.5).coverage
    0.6666666666666666
    """
    fitting = [each for each in selections(confidence, wrong) if each.risk <= max_risk]
    return fitting[-1] if fitting else None
