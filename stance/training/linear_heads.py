"""Weights of features, learned by logistic regression, linear support vectors or complement naive Bayes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from stance.errors import MissingExtraError
from stance.models.linear.model import Head
from stance.models.linear.rows import Rows
from stance.training.linear_targets import Targets

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
HeadKind = Literal["logistic", "svm", "naive_bayes"]
ClassWeight = Literal["none", "balanced"] | dict[str, float]

_SOLVER = "newton-cg"
"""Measured in experiments/linear-speed.md: three times as fast as lbfgs where labels are several."""
_MAX_ITERATIONS = 1000


@dataclass(frozen=True, slots=True)
class HeadPlan:
    """How weights are learned; as in `LinearSettings`."""

    kind: HeadKind
    C: float
    alpha: float
    log_count_ratios: bool
    seed: int


def matrix_of(rows: Rows) -> csr_matrix:
    """Return rows as SciPy takes them; MissingExtraError when it is not installed."""
    try:
        from scipy.sparse import csr_matrix
    except ImportError as error:
        raise MissingExtraError("training linear models", extra="train") from error
    return csr_matrix((rows.values, rows.columns, rows.ends), shape=(len(rows), rows.n_columns))


def label_weights(targets: Targets, class_weight: ClassWeight, labels: tuple[str, ...]) -> Floats:
    """Return how much an example of each label counts, of shape (labels,).

    Args:
        targets: to learn from.
        class_weight: none: 1. balanced: examples / (labels present * examples of the label), votes
            counted by their shares. A mapping: label to its weight, 1 for others.
        labels: in the order of the columns.
    """
    if isinstance(class_weight, Mapping):
        return np.array([class_weight.get(label, 1.0) for label in labels])
    if class_weight == "none":
        return np.ones(len(labels))
    counts = (targets.shares * targets.weights[:, np.newaxis]).sum(axis=0)
    n_labels = np.count_nonzero(counts) if targets.exclusive else 2
    safe = np.where(counts > 0, counts, 1.0)
    weights: Floats = np.where(counts > 0, targets.weights.sum() / (n_labels * safe), 1.0)
    return weights


def fit_head(features: csr_matrix, targets: Targets, weights: Floats, plan: HeadPlan) -> Head:
    """Return the weights learned.

    A label that every example has, or none, is not learned from: its score is the same for all texts.

    Args:
        features: of shape (examples, columns).
        targets: of the examples.
        weights: of the labels, from `label_weights`.
        plan: how to learn.
    """
    if targets.exclusive:
        return _fit_exclusive(features, targets, weights, plan)
    n_labels = targets.shares.shape[1]
    coefficients, intercepts = np.zeros((n_labels, features.shape[1])), np.zeros(n_labels)
    for label in range(n_labels):
        share = targets.shares[:, label]
        two = np.column_stack((1.0 - share, share)) * targets.weights[:, np.newaxis]
        two[:, 1] *= weights[label]
        learned, constant = _fit_columns(features, two, plan)
        coefficients[label] = learned[1] - learned[0]
        intercepts[label] = constant[1] - constant[0]
    return Head(coefficients, intercepts, targets.present)


def _fit_exclusive(features: csr_matrix, targets: Targets, weights: Floats, plan: HeadPlan) -> Head:
    counts = targets.shares * targets.weights[:, np.newaxis] * weights
    present = targets.present
    coefficients, intercepts = np.zeros((len(weights), features.shape[1])), np.zeros(len(weights))
    coefficients[present], intercepts[present] = _fit_columns(features, counts[:, present], plan)
    return Head(coefficients, intercepts, present)


def _fit_columns(features: csr_matrix, counts: Floats, plan: HeadPlan) -> tuple[Floats, Floats]:
    """Return weights and intercepts of labels that exclude each other, one row per column of `counts`.

    Args:
        features: of shape (examples, columns).
        counts: of shape (examples, labels): how much an example counts as one of the label.
        plan: how to learn.
    """
    totals = counts.sum(axis=0)
    if (totals > 0).sum() < 2 or not features.shape[1]:
        # Nothing to tell apart, or nothing to tell by: the shares, one example more of each label.
        return np.zeros((len(totals), features.shape[1])), np.log((totals + 1) / (totals + 1).sum())
    example, label = np.nonzero(counts)
    weight = counts[example, label]
    chosen = features if len(example) == features.shape[0] else features[example]
    ratios = _log_count_ratios(chosen, label, weight, len(totals)) if plan.log_count_ratios else None
    if ratios is None:
        return _fit_estimator(chosen, label, weight, plan)
    if len(totals) == 2:
        learned, constant = _fit_estimator(_scaled(chosen, ratios[1]), label, weight, plan)
        return learned * ratios[1], constant
    return _one_against_others(chosen, label, weight, plan, ratios)


def _one_against_others(
    features: csr_matrix, label: NDArray[np.intp], weight: Floats, plan: HeadPlan, ratios: Floats
) -> tuple[Floats, Floats]:
    learned, constants = [], []
    for number, of_label in enumerate(ratios):
        is_label = (label == number).astype(np.intp)
        both, constant = _fit_estimator(_scaled(features, of_label), is_label, weight, plan)
        learned.append((both[1] - both[0]) * of_label)
        constants.append(constant[1] - constant[0])
    return np.array(learned), np.array(constants)


def _log_count_ratios(features: csr_matrix, label: NDArray[np.intp], weight: Floats, n_labels: int) -> Floats:
    """Return, of shape (labels, columns), how much more of a feature falls to the label than to the others.

    Source: Wang and Manning (2012), "Baselines and Bigrams", with feature values as counts and 1 added.
    """
    ratios = np.empty((n_labels, features.shape[1]))
    for number in range(n_labels):
        of_label = features.T @ (weight * (label == number)) + 1.0
        of_others = features.T @ (weight * (label != number)) + 1.0
        ratios[number] = np.log(of_label / of_label.sum()) - np.log(of_others / of_others.sum())
    return ratios


def _scaled(features: csr_matrix, factors: Floats) -> csr_matrix:
    scaled = features.copy()
    scaled.data = scaled.data * factors[scaled.indices]
    return scaled


def _fit_estimator(
    features: csr_matrix, label: NDArray[np.intp], weight: Floats, plan: HeadPlan
) -> tuple[Floats, Floats]:
    """Return weights of shape (labels, columns) and intercepts of shape (labels,)."""
    estimator = _estimator(plan)
    estimator.fit(features, label, sample_weight=weight)
    if plan.kind == "naive_bayes":
        return estimator.feature_log_prob_, np.zeros(len(estimator.feature_log_prob_))
    learned, constants = estimator.coef_, estimator.intercept_
    if len(learned) == 1:
        # Two labels: one score, half of it for the one, half against the other.
        return np.vstack((-learned, learned)) / 2, np.concatenate((-constants, constants)) / 2
    return learned, constants


def _estimator(plan: HeadPlan) -> Any:  # noqa: ANN401 - scikit-learn has no types
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.naive_bayes import ComplementNB
        from sklearn.svm import LinearSVC
    except ImportError as error:
        raise MissingExtraError("training linear models", extra="train") from error
    if plan.kind == "logistic":
        return LogisticRegression(C=plan.C, solver=_SOLVER, max_iter=_MAX_ITERATIONS)
    if plan.kind == "svm":
        return LinearSVC(C=plan.C, random_state=plan.seed, max_iter=10 * _MAX_ITERATIONS)
    return ComplementNB(alpha=plan.alpha)
