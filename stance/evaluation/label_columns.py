"""What metrics of labels sum over examples, and how confident decisions are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.joining import Answers, Bools, Floats, Gold
from stance.metrics.calibration import N_BINS, bin_numbers, brier_scores
from stance.metrics.ranking import label_ranking_precisions
from stance.metrics.soft import cross_entropies, vote_distributions


def confidences(gold: Gold, answers: Answers) -> Floats:
    """Return the confidence of each example's decision, 0 to 1, shape (seeds, examples).

    Exclusive labels: the probability of the label decided on. Sets of labels: that of the least sure of the
    decisions for or against each label.
    """
    if gold.label_set.exclusive:
        return np.asarray((answers.probabilities * answers.predicted).sum(axis=2))
    return np.asarray(answers.decision_confidence.min(axis=2))


def _exact(gold: Gold, answers: Answers, seed: int) -> Floats:
    right = (gold.has == answers.predicted[seed]).all(axis=1)
    return np.asarray(right[:, None], dtype=np.float64)


def _fnc_points(gold: Gold, answers: Answers, seed: int) -> Floats:
    unrelated = gold.label_set.labels.index("unrelated")
    same_side = gold.has[:, [unrelated]] == answers.predicted[seed][:, [unrelated]]
    return np.asarray(0.25 * same_side + 0.75 * (~gold.has[:, [unrelated]] * _exact(gold, answers, seed)))


def _fnc_best(gold: Gold, answers: Answers, seed: int) -> Floats:
    return np.asarray(0.25 + 0.75 * ~gold.has[:, [gold.label_set.labels.index("unrelated")]])


def _cross_entropy(gold: Gold, answers: Answers, seed: int) -> Floats:
    return _of_voted(gold, lambda votes, rows: cross_entropies(votes, answers.probabilities[seed][rows]))


def _shared_mass(gold: Gold, answers: Answers, seed: int) -> Floats:
    return _of_voted(
        gold, lambda votes, rows: 2 * np.minimum(votes, answers.probabilities[seed][rows]).sum(axis=1)
    )


def _mass(gold: Gold, answers: Answers, seed: int) -> Floats:
    return _of_voted(
        gold, lambda votes, rows: votes.sum(axis=1) + answers.probabilities[seed][rows].sum(axis=1)
    )


def _n_voted(gold: Gold, answers: Answers, seed: int) -> Floats:
    return _of_voted(gold, lambda votes, rows: np.ones(len(rows)))


def _of_voted(gold: Gold, value: Callable[[Floats, NDArray[np.intp]], Floats]) -> Floats:
    """Return a value per example with votes, from their shares; 0 for the others."""
    rows = np.flatnonzero(gold.votes.sum(axis=1) > 0)
    column = np.zeros((gold.n, 1))
    if len(rows):
        column[rows, 0] = value(vote_distributions(gold.votes[rows]), rows)
    return column


def binned(gold: Gold, answers: Answers, seed: int) -> tuple[Floats, Bools]:
    """Return the confidences calibration looks at and whether each is right, shape (examples, decisions).

    One decision per example where labels exclude each other, else one per label.
    """
    if gold.label_set.exclusive:
        right = _exact(gold, answers, seed) > 0
        return confidences(gold, answers)[seed][:, None], right
    return answers.decision_confidence[seed], gold.has == answers.predicted[seed]


def _in_bins(gold: Gold, answers: Answers, seed: int, value: Callable[[Floats, Bools], Floats]) -> Floats:
    confidence, right = binned(gold, answers, seed)
    bins = bin_numbers(confidence)
    sums = np.zeros((gold.n, N_BINS))
    values = np.broadcast_to(value(confidence, right), bins.shape)
    for column in range(bins.shape[1]):
        sums[np.arange(gold.n), bins[:, column]] += values[:, column]
    return sums


COLUMNS: Final[Mapping[str, Callable[[Gold, Answers, int], Floats]]] = {
    "n": lambda gold, answers, seed: np.ones((gold.n, 1)),
    "hits": lambda gold, answers, seed: (gold.has & answers.predicted[seed]).astype(np.float64),
    "predicted": lambda gold, answers, seed: answers.predicted[seed].astype(np.float64),
    "gold": lambda gold, answers, seed: gold.has.astype(np.float64),
    "exact": _exact,
    "ranking": lambda gold, answers, seed: label_ranking_precisions(answers.probabilities[seed], gold.has)[
        :, None
    ],
    "fnc_points": _fnc_points,
    "fnc_best": _fnc_best,
    "cross_entropy": _cross_entropy,
    "n_voted": _n_voted,
    "shared_mass": _shared_mass,
    "mass": _mass,
    "brier": lambda gold, answers, seed: brier_scores(
        answers.probabilities[seed], gold.has, exclusive=gold.label_set.exclusive
    )[:, None],
    "bin_n": lambda gold, answers, seed: _in_bins(gold, answers, seed, lambda c, right: np.ones(1)),
    "bin_confidence": lambda gold, answers, seed: _in_bins(gold, answers, seed, lambda c, right: c),
    "bin_right": lambda gold, answers, seed: _in_bins(
        gold, answers, seed, lambda c, right: right.astype(np.float64)
    ),
}
"""What is summed over examples: from gold and the predictions of one seed to shape (examples, columns)."""
