"""Labels weighed by how often each annotator is wrong (Dawid and Skene 1979), estimated with crowd-kit."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from stance.errors import MissingExtraError

Item = tuple[str, str]
"""Name of the question, id of what it is asked about."""


def posteriors(votes: Mapping[Item, Mapping[str, str]], *, n_iter: int) -> dict[Item, dict[str, float]]:
    """Return the probability of each label for each item; labels ascend and sum to 1.

    Args:
        votes: item to annotator to label. Each question is estimated apart, from all its items at once.
        n_iter: most steps of expectation-maximization; it starts from the shares of votes and needs no
            random numbers, so equal votes give equal results in any order.

    Raises:
        MissingExtraError: crowd-kit is not installed.
    """
    by_question: dict[str, list[tuple[str, str, str]]] = {}
    for (question, item), given in sorted(votes.items()):
        rows = [(item, who, label) for who, label in sorted(given.items())]
        by_question.setdefault(question, []).extend(rows)
    return {
        (question, item): shares
        for question, rows in by_question.items()
        for item, shares in _estimate(rows, n_iter).items()
    }


def _estimate(rows: list[tuple[str, str, str]], n_iter: int) -> dict[str, dict[str, float]]:
    try:
        import pandas
        from crowdkit.aggregation import DawidSkene
    except ImportError as error:
        raise MissingExtraError("Dawid-Skene adjudication", extra="crowd") from error
    table = pandas.DataFrame(rows, columns=["task", "worker", "label"])
    with warnings.catch_warnings():
        # crowd-kit calls pandas in ways that pandas has marked as old.
        warnings.simplefilter("ignore")
        found = DawidSkene(n_iter=n_iter).fit_predict_proba(table)
    labels = sorted(map(str, found.columns))
    numbers = found[labels].to_numpy(dtype=float)
    return {
        str(item): dict(zip(labels, map(float, row), strict=True))
        for item, row in zip(found.index, numbers, strict=True)
    }
