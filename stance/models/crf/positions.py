"""What the place of a token tells: in its sentence, around quotations, around words that attribute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from stance.models.crf.batch import Batch, Ints

FIRST: Final = 2
"""Least number of a value; 0 is none, 1 the edge of a sequence."""
OUTSIDE, OPENING, INSIDE, CLOSING = range(4)
_FAR = 1 << 30
# Upper ends of the classes of a distance in tokens.
_DISTANCES = np.array([0, 1, 2, 3, 5, 8, 13, 21])
_NEAR = np.array([0, 1, 2, 3, 5])


def place_columns(batch: Batch, attributes: Callable[[str], Ints]) -> dict[str, Ints]:
    """Return values per token in sequences, by name.

    Args:
        batch: the documents.
        attributes: an attribute of words by name ("verb", "low") to its value per token in sequences.
    """
    quotation = _quotations(batch)
    verbs = attributes("verb")
    low = attributes("low")
    index = np.arange(len(batch.tokens))
    first, last = _bounds(batch.sentence)
    is_cue = (verbs > 1) & (quotation % 4 == OUTSIDE)
    left = _last_where(is_cue, index, first)
    right = _next_where(is_cue, index, last)
    opened = _last_where(quotation % 4 == OPENING, index, _bounds(batch.sequence)[0])
    closed = _last_where(quotation % 4 == CLOSING, index, _bounds(batch.sequence)[0])
    opening = _next_where(quotation % 4 == OPENING, index, last)
    return {
        "quotation": quotation + FIRST,
        "behind_quotation": _distance(index - closed, closed >= 0, _NEAR) * 2 + (opened > closed) + FIRST,
        "before_quotation": _distance(opening - index, opening >= 0, _NEAR) + FIRST,
        "from_start": _distance(index - first, index >= 0, _NEAR) + FIRST,
        "to_end": _distance(last - 1 - index, index >= 0, _NEAR) + FIRST,
        "left_cue": np.where(left >= 0, low[left], 0),
        "right_cue": np.where(right >= 0, low[right], 0),
        "left_distance": _distance(index - left, left >= 0, _DISTANCES) + FIRST,
        "right_distance": _distance(right - index, right >= 0, _DISTANCES) + FIRST,
        "sentence": _sentence_kind(batch, is_cue, quotation) + FIRST,
        "paragraph": _paragraph_place(batch) + FIRST,
    }


N_VALUES: Final[dict[str, int]] = {
    "quotation": 8,
    "behind_quotation": 2 * (len(_NEAR) + 2),
    "before_quotation": len(_NEAR) + 2,
    "from_start": len(_NEAR) + 2,
    "to_end": len(_NEAR) + 2,
    "left_distance": len(_DISTANCES) + 2,
    "right_distance": len(_DISTANCES) + 2,
    "sentence": 3 * 4 * 2,
    "paragraph": 4,
}
"""Number of values of each column that is no attribute of a word."""


def _quotations(batch: Batch) -> Ints:
    """Return per token where it stands to quotations; 4 more where the quotation is never closed."""
    state = np.zeros(int(batch.first_token[-1]), dtype=np.int64)
    for document, base in zip(batch.documents, batch.first_token.tolist(), strict=False):
        end = -1
        for quotation in document.quotations:
            if quotation.start < end:
                continue
            end = quotation.end
            inside = document.tokens_in(quotation.start, quotation.end)
            if len(inside) < FIRST:
                continue
            open_end = 0 if quotation.closed else 4
            state[base + inside.start : base + inside.stop] = INSIDE + open_end
            state[base + inside.start] = OPENING + open_end
            if quotation.closed:
                state[base + inside.stop - 1] = CLOSING
    return state[batch.tokens]


def _bounds(groups: Ints) -> tuple[Ints, Ints]:
    """Return per token the first token of its group and the one behind its last."""
    return np.searchsorted(groups, groups, side="left"), np.searchsorted(groups, groups, side="right")


def _last_where(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], index: Ints, first: Ints) -> Ints:
    """Return per token the nearest marked one at or before it in its group, -1 where there is none."""
    if not len(index):
        return index
    found = np.maximum.accumulate(np.where(marked, index, -1))
    return np.where(found >= first, found, -1)


def _next_where(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], index: Ints, last: Ints) -> Ints:
    if not len(index):
        return index
    found = np.minimum.accumulate(np.where(marked, index, _FAR)[::-1])[::-1]
    return np.where(found < last, found, -1)


def _distance(n: Ints, known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], ends: Ints) -> Ints:
    """Return the class of each distance: of `ends`, farther, or none."""
    return np.where(known, np.searchsorted(ends, n), len(ends) + 1)


def _sentence_kind(
    batch: Batch, is_cue: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], quotation: Ints
) -> Ints:
    """Return per token how its sentence attributes and is quoted, and if the one before attributes."""
    n = int(batch.sentence[-1]) + 1 if len(batch.sentence) else 0
    n_tokens = np.maximum(np.bincount(batch.sentence, minlength=n), 1)
    n_cues = np.minimum(np.bincount(batch.sentence, weights=is_cue, minlength=n).astype(np.int64), 2)
    share = np.bincount(batch.sentence, weights=quotation != OUTSIDE, minlength=n) / n_tokens
    quoted = np.digitize(share, [1e-9, 0.5, 0.9])
    # The sentence before counts within the document only.
    document = np.searchsorted(batch.first_token, batch.tokens[_first_rows(batch.sentence)], side="right")
    before = np.zeros(n, dtype=np.int64)
    before[1:] = (n_cues[:-1] > 0) & (document[1:] == document[:-1])
    kinds: Ints = ((n_cues * 4 + quoted) * 2 + before)[batch.sentence]
    return kinds


def _paragraph_place(batch: Batch) -> Ints:
    """Return per token: first paragraph or a later one, first sentence of it or a later one."""
    first = _first_rows(batch.sequence)
    document = np.searchsorted(batch.first_token, batch.tokens[first], side="right")
    opens = np.diff(document, prepend=-1) > 0
    later = batch.sentence != batch.sentence[first][batch.sequence]
    places: Ints = opens[batch.sequence] * 2 + later
    return places


def _first_rows(groups: Ints) -> Ints:
    """Return the first row of every group of rows that are numbered in order."""
    return np.flatnonzero(np.diff(groups, prepend=-1))
