"""Scores of labels per token: the weights of all features it has, added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import EDGE_SLOTS, Ints
from stance.models.crf.features import Columns, FeatureSpace
from stance.models.crf.templates import Template
from stance.models.crf.word_attributes import WORD_ATTRIBUTES

Weights = NDArray[np.float32]

_DENSE = 1 << 16
"""Most keys of a template whose weights are looked up by place instead of by search."""


@dataclass(frozen=True, slots=True)
class TemplateWeights:
    """Weights of the features of one template."""

    template: Template
    keys: Ints
    """Keys of features that have a weight, ascending."""
    rows: Weights
    """Per key a weight per label."""


class Scorer:
    """Adds up weights per token.

    Args:
        space: of the features.
        weights: per template.
        n_labels: columns of all weights.
    """

    def __init__(self, space: FeatureSpace, weights: Sequence[TemplateWeights], n_labels: int) -> None:
        self._space = space
        self._n_labels = n_labels
        self._by_word: dict[tuple[int, int], Weights] = {}
        """Attribute of words and distance to weights by value."""
        self._placed: list[tuple[Template, Weights]] = []
        self._searched: list[TemplateWeights] = []
        for entry in weights:
            n_keys = space.n_keys(entry.template)
            attribute, distance = entry.template.parts[0]
            if len(entry.template.parts) == 1 and attribute in WORD_ATTRIBUTES:
                self._by_word[WORD_ATTRIBUTES.index(attribute), distance] = _table(entry, n_keys)
            elif n_keys <= _DENSE:
                self._placed.append((entry.template, _table(entry, n_keys)))
            elif len(entry.keys):
                self._searched.append(entry)

    def scores(self, columns: Columns) -> NDArray[np.float64]:
        """Return scores of shape (tokens in sequences, labels)."""
        n = len(columns.batch.slots)
        total = np.zeros((n, self._n_labels), dtype=np.float32)
        for distance in range(-EDGE_SLOTS, EDGE_SLOTS + 1):
            of_words = self._word_scores(columns.words, distance)
            if of_words is not None:
                total += of_words[columns.forms[columns.batch.slots + distance]]
        for template, table in self._placed:
            total += table[self._space.keys(template, columns) + 1]
        for entry in self._searched:
            keys = self._space.keys(entry.template, columns)
            place = np.minimum(np.searchsorted(entry.keys, keys), len(entry.keys) - 1)
            hit = np.flatnonzero(entry.keys[place] == keys)
            total[hit] += entry.rows[place[hit]]
        return total.astype(np.float64)

    def _word_scores(self, words: Ints, distance: int) -> Weights | None:
        """Return per distinct word what it adds to a token at a distance from it, None for nothing."""
        tables = [(a, table) for (a, d), table in self._by_word.items() if d == distance]
        if not tables:
            return None
        scores = np.zeros((len(words), self._n_labels), dtype=np.float32)
        for attribute, table in tables:
            # Number 0 is no value and has no weight; row 0 of the table stands for key -1.
            scores += table[words[:, attribute] + 1]
        return scores


def _table(entry: TemplateWeights, n_keys: int) -> Weights:
    """Return the weights of every key by place, behind a row of zeros for none."""
    table = np.zeros((n_keys + 1, entry.rows.shape[1]), dtype=np.float32)
    table[entry.keys + 1] = entry.rows
    return table


def arrays_of(weights: Sequence[TemplateWeights]) -> dict[str, NDArray[np.generic]]:
    """Return weights as arrays by name, in the order of their templates."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for number, entry in enumerate(weights):
        arrays[f"keys.{number}"] = entry.keys
        arrays[f"rows.{number}"] = entry.rows
    return arrays


def weights_from(
    arrays: Mapping[str, NDArray[np.generic]], templates: Sequence[Template], n_labels: int
) -> list[TemplateWeights]:
    """Return the weights in arrays that `arrays_of` made.

    Raises:
        KeyError: an array is missing.
        ValueError: an array has another type or shape, or keys do not ascend from 0.
    """
    found = []
    for number, template in enumerate(templates):
        keys, rows = arrays[f"keys.{number}"], arrays[f"rows.{number}"]
        if (
            keys.ndim != 1
            or keys.dtype != np.int64
            or rows.dtype != np.float32
            or rows.shape != (len(keys), n_labels)
        ):
            raise ValueError(f"weights of {template.name} of type or shape {keys.dtype}, {rows.shape}")
        entry = TemplateWeights(template, keys.astype(np.int64), rows.astype(np.float32))
        if (np.diff(entry.keys, prepend=-1) <= 0).any() or not np.isfinite(entry.rows).all():
            raise ValueError(f"keys of {template.name} that do not ascend, or weights that are not finite")
        found.append(entry)
    return found
