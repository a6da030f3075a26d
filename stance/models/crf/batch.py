"""Documents laid out for numpy: tokens one after the other, paragraphs parted by empty slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.text.parse import ParsedDocument

Ints = NDArray[np.int64]

EDGE_SLOTS = 3
"""Empty slots before, between and behind sequences: the widest window over neighbours."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokens of some documents; those outside all units are in no sequence and left out."""

    documents: Sequence[ParsedDocument]
    first_token: Ints
    """Per document, its first token in the batch; one more entry for the end. Counts all tokens."""
    tokens: Ints
    """Per token in a sequence, its place among all tokens."""
    sentence: Ints
    """Per token in a sequence, its sentence, counted over the batch."""
    sequence: Ints
    """Per token in a sequence, its paragraph, counted over the batch."""
    slots: Ints
    """Per token in a sequence, its slot in padded columns."""
    n_slots: int

    @classmethod
    def of(cls, documents: Sequence[ParsedDocument]) -> Batch:
        """Return the layout of parsed documents; any of them may be empty."""
        sizes = [len(document.tokens) for document in documents]
        first_token = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        starts, lengths, paragraphs = _sentences(documents, first_token)
        sentence = np.repeat(np.arange(len(starts)), lengths)
        before = np.cumsum(lengths) - lengths
        tokens = np.arange(lengths.sum()) + (starts - before)[sentence]
        sequence = paragraphs[sentence]
        n_sequences = int(sequence[-1]) + 1 if len(sequence) else 0
        slots = np.arange(len(tokens)) + EDGE_SLOTS * (sequence + 1)
        n_slots = len(tokens) + EDGE_SLOTS * (n_sequences + 1)
        return cls(documents, first_token, tokens, sentence, sequence, slots, n_slots)

    def padded(self, values: NDArray[np.int64], edge: int) -> Ints:
        """Return a value per token in sequences as a column of slots, `edge` in the empty ones."""
        column = np.full(self.n_slots, edge, dtype=np.int64)
        column[self.slots] = values
        return column


def _sentences(documents: Sequence[ParsedDocument], first_token: Ints) -> tuple[Ints, Ints, Ints]:
    """Return first token, length and paragraph of every sentence that holds a token."""
    starts: list[int] = []
    lengths: list[int] = []
    paragraphs: list[int] = []
    paragraph = -1
    for document, base in zip(documents, first_token.tolist(), strict=False):
        segment = ""
        for unit, (first, last) in zip(document.document.units, document.unit_tokens, strict=True):
            if first >= last:
                continue
            if unit.segment != segment:
                segment = unit.segment
                paragraph += 1
            starts.append(base + first)
            lengths.append(last - first)
            paragraphs.append(paragraph)
    return (
        np.array(starts, dtype=np.int64),
        np.array(lengths, dtype=np.int64),
        np.array(paragraphs, dtype=np.int64),
    )
