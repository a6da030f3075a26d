"""Metrics of an order by score: average precision, precision at a wanted recall, ranking of labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


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
        """Return the ranking of items by score, shape (items,)."""
        order = np.argsort(-scores, kind="stable")
        ranked = scores[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
        return cls(order, relevant[order], ends)

    def average_precision(self, weights: npt.NDArray[np.generic]) -> Floats:
        """Return the average precision per row of weights, 0 to 1; NaN where nothing relevant has weight.

        It is the sum over blocks of precision times gain of recall, without interpolation.

        Args:
            weights: how often each item counts, shape (rows, items).
        """
        precision, recall = self._curve(weights)
        gains = np.diff(recall, axis=1, prepend=0.0)
        return np.asarray((precision * gains).sum(axis=1))

    def precision_at_recall(self, weights: npt.NDArray[np.generic], *, recall: float) -> Floats:
        """Return the highest precision of all thresholds with at least the wanted recall, per row of weights.

        NaN where nothing relevant has weight.
        """
        precision, reached = self._curve(weights)
        # Recall is a ratio of sums; what reaches the wanted one exactly must not miss it by rounding.
        best = np.where(reached >= recall - 1e-12, precision, -1.0).max(axis=1)
        return np.where(np.isnan(reached[:, -1]), np.nan, best)

    def _curve(self, weights: npt.NDArray[np.generic]) -> tuple[Floats, Floats]:
        ranked = np.asarray(weights)[:, self.order].astype(np.float64)
        hits = np.cumsum(np.where(self.relevant, ranked, 0.0), axis=1)[:, self.ends]
        n = np.cumsum(ranked, axis=1)[:, self.ends]
        total = hits[:, -1:]
        return hits / np.maximum(n, 1), np.where(total > 0, hits / np.maximum(total, 1), np.nan)


def average_precision(scores: Floats, relevant: Bools) -> float:
    """Return the average precision of an order by score, 0 to 1; NaN where nothing is relevant.

    >>> average_precision(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])) == (1 + 2 / 3) / 2
    True
    """
    return float(Ranking.of(scores, relevant).average_precision(np.ones((1, len(scores))))[0])


def precision_at_recall(scores: Floats, relevant: Bools, *, recall: float) -> float:
    """Return the best precision among thresholds with at least the wanted recall; NaN if none is relevant."""
    ranking = Ranking.of(scores, relevant)
    return float(ranking.precision_at_recall(np.ones((1, len(scores))), recall=recall)[0])


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
