"""Best labels and their probabilities for many sequences at once, one step of numpy per position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Packed:
    """Sequences turned on their side: all first positions, then all second ones, longest sequence first."""

    order: Ints
    """Position of each packed row among the rows as given."""
    bounds: list[tuple[int, int]]
    """Per step the rows that belong to it; the first n rows of a step go on those of the step before."""
    final: NDArray[np.bool_]
    """Per row as given, whether its sequence ends with it."""

    @classmethod
    def of(cls, lengths: Ints) -> Packed:
        """Return the packing of sequences that lie one after the other; all lengths at least 1."""
        first = np.cumsum(lengths) - lengths
        by_length = np.argsort(-lengths, kind="stable")
        starts = first[by_length]
        alive = len(lengths) - np.searchsorted(np.sort(lengths), np.arange(lengths.max(initial=0)), "right")
        order = [starts[:n] + step for step, n in enumerate(alive.tolist())]
        ends = np.cumsum(alive).tolist()
        bounds = list(zip([0, *ends[:-1]], ends, strict=True)) if ends else []
        final = np.zeros(int(lengths.sum()), dtype=np.bool_)
        final[first + lengths - 1] = True
        return cls(np.concatenate(order) if order else np.zeros(0, dtype=np.int64), bounds, final)


def best_labels(emissions: Floats, transitions: Floats, packed: Packed) -> Ints:
    """Return the labels of the best paths (Viterbi), the first label where two are equal.

    Args:
        emissions: score per row and label, rows as given (not packed).
        transitions: score per label and label behind it.
        packed: of the sequences the rows belong to.
    """
    scores = emissions[packed.order]
    back = np.zeros(scores.shape, dtype=np.int64)
    onto = np.ascontiguousarray(transitions.T)
    for (first, _), (begin, end) in zip(packed.bounds, packed.bounds[1:], strict=False):
        n = end - begin
        reached = scores[first : first + n, None, :] + onto
        back[begin:end] = reached.argmax(axis=2)
        scores[begin:end] += reached.max(axis=2)
    labels = np.zeros(len(scores), dtype=np.int64)
    # Backwards: rows without a successor take their own best, others what their successor came from.
    behind = 0
    after: tuple[int, int] | None = None
    for begin, end in reversed(packed.bounds):
        labels[begin:end] = scores[begin:end].argmax(axis=1)
        if after is not None:
            behind = after[1] - after[0]
            successors = slice(*after)
            labels[begin : begin + behind] = back[successors][np.arange(behind), labels[successors]]
        after = (begin, end)
    given = np.empty_like(labels)
    given[packed.order] = labels
    return given


@dataclass(frozen=True, slots=True)
class Lattice:
    """Forward and backward sums of sequences; gives the probability of any stretch of labels."""

    forward: Floats
    """Per row and label, scaled to sum to 1 over labels."""
    backward: Floats
    """Per row and label, scaled alike."""
    local: Floats
    """Per row and label, exp of the emission less the greatest of the row."""
    scale: Floats
    """Per row, what the forward sum was divided by."""
    steps: Floats
    """exp of the transitions."""
    final: NDArray[np.bool_]
    """Per row, whether its sequence ends with it."""

    @classmethod
    def of(cls, emissions: Floats, transitions: Floats, packed: Packed) -> Lattice:
        """Return the sums for emissions and transitions as `best_labels` takes them."""
        steps = np.exp(transitions)
        back = np.ascontiguousarray(steps.T)
        local = np.exp(emissions - emissions.max(axis=1, keepdims=True, initial=-np.inf))[packed.order]
        forward, scale = local.copy(), np.empty(len(local))
        before: int | None = None
        for begin, end in packed.bounds:
            rows = forward[begin:end]
            if before is not None:
                rows *= _times(forward[before : before + end - begin], steps)
            scale[begin:end] = rows.sum(axis=1)
            rows /= scale[begin:end, None]
            before = begin
        backward = np.ones_like(local)
        for (begin, _), (first, last) in zip(packed.bounds[-2::-1], packed.bounds[:0:-1], strict=True):
            behind = backward[first:last] * local[first:last] / scale[first:last, None]
            backward[begin : begin + last - first] = _times(behind, back)
        given = np.empty_like(packed.order)
        given[packed.order] = np.arange(len(given))
        return cls(forward[given], backward[given], local[given], scale[given], steps, packed.final)

    def marginals(self) -> Floats:
        """Return the probability of each label per row."""
        probabilities: Floats = self.forward * self.backward
        return probabilities

    def stretches(
        self, first: Ints, last: Ints, *, opening: NDArray[np.bool_], inside: NDArray[np.bool_]
    ) -> Floats:
        """Return the probability that stretches of rows are spans, summed over all tags that say so.

        Args:
            first: row of each stretch.
            last: the row behind each stretch.
            opening: shape (stretches, labels): labels that the first row may have.
            inside: labels that all other rows have, and the row behind the stretch has not.
        """
        packed = Packed.of(last - first)
        span = np.repeat(np.arange(len(first)), last - first)[packed.order]
        row = (
            np.arange(len(span)) + np.repeat(first - np.cumsum(last - first) + last - first, last - first)
        )[packed.order]
        sums = np.zeros((len(first), self.forward.shape[1]))
        for step, (begin, end) in enumerate(packed.bounds):
            spans, rows = span[begin:end], row[begin:end]
            if step == 0:
                sums[spans] = self.forward[rows] * opening[spans]
            else:
                sums[spans] = self._onward(sums[spans], rows) * inside[spans]
        tail = last - 1
        behind = np.minimum(last, len(self.local) - 1)
        closed = (self._onward(sums, behind) * ~inside * self.backward[behind]).sum(axis=1)
        within = (sums * self.backward[tail]).sum(axis=1)
        probabilities: Floats = np.minimum(np.where(self.final[tail], within, closed), 1.0)
        return probabilities

    def _onward(self, sums: Floats, rows: Ints) -> Floats:
        """Return forward sums taken one step on, to rows."""
        return _times(sums, self.steps) * self.local[rows] / self.scale[rows, None]


def _times(rows: Floats, matrix: Floats) -> Floats:
    """Return rows times a matrix; unlike `@` each row comes out the same whatever the others are."""
    product: Floats = np.einsum("nk,kl->nl", rows, matrix)
    return product
