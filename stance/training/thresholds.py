"""Choosing from which probability on a label is given, on probabilities of held-out examples."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ThresholdKind = Literal["half", "shared", "per_label"]

HALF = 0.5
_LEAST = 1e-9
"""No threshold is 0, however small the probabilities."""
_N_ROUNDS = 3
_OFFSETS = np.exp(np.linspace(np.log(0.25), np.log(4.0), 33))


def choose_thresholds(probabilities: Floats, gold: Bools, *, kind: ThresholdKind) -> Floats:
    """Return a threshold per label, of shape (labels,), for labels that do not exclude each other.

    Args:
        probabilities: of shape (examples, labels), of models that had not seen the example.
        gold: of the same shape.
        kind: half: 0.5. shared: the same for all labels, of the best micro-F1. per_label: of the best F1 of
            each label; 0.5 for a label no example has.
    """
    n_labels = gold.shape[1]
    if kind == "half":
        return np.full(n_labels, HALF)
    if kind == "shared":
        return np.full(n_labels, best_threshold(probabilities.ravel(), gold.ravel()))
    return np.array([best_threshold(probabilities[:, label], gold[:, label]) for label in range(n_labels)])


def best_threshold(probabilities: Floats, gold: Bools) -> float:
    """Return the threshold of the best F1; 0.5 when nothing is gold.

    It lies midway between two probabilities that occur; of thresholds that are as good, the one nearest
    to 0.5.

    >>> best_threshold(np.array([0.1, 0.2, 0.4, 0.9]), np.array([False, False, True, True]))
    0.30000000000000004
    """
    if not gold.any():
        return HALF
    order = np.argsort(-probabilities, kind="stable")
    ordered, right = probabilities[order], np.cumsum(gold[order])
    n_given = np.arange(1, len(ordered) + 1)
    f1 = 2.0 * right / (n_given + gold.sum())
    # A threshold cannot part equal probabilities.
    following = np.append(ordered[1:], 0.0)
    cuts = np.flatnonzero(ordered > following)
    thresholds = (ordered[cuts] + following[cuts]) / 2.0
    best = np.flatnonzero(f1[cuts] == f1[cuts].max(initial=0.0))
    if not len(best):
        return HALF
    return max(float(thresholds[best[np.abs(thresholds[best] - HALF).argmin()]]), _LEAST)


def choose_offsets(probabilities: Floats, gold: Bools) -> Floats:
    """Return a divisor per label, of shape (labels,), for labels that exclude each other.

    The label is given whose probability is the greatest multiple of its divisor. Divisors are tried one label
    at a time, from 1/4 to 4, for the best macro-F1; 1 stays where nothing is gained.

    Args:
        probabilities: of shape (examples, labels), of models that had not seen the example.
        gold: of the same shape, one label per row.
    """
    offsets = np.ones(gold.shape[1])
    best = macro_f1(most_probable(probabilities), gold)
    for _ in range(_N_ROUNDS):
        before = best
        for label in np.flatnonzero(gold.any(axis=0)).tolist():
            for offset in _OFFSETS:
                tried = offsets.copy()
                tried[label] = offset
                score = macro_f1(most_probable(probabilities / tried), gold)
                if score > best:
                    best, offsets = score, tried
        if best == before:
            break
    return offsets


def most_probable(probabilities: Floats) -> Bools:
    """Return, of shape (examples, labels), which label is the most probable."""
    decided = np.zeros(probabilities.shape, np.bool_)
    decided[np.arange(len(decided)), probabilities.argmax(axis=1)] = True
    return decided


def macro_f1(decided: Bools, gold: Bools) -> float:
    """Return the mean F1 of the labels that are gold anywhere, 0 to 1; 0 when none is."""
    occurs = gold.any(axis=0)
    both = 2.0 * (decided & gold).sum(axis=0)[occurs]
    f1 = both / (decided.sum(axis=0)[occurs] + gold.sum(axis=0)[occurs])
    return float(f1.mean()) if len(f1) else 0.0


def micro_f1(decided: Bools, gold: Bools) -> float:
    """Return F1 over all decisions, 0 to 1; accuracy where labels exclude each other."""
    given = int(decided.sum() + gold.sum())
    return 2.0 * int((decided & gold).sum()) / given if given else 0.0
