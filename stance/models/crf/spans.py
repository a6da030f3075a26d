"""Labels of tokens to spans and back: begin, inside, outside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch, Ints

OUTSIDE = 0


def begin(label: int) -> int:
    """Return the token label with which spans of the nth label begin; the next one goes on."""
    return 1 + 2 * label


def token_labels(labels: Sequence[str]) -> list[str]:
    """Return the names of token labels in the order of their numbers."""
    return ["O", *(f"{place}-{label}" for label in labels for place in "BI")]


def encode(batch: Batch, document: int, spans: Sequence[tuple[int, int, int]], tags: Ints) -> None:
    """Write the spans of one document over the labels of all tokens.

    Args:
        batch: the documents.
        document: which one of them.
        spans: start, end and number of label; where two overlap the longer one keeps its tokens.
        tags: per token of the batch, changed in place.
    """
    parsed, base = batch.documents[document], int(batch.first_token[document])
    for start, end, label in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        inside = parsed.tokens_in(start, end)
        rows = slice(base + inside.start, base + inside.stop)
        if inside and not tags[rows].any():
            tags[rows] = begin(label) + 1
            tags[base + inside.start] = begin(label)


def stretches(tags: Ints, sequence: Ints) -> tuple[Ints, Ints]:
    """Return the first row of every span and the row behind its last.

    A label that goes on where nothing of its kind came before begins a span: what a model says is read as
    well as it can be.

    Args:
        tags: labels of the tokens in sequences.
        sequence: of each of them.
    """
    kind = (tags + 1) // 2
    same = np.zeros(len(tags), dtype=np.bool_)
    same[1:] = (kind[1:] == kind[:-1]) & (sequence[1:] == sequence[:-1]) & (tags[1:] % 2 == 0)
    first = np.flatnonzero((tags != OUTSIDE) & ~same)
    breaks = np.append(np.flatnonzero(~same), len(tags))
    return first, breaks[np.searchsorted(breaks, first, side="right")]


def enders(labels: Ints, n_tags: int) -> NDArray[np.bool_]:
    """Return per span the token labels behind which it ends: all but the one that goes on with it."""
    then = np.ones((len(labels), n_tags), dtype=np.bool_)
    then[np.arange(len(labels)), 2 * labels + 2] = False
    return then
