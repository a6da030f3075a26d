"""Fitting the way from scores to probabilities, on scores of held-out examples."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stance.errors import MissingExtraError
from stance.models.linear.calibration import Calibration, Knots, uncalibrated
from stance.training.linear_targets import Targets

Floats = NDArray[np.float64]
CalibrationKind = Literal["none", "temperature", "isotonic"]

_LOG_SCALES = (np.log(0.01), np.log(100.0))
_GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
_N_STEPS = 40


def fit_calibration(
    scores: Floats, targets: Targets, present: NDArray[np.bool_], *, kind: CalibrationKind
) -> Calibration:
    """Return the calibration that makes probabilities agree best with what is held out.

    Args:
        scores: of shape (examples, labels), of models that had not seen the example.
        targets: of the same examples.
        present: labels that the final model learned.
        kind: none: softmax or logistic function as they are. temperature: scores are first divided by one
            number, where labels do not exclude each other by one per label, for the least log loss. isotonic:
            the probability of each label is mapped by an ascending function fitted to the least squares.
    """
    n_labels = scores.shape[1]
    if kind == "temperature":
        return Calibration(_scales(scores, targets, present))
    plain = Calibration(np.ones(n_labels))
    return Calibration(plain.scales, _knots(scores, targets, present)) if kind == "isotonic" else plain


def _scales(scores: Floats, targets: Targets, present: NDArray[np.bool_]) -> Floats:
    n_labels = scores.shape[1]
    if targets.exclusive:
        return np.full(n_labels, _best_scale(scores, targets, present))
    scales = np.ones(n_labels)
    for label in np.flatnonzero(_both_occur(targets)).tolist():
        one = slice(label, label + 1)
        of_label = Targets(targets.gold[:, one], targets.shares[:, one], targets.weights, exclusive=False)
        scales[label] = _best_scale(scores[:, one], of_label, present[one])
    return scales


def _best_scale(scores: Floats, targets: Targets, present: NDArray[np.bool_]) -> float:
    """Return the scale of least log loss by golden section: the loss has one minimum in the scale."""
    low, high = _LOG_SCALES
    for _ in range(_N_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _log_loss(scores * np.exp(left), targets, present) <= _log_loss(
            scores * np.exp(right), targets, present
        ):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2.0))


def _log_loss(scores: Floats, targets: Targets, present: NDArray[np.bool_]) -> float:
    probabilities = uncalibrated(scores, present, exclusive=targets.exclusive)
    # A label some inner model had not seen has probability 0; its loss is the same for any scale.
    losses = -targets.shares * np.log(np.maximum(probabilities, 1e-12))
    if not targets.exclusive:
        losses -= (1.0 - targets.shares) * np.log(np.maximum(1.0 - probabilities, 1e-12))
    return float((losses.sum(axis=1) * targets.weights).sum())


def _knots(scores: Floats, targets: Targets, present: NDArray[np.bool_]) -> Knots:
    try:
        from sklearn.isotonic import IsotonicRegression
    except ImportError as error:
        raise MissingExtraError("isotonic calibration", extra="train") from error
    plain = uncalibrated(scores, present, exclusive=targets.exclusive)
    # Held-out examples are few: no probability nearer to 0 or 1 than they can tell.
    edge = 1.0 / (len(scores) + 2.0)
    inputs, outputs, ends = [np.empty(0)], [np.empty(0)], [0]
    both = _both_occur(targets) & present
    for label in range(scores.shape[1]):
        if both[label]:
            curve = IsotonicRegression(y_min=edge, y_max=1.0 - edge)
            curve.fit(plain[:, label], targets.shares[:, label], sample_weight=targets.weights)
            inputs.append(curve.X_thresholds_)
            outputs.append(curve.y_thresholds_)
        ends.append(sum(len(part) for part in inputs))
    return Knots(np.concatenate(inputs), np.concatenate(outputs), np.array(ends, np.int64))


def _both_occur(targets: Targets) -> NDArray[np.bool_]:
    """Return, per label, whether some held-out examples have it and others do not."""
    return np.asarray(targets.gold.any(axis=0) & ~targets.gold.all(axis=0), np.bool_)
