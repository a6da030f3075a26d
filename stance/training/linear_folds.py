"""Scores of examples by models that have not seen them: each inner fold held out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError
from stance.models.linear.model import Features, Head
from stance.models.linear.registry import fit_block
from stance.models.trained import TextInput
from stance.training.linear_heads import HeadPlan, fit_head, label_weights, matrix_of
from stance.training.linear_settings import LinearSettings
from stance.training.linear_targets import Targets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned from."""

    inputs: Sequence[TextInput]
    targets: Targets
    labels: tuple[str, ...]
    settings: LinearSettings
    seed: int

    def part(self, rows: NDArray[np.intp]) -> Lesson:
        """Return some of the examples."""
        inputs = [self.inputs[row] for row in rows.tolist()]
        return Lesson(inputs, self.targets[rows], self.labels, self.settings, self.seed)


def fit_once(lesson: Lesson, strengths: Sequence[float]) -> tuple[Features, list[Head]]:
    """Return the features fitted to all examples of a lesson, and one head per C; the texts are read once."""
    settings = lesson.settings
    features = Features(settings.blocks, tuple(fit_block(lesson.inputs, block) for block in settings.blocks))
    matrix = matrix_of(features.transform(lesson.inputs))
    weights = label_weights(lesson.targets, settings.class_weight, lesson.labels)
    heads = []
    for C in strengths:
        plan = HeadPlan(settings.head, C, settings.alpha, settings.log_count_ratios, lesson.seed)
        heads.append(fit_head(matrix, lesson.targets, weights, plan))
    return features, heads


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """Scores of all examples by models that had not seen them."""

    by_strength: list[Floats]
    """Per C: of shape (examples, labels)."""
    rows: NDArray[np.intp]
    """The example of each row of scores."""


def held_out_scores(lesson: Lesson, folds: NDArray[np.int64], strengths: Sequence[float]) -> HeldOutScores:
    """Return scores of every example by a model of the other inner folds.

    Raises:
        ConfigError: there are fewer than two inner folds.
    """
    numbers = np.unique(folds).tolist()
    if len(numbers) < 2:
        raise ConfigError(
            "training of family linear",
            expected="two inner folds or more, to choose C, calibration and thresholds on",
            found=f"{len(numbers)} with {len(folds)} examples",
            action="Give more groups, or set one C, calibration none, thresholds half and offsets false.",
        )
    scored: list[list[Floats]] = [[] for _ in strengths]
    rows = []
    for number in numbers:
        held = np.flatnonzero(folds == number)
        features, heads = fit_once(lesson.part(np.flatnonzero(folds != number)), strengths)
        found = features.transform([lesson.inputs[row] for row in held.tolist()])
        for scores, head in zip(scored, heads, strict=True):
            scores.append(_lowest_where_absent(head.scores(found), head, lesson.targets))
        rows.append(held)
    return HeldOutScores([np.concatenate(scores) for scores in scored], np.concatenate(rows))


def _lowest_where_absent(scores: Floats, head: Head, targets: Targets) -> Floats:
    """Return scores in which an exclusive label the model has not seen is the least probable one."""
    absent = ~head.present
    if targets.exclusive and absent.any():
        scores[:, absent] = scores[:, head.present].min(axis=1, keepdims=True)
    return scores
