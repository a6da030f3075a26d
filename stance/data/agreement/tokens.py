"""Which labels each token, or sentence, has for each annotator: spans as ratings of positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from stance.metrics.agreement import label_ratings
from stance.metrics.coincidences import Coincidences, Rating, coincidences
from stance.metrics.unitizing import tokens_marked
from stance.records.document import Unit
from stance.records.open_layers import Mark
from stance.text.tokens import Tokens


@dataclass(slots=True)
class PositionTable:
    """Ratings of positions; equal ones of a document are told once, with their number."""

    rows: list[list[Rating]] = field(default_factory=list)
    """Labels at the position, by annotators of the document."""
    repeats: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    """Number of the document."""

    def add_tokens(self, marks: Mapping[str, Sequence[Mark]], tokens: Tokens, *, document: int) -> None:
        """Add the tokens of a document.

        Args:
            marks: annotator to marks of the layer.
            tokens: of the document.
            document: its number, from 0 on.
        """
        labels = sorted({mark.label for one in marks.values() for mark in one})
        covers = np.zeros((len(tokens), len(marks) * len(labels)), dtype=np.bool_)
        columns = [(one, label) for one in marks.values() for label in labels]
        for column, (one, label) in enumerate(columns):
            pieces = [(p.start, p.end) for mark in one if mark.label == label for p in mark.pieces]
            covers[:, column] = tokens_marked(pieces, tokens)
        if not labels:
            self._add([frozenset[str]()] * len(marks), len(tokens), document)
            return
        patterns, counts = np.unique(covers, axis=0, return_counts=True)
        for pattern, count in zip(patterns.reshape(-1, len(marks), len(labels)), counts, strict=True):
            row: list[Rating] = [
                frozenset(label for label, has in zip(labels, one, strict=True) if has) for one in pattern
            ]
            self._add(row, int(count), document)

    def add_units(self, marks: Mapping[str, Sequence[Mark]], units: Sequence[Unit], *, document: int) -> None:
        """Add the sentences of a document: 1 for those that hold a mark, else 0."""
        for unit in units:
            row: list[Rating] = [
                int(any(p.start < unit.end and unit.start < p.end for mark in one for p in mark.pieces))
                for one in marks.values()
            ]
            self._add(row, 1, document)

    def coincidences(self, label: str | None = None) -> Coincidences:
        """Return nominal coincidences of all labels together, or of one against the rest."""
        rows = self.rows if label is None else label_ratings(self.rows, label)
        return coincidences(rows, level="nominal", groups=self.groups, repeats=self.repeats)

    def share_inside(self, label: str | None = None) -> float | None:
        """Return the share of positions with the label (with any), over all annotators; None if empty."""
        n_inside = n = 0
        for row, times in zip(self.rows, self.repeats, strict=True):
            n_inside += times * sum(bool(r) if label is None else _has(r, label) for r in row)
            n += times * len(row)
        return n_inside / n if n else None

    def _add(self, row: list[Rating], times: int, document: int) -> None:
        self.rows.append(row)
        self.repeats.append(times)
        self.groups.append(document)


def _has(rating: Rating, label: str) -> bool:
    return isinstance(rating, frozenset) and label in rating
