"""Pairs of a word of the target and a word of the text: what is said of this target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, Self

import numpy as np

from stance.models.linear import checks
from stance.models.linear.blocks import BlockSettings, require
from stance.models.linear.rows import Floats, Rows, below, chunks, empty_rows, rows_of_pairs
from stance.models.linear.views import tokenizer, view_of
from stance.models.linear.weighting import inverse_document_frequencies, weighted
from stance.models.trained import ModelState, TextInput

_JOINT = " | "


class PairSettings(BlockSettings, frozen=True, kw_only=True, tag="pairs"):
    """TF-IDF of pairs of a target word and a word of the text."""

    view: Literal["text", "window"] = "text"
    """Words of the whole text, or of the 8 tokens on each side of the target."""
    min_documents: int = 2
    """Pairs in fewer training texts are not known."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        BlockSettings.__post_init__(self)
        require(self.min_documents >= 1, "min_documents", "1 or more", self.min_documents)


@dataclass(frozen=True, slots=True)
class PairBlock:
    """The known pairs and their weights."""

    settings: PairSettings
    pairs: dict[str, int]
    """"target word | text word" to its number, in alphabetical order."""
    idf: Floats
    pairs_of: Callable[[TextInput], set[str]]

    @property
    def n_columns(self) -> int:
        """Known pairs."""
        return len(self.pairs)

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return the TF-IDF of the known pairs, each row of length 1 or empty."""
        parts = [self._rows(inputs[chunk]) for chunk in chunks(len(inputs))]
        return below(parts) if parts else empty_rows(0, self.n_columns)

    def _rows(self, inputs: Sequence[TextInput]) -> Rows:
        known = self.pairs
        found = [[known[pair] for pair in self.pairs_of(given) if pair in known] for given in inputs]
        sizes = np.array([len(columns) for columns in found], np.int64)
        columns = np.fromiter(chain.from_iterable(found), np.int64, count=int(sizes.sum()))
        rows = np.repeat(np.arange(len(inputs)), sizes)
        counted = rows_of_pairs(rows, columns, n_rows=len(inputs), n_columns=self.n_columns)
        return weighted(counted, self.idf, sublinear=False)

    def names(self) -> list[str]:
        """Return the pairs."""
        return list(self.pairs)

    def state(self) -> ModelState:
        """Return the block as plain data."""
        return ModelState({}, {"idf": self.idf}, {"pairs": list(self.pairs)})

    @classmethod
    def fit(cls, inputs: Sequence[TextInput], settings: PairSettings, /) -> Self:
        """Return the block that knows the pairs of enough inputs."""
        pairs_of = _pairs_of(settings)
        counts: dict[str, int] = {}
        for given in inputs:
            for pair in pairs_of(given):
                counts[pair] = counts.get(pair, 0) + 1
        pairs = sorted(pair for pair, n in counts.items() if n >= settings.min_documents)
        found = np.array([counts[pair] for pair in pairs], np.int64)
        idf = inverse_document_frequencies(found, len(inputs))
        return cls(settings, {pair: n for n, pair in enumerate(pairs)}, idf, pairs_of)

    @classmethod
    def from_state(cls, state: ModelState, settings: PairSettings, /) -> Self:
        """Return the block that gave a state; BundleError when the state is none of it."""
        pairs = checks.vocabulary(state, "pairs")
        idf = checks.floats(state, "idf", (len(pairs),))
        return cls(settings, {pair: n for n, pair in enumerate(pairs)}, idf, _pairs_of(settings))


def _pairs_of(settings: PairSettings) -> Callable[[TextInput], set[str]]:
    tokens_of = tokenizer("words", lowercase=True)
    targets, texts = view_of("target", tokens_of), view_of(settings.view, tokens_of)
    return lambda given: {
        f"{left}{_JOINT}{right}" for left in set(targets(given)) for right in set(texts(given))
    }
