"""Tables opened row by row: CSV, TSV, JSON Lines, Parquet and Excel, whatever their cells hold."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stance.data.archives import ArchiveLimits, check_zip, read_gzip
from stance.data.files import refuse
from stance.data.readers.delimited import open_delimited
from stance.data.readers.sources import SourceFile
from stance.data.readers.table_rows import Cells, Found, Row, Table, TableOptions, with_header
from stance.errors import ConfigError, InputError, MissingExtraError
from stance.text.decode import decode

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from pyarrow.parquet import ParquetFile

SUFFIXES = (".csv", ".tsv", ".tab", ".jsonl", ".ndjson", ".parquet", ".xlsx")
"""Of tables in folders; a table that is named itself may also be called .txt."""
_MAX_LINE_BYTES = 20_000_000
_MAX_BATCH_BYTES = 200_000_000
_PARQUET_ROWS = 256
_JSON_PEEK = 1_000
# A sheet is one member, and a long one is larger than any article.
_XLSX_LIMITS = ArchiveLimits(member_bytes=200_000_000)
_Faults = tuple[type[Exception], ...]


@contextmanager
def open_table(file: SourceFile, options: TableOptions) -> Iterator[Table]:
    """Yield the table in a file; its suffix tells the kind, and CSV, TSV and JSON Lines may be gzipped.

    Rows are read as they are asked for, until the context is left. Cells are never computed: of Excel
    formulas, the value stored with them is taken.

    Raises:
        InputError: the file cannot be read as a table of its kind.
        ConfigError: there is no such sheet.
        MissingExtraError: Parquet or Excel, and the packages of stance[data] are not installed.
    """
    is_packed = file.path.suffix.lower() == ".gz"
    suffix = Path(file.path.stem).suffix.lower() if is_packed else file.path.suffix.lower()
    opener = _OPENERS.get(suffix)
    if opener is None or (is_packed and opener in (_open_parquet, _open_xlsx)):
        expected, found = f"one of {', '.join(SUFFIXES)}", file.path.suffix or "no suffix"
        raise refuse(file.name, "unsupported_type", expected, found, "Save it as CSV (UTF-8).")
    with ExitStack() as streams:
        try:
            table = opener(file, options, streams)
        except OSError as error:
            found = error.strerror or "a fault"
            action = "Check the file."
            raise refuse(file.name, "permission", "a file that can be read", found, action) from error
        yield table


def _open_json_lines(file: SourceFile, options: TableOptions, streams: ExitStack) -> Table:
    is_packed = file.path.suffix.lower() == ".gz"
    packed = read_gzip(file.path, file.name) if is_packed else None
    stream: BinaryIO = file.path.open("rb") if packed is None else io.BytesIO(packed)
    rows = _json_rows(file, streams.enter_context(stream), options)
    first = list(islice(rows, _JSON_PEEK))
    columns = dict.fromkeys(key for row in first if not isinstance(row, InputError) for key in row[1])
    return Table(tuple(columns), chain(first, rows))


def _json_rows(file: SourceFile, stream: BinaryIO, options: TableOptions) -> Iterator[Found]:
    number = 0
    while line := stream.readline(_MAX_LINE_BYTES + 1):
        number += 1
        where = f"{file.name}:{number}"
        if len(line) > _MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_MAX_LINE_BYTES)
            expected = f"at most {_MAX_LINE_BYTES:,} bytes"
            yield refuse(where, "too_large", expected, "more", "Split the record.")
        elif line.strip():
            try:
                yield where, _json_row(line, where, options)
            except InputError as error:
                yield error


def _json_row(line: bytes, where: str, options: TableOptions) -> Row:
    text = decode(line, declared=options.encoding, where=where).text
    try:
        # Not msgspec: pandas writes NaN, which strict parsers refuse.
        record = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise refuse(where, "parse_error", "one JSON object", str(error), "Fix the line.") from error
    if not isinstance(record, dict):
        raise refuse(where, "parse_error", "one JSON object", f"{record!r:.60}", "Write {column: value}.")
    return record


def _open_parquet(file: SourceFile, _: TableOptions, streams: ExitStack) -> Table:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("reading Parquet", extra="data") from error
    faults = (pa.ArrowException, OSError, ValueError)
    try:
        parquet = streams.enter_context(pq.ParquetFile(file.path))
    except faults as error:
        raise _unreadable(file.name, "a Parquet file", error) from error
    return Table(tuple(parquet.schema_arrow.names), _parquet_rows(file, parquet, faults))


def _parquet_rows(file: SourceFile, parquet: ParquetFile, faults: _Faults) -> Iterator[Found]:
    number = 0
    try:
        for batch in parquet.iter_batches(batch_size=_PARQUET_ROWS):
            if batch.nbytes > _MAX_BATCH_BYTES:
                where, expected = (
                    f"{file.name}:{number + 1}",
                    f"at most {_MAX_BATCH_BYTES // _PARQUET_ROWS:,} bytes",
                )
                yield refuse(where, "too_large", expected, "longer rows", "Drop the large columns.")
                return
            for row in batch.to_pylist():
                number += 1
                yield f"{file.name}:{number}", row
    except faults as error:
        yield _unreadable(f"{file.name}:{number + 1}", "rows of Parquet", error)


def _open_xlsx(file: SourceFile, options: TableOptions, streams: ExitStack) -> Table:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        raise MissingExtraError("reading Excel files", extra="data") from error
    check_zip(file.path, file.name, limits=_XLSX_LIMITS)
    faults = (InvalidFileException, LookupError, ValueError, TypeError, AttributeError, SyntaxError, OSError)
    # Opened here: where the workbook is broken, openpyxl would leave the file open.
    stream = streams.enter_context(file.path.open("rb"))
    try:
        with warnings.catch_warnings():
            # It warns of styles and validations, none of which is read.
            warnings.simplefilter("ignore")
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except faults as error:
        raise _unreadable(file.name, "an Excel file (.xlsx)", error) from error
    streams.callback(book.close)
    if options.sheet is not None and options.sheet not in book.sheetnames:
        raise ConfigError(
            f"option sheet of {file.name}",
            expected=f"one of: {', '.join(book.sheetnames)}",
            found=repr(options.sheet),
            action="Name a sheet of the file.",
        )
    sheet = book[options.sheet] if options.sheet is not None else book.worksheets[0]
    return with_header(file, _sheet_rows(file, sheet, faults), options, pads=True)


def _sheet_rows(file: SourceFile, sheet: ReadOnlyWorksheet, faults: _Faults) -> Iterator[Cells | InputError]:
    # What the sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    number = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield f"{file.name}:{number}", cells
    except faults as error:
        yield _unreadable(f"{file.name}:{number + 1}", "rows of a sheet", error)


def _unreadable(where: str, expected: str, error: Exception) -> InputError:
    found = f"{type(error).__name__}: {error}"[:200]
    return refuse(where, "parse_error", expected, found, "Save the file again, or save it as CSV (UTF-8).")


_OPENERS: dict[str, Callable[[SourceFile, TableOptions, ExitStack], Table]] = {
    ".csv": open_delimited,
    ".tsv": open_delimited,
    ".tab": open_delimited,
    ".txt": open_delimited,
    ".jsonl": _open_json_lines,
    ".ndjson": _open_json_lines,
    ".parquet": _open_parquet,
    ".xlsx": _open_xlsx,
}
