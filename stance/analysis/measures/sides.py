"""The sides of an event in one article, and weights shared out between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.analysis.measures.intervals import Series, point, ratio
from stance.records.annotation import Annotation, Attribution
from stance.records.document import Document

NO_SIDE = "none"
BOTH_SIDES = "both"
_NOT_A_SIDE = frozenset({NO_SIDE, BOTH_SIDES})


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of an article, and the pair P, Q that a balance compares."""

    names: tuple[str, ...]
    """All sides, in alphabetical order, without "none" and "both"."""
    pair: tuple[str, str] | None
    """P and Q in alphabetical order; None with fewer than two sides."""

    def share(self, side: str) -> tuple[tuple[str, float], ...]:
        """Return the sides a source speaks for with their shares: "both" is half P, half Q."""
        if side == BOTH_SIDES and self.pair:
            return (self.pair[0], 0.5), (self.pair[1], 0.5)
        return ((side, 1.0),)

    def balance(self, weights: dict[str, Series]) -> Series | None:
        """Return (W_P - W_Q) / (W_P + W_Q), -1 to 1, NaN where both are 0; None without a pair."""
        if self.pair is None:
            return None
        of_p, of_q = weights[self.pair[0]], weights[self.pair[1]]
        return ratio(of_p - of_q, of_p + of_q)

    def table(self, weights: dict[str, Series]) -> dict[str, float | None]:
        """Return each side's weight, that of sources with no side, and the balance."""
        listed: dict[str, float | None] = {side: float(weights[side][0]) for side in weights}
        balance = self.balance(weights)
        listed["balance"] = None if balance is None else point(balance)
        return listed


def find_sides(document: Document, annotation: Annotation, core: Sequence[Attribution]) -> Sides:
    """Return the sides of an article.

    Sides come from the entity tables of document and annotation and from the attributions. P and Q are
    the two with most attributions in `core` (ties, and sides that do not speak at all, by name), then
    put in alphabetical order: for an event with two sides the sign of a balance is thereby the same in
    every article, positive toward the side that comes first in the alphabet.
    """
    entities = [*document.entities, *annotation.entities]
    names = {entity.side for entity in entities} | {a.source_side for a in annotation.attributions}
    ordered = sorted(names - _NOT_A_SIDE)
    n_core = dict.fromkeys(ordered, 0)
    for attribution in core:
        if attribution.source_side in n_core:
            n_core[attribution.source_side] += 1
    most = sorted(ordered, key=lambda side: -n_core[side])[:2]
    pair = (min(most), max(most)) if len(most) > 1 else None
    return Sides(names=tuple(ordered), pair=pair)


def undefined_below(series: Series, *, weight: Series, least: float) -> Series:
    """Return the series with NaN where the weight behind it is too small."""
    return np.where(weight >= least, series, np.nan)
