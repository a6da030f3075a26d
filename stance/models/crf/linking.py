"""Links from anchors, such as cues, to the spans that belong to them: the likeliest pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch
from stance.models.crf.pairs import Pairs, RuleRelations, Stretches


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """How spans of one label find their anchors."""

    label: str
    weights: NDArray[np.float64]
    """A weight for each of `PAIR_FEATURES`, and the intercept last."""
    by_anchor: bool
    """Whether each anchor picks one span, which may be picked by several; otherwise each span one anchor."""


@dataclass(frozen=True, slots=True)
class Linker:
    """Picks links; both ends by index among the stretches it is given."""

    labels: tuple[str, ...]
    """Of the spans, by number."""
    anchor: str
    """Label from which links start."""
    linked: tuple[LinkWeights, ...]

    def links(self, batch: Batch, found: Stretches, rules: RuleRelations) -> list[tuple[str, int, int]]:
        """Return label, anchor and span of every link, in order of the linked labels.

        Args:
            batch: the documents.
            found: all spans in them, in reading order.
            rules: what the rules found.
        """
        links: list[tuple[str, int, int]] = []
        for entry in self.linked:
            spans, anchors, pairs = pairs_of(
                batch, found, rules, labels=self.labels, linked=entry.label, anchor=self.anchor
            )
            scores = (pairs.features * entry.weights[:-1]).sum(axis=1) + entry.weights[-1]
            picked = _best(scores, pairs.anchor if entry.by_anchor else pairs.span)
            links += [
                (entry.label, int(anchors[pairs.anchor[pair]]), int(spans[pairs.span[pair]]))
                for pair in picked
            ]
        return links


def pairs_of(
    batch: Batch,
    found: Stretches,
    rules: RuleRelations,
    *,
    labels: Sequence[str],
    linked: str,
    anchor: str,
) -> tuple[NDArray[np.intp], NDArray[np.intp], Pairs]:
    """Return the indices of the spans of a label and of the anchors, and the pairs of the two."""
    numbers = labels.index(linked), labels.index(anchor)
    spans, anchors = (np.flatnonzero(found.label == number) for number in numbers)
    others = np.flatnonzero(~np.isin(found.label, numbers))
    pairs = Pairs.of(
        batch,
        found.subset(spans),
        found.subset(anchors),
        found.subset(others),
        label=linked,
        rules=rules,
    )
    return spans, anchors, pairs


def _best(scores: NDArray[np.float64], group: NDArray[np.int64]) -> list[int]:
    """Return the pair of each group that scores most, where it is likelier than not."""
    order = np.lexsort((np.arange(len(scores)), -scores, group))
    leads = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    return sorted(leads[scores[leads] > 0].tolist())
