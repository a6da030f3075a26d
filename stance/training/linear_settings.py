"""Settings of the linear family; all defaults are here and in the settings of the blocks."""

from __future__ import annotations

import math
from typing import Literal

from stance.models.linear.blocks import require
from stance.models.linear.features_characters import CharacterSettings
from stance.models.linear.features_words import WordSettings
from stance.models.linear.registry import AnyBlockSettings
from stance.training.calibrate import CalibrationKind
from stance.training.families import TrainingSettings
from stance.training.linear_heads import ClassWeight, HeadKind
from stance.training.linear_targets import Votes
from stance.training.thresholds import ThresholdKind


class LinearSettings(TrainingSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the model reads, how it learns, and how it decides."""

    blocks: tuple[AnyBlockSettings, ...] = (WordSettings(), CharacterSettings())
    """Features, side by side; each named by its `kind`."""
    head: HeadKind = "logistic"
    """logistic: logistic regression, multinomial where labels exclude each other. svm: linear support
    vectors, one label against the others; needs a calibration. naive_bayes: complement naive Bayes."""
    C: float | tuple[float, ...] = (0.5, 4.0, 32.0)
    """Inverse strength of the L2 penalty; of several the one is taken that does best on the inner folds."""
    alpha: float = 1.0
    """Added to all counts of naive Bayes."""
    log_count_ratios: bool = False
    """Whether features are first scaled by how unevenly labels share them (NBSVM); not with naive_bayes."""
    class_weight: ClassWeight = "none"
    """none; balanced: rare labels count more; or label to weight."""
    votes: Votes = "ignore"
    """ignore; weight: examples count by how far annotators agree with the gold; soft: they count as one of
    each label by its share of the votes."""
    choose_by: Literal["macro_f1", "micro_f1"] = "macro_f1"
    """What makes one C better than another."""
    calibration: CalibrationKind = "temperature"
    """none, temperature or isotonic; fitted on the inner folds."""
    thresholds: ThresholdKind = "per_label"
    """Where labels do not exclude each other: half: 0.5; shared: one for all labels, of the best micro-F1;
    per_label: of the best F1 of each label. Chosen on the inner folds."""
    offsets: bool = False
    """Where labels exclude each other: whether rare labels are given more easily, for the best macro-F1 on
    the inner folds, instead of the most probable one."""
    at_least_one: bool | None = None
    """Where labels do not exclude each other: whether a text without a label is given the one nearest to its
    threshold; None: when every training example has a label."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range and settings that do not go together."""
        require(bool(self.blocks), "blocks", "one or more", [])
        require(bool(self.strengths), "C", "one number or more", [])
        for C in self.strengths:
            require(0 < C < math.inf, "C", "above 0 and finite", C)
        require(0 < self.alpha < math.inf, "alpha", "above 0 and finite", self.alpha)
        if isinstance(self.class_weight, dict):
            for label, weight in self.class_weight.items():
                require(0 < weight < math.inf, f"class_weight of {label}", "above 0 and finite", weight)
        if self.head == "svm":
            require(self.calibration != "none", "calibration", "temperature or isotonic with svm", "none")
        if self.head == "naive_bayes":
            require(not self.log_count_ratios, "log_count_ratios", "false with naive_bayes", True)

    @property
    def strengths(self) -> tuple[float, ...]:
        """C, one or several; naive Bayes has none to choose."""
        given = self.C if isinstance(self.C, tuple) else (self.C,)
        return given[:1] if self.head == "naive_bayes" else given
