"""Whether a difference is more than chance: p-values from exchanges, corrected for their number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def randomization_p(observed: float, exchanged: npt.NDArray[np.float64]) -> float | None:
    """Return the two-sided p-value of a difference, above 0 to 1; None where it is undefined.

    Args:
        observed: the difference between two systems.
        exchanged: the difference after each random exchange of their outputs; NaN where undefined, left out.

    Source: Noreen (1989), approximate randomization; the observed outcome counts as one of the exchanges.

    >>> randomization_p(0.5, np.array([0.1, -0.6, 0.2]))
    0.5
    """
    defined = exchanged[~np.isnan(exchanged)]
    if np.isnan(observed) or not len(defined):
        return None
    # Equal sums in another order may differ in the last bits.
    n_reached = int((np.abs(defined) >= abs(observed) - 1e-12).sum())
    return (n_reached + 1) / (len(defined) + 1)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values corrected for the number of tests, each at most 1; None stays None and counts for none.

    Source: Holm (1979), step-down.

    >>> holm([0.01, None, 0.04])
    [0.02, None, 0.04]
    """
    ordered = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(ordered):
        highest = max(highest, min(1.0, p * (len(ordered) - rank)))
        corrected[place] = highest
    return corrected
