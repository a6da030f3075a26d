"""Words and units of a document as arrays, the ground every measure stands on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.records.document import Document
from stance.records.open_layers import Span

WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
"""What counts as a word: letters and digits, with inner apostrophes and hyphens."""

Row = npt.NDArray[np.float64]
"""One number per unit of the document."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the words and units of a document are."""

    unit_starts: list[int]
    unit_index: dict[str, int]
    """Unit id to its place in `Document.units`."""
    ranks: npt.NDArray[np.int64]
    position_weights: Row
    """1 / log2(rank + 1): 1 for the headline, falling slowly."""
    is_body: npt.NDArray[np.bool_]
    word_starts: list[int]
    word_units: npt.NDArray[np.int64]
    """Per word, the index of its unit."""

    @property
    def n_words(self) -> int:
        """Number of words in the text."""
        return len(self.word_starts)

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.unit_starts)

    def unit_at(self, offset: int) -> int:
        """Return the index of the unit in which, or after which, a code point lies."""
        return max(0, bisect_right(self.unit_starts, offset) - 1)

    def first_unit(self, spans: Iterable[Span]) -> int:
        """Return the index of the unit in which the earliest of the spans starts."""
        return self.unit_at(min(span.start for span in spans))

    def words_in(self, start: int, end: int) -> slice:
        """Return the words whose first character lies in `[start, end)`."""
        return slice(bisect_left(self.word_starts, start), bisect_left(self.word_starts, end))

    def by_unit(self, word_weights: npt.NDArray[np.float64] | None = None) -> Row:
        """Return the sum of the word weights in each unit; the number of words without weights."""
        counts = np.bincount(self.word_units, weights=word_weights, minlength=self.n_units)
        return counts.astype(np.float64, copy=False)


def lay_out(document: Document) -> Layout:
    """Return the layout of a document; a word between two units is counted with the one before."""
    units = document.units
    unit_starts = [unit.start for unit in units]
    word_starts = [match.start() for match in WORD.finditer(document.text)]
    ranks = np.array([unit.rank for unit in units], dtype=np.int64)
    word_units = np.searchsorted(unit_starts, word_starts, side="right") - 1
    return Layout(
        unit_starts=unit_starts,
        unit_index={unit.id: index for index, unit in enumerate(units)},
        ranks=ranks,
        position_weights=1 / np.log2(ranks + 1),
        is_body=np.array([unit.id.startswith("S") for unit in units], dtype=np.bool_),
        word_starts=word_starts,
        word_units=np.maximum(word_units, 0),
    )
