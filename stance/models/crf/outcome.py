"""Spans by token to spans by character, with ids, pieces and links, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.models.crf.batch import Batch
from stance.models.crf.features import Columns
from stance.models.crf.pairs import Stretches
from stance.models.trained import Tagging
from stance.records.example import MarkedLink
from stance.records.prediction import PredictedSpan


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a batch, by token."""

    columns: Columns
    spans: Stretches
    confidence: NDArray[np.float64]
    """Per span, the probability that just these tokens are a span of its label."""


def taggings_of(found: Found, links: Sequence[tuple[str, int, int]], labels: Sequence[str]) -> list[Tagging]:
    """Return spans and links per document.

    Spans of one label that one anchor alone is linked to are one span in several pieces, as sure as the
    least sure of them.

    Args:
        found: in the batch.
        links: label, anchor and span of each, by index among the spans found.
        labels: of the spans, by number.
    """
    batch, spans = found.columns.batch, found.spans
    first = batch.tokens[spans.first]
    owner = (np.searchsorted(batch.first_token, first, side="right") - 1).tolist()
    pieces = _pieces(batch, spans, owner)
    taggings = [Tagging([]) for _ in batch.documents]
    names: dict[int, str] = {}
    for group in _joined(len(pieces), links):
        document = taggings[owner[group[0]]]
        name = f"T{len(document.spans) + 1}"
        names.update(dict.fromkeys(group, name))
        document.spans.append(
            PredictedSpan(
                id=name,
                label=labels[int(spans.label[group[0]])],
                starts=[pieces[index][0] for index in group],
                ends=[pieces[index][1] for index in group],
                confidence=float(found.confidence[group].min()),
            )
        )
    told: set[tuple[int, MarkedLink]] = set()
    for label, anchor, index in links:
        link = MarkedLink(label=label, src=names[anchor], dst=names[index])
        if (owner[anchor], link) not in told:
            told.add((owner[anchor], link))
            taggings[owner[anchor]].links.append(link)
    return taggings


def _joined(n: int, links: Sequence[tuple[str, int, int]]) -> list[list[int]]:
    """Return spans that are one, each in reading order, ordered by their first pieces."""
    anchors: dict[int, list[tuple[str, int]]] = {}
    for label, anchor, index in links:
        anchors.setdefault(index, []).append((label, anchor))
    groups: dict[tuple[str, int], list[int]] = {}
    for index in range(n):
        of_index = anchors.get(index, [])
        # A span that several anchors share stays apart: it would pull theirs together.
        groups.setdefault(of_index[0] if len(of_index) == 1 else ("", index), []).append(index)
    return list(groups.values())


def _pieces(batch: Batch, spans: Stretches, owner: Sequence[int]) -> list[tuple[int, int]]:
    """Return the offsets of every span in the text of its document."""
    pieces: list[tuple[int, int]] = []
    bases = batch.first_token.tolist()
    for first, last, document in zip(
        batch.tokens[spans.first].tolist(), batch.tokens[spans.last - 1].tolist(), owner, strict=True
    ):
        tokens = batch.documents[document].tokens
        pieces.append((tokens.starts[first - bases[document]], tokens.ends[last - bases[document]]))
    return pieces
