"""Labels of examples as a table, and how much they depend on a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.data.splitting.groups import CUTS
from stance.records.audit import GroupLabels, LabelShares
from stance.records.example import LabelExample

_MAX_VALUES = 30


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Which example has which labels."""

    labels: tuple[str, ...]
    has: NDArray[np.bool_]
    """Shape (examples, labels)."""
    is_exclusive: bool
    """Whether every example has exactly one label."""

    @classmethod
    def of(
        cls,
        examples: Sequence[LabelExample],
        *,
        labels: Sequence[str] | None = None,
        exclusive: bool | None = None,
    ) -> LabelTable:
        """Return the table of some examples, in their order.

        Args:
            examples: with their labels.
            labels: the label set, in the order of the columns; None: the labels that occur, ascending.
            exclusive: whether every example has exactly one label; None: whether it is so here.
        """
        if labels is None:
            labels = sorted({label for example in examples for label in example.labels})
        column = {label: number for number, label in enumerate(labels)}
        has = np.zeros((len(examples), len(labels)), dtype=bool)
        for row, example in enumerate(examples):
            for label in example.labels:
                has[row, column[label]] = True
        if exclusive is None:
            exclusive = bool((has.sum(axis=1) == 1).all())
        return cls(tuple(labels), has, exclusive)


def numbered(values: Sequence[str | None]) -> NDArray[np.intp]:
    """Return a number from 0 for each different value, in order of first occurrence; None is a value too."""
    numbers: dict[str | None, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.intp)


def labels_by_group(examples: Sequence[LabelExample], table: LabelTable) -> list[GroupLabels]:
    """Return how labels depend on each group that examples share, by name of the group."""
    names = sorted({name for example in examples for name in example.groups} - CUTS)
    found = []
    for name in names:
        values = [example.groups.get(name) for example in examples]
        known = [row for row, value in enumerate(values) if value is not None]
        n_values = len({values[row] for row in known})
        # A group of its own for every other example says nothing about labels.
        if known and n_values <= len(known) / 2:
            found.append(_group_labels(name, values, known, table))
    return found


def _group_labels(
    name: str, values: Sequence[str | None], known: Sequence[int], table: LabelTable
) -> GroupLabels:
    has = table.has[known]
    rows = numbered([values[row] for row in known])
    names = list(dict.fromkeys(values[row] or "" for row in known))
    counts = np.zeros((len(names), has.shape[1]))
    np.add.at(counts, rows, has)
    sizes = np.bincount(rows, minlength=len(names))
    association, label = _dependence(counts, sizes, table)
    biggest = sorted(range(len(names)), key=lambda row: (-sizes[row], names[row]))[:_MAX_VALUES]
    return GroupLabels(
        group=name,
        n_values=len(names),
        n_unknown=len(values) - len(known),
        association=association,
        most_dependent=label,
        values=[
            LabelShares(
                value=names[row],
                n_examples=int(sizes[row]),
                shares={
                    label: float(n / sizes[row]) for label, n in zip(table.labels, counts[row], strict=True)
                },
            )
            for row in biggest
        ],
    )


def _dependence(
    counts: NDArray[np.float64], sizes: NDArray[np.intp], table: LabelTable
) -> tuple[float | None, str | None]:
    if table.is_exclusive:
        return cramers_v(counts), None
    found = [
        (value, label)
        for column, label in zip(counts.T, table.labels, strict=True)
        if (value := cramers_v(np.column_stack([column, sizes - column]))) is not None
    ]
    return max(found, key=lambda each: each[0]) if found else (None, None)


def cramers_v(counts: NDArray[np.float64]) -> float | None:
    """Return Cramér's V of a contingency table, corrected for the association that chance gives.

    Returns:
        0 to 1; None where fewer than two rows or columns have anything in them.

    Source: Bergsma (2013), "A bias-correction for Cramér's V and Tschuprow's T".

    >>> cramers_v(np.array([[50.0, 0.0], [0.0, 50.0]]))
    1.0
    """
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (n_rows, n_columns) = counts.sum(), counts.shape
    if min(n_rows, n_columns) < 2:
        return None
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    phi2 = float(((counts - expected) ** 2 / expected).sum() / n)
    phi2 = max(0.0, phi2 - (n_rows - 1) * (n_columns - 1) / (n - 1))
    rows = n_rows - (n_rows - 1) ** 2 / (n - 1)
    columns = n_columns - (n_columns - 1) ** 2 / (n - 1)
    smaller = min(rows, columns) - 1
    return min(1.0, float(np.sqrt(phi2 / smaller))) if smaller > 0 else None


def label_counts(examples: Sequence[LabelExample]) -> dict[str, int]:
    """Return label to number of examples that have it; labels ascend."""
    return dict(sorted(Counter(label for example in examples for label in example.labels).items()))
