"""From scores to probabilities that mean what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stance.models.linear import checks
from stance.models.linear.rows import Floats, Ints
from stance.models.trained import ModelState


@dataclass(frozen=True, slots=True)
class Knots:
    """One ascending step function per label, linear between its knots."""

    inputs: Floats
    """Uncalibrated probability at each knot: those of the first label first, ascending within a label."""
    outputs: Floats
    """Calibrated probability at each knot, above 0 and below 1."""
    ends: Ints
    """Of shape (labels + 1): label l has the knots from ends[l] to ends[l + 1]; it is left as is without."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is done to scores on the way to probabilities."""

    scales: Floats
    """Of shape (labels,): scores times these, 1 / temperature."""
    knots: Knots | None = None
    """None where probabilities are not mapped further."""

    def probabilities(self, scores: Floats, present: np.ndarray, *, exclusive: bool) -> Floats:
        """Return probabilities of shape (inputs, labels).

        Args:
            scores: of shape (inputs, labels).
            present: whether the label was learned; an exclusive label that was not has probability 0.
            exclusive: whether rows sum to 1.
        """
        plain = uncalibrated(scores * self.scales, present, exclusive=exclusive)
        if self.knots is None:
            return plain
        mapped = plain.copy()
        for label, (start, end) in enumerate(zip(self.knots.ends[:-1], self.knots.ends[1:], strict=True)):
            if end > start:
                inputs, outputs = self.knots.inputs[start:end], self.knots.outputs[start:end]
                mapped[:, label] = np.interp(plain[:, label], inputs, outputs)
        return mapped / row_sums(mapped) if exclusive else mapped

    def arrays(self) -> dict[str, Floats | Ints]:
        """Return the calibration as arrays, their names beginning with "calibration."."""
        arrays: dict[str, Floats | Ints] = {"calibration.scales": self.scales}
        if self.knots is not None:
            arrays["calibration.inputs"] = self.knots.inputs
            arrays["calibration.outputs"] = self.knots.outputs
            arrays["calibration.ends"] = self.knots.ends
        return arrays

    @classmethod
    def from_state(cls, state: ModelState, n_labels: int) -> Calibration:
        """Return the calibration of a state; BundleError when it is none."""
        scales = checks.floats(state, "calibration.scales", (n_labels,))
        if (scales <= 0).any():
            raise checks.refused("calibration.scales", "numbers above 0", "others")
        if "calibration.ends" not in state.arrays:
            return cls(scales)
        ends = checks.offsets(state, "calibration.ends", n_labels)
        shape = (int(ends[-1]),)
        knots = Knots(
            checks.floats(state, "calibration.inputs", shape),
            checks.floats(state, "calibration.outputs", shape),
            ends,
        )
        for name, values in (("inputs", knots.inputs), ("outputs", knots.outputs)):
            for start, end in zip(ends[:-1], ends[1:], strict=True):
                if (np.diff(values[start:end]) < 0).any():
                    raise checks.refused(f"calibration.{name}", "numbers that ascend", "others")
        if ((knots.outputs <= 0) | (knots.outputs >= 1)).any():
            raise checks.refused("calibration.outputs", "numbers between 0 and 1", "others")
        return cls(scales, knots)


def uncalibrated(scores: Floats, present: np.ndarray, *, exclusive: bool) -> Floats:
    """Return the softmax of each row, or the logistic function of each score, of shape (inputs, labels).

    Args:
        scores: of shape (inputs, labels).
        present: whether the label was learned; an exclusive label that was not has probability 0.
        exclusive: whether rows sum to 1.
    """
    if not exclusive:
        # Both halves keep the exponent negative: no overflow.
        decay = np.exp(-np.abs(scores))
        logistic: Floats = np.where(scores >= 0, 1.0, decay) / (1.0 + decay)
        return logistic
    shown = np.where(present, scores, -np.inf)
    powers = np.exp(shown - shown.max(axis=1, keepdims=True))
    softmax: Floats = powers / row_sums(powers)
    return softmax


def row_sums(values: Floats) -> Floats:
    """Return the sum of each row, of shape (rows, 1), label by label: the same in any batch."""
    total = np.zeros(len(values))
    for column in values.T:
        total = total + column
    return total[:, np.newaxis]
