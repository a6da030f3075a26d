"""Fits how spans find their anchors, on gold spans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.errors import MissingExtraError
from stance.models.crf.linking import Linker, LinkWeights, pairs_of
from stance.models.crf.pairs import RuleRelations
from stance.training.crf_marks import Marked
from stance.training.crf_plan import TagPlan


def fit_linker(batches: Sequence[Marked], plan: TagPlan) -> Linker | None:
    """Return how links are picked, None where the documents have none.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    if plan.anchor is None or not plan.linked:
        return None
    labels, anchor = plan.labels, plan.labels[plan.anchor]
    rules = [RuleRelations.of(batch.columns.batch, batch.columns.attributions) for batch in batches]
    fitted = [_fit(batches, rules, labels, anchor=anchor, linked=labels[dst]) for dst in plan.linked]
    return Linker(labels, anchor, tuple(entry for entry in fitted if entry is not None))


def _fit(
    batches: Sequence[Marked],
    rules: Sequence[RuleRelations],
    labels: Sequence[str],
    *,
    anchor: str,
    linked: str,
) -> LinkWeights | None:
    rows: list[NDArray[np.float64]] = []
    truths: list[NDArray[np.bool_]] = []
    n_shared_anchors = n_shared_spans = 0
    for batch, relations in zip(batches, rules, strict=True):
        spans, anchors, pairs = pairs_of(
            batch.columns.batch, batch.spans, relations, labels=labels, linked=linked, anchor=anchor
        )
        gold = set(batch.links)
        ends = list(zip(anchors[pairs.anchor].tolist(), spans[pairs.span].tolist(), strict=True))
        found = [pair for pair in ends if pair in gold]
        n_shared_anchors += len(found) - len({src for src, _ in found})
        n_shared_spans += len(found) - len({dst for _, dst in found})
        rows.append(pairs.features)
        truths.append(np.array([pair in gold for pair in ends], dtype=np.bool_))
    truth = np.concatenate(truths)
    if not truth.any():
        return None
    features = np.concatenate(rows)
    # Where every pair is linked there is nothing to tell apart: all are likelier than not.
    weights = np.append(np.zeros(features.shape[1]), 1.0) if truth.all() else _logistic(features, truth)
    return LinkWeights(linked, weights, by_anchor=n_shared_spans > n_shared_anchors)


def _logistic(features: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("training links", extra="train") from error
    model = LogisticRegression(C=1.0, max_iter=300)
    model.fit(features, truth)
    return np.concatenate([model.coef_[0], model.intercept_]).astype(np.float64)
