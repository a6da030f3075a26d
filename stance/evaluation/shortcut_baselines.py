"""What is had without a model, predicted for the same held-out examples a model is measured on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from stance.data.auditing.cheap_guesses import SHORTCUT_KINDS, find_shortcuts
from stance.data.auditing.label_table import LabelTable
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction

BaselineKind = Literal["constant", "group", "length", "text", "rules"]


def shortcut_predictions(
    train: Sequence[LabelExample],
    held_out: Sequence[LabelExample],
    headlines: Mapping[str, str],
    *,
    label_set: LabelSet,
    fold: int | None = None,
    seed: int,
) -> dict[str, list[LabelPrediction]]:
    """Return name of each shortcut to its predictions for held-out examples.

    The same constants, groups and short texts that the audit of a dataset probes, learned from exactly what
    a model may learn from. Where a group was not learned from, the majority is guessed. Folds of the same
    examples have the same shortcuts, so that their predictions can be put together by name.

    Args:
        train: to learn from, at least one.
        held_out: to predict, at least one.
        headlines: document id to headline, for documents that have one.
        label_set: labels of the task.
        fold: that is held out.
        seed: of the random guesses.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    examples = sorted(train, key=_id) + sorted(held_out, key=_id)
    table = LabelTable.of(examples, labels=label_set.labels, exclusive=label_set.exclusive)
    learned, guessed = np.arange(len(train)), np.arange(len(train), len(examples))
    found, _ = find_shortcuts(examples, table, headlines, seed=seed)
    predictions = {}
    for shortcut in found:
        guess = shortcut.guess(learned, guessed)
        predictions[shortcut.name] = [
            LabelPrediction(
                example_id=examples[row].example_id,
                probabilities=dict(zip(label_set.labels, rates, strict=True)),
                labels=[label for label, yes in zip(label_set.labels, has, strict=True) if yes],
                fold=fold,
                seed=seed,
            )
            for row, has, rates in zip(guessed, guess.has, guess.rates.tolist(), strict=True)
        ]
    return predictions


def baseline_kind(name: str, examples: Sequence[LabelExample]) -> BaselineKind:
    """Return what sort of baseline a name stands for: a shortcut, a group of the examples, or else rules."""
    if name in SHORTCUT_KINDS:
        return SHORTCUT_KINDS[name]
    return "group" if any(name in example.groups for example in examples) else "rules"


def _id(example: LabelExample) -> str:
    return example.example_id
