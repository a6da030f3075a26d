"""A classifier whose scores are sums of feature weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from stance.models.linear import checks
from stance.models.linear.blocks import Block
from stance.models.linear.calibration import Calibration
from stance.models.linear.registry import AnyBlockSettings, rebuild_block
from stance.models.linear.rows import CHUNK, Floats, Rows, beside, scores
from stance.models.trained import Json, ModelState, TextInput
from stance.records.label_set import LabelSet


class BlockList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the state of a linear model says besides its arrays and texts."""

    blocks: tuple[AnyBlockSettings, ...]
    at_least_one: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """How probabilities become labels."""

    thresholds: Floats
    """Of shape (labels,), above 0: a label is given from its threshold on; among exclusive labels the one
    whose probability is the greatest multiple of its threshold."""
    at_least_one: bool = False
    """Whether a text without a label is given the one nearest to its threshold."""

    def decide(self, probabilities: Floats, label_set: LabelSet) -> list[list[str]]:
        """Return the labels of each row, in the order of the label set."""
        labels = label_set.labels
        if not len(probabilities):
            return []
        ratios = probabilities / self.thresholds
        best = ratios.argmax(axis=1).tolist()
        if label_set.exclusive:
            return [[labels[column]] for column in best]
        given = (probabilities >= self.thresholds).tolist()
        decided = [[label for label, has in zip(labels, row, strict=True) if has] for row in given]
        if not self.at_least_one:
            return decided
        return [row or [labels[column]] for row, column in zip(decided, best, strict=True)]


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of the features."""

    weights: Floats
    """Of shape (labels, columns of all blocks)."""
    intercepts: Floats
    """Of shape (labels,)."""
    present: NDArray[np.bool_]
    """Of shape (labels,): whether the training examples had the label at all."""

    def scores(self, rows: Rows) -> Floats:
        """Return scores of shape (rows, labels)."""
        return scores(rows, self.weights, self.intercepts)


@dataclass(frozen=True, slots=True)
class Features:
    """Fitted blocks side by side."""

    settings: tuple[AnyBlockSettings, ...]
    blocks: tuple[Block, ...]

    @property
    def n_columns(self) -> int:
        """Columns of all blocks."""
        return sum(block.n_columns for block in self.blocks)

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return one row per input, the columns of the first block first, values times block weights."""
        parts = []
        for settings, block in zip(self.settings, self.blocks, strict=True):
            rows = block.transform(inputs)
            if settings.weight != 1.0:
                rows = Rows(rows.ends, rows.columns, rows.values * settings.weight, rows.n_columns)
            parts.append(rows)
        return beside(parts)


@dataclass(frozen=True, slots=True)
class LinearClassifier:
    """Answers for texts by weighted features; see `Classifier`."""

    label_set: LabelSet
    features: Features
    head: Head
    calibration: Calibration
    decisions: Decisions

    def predict(self, inputs: Sequence[TextInput]) -> Floats:
        """Return probabilities of shape (inputs, labels); the same for any batch an input comes in."""
        result = np.empty((len(inputs), len(self.label_set.labels)))
        for start in range(0, len(inputs), CHUNK):
            rows = self.features.transform(inputs[start : start + CHUNK])
            result[start : start + CHUNK] = self.calibration.probabilities(
                self.head.scores(rows), self.head.present, exclusive=self.label_set.exclusive
            )
        return result

    def decide(self, probabilities: Floats) -> list[list[str]]:
        """Return the labels decided on per row: the most probable one, or those at their thresholds."""
        return self.decisions.decide(probabilities, self.label_set)

    def heaviest(self, label: str, n: int) -> list[tuple[str, float]]:
        """Return the features that speak most for a label, with their weights, heaviest first.

        Args:
            label: of the label set.
            n: features at most.
        """
        weights = self.head.weights[self.label_set.labels.index(label)]
        names = [
            f"{msgspec.to_builtins(settings)['kind']}: {name}"
            for settings, block in zip(self.features.settings, self.features.blocks, strict=True)
            for name in block.names()
        ]
        order = np.argsort(-weights, kind="stable")[:n]
        return [(names[column], float(weights[column])) for column in order.tolist()]

    def state(self) -> ModelState:
        """Return the model as plain data."""
        arrays: dict[str, NDArray[np.generic]] = {
            "weights": self.head.weights,
            "intercepts": self.head.intercepts,
            "present": self.head.present,
            "thresholds": self.decisions.thresholds,
            **self.calibration.arrays(),
        }
        texts: dict[str, Sequence[str]] = {}
        for number, block in enumerate(self.features.blocks):
            state = block.state()
            arrays.update({f"block{number}.{name}": array for name, array in state.arrays.items()})
            texts.update({f"block{number}.{name}": values for name, values in state.texts.items()})
        said = BlockList(blocks=self.features.settings, at_least_one=self.decisions.at_least_one)
        settings: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(said))
        return ModelState(settings, arrays, texts)

    @classmethod
    def from_state(cls, state: ModelState, label_set: LabelSet) -> Self:
        """Return the model that gave a state.

        Raises:
            BundleError: an array or list is missing, or not what `state` gives.
        """
        try:
            said = msgspec.convert(dict(state.settings), BlockList)
        except msgspec.ValidationError as error:
            raise checks.refused("settings", "blocks and at_least_one", str(error)) from error
        blocks = tuple(
            rebuild_block(_part(state, f"block{number}."), settings)
            for number, settings in enumerate(said.blocks)
        )
        features = Features(said.blocks, blocks)
        n_labels = len(label_set.labels)
        head = Head(
            checks.floats(state, "weights", (n_labels, features.n_columns)),
            checks.floats(state, "intercepts", (n_labels,)),
            checks.flags(state, "present", n_labels),
        )
        if label_set.exclusive and not head.present.any():
            raise checks.refused("present", "a label that was learned", "none")
        thresholds = checks.floats(state, "thresholds", (n_labels,))
        if (thresholds <= 0).any():
            raise checks.refused("thresholds", "numbers above 0", "others")
        calibration = Calibration.from_state(state, n_labels)
        return cls(label_set, features, head, calibration, Decisions(thresholds, said.at_least_one))


def _part(state: ModelState, prefix: str) -> ModelState:
    """Return the arrays and texts whose names begin with a prefix, without it."""
    return ModelState(
        {},
        {name.removeprefix(prefix): value for name, value in state.arrays.items() if name.startswith(prefix)},
        {name.removeprefix(prefix): value for name, value in state.texts.items() if name.startswith(prefix)},
    )
