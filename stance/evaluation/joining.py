"""Gold and predictions as arrays, joined by example id, never by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import InvariantError
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
_LISTED = 3
_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Gold:
    """Examples in ascending order of their ids, with their labels as a table."""

    label_set: LabelSet
    examples: tuple[LabelExample, ...]
    has: Bools
    """Shape (examples, labels)."""
    votes: Floats
    """Number of votes per label, shape (examples, labels); rows of 0 where nothing is known of votes."""

    @classmethod
    def of(cls, examples: Sequence[LabelExample], label_set: LabelSet) -> Gold:
        """Return the table of some examples.

        Raises:
            InvariantError: no example, one that occurs twice, or labels that are none of the label set.
        """
        if not examples:
            raise InvariantError(
                "examples",
                expected="at least one held-out example",
                found="none",
                action="Choose a part or fold that has examples.",
            )
        ordered = tuple(sorted(examples, key=lambda example: example.example_id))
        _check_unique([example.example_id for example in ordered], "examples")
        has = _table([example.labels for example in ordered], label_set, ordered, "gold labels")
        votes = np.array(
            [[float(example.votes.get(label, 0)) for label in label_set.labels] for example in ordered]
        ).reshape(has.shape)
        return cls(label_set, ordered, has, votes)

    @property
    def n(self) -> int:
        """Number of examples."""
        return len(self.examples)


@dataclass(frozen=True, slots=True)
class Answers:
    """Predictions of one system; rows are those of `Gold`."""

    seeds: tuple[int, ...]
    """Ascending."""
    predicted: Bools
    """Labels decided on, shape (seeds, examples, labels)."""
    probabilities: Floats
    """Shape (seeds, examples, labels)."""
    folds: NDArray[np.intp]
    """Fold in which the example was held out, -1 where there are none; shape (seeds, examples)."""

    def of_seed(self, number: int) -> Answers:
        """Return the predictions of one seed alone, by its number from 0."""
        one = slice(number, number + 1)
        return Answers(self.seeds[one], self.predicted[one], self.probabilities[one], self.folds[one])

    def repeated(self, n_seeds: int) -> Answers:
        """Return the predictions of the only seed as if several had made them."""
        return Answers(
            self.seeds * n_seeds,
            np.repeat(self.predicted, n_seeds, axis=0),
            np.repeat(self.probabilities, n_seeds, axis=0),
            np.repeat(self.folds, n_seeds, axis=0),
        )

    @property
    def decision_confidence(self) -> Floats:
        """Probability of each decision for or against a label, shape (seeds, examples, labels)."""
        return np.where(self.predicted, self.probabilities, 1 - self.probabilities)


def join(gold: Gold, predictions: Sequence[LabelPrediction], *, system: str) -> Answers:
    """Return predictions beside their examples.

    Args:
        gold: the held-out examples.
        predictions: of every seed exactly one for every example, in any order.
        system: what made them; stands in errors.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit the label set.
    """
    by_seed: dict[int, list[LabelPrediction]] = {}
    for prediction in predictions:
        by_seed.setdefault(prediction.seed, []).append(prediction)
    if not by_seed:
        raise _mismatch(f"predictions of {system}", "one for every example", "none at all")
    seeds = tuple(sorted(by_seed))
    ordered = [_in_order(gold, by_seed[seed], f"predictions of {system}, seed {seed}") for seed in seeds]
    return Answers(
        seeds=seeds,
        predicted=np.stack(
            [
                _table([p.labels for p in of_seed], gold.label_set, of_seed, f"labels of {system}")
                for of_seed in ordered
            ]
        ),
        probabilities=np.stack([_probabilities(of_seed, gold.label_set, system) for of_seed in ordered]),
        folds=np.array([[-1 if p.fold is None else p.fold for p in of_seed] for of_seed in ordered]),
    )


def _in_order(gold: Gold, predictions: Sequence[LabelPrediction], where: str) -> list[LabelPrediction]:
    _check_unique([prediction.example_id for prediction in predictions], where)
    of_id = {prediction.example_id: prediction for prediction in predictions}
    wanted = {example.example_id for example in gold.examples}
    for ids, told in ((wanted - of_id.keys(), "none for"), (of_id.keys() - wanted, "such for")):
        if ids:
            expected = f"one prediction for each of the {gold.n} examples, and no others"
            raise _mismatch(where, expected, f"{told} {len(ids)} ids: {_some(sorted(ids))}")
    return [of_id[example.example_id] for example in gold.examples]


def _check_unique(ids: Sequence[str], where: str) -> None:
    twice = sorted(each for each, n in Counter(ids).items() if n > 1)
    if twice:
        raise _mismatch(where, "every example id once", f"several times: {_some(twice)}")


def _table(
    labels: Sequence[list[str]],
    label_set: LabelSet,
    of: Sequence[LabelExample] | Sequence[LabelPrediction],
    what: str,
) -> Bools:
    column = {label: number for number, label in enumerate(label_set.labels)}
    rows, columns = [], []
    for row, given in enumerate(labels):
        known = [column[label] for label in given if label in column]
        if len(known) < len(given) or (label_set.exclusive and len(given) != 1):
            number = "exactly one" if label_set.exclusive else "any"
            raise _mismatch(
                f"{what}, example {of[row].example_id}",
                f"{number} of: {', '.join(label_set.labels)}",
                ", ".join(given) or "no label",
            )
        rows += [row] * len(known)
        columns += known
    table = np.zeros((len(labels), len(column)), dtype=np.bool_)
    table[rows, columns] = True
    return table


def _probabilities(predictions: Sequence[LabelPrediction], label_set: LabelSet, system: str) -> Floats:
    wanted = set(label_set.labels)
    for prediction in predictions:
        if prediction.probabilities.keys() != wanted:
            raise _mismatch(
                f"probabilities of {system}, example {prediction.example_id}",
                f"one for each of: {', '.join(label_set.labels)}",
                f"those for: {', '.join(sorted(prediction.probabilities)) or 'none'}",
            )
    found = np.array([[p.probabilities[label] for label in label_set.labels] for p in predictions])
    found = found.reshape(len(predictions), len(wanted))
    # Written so that NaN is wrong.
    wrong = ~((found >= 0) & (found <= 1)).all(axis=1)
    if label_set.exclusive:
        wrong |= ~(np.abs(found.sum(axis=1) - 1) <= _TOLERANCE)
    for row in np.flatnonzero(wrong)[:1]:
        raise _mismatch(
            f"probabilities of {system}, example {predictions[row].example_id}",
            "numbers from 0 to 1" + (" that sum to 1" if label_set.exclusive else ""),
            ", ".join(map(str, found[row])),
        )
    return found


def _mismatch(where: str, expected: str, found: str) -> InvariantError:
    return InvariantError(
        where,
        expected=expected,
        found=found,
        action="Predict the same dataset again, and measure against the examples that were held out.",
    )


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return ", ".join(ids[:_LISTED]) + more


def rows_by_value(values: Sequence[str]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Yield each different value with the rows that have it, in order of first occurrence."""
    rows: dict[str, list[int]] = {}
    for row, value in enumerate(values):
        rows.setdefault(value, []).append(row)
    for value, of_value in rows.items():
        yield value, np.array(of_value, dtype=np.intp)
