"""Blocks whose features have names that a reader gives to an input: list classes, places, comparisons."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np

from stance.models.linear import checks
from stance.models.linear.blocks import BlockSettings, require
from stance.models.linear.rows import Floats, Rows, below, chunks, empty_rows, rows_of_pairs
from stance.models.linear.weighting import inverse_document_frequencies, weighted
from stance.models.trained import ModelState, TextInput

Reader = Callable[[TextInput], list[str]]
"""Names the features of an input, each as often as it occurs; names can be saved as UTF-8."""


class NamedSettings(BlockSettings, frozen=True, kw_only=True):
    """What all blocks of named features can be told."""

    min_documents: int = 2
    """Features of fewer training texts are not known."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        BlockSettings.__post_init__(self)
        require(self.min_documents >= 1, "min_documents", "1 or more", self.min_documents)


@dataclass(frozen=True, slots=True)
class NamedBlock(ABC):
    """The known features and their weights: sublinear TF-IDF."""

    columns: dict[str, int]
    """Name to its number, in alphabetical order."""
    idf: Floats
    read: Reader

    @staticmethod
    @abstractmethod
    def reader(settings: Any, /) -> Reader:  # noqa: ANN401 - its own settings class
        """Return what names the features of an input."""

    @property
    def n_columns(self) -> int:
        """Known features."""
        return len(self.columns)

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return the TF-IDF of the known features, each row of length 1 or empty."""
        parts = [self._rows(inputs[chunk]) for chunk in chunks(len(inputs))]
        return below(parts) if parts else empty_rows(0, self.n_columns)

    def _rows(self, inputs: Sequence[TextInput]) -> Rows:
        known = self.columns
        found = [[known[name] for name in self.read(given) if name in known] for given in inputs]
        sizes = np.array([len(columns) for columns in found], np.int64)
        columns = np.fromiter(chain.from_iterable(found), np.int64, count=int(sizes.sum()))
        rows = np.repeat(np.arange(len(inputs)), sizes)
        counted = rows_of_pairs(rows, columns, n_rows=len(inputs), n_columns=self.n_columns)
        return weighted(counted, self.idf, sublinear=True)

    def names(self) -> list[str]:
        """Return the names of the features."""
        return list(self.columns)

    def state(self) -> ModelState:
        """Return the block as plain data."""
        return ModelState({}, {"idf": self.idf}, {"names": list(self.columns)})

    @classmethod
    def fit(cls, inputs: Sequence[TextInput], settings: NamedSettings, /) -> Self:
        """Return the block that knows the features of enough inputs."""
        read = cls.reader(settings)
        counts: dict[str, int] = {}
        for given in inputs:
            for name in set(read(given)):
                counts[name] = counts.get(name, 0) + 1
        names = sorted(name for name, n in counts.items() if n >= settings.min_documents)
        found = np.array([counts[name] for name in names], np.int64)
        idf = inverse_document_frequencies(found, len(inputs))
        return cls({name: n for n, name in enumerate(names)}, idf, read)

    @classmethod
    def from_state(cls, state: ModelState, settings: NamedSettings, /) -> Self:
        """Return the block that gave a state; BundleError when the state is none of it."""
        names = checks.vocabulary(state, "names")
        idf = checks.floats(state, "idf", (len(names),))
        return cls({name: n for n, name in enumerate(names)}, idf, cls.reader(settings))
