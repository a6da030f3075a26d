"""Tables of anyone's: CSV, TSV, JSON Lines, Parquet and Excel, their columns named in the call.

One row may be a text, a judgement of a text by one annotator, or one span of a text; options tell which (see
`Options`). Labels are text unless their column is said to be numeric, so that one sheet gives the same labels
saved as CSV and as Excel file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.data.delivery import Delivery
from stance.data.readers.sources import SourceFile, files_under
from stance.data.readers.table_columns import Options, columns_of
from stance.data.readers.table_files import SUFFIXES, open_table
from stance.data.readers.table_rows import Found, Row
from stance.data.readers.table_texts import TableText, TextGatherer
from stance.errors import InputError

__all__ = ["Options", "read"]


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the texts of some tables, and an error for each row that cannot be read.

    Rows of one id belong together, also from several files (one file per annotator); they are delivered when
    all files have been read, in the order of their first rows.

    Raises:
        ConfigError: a column is named that a table does not have, or options that do not go together.
    """
    gathered: dict[str, tuple[TextGatherer, TableText]] = {}
    for file in files_under(paths, frozenset(SUFFIXES)):
        if isinstance(file, InputError):
            yield file
        else:
            yield from _read_table(file, options, gathered)
    for gatherer, text in gathered.values():
        yield gatherer.delivery(text)


def _read_table(
    file: SourceFile, options: Options, gathered: dict[str, tuple[TextGatherer, TableText]]
) -> Iterator[Delivery | InputError]:
    try:
        with open_table(file, options.file) as table:
            gatherer = TextGatherer(options, columns_of(options, table.columns, file.name))
            for found in table.rows:
                delivery = _take_safely(found, gatherer, gathered)
                if delivery is not None:
                    yield delivery
    except InputError as error:
        yield error


def _take_safely(
    found: Found, gatherer: TextGatherer, gathered: dict[str, tuple[TextGatherer, TableText]]
) -> Delivery | InputError | None:
    if isinstance(found, InputError):
        return found
    try:
        return _take(*found, gatherer, gathered)
    except InputError as error:
        return error


def _take(
    where: str, row: Row, gatherer: TextGatherer, gathered: dict[str, tuple[TextGatherer, TableText]]
) -> Delivery | None:
    """Add a row to its text, and return the delivery of a text that is complete with it."""
    key = gatherer.key_of(row, where)
    if key is None:
        text = gatherer.begin(row, where)
    elif key in gathered:
        text = gathered[key][1]
        gatherer.check_same(text, row, where)
    else:
        text = gatherer.begin(row, where)
        gathered[key] = gatherer, text
    gatherer.add(text, row, where)
    return gatherer.delivery(text) if key is None else None
