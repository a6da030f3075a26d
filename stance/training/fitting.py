"""Models fitted on one part and measured on another, by whatever metric the caller has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stance.models.trained import Model
from stance.records.example import Example
from stance.records.label_set import LabelSet
from stance.records.report import Metric
from stance.training.families import TrainingSettings, trainer_of
from stance.training.inner_folds import inner_folds


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model, and examples it has not seen."""

    model: Model
    held_out: Sequence[Example]
    fold: int | None
    """In which they were held out; None where there is one round only."""
    seed: int
    """Of the training."""


Measure = Callable[[Sequence[Fitted]], Metric]
"""Returns one metric, the higher the better, over everything that some models have not seen, together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPlan:
    """How models are fitted, apart from their settings."""

    family: str
    label_set: LabelSet
    group_by: tuple[str, ...]
    """Groups that inner folds keep whole."""
    n_folds: int = 5
    """Inner folds."""


def fit(examples: Sequence[Example], settings: TrainingSettings, plan: FitPlan, *, seed: int) -> Model:
    """Return a model fitted to examples, thresholds and calibration chosen on inner folds of them."""
    folds = inner_folds(examples, group_by=plan.group_by, n_folds=plan.n_folds, seed=seed)
    return trainer_of(plan.family).fit(
        examples, settings, label_set=plan.label_set, inner_folds=folds, seed=seed
    )
