"""Metrics of an order by score: average precision, precision at a wanted recall, ranking of labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Curve:
    """Precision and recall from every threshold on, both of shape (rows, thresholds), recall ascending."""

    precision: Floats
    recall: Floats
    """NaN in rows where nothing relevant has weight."""

    def average_precision(self) -> Floats:
        """Return the sum of precision times gain of recall per row, 0 to 1, without interpolation."""
        gains = self.recall.copy()
        gains[:, 1:] -= self.recall[:, :-1]
        return np.asarray(np.einsum("ij,ij->i", self.precision, gains))

    def precision_at(self, recall: float) -> Floats:
        """Return the highest precision of all thresholds with at least the wanted recall, per row."""
        # Recall is a ratio of sums; what reaches the wanted one exactly must not miss it by rounding.
        best = np.where(self.recall >= recall - 1e-12, self.precision, -1.0).max(axis=1)
        return np.where(np.isnan(self.recall[:, -1]), np.nan, best)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items in descending order of score, ready to be weighed many times over.

    Items of equal score cannot be told apart by a threshold: they enter together.
    """

    order: npt.NDArray[np.intp]
    relevant: Bools
    """In this order."""
    ends: npt.NDArray[np.intp]
    """Position of the last item of each block of equal scores."""

    @classmethod
    def of(cls, scores: Floats, relevant: Bools) -> Ranking:
        """Return the ranking of at least one item by score, shape (items,)."""
        order = np.argsort(-scores, kind="stable")
        ranked = scores[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
        return cls(order, relevant[order], ends)

    def curve(self, weights: npt.NDArray[np.generic]) -> Curve:
        """Return precision and recall with some weights.

        Args:
            weights: how often each item counts, in the order of the scores given; shape (rows, items).
        """
        ranked = weights[:, self.order].astype(np.float64)
        n = np.cumsum(ranked, axis=1)
        hits = np.cumsum(ranked * self.relevant, axis=1)
        if len(self.ends) < len(self.order):
            n, hits = n[:, self.ends], hits[:, self.ends]
        total = hits[:, -1:]
        recall = hits / np.where(total > 0, total, np.nan)
        return Curve(hits / np.maximum(n, 1), recall)


def average_precision(scores: Floats, relevant: Bools) -> float:
    """Return the average precision of an order by score, 0 to 1; NaN where nothing is relevant.

    >>> average_precision(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])) == (1 + 2 / 3) / 2
    True
    """
    return float(_once(scores, relevant).average_precision()[0])


def precision_at_recall(scores: Floats, relevant: Bools, *, recall: float) -> float:
    """Return the best precision among thresholds with at least the wanted recall; NaN if none is relevant."""
    return float(_once(scores, relevant).precision_at(recall)[0])


def _once(scores: Floats, relevant: Bools) -> Curve:
    return Ranking.of(scores, relevant).curve(np.ones((1, len(scores))))


def label_ranking_precisions(scores: Floats, gold: Bools) -> Floats:
    """Return the label ranking average precision of each example, 0 to 1.

    For each gold label the share of gold labels among the labels scored at least as high, averaged. 1 where
    an example has no label or all of them: no order is wrong then.

    Args:
        scores: shape (examples, labels).
        gold: which labels hold, same shape.

    Source: Tsoumakas et al. (2010); as scikit-learn's label_ranking_average_precision_score.
    """
    at_least = scores[:, None, :] >= scores[:, :, None]
    rank = at_least.sum(axis=2)
    gold_rank = (at_least & gold[:, None, :]).sum(axis=2)
    n_gold = gold.sum(axis=1)
    means = np.where(gold, gold_rank / rank, 0.0).sum(axis=1) / np.maximum(n_gold, 1)
    return np.where((n_gold == 0) | (n_gold == gold.shape[1]), 1.0, means)
