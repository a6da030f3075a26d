"""Metrics of labels: per label, macro, micro, the stance average, sets of labels, FNC-1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from stance.metrics.counts import Counts

_FNC_UNRELATED = "unrelated"


def label_counts(
    gold: Sequence[str], predicted: Sequence[str], *, labels: Sequence[str]
) -> dict[str, Counts]:
    """Return the counts of each label for items with exactly one label.

    Args:
        gold: one label per item.
        predicted: one label per item, in the same order.
        labels: the label set, in the order of the result; every label given must be in it.

    Raises:
        ValueError: the two sides differ in length, or a label is not in the label set.
    """
    return label_set_counts([{label} for label in gold], [{label} for label in predicted], labels=labels)


def label_set_counts(
    gold: Sequence[AbstractSet[str]], predicted: Sequence[AbstractSet[str]], *, labels: Sequence[str]
) -> dict[str, Counts]:
    """Return the counts of each label for items with any number of labels.

    Their sum is the micro average (`total`), `macro_score` of the values the macro average.

    Raises:
        ValueError: the two sides differ in length, or a label is not in the label set.

    >>> label_set_counts([{"a"}, {"a", "b"}], [{"a"}, {"b"}], labels=["a", "b"])["a"].recall
    0.5
    """
    n_gold = Counter(label for item in gold for label in item)
    n_predicted = Counter(label for item in predicted for label in item)
    unknown = sorted((n_gold.keys() | n_predicted.keys()) - set(labels))
    if unknown:
        raise ValueError(f"labels {unknown} are not in the label set {list(labels)}")
    n_both = Counter(label for g, p in zip(gold, predicted, strict=True) for label in g & p)
    return {
        label: Counts.of_matches(n_both[label], n_predicted=n_predicted[label], n_gold=n_gold[label])
        for label in labels
    }


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float | None:
    """Return the share of items with the right label, 0 to 1; None without items."""
    return _share_equal(gold, predicted)


def subset_accuracy(gold: Sequence[AbstractSet[str]], predicted: Sequence[AbstractSet[str]]) -> float | None:
    """Return the share of items whose whole set of labels is right, 0 to 1; None without items."""
    return _share_equal(gold, predicted)


def stance_f_avg(
    gold: Sequence[str],
    predicted: Sequence[str],
    *,
    favor: str = "favor",
    against: str = "against",
) -> float:
    """Return the mean of F(favor) and F(against) over pooled items, 0 to 1.

    Other labels count only as errors on these two. A class that neither occurs nor is predicted is 0, as
    in the task's scorer.

    Source: Mohammad et al. (2016), SemEval-2016 task 6.
    """
    counts = label_counts(gold, predicted, labels=sorted({*gold, *predicted, favor, against}))
    both = [counts[favor], counts[against]]
    return sum(c.f1 for c in both if not c.is_empty) / 2


def confusion(gold: Sequence[str], predicted: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how often each (gold, predicted) pair of labels occurs; pairs that never occur are absent."""
    return dict(Counter(zip(gold, predicted, strict=True)))


def fnc_score(gold: Sequence[str], predicted: Sequence[str]) -> float | None:
    """Return the FNC-1 score as a share of the best possible one, 0 to 1; None without items.

    A quarter point for telling related from unrelated, three quarters more for the right label of a
    related pair. It rewards the majority: report macro-F1 beside it.

    Source: the scorer of the Fake News Challenge, stage 1 (labels agree, disagree, discuss, unrelated).
    """
    best = sum(_fnc_points(g, g) for g in gold)
    if not best:
        return None
    return sum(_fnc_points(g, p) for g, p in zip(gold, predicted, strict=True)) / best


def corrected_rate(observed: float, *, recall: float, false_positive_rate: float) -> float | None:
    """Return the true rate behind a detector's rate, clipped to 0 to 1 (Rogan and Gladen 1978).

    Args:
        observed: share of items the detector marked, 0 to 1.
        recall: share of true items it marks, from a held-out sample of the same kind of text.
        false_positive_rate: share of other items it marks, from the same sample.

    Returns:
        None when the detector marks true items no more often than others: it then tells nothing.

    >>> round(corrected_rate(0.2, recall=0.7, false_positive_rate=0.1), 3)
    0.167
    """
    if recall <= false_positive_rate:
        return None
    return min(1.0, max(0.0, (observed - false_positive_rate) / (recall - false_positive_rate)))


def _share_equal(gold: Sequence[object], predicted: Sequence[object]) -> float | None:
    if not gold and not predicted:
        return None
    return sum(g == p for g, p in zip(gold, predicted, strict=True)) / len(gold)


def _fnc_points(gold: str, predicted: str) -> float:
    points = 0.25 * ((gold == _FNC_UNRELATED) == (predicted == _FNC_UNRELATED))
    if gold == predicted != _FNC_UNRELATED:
        points += 0.75
    return points
