"""What one row of a table says: labels by annotator and question, and marked spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stance.data.delivery import DeliveredMark
from stance.data.readers.option_lists import names_in
from stance.data.readers.table_cells import flag_of, label_of, list_of, number_of, offset_of, text_of
from stance.data.readers.table_columns import Columns, Options
from stance.data.readers.table_rows import Row
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Value

DEFAULT_ANNOTATOR = "table"
_DEFAULT_QUESTION = "label"


@dataclass(frozen=True, slots=True)
class Vote:
    """One label of one annotator."""

    annotator: str
    question: str
    value: Value


class RowReader:
    """Reads labels and spans from rows.

    Args:
        options: of the format.
        columns: of the table the rows come from.
    """

    def __init__(self, options: Options, columns: Columns) -> None:
        self._columns = columns
        self._separator = options.separator
        self._question = options.question or _DEFAULT_QUESTION
        self._missing = frozenset(names_in(options.missing))
        self._layer = options.layer or columns.covered_list or "spans"

    @property
    def mark_layer(self) -> str | None:
        """Name of the layer of marks, None when the table has no marks."""
        has_marks = self._columns.start is not None or self._columns.covered_list is not None
        return self._layer if has_marks else None

    def annotator(self, row: Row) -> str:
        """Return who judged a row."""
        column = self._columns.annotator
        return (label_of(row.get(column)) if column else None) or DEFAULT_ANNOTATOR

    def votes(self, row: Row, where: str) -> Iterator[Vote | Loss]:
        """Yield labels of a row, and a loss for each cell that cannot be read; an empty cell says nothing."""
        annotator = self.annotator(row)
        for name, column in self._columns.annotators.items():
            yield from self._vote(name, self._question, column, row=row, where=where, read=self._one)
        for question, column in self._columns.label.items():
            yield from self._vote(annotator, question, column, row=row, where=where, read=self._one)
        for question, column in self._columns.labels.items():
            yield from self._vote(annotator, question, column, row=row, where=where, read=self._several)
        yield from self._onehot(annotator, row, where)

    def marks(self, row: Row, text: str, where: str) -> Iterator[DeliveredMark | Loss]:
        """Yield the spans of a row; ids count from m1 within it.

        Args:
            row: to be read.
            text: the text it is about; strings of a list are looked for in it.
            where: for marks and losses.
        """
        if self._columns.start is not None:
            yield from self._span(row, where)
        elif self._columns.covered_list is not None:
            yield from self._strings(row, text, where)

    def _vote(
        self,
        annotator: str,
        question: str,
        column: str,
        *,
        row: Row,
        where: str,
        read: Callable[[str, object], Value | None],
    ) -> Iterator[Vote | Loss]:
        try:
            value = read(column, row.get(column))
        except ValueError as error:
            yield _unread(where, f"answer/{question}", column, error)
        else:
            if value is not None:
                yield Vote(annotator, question, value)

    def _one(self, column: str, cell: object) -> Value | None:
        label = label_of(cell, self._missing)
        return number_of(cell) if label is not None and column in self._columns.numeric else label

    def _several(self, _: str, cell: object) -> list[str] | None:
        if not isinstance(cell, list | tuple) and label_of(cell, self._missing) is None:
            return None
        return list_of(cell, self._separator)

    def _onehot(self, annotator: str, row: Row, where: str) -> Iterator[Vote | Loss]:
        cells = {label: row.get(column) for label, column in self._columns.onehot.items()}
        if all(label_of(cell, self._missing) is None for cell in cells.values()):
            return
        holding: list[str] = []
        for label, cell in cells.items():
            try:
                if label_of(cell, self._missing) is not None and flag_of(cell):
                    holding.append(label)
            except ValueError as error:
                yield _unread(where, f"answer/{self._question}", self._columns.onehot[label], error)
                return
        yield Vote(annotator, self._question, holding)

    def _span(self, row: Row, where: str) -> Iterator[DeliveredMark | Loss]:
        columns = self._columns
        try:
            start, end = (offset_of(row.get(column or "")) for column in (columns.start, columns.end))
        except ValueError as error:
            yield _unread(where, f"mark/{self._layer}", f"{columns.start}, {columns.end}", error)
            return
        if start is None and end is None:
            return
        if start is None or end is None:
            detail = f"expected start and end, found {start} and {end}"
            yield Loss(where=where, reason="unreadable_record", what=f"mark/{self._layer}", detail=detail)
            return
        covered = text_of(row.get(columns.covered)) if columns.covered else None
        label = label_of(row.get(columns.span_label), self._missing) if columns.span_label else None
        yield DeliveredMark(
            id="m1",
            layer=self._layer,
            label=label or self._layer,
            pieces=((start, end),),
            covered=None if covered is None else (covered,),
            where=where,
        )

    def _strings(self, row: Row, text: str, where: str) -> Iterator[DeliveredMark | Loss]:
        column = self._columns.covered_list or ""
        try:
            strings = self._several(column, row.get(column)) or []
        except ValueError as error:
            yield _unread(where, f"mark/{self._layer}", column, error)
            return
        for number, string in enumerate(strings, 1):
            places = occurrences(string, text)
            if len(places) == 1:
                yield DeliveredMark(
                    id=f"m{number}",
                    layer=self._layer,
                    label=self._layer,
                    pieces=(places[0],),
                    covered=(text[slice(*places[0])],),
                    where=where,
                )
            else:
                detail = f"expected {string!r} once in the text, found it {len(places)} times"
                reason: LossReason = "offsets_ambiguous" if places else "offsets_rejected"
                yield Loss(where=where, reason=reason, what=f"mark/{self._layer}", detail=detail)


def occurrences(string: str, text: str) -> list[tuple[int, int]]:
    """Return where a string stands in a text.

    As whole words if it does so, else inside words; written alike if so, else in other letter case.

    >>> occurrences("lie", "They lie, believe me")
    [(5, 8)]
    """
    if not string:
        return []
    for flags in (re.NOFLAG, re.IGNORECASE):
        found = re.finditer(f"(?=({re.escape(string)}))", text, flags)
        if places := [match.span(1) for match in found]:
            return [place for place in places if _is_bounded(text, *place)] or places
    return []


def _is_bounded(text: str, start: int, end: int) -> bool:
    opens = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    closes = end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum())
    return opens and closes


def _unread(where: str, what: str, column: str, error: ValueError) -> Loss:
    detail = f"expected a readable cell in column {column!r}, found {error}"
    return Loss(where=where, reason="unreadable_record", what=what, detail=detail)
