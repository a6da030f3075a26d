"""Labels of tokens to spans and back: begin, inside, outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Ints

OUTSIDE = 0


@dataclass(frozen=True, slots=True)
class Kinds:
    """What tags tell apart: labels, and kinds of one label such as contents before and behind their cue."""

    labels: tuple[int, ...]
    """Per kind the number of its label."""

    @property
    def n_tags(self) -> int:
        """Number of tags: outside, and per kind one that begins a span and one that goes on with it."""
        return 1 + 2 * len(self.labels)

    def coarse(self, tags: Ints) -> Ints:
        """Return tags that tell labels apart only."""
        label = np.array([0, *self.labels], dtype=np.int64)[(tags + 1) // 2]
        return np.where(tags == OUTSIDE, OUTSIDE, 2 - tags % 2 + 2 * label)

    def tags_of(self, labels: Ints, *, going_on: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return per label which tags begin its spans, or go on with them; shape (labels, tags)."""
        tags = np.arange(self.n_tags)
        coarse = self.coarse(tags)
        chosen: NDArray[np.bool_] = coarse == (1 + 2 * labels + going_on)[:, None]
        return chosen


def stretches(tags: Ints, sequence: Ints) -> tuple[Ints, Ints]:
    """Return the first row of every span and the row behind its last.

    A label that goes on where nothing of its kind came before begins a span: what a model says is read as
    well as it can be.

    Args:
        tags: of the tokens in sequences, labels apart (`Kinds.coarse`).
        sequence: of each of them.
    """
    kind = (tags + 1) // 2
    same = np.zeros(len(tags), dtype=np.bool_)
    same[1:] = (kind[1:] == kind[:-1]) & (sequence[1:] == sequence[:-1]) & (tags[1:] % 2 == 0)
    first = np.flatnonzero((tags != OUTSIDE) & ~same)
    breaks = np.append(np.flatnonzero(~same), len(tags))
    return first, breaks[np.searchsorted(breaks, first, side="right")]
