"""Fitting linear classifiers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError, MissingExtraError
from stance.models.linear.calibration import Calibration
from stance.models.linear.model import Decisions, LinearClassifier
from stance.models.trained import TextInput
from stance.records.example import Example
from stance.records.label_set import LabelSet
from stance.training.calibrate import fit_calibration
from stance.training.linear_folds import HeldOutScores, Lesson, fit_once, held_out_scores
from stance.training.linear_settings import LinearSettings
from stance.training.linear_targets import Targets, label_examples, targets_of
from stance.training.thresholds import (
    HALF,
    choose_offsets,
    choose_thresholds,
    macro_f1,
    micro_f1,
    most_probable,
)

Settings: Final = LinearSettings
Floats = NDArray[np.float64]


def fit(
    examples: Sequence[Example],
    settings: LinearSettings,
    /,
    *,
    label_set: LabelSet,
    inner_folds: Sequence[int],
    seed: int,
) -> LinearClassifier:
    """Return a classifier fitted to examples; see `Trainer.fit`.

    Every inner fold is held out once and its texts are read once, for all C. On the scores of what is held
    out, C is chosen, then the calibration fitted, then thresholds chosen; the weights are learned last, from
    all examples.

    Raises:
        ConfigError: no examples, examples of spans, a label outside the label set, or too few inner folds.
        MissingExtraError: scikit-learn is not installed.
    """
    found = label_examples(examples)
    if len(inner_folds) != len(found):
        raise ConfigError(
            "training of family linear",
            expected="an inner fold for each example",
            found=f"{len(inner_folds)} folds, {len(found)} examples",
            action="Give the folds of these examples.",
        )
    targets = targets_of(found, label_set, votes=settings.votes)
    lesson = Lesson([TextInput.of(example) for example in found], targets, label_set.labels, settings, seed)
    with _one_thread():
        return _fitted(lesson, label_set, np.array(inner_folds, np.int64))


def _fitted(lesson: Lesson, label_set: LabelSet, folds: NDArray[np.int64]) -> LinearClassifier:
    settings, targets = lesson.settings, lesson.targets
    n_labels = len(label_set.labels)
    present = targets.present
    calibration = Calibration(np.ones(n_labels))
    thresholds = np.full(n_labels, 1.0 if label_set.exclusive else HALF)
    strength = settings.strengths[0]
    if _needs_held_out(settings, exclusive=label_set.exclusive):
        held = held_out_scores(lesson, folds, settings.strengths)
        aligned = targets[held.rows]
        chosen = _best(held, aligned, present, settings)
        strength, scores = settings.strengths[chosen], held.by_strength[chosen]
        calibration = fit_calibration(scores, aligned, present, kind=settings.calibration)
        probabilities = calibration.probabilities(scores, present, exclusive=label_set.exclusive)
        thresholds = _thresholds(probabilities, aligned, settings)
    features, heads = fit_once(lesson, [strength])
    least = settings.at_least_one
    at_least_one = bool(targets.gold.any(axis=1).all()) if least is None else least
    return LinearClassifier(label_set, features, heads[0], calibration, Decisions(thresholds, at_least_one))


def _needs_held_out(settings: LinearSettings, *, exclusive: bool) -> bool:
    decides = settings.offsets if exclusive else settings.thresholds != "half"
    return decides or settings.calibration != "none" or len(settings.strengths) > 1


def _best(held: HeldOutScores, targets: Targets, present: NDArray[np.bool_], settings: LinearSettings) -> int:
    """Return which C does best with its own thresholds; the strongest penalty of those that are as good."""
    if len(held.by_strength) == 1:
        return 0
    plain = Calibration(np.ones(len(present)))
    measure = macro_f1 if settings.choose_by == "macro_f1" else micro_f1
    results = []
    for number, scores in enumerate(held.by_strength):
        probabilities = plain.probabilities(scores, present, exclusive=targets.exclusive)
        thresholds = _thresholds(probabilities, targets, settings)
        decided = (
            most_probable(probabilities / thresholds) if targets.exclusive else probabilities >= thresholds
        )
        results.append((measure(decided, targets.gold), -settings.strengths[number], number))
    return max(results)[2]


def _thresholds(probabilities: Floats, targets: Targets, settings: LinearSettings) -> Floats:
    if not targets.exclusive:
        return choose_thresholds(probabilities, targets.gold, kind=settings.thresholds)
    if settings.offsets:
        return choose_offsets(probabilities, targets.gold)
    return np.ones(targets.gold.shape[1])


def _one_thread() -> AbstractContextManager[object]:
    """Return a context in which linear algebra uses one thread: products are small, and sums repeatable."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError as error:
        raise MissingExtraError("training linear models", extra="train") from error
    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
