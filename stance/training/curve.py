"""Learning curves: how a model does on the same held-out examples as it learns from more and more."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from stance.data.splitting.joining import join_items
from stance.data.splitting.splits import split_items
from stance.errors import ConfigError, StanceError
from stance.records.document import Record
from stance.records.example import Example
from stance.records.report import Metric
from stance.training.families import TrainingSettings
from stance.training.fitting import FitPlan, Fitted, Measure, fit

WORTH: Final = 0.01
"""Least gain by doubling that is called one."""
SIZES: Final = (0.125, 0.25, 0.5, 1.0)
# Student's t, 97.5 %, by degrees of freedom from 1.
_T: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


class CurvePoint(Record, frozen=True, kw_only=True):
    """How models do that learned from one share of the examples."""

    share: float
    """Of the groups' examples that was asked for, above 0, to 1."""
    n_examples: float
    """Learned from; mean over seeds and rounds."""
    metric: Metric | None
    """Over all rounds and seeds; None where none could be trained."""
    refused: str | None = None
    """Why not."""


class Doubling(Record, frozen=True, kw_only=True):
    """What the last doubling of the examples brought."""

    from_examples: float
    to_examples: float
    gain: float
    """In the metric; mean over seeds."""
    low: float | None
    high: float | None
    """Ends of the 95 % interval over seeds, each of which draws other examples; None with one seed."""


class LearningCurve(Record, frozen=True, kw_only=True):
    """Points by ascending share, and what they say."""

    metric: str
    points: list[CurvePoint]
    doubling: Doubling | None
    """None where two sizes were not measured of which one is at least half as big again as the other."""
    answer: str
    """Whether more annotation is worth it, in words."""
    n_trainings: int


@dataclass(frozen=True, slots=True)
class Holdout:
    """Examples to learn from, and others to be measured on."""

    train: Sequence[Example]
    held_out: Sequence[Example]
    fold: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePlan:
    """What to train."""

    fitting: FitPlan
    settings: TrainingSettings
    seeds: tuple[int, ...]
    """Each draws its own nested subsets; three or more tell how sure the slope is."""
    sizes: tuple[float, ...] = SIZES
    """Shares of the examples learned from, above 0, to 1."""
