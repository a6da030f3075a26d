"""Parts of the held-out examples that are measured apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.data.duplicates.shingles import n_words
from stance.evaluation.grouping import check_group_names, group_value
from stance.evaluation.joining import Answers, Gold, rows_by_value
from stance.evaluation.measuring import fold_rows
from stance.records.example import Example

ALWAYS: Final = ("length", "votes", "fold")
"""Slices that need no group; each is made wherever it can be."""
MIN_EXAMPLES: Final = 20
"""Examples under which a value is measured together with the others as few."""
MAX_VALUES: Final = 30
OTHER: Final = "other"
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the examples."""

    group: str
    value: str
    rows: NDArray[np.intp]


def label_parts(gold: Gold, groups: Sequence[str], *, folds: NDArray[np.intp] | None) -> list[Part]:
    """Return all slices of a label task.

    Values of the groups asked for; quarters by length; whether all votes are the same; and folds. A slicing
    that would leave all examples in one part is left out.

    Args:
        gold: the held-out examples.
        groups: names in `groups`; those of `ALWAYS` may be among them.
        folds: fold of each example, -1 where there are none; None where it differs between seeds.

    Raises:
        ConfigError: no example has a group of that name.
    """
    check_group_names(gold.examples, groups, where="evaluation.slices", others=ALWAYS)
    parts = [group_parts(gold.examples, name) for name in dict.fromkeys(groups) if name not in ALWAYS]
    parts.append(length_parts(gold.examples))
    parts.append(list(_vote_parts(gold)))
    if folds is not None:
        parts.append([Part("fold", str(folds[rows[0]]), rows) for rows in fold_rows(folds)])
    return [part for slicing in parts if len(slicing) > 1 for part in slicing]


def group_parts(examples: Sequence[Example], name: str) -> list[Part]:
    """Return a part per value of a group, the biggest first.

    Values of fewer than 20 examples, and all but the biggest 30, are one part "other"; examples without a
    value are "unknown".
    """
    values = [group_value(example, name) for example in examples]
    known = dict(rows_by_value([UNKNOWN if value is None else value for value in values]))
    ordered = sorted(known, key=lambda value: (-len(known[value]), value))
    big = [value for value in ordered if len(known[value]) >= MIN_EXAMPLES][:MAX_VALUES]
    parts = [Part(name, value, known[value]) for value in big]
    rest = [known[value] for value in ordered if value not in big]
    return [*parts, Part(name, OTHER, np.sort(np.concatenate(rest)))] if rest else parts


def length_parts(examples: Sequence[Example]) -> list[Part]:
    """Return the examples in quarters by number of words; fewer where many are of the same length."""
    sizes = np.array([n_words(example.text) for example in examples])
    quarter = np.searchsorted(np.quantile(sizes, [0.25, 0.5, 0.75]), sizes, side="left")
    parts = []
    for number in np.unique(quarter):
        rows = np.flatnonzero(quarter == number)
        low, high = sizes[rows].min(), sizes[rows].max()
        parts.append(Part("length", f"{low} to {high} words" if low < high else f"{low} words", rows))
    return parts


def _vote_parts(gold: Gold) -> Iterator[Part]:
    # For sets of labels, votes do not tell how many annotators there were.
    if not gold.label_set.exclusive:
        return
    n_votes, most = gold.votes.sum(axis=1), gold.votes.max(axis=1)
    kinds = {"unanimous": (n_votes > 1) & (most == n_votes), "split": most < n_votes}
    for value, rows in kinds.items():
        if rows.any():
            yield Part("votes", value, np.flatnonzero(rows))


def same_folds(answers: Answers) -> NDArray[np.intp] | None:
    """Return the fold of each example; None where it differs between seeds."""
    return answers.folds[0] if (answers.folds == answers.folds[0]).all() else None
