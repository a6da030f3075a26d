"""Labels and votes of examples as numbers to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError
from stance.records.example import Example, LabelExample
from stance.records.label_set import LabelSet

Floats = NDArray[np.float64]
Votes = Literal["ignore", "weight", "soft"]


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be learned of each example."""

    gold: NDArray[np.bool_]
    """Of shape (examples, labels): the gold labels."""
    shares: Floats
    """Of the same shape, 0 to 1: how far an example counts as one of the label; without votes 0 or 1."""
    weights: Floats
    """Of shape (examples,): how much an example counts."""
    exclusive: bool

    @property
    def present(self) -> NDArray[np.bool_]:
        """Of shape (labels,): which labels any example has, by gold or by votes that count."""
        return np.asarray(self.shares.any(axis=0), np.bool_)

    def __getitem__(self, rows: NDArray[np.intp]) -> Targets:
        """Return the targets of some examples."""
        return Targets(self.gold[rows], self.shares[rows], self.weights[rows], self.exclusive)


def targets_of(examples: Sequence[LabelExample], label_set: LabelSet, *, votes: Votes) -> Targets:
    """Return labels as numbers.

    Args:
        examples: to learn from.
        label_set: labels, in the order of the columns.
        votes: ignore: gold only. weight: an example counts by the mean share of votes its gold labels have.
            soft: an example counts as one of each label by its share of the votes. Where labels exclude each
            other a share is of all votes, otherwise of those of the label with the most. Examples without
            votes count by their gold.

    Raises:
        ConfigError: a label outside the label set, or not exactly one where labels exclude each other.
    """
    column_of = {label: column for column, label in enumerate(label_set.labels)}
    gold = np.zeros((len(examples), len(column_of)), np.bool_)
    voted = np.zeros(gold.shape)
    for row, example in enumerate(examples):
        _check_labels(example, label_set)
        gold[row, [column_of[label] for label in example.labels]] = True
        for label, n in example.votes.items():
            if label in column_of:
                voted[row, column_of[label]] = n
    totals = voted.sum(axis=1) if label_set.exclusive else voted.max(axis=1, initial=0)
    known = totals > 0
    shares = gold.astype(np.float64)
    shares[known] = voted[known] / totals[known, np.newaxis]
    weights = np.ones(len(examples))
    if votes == "soft":
        return Targets(gold, shares, weights, label_set.exclusive)
    if votes == "weight":
        n_gold = gold.sum(axis=1)
        has_gold = known & (n_gold > 0)
        # No vote for the gold label: adjudication overruled them all; such an example still counts a little.
        of_gold = (shares * gold).sum(axis=1)[has_gold] / n_gold[has_gold]
        weights[has_gold] = np.maximum(of_gold, 0.1)
    return Targets(gold, gold.astype(np.float64), weights, label_set.exclusive)


def label_examples(examples: Sequence[Example]) -> list[LabelExample]:
    """Return the examples, all of which have labels.

    Raises:
        ConfigError: there is none, or one is of spans.
    """
    found = [example for example in examples if isinstance(example, LabelExample)]
    if not found or len(found) < len(examples):
        raise ConfigError(
            "training of family linear",
            expected="at least one example, all of them with labels",
            found=f"{len(examples)} examples, {len(examples) - len(found)} of them of spans",
            action="Choose a task of labels with examples in the training part; family crf learns spans.",
        )
    return found


def _check_labels(example: LabelExample, label_set: LabelSet) -> None:
    unknown = [label for label in example.labels if label not in label_set.labels]
    if unknown or (label_set.exclusive and len(example.labels) != 1):
        raise ConfigError(
            f"example {example.example_id}",
            expected=f"{'exactly one label' if label_set.exclusive else 'labels'} of: "
            f"{', '.join(label_set.labels)}",
            found=", ".join(example.labels) or "no label",
            action="Build the dataset again, or correct the task's labels.",
        )
