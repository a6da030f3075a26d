"""Guessers that know one thing about an example: a constant, a group, or a short text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.errors import MissingExtraError

_MAX_FEATURES = 5000
"""Words and word pairs a text probe looks at, the most frequent ones: more take longer and tell no more."""

Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]
Rates = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Guess:
    """What is guessed for held-out examples; both of shape (held-out rows, labels)."""

    has: Bools
    """Labels guessed: exactly one where labels exclude each other."""
    rates: Rates
    """How likely each label is held to be, 0 to 1; rows sum to 1 where labels exclude each other."""


def guess_by_value(values: Rows, has: Bools, learned: Rows, held_out: Rows, *, exclusive: bool) -> Guess:
    """Return the labels guessed for held-out examples from the examples learned from with the same value.

    Exclusive labels: the most frequent label of the value; where it was never seen, or where labels tie, the
    more frequent one of all. Sets of labels: every label whose share among the value's examples reaches the
    threshold that gives the best F1 on the examples learned from; one such threshold per label.

    Args:
        values: number of the value of each example, from 0.
        has: shape (examples, labels).
        learned: rows to learn from.
        held_out: rows to guess for.
        exclusive: whether an example has exactly one label.
    """
    counts = np.zeros((int(values.max()) + 1, has.shape[1]))
    np.add.at(counts, values[learned], has[learned])
    sizes = np.bincount(values[learned], minlength=len(counts))
    overall = has[learned].mean(axis=0)
    rates = np.where(sizes[:, None] > 0, counts / np.maximum(sizes, 1)[:, None], overall)
    if exclusive:
        # Shares are below 1, so that the overall share decides between equal counts only.
        best = np.argmax(counts + overall / 2, axis=1)
        guessed = np.zeros((len(held_out), has.shape[1]), dtype=bool)
        guessed[np.arange(len(held_out)), best[values[held_out]]] = True
        return Guess(guessed, rates[values[held_out]])
    thresholds = [_best_threshold(rates[values[learned], n], has[learned, n]) for n in range(has.shape[1])]
    return Guess(rates[values[held_out]] >= np.array(thresholds), rates[values[held_out]])


def guess_by_chance(
    has: Bools, learned: Rows, held_out: Rows, *, exclusive: bool, rng: np.random.Generator
) -> Guess:
    """Return labels drawn as often as the examples learned from have them."""
    shares = has[learned].mean(axis=0)
    rates = np.tile(shares, (len(held_out), 1))
    if exclusive:
        drawn = rng.choice(has.shape[1], size=len(held_out), p=shares / shares.sum())
        return Guess(np.eye(has.shape[1], dtype=np.bool_)[drawn], rates)
    return Guess(np.asarray(rng.random(rates.shape) < shares, dtype=np.bool_), rates)


def guess_by_text(
    texts: Sequence[str], has: Bools, learned: Rows, held_out: Rows, *, exclusive: bool
) -> Guess:
    """Return the labels a linear classifier on TF-IDF of words and word pairs gives to held-out texts.

    Classes weigh alike, as macro-F1 has them; for sets of labels there is one classifier per label.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits
    except ImportError:
        raise MissingExtraError("shortcut probes on texts", extra="data") from None
    rates = np.zeros((len(held_out), has.shape[1]))
    # Marks count as words, so that the vocabulary is never empty.
    vectorizer = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+|[^\w\s]", max_features=_MAX_FEATURES
    )
    features = vectorizer.fit_transform(texts[row].strip() or "-" for row in learned)
    unseen = vectorizer.transform(texts[row].strip() or "-" for row in held_out)
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    targets: list[tuple[Any, Rows]] = [(has[learned, n], np.array([-1, n])) for n in range(has.shape[1])]
    if exclusive:
        targets = [(has[learned].argmax(axis=1), np.arange(has.shape[1]))]
    for target, columns in targets:
        classes = np.unique(target).astype(np.intp)
        chosen = columns[classes]
        if len(classes) < 2:
            likely = np.ones((len(held_out), 1))
        else:
            # Several threads get in each other's way on matrices this small: they take three times as long.
            with threadpool_limits(1):
                likely = model.fit(features, target).predict_proba(unseen)
        rates[:, chosen[chosen >= 0]] = likely[:, chosen >= 0]
    if exclusive:
        return Guess(np.eye(has.shape[1], dtype=np.bool_)[rates.argmax(axis=1)], rates)
    return Guess(rates > 0.5, rates)


def tenths(sizes: NDArray[np.intp], learned: Rows) -> Rows:
    """Return in which tenth of the examples learned from each example lies by its size, from 0."""
    edges = np.quantile(sizes[learned], np.linspace(0.1, 0.9, 9))
    return np.searchsorted(edges, sizes, side="right")


def _best_threshold(rates: NDArray[np.float64], has: Bools) -> float:
    """Return the share from which guessing a label gives the best F1; above 1 where nothing has it."""
    if not has.any():
        return 2.0
    order = np.argsort(-rates, kind="stable")
    ranked = rates[order]
    f1 = 2 * np.cumsum(has[order]) / (np.arange(1, len(order) + 1) + has.sum())
    # A threshold cuts only where the share changes.
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0
    return float(ranked[int(np.argmax(f1))])
