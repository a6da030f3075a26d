"""Gold spans as tags of tokens, and as stretches with their links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from stance.models.crf.batch import Batch, Ints
from stance.models.crf.features import Columns
from stance.models.crf.pairs import Stretches
from stance.models.crf.spans import OUTSIDE
from stance.records.example import SpanExample
from stance.training.crf_plan import APART, BEFORE, BEHIND, TagPlan


@dataclass(frozen=True, slots=True)
class Marked:
    """Documents in columns with what is marked in them."""

    columns: Columns
    tags: Ints
    """Per token in sequences."""
    spans: Stretches
    """Pieces of gold spans, in reading order."""
    links: list[tuple[int, int]]
    """Source and destination of each link, by index among the pieces."""

    @classmethod
    def of(cls, columns: Columns, examples: Sequence[SpanExample], plan: TagPlan) -> Marked:
        """Return documents with the spans of their examples; labels that the plan has not are left out."""
        pieces = sorted(_pieces(columns.batch, examples, plan.labels))
        spans = Stretches(
            label=np.array([piece.label for piece in pieces], dtype=np.int64),
            first=np.array([piece.first for piece in pieces], dtype=np.int64),
            last=np.array([piece.last for piece in pieces], dtype=np.int64),
        )
        links = _links(pieces, examples)
        return cls(columns, _tags(columns.batch, spans, links, plan), spans, links)


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    first: int
    last: int
    label: int
    document: int
    span: str


def _pieces(batch: Batch, examples: Sequence[SpanExample], labels: Sequence[str]) -> Iterator[_Piece]:
    number = {label: index for index, label in enumerate(labels)}
    row = np.searchsorted(batch.tokens, np.arange(int(batch.first_token[-1]) + 1))
    for index, example in enumerate(examples):
        base = int(batch.first_token[index])
        for span in example.spans:
            if span.label not in number:
                continue
            for start, end in zip(span.starts, span.ends, strict=True):
                inside = batch.documents[index].tokens_in(start, end)
                first, last = int(row[base + inside.start]), int(row[base + inside.stop])
                if first < last:
                    yield _Piece(first, last, number[span.label], index, span.id)


def _links(pieces: Sequence[_Piece], examples: Sequence[SpanExample]) -> list[tuple[int, int]]:
    of_span: dict[tuple[int, str], list[int]] = {}
    for index, piece in enumerate(pieces):
        of_span.setdefault((piece.document, piece.span), []).append(index)
    return [
        (src, dst)
        for document, example in enumerate(examples)
        for link in example.links
        for src in of_span.get((document, link.src), ())
        for dst in of_span.get((document, link.dst), ())
    ]


def _tags(batch: Batch, spans: Stretches, links: Sequence[tuple[int, int]], plan: TagPlan) -> Ints:
    """Return per token its tag; where two spans overlap the longer one keeps its tokens."""
    tags = np.full(len(batch.tokens), OUTSIDE, dtype=np.int64)
    anchors: dict[int, list[int]] = {}
    for src, dst in links:
        if int(spans.label[src]) == plan.anchor:
            anchors.setdefault(dst, []).append(src)
    for index in np.lexsort((spans.first, spans.first - spans.last)).tolist():
        first, last = int(spans.first[index]), int(spans.last[index])
        if tags[first:last].any():
            continue
        kind = plan.kind(int(spans.label[index]), _side(batch, spans, index, anchors.get(index, ())))
        tags[first:last] = 2 * kind + 2
        tags[first] = 2 * kind + 1
    return tags


def _side(batch: Batch, spans: Stretches, index: int, anchors: Sequence[int]) -> int:
    """Return on which side of a span the nearest of its anchors stands."""
    if not anchors:
        return APART
    first, last = int(spans.first[index]), int(spans.last[index])
    nearest = min((int(spans.first[anchor]) for anchor in anchors), key=lambda row: abs(row - first))
    if batch.sentence[nearest] not in (batch.sentence[first], batch.sentence[last - 1]):
        return APART
    return BEHIND if nearest > first else BEFORE
