"""Rows of a table with their columns, whatever kind of file they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from stance.data.files import refuse
from stance.data.readers.sources import SourceFile
from stance.errors import InputError

Row = Mapping[str, object]
"""Column name to cell; cells of CSV are text, None and absent are no value."""
Found = tuple[str, Row] | InputError
"""Where a row stands, and its cells by column; or why a row cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How a table file is opened; None finds it out."""

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool = True
    """Without a header, columns are named "1", "2", ... by their place."""
    quoting: bool = True
    """Whether " begins a text with delimiters or line ends in it (CSV and TSV)."""
    sheet: str | None = None
    """Name of the Excel sheet; None takes the first."""


@dataclass(frozen=True, slots=True)
class Table:
    """An open table."""

    columns: tuple[str, ...]
    """As in the header; for JSON Lines the keys of the first 1,000 records."""
    rows: Iterator[Found]


Cells = tuple[str, Sequence[object]]
"""Where a row stands, and its cells in the order of the columns."""


def with_header(
    file: SourceFile, rows: Iterator[Cells | InputError], options: TableOptions, *, pads: bool
) -> Table:
    """Return the table of rows of cells; rows without any value are passed over.

    Args:
        file: for messages.
        rows: with the header, where there is one.
        options: whether there is one.
        pads: whether a row may end before its last columns.
    """
    rows = (
        row for row in rows if isinstance(row, InputError) or any(cell not in ("", None) for cell in row[1])
    )
    first = next(rows, None)
    if isinstance(first, InputError):
        raise first
    if first is None:
        raise refuse(file.name, "empty", "a table", "no row", "Fill the file, or leave it out.")
    if options.has_header:
        columns = tuple("" if cell is None else str(cell).strip() for cell in first[1])
    else:
        columns = tuple(str(place) for place in range(1, len(first[1]) + 1))
        rows = chain([first], rows)
    return Table(columns, (_named(row, columns, pads) for row in rows))


def _named(row: Cells | InputError, columns: tuple[str, ...], pads: bool) -> Found:
    if isinstance(row, InputError):
        return row
    where, cells = row
    spare = any(cell not in ("", None) for cell in cells[len(columns) :])
    if spare or (len(cells) < len(columns) and not pads):
        expected, found = f"{len(columns)} cells, one per column", f"{len(cells)}"
        return refuse(where, "parse_error", expected, found, "Complete the row, or quote its delimiters.")
    return where, dict(zip(columns, cells, strict=False))
