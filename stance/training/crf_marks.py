"""Gold spans as labels of tokens, and as stretches with their links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.models.crf.batch import Ints
from stance.models.crf.features import Columns
from stance.models.crf.pairs import Stretches
from stance.models.crf.spans import encode
from stance.records.example import SpanExample


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
    def of(cls, columns: Columns, examples: Sequence[SpanExample], labels: Sequence[str]) -> Marked:
        """Return documents with the spans of their examples; other labels than those named are left out."""
        batch = columns.batch
        every = np.zeros(int(batch.first_token[-1]), dtype=np.int64)
        number = {label: index for index, label in enumerate(labels)}
        row = np.searchsorted(batch.tokens, np.arange(int(batch.first_token[-1]) + 1))
        pieces: list[tuple[int, int, int, int, str]] = []
        for index, example in enumerate(examples):
            base = int(batch.first_token[index])
            known = [
                (start, end, number[span.label], span.id)
                for span in example.spans
                if span.label in number
                for start, end in zip(span.starts, span.ends, strict=True)
            ]
            encode(batch, index, [(start, end, label) for start, end, label, _ in known], every)
            for start, end, label, name in known:
                inside = batch.documents[index].tokens_in(start, end)
                first, last = int(row[base + inside.start]), int(row[base + inside.stop])
                if first < last:
                    pieces.append((first, last, label, index, name))
        pieces.sort()
        table = np.array([piece[:3] for piece in pieces], dtype=np.int64).reshape(len(pieces), 3)
        spans = Stretches(label=table[:, 2], first=table[:, 0], last=table[:, 1])
        return cls(columns, every[batch.tokens], spans, _links(pieces, examples))


def _links(
    pieces: Sequence[tuple[int, int, int, int, str]], examples: Sequence[SpanExample]
) -> list[tuple[int, int]]:
    of_span: dict[tuple[int, str], list[int]] = {}
    for index, (_, _, _, document, name) in enumerate(pieces):
        of_span.setdefault((document, name), []).append(index)
    return [
        (src, dst)
        for document, example in enumerate(examples)
        for link in example.links
        for src in of_span.get((document, link.src), ())
        for dst in of_span.get((document, link.dst), ())
    ]
