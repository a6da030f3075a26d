"""CSV and TSV files opened row by row: encoding and delimiter found out, broken rows told apart."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Final, Literal, TextIO

from stance.data.archives import read_gzip
from stance.data.files import refuse
from stance.data.readers.sources import SourceFile
from stance.data.readers.table_rows import Cells, Table, TableOptions, with_header
from stance.errors import InputError
from stance.text.decode import decode

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS: Final = ",;\t|"
_DECLARED_DELIMITER = re.compile("sep=(.)\\s*")
"""First line by which Excel tells the delimiter."""
_SAMPLE_BYTES = 1_000_000
_MAX_FIELD_CHARS = 20_000_000


def open_delimited(file: SourceFile, options: TableOptions, streams: ExitStack) -> Table:
    """Return the table in a CSV or TSV file, gzipped or not.

    Without a delimiter given or declared ("sep=;" as first line), .tsv has tabs and .csv the one of , ; tab |
    that cuts its first record into most fields.

    Args:
        file: to be opened.
        options: how.
        streams: closes the file.

    Raises:
        InputError: the file cannot be decoded, or holds no row.
    """
    # A limit of the whole process; its default is shorter than a long article.
    csv.field_size_limit(_MAX_FIELD_CHARS)
    stream = streams.enter_context(_open_text(file, options))
    delimiter = _delimiter(file, stream, options)
    quoting = _quoting(options)
    reader = csv.reader(stream, delimiter=delimiter, quoting=quoting, strict=options.quoting)
    return with_header(file, _delimited_rows(file, reader), options, pads=False)


def _open_text(file: SourceFile, options: TableOptions) -> TextIO:
    if file.path.suffix.lower() == ".gz":
        decoded = decode(read_gzip(file.path, file.name), declared=options.encoding, where=file.name)
        return io.StringIO(decoded.text, newline="")
    with file.path.open("rb") as stream:
        sample = stream.read(_SAMPLE_BYTES)
    if len(sample) == _SAMPLE_BYTES:
        # Cut where no character is cut: at a line end, or in wide encodings at a whole code point.
        is_wide = b"\0" in sample
        sample = sample[: len(sample) // 4 * 4] if is_wide else sample[: sample.rfind(b"\n") + 1] or sample
    encoding = decode(sample, declared=options.encoding, where=file.name).encoding
    return file.path.open(encoding=encoding, newline="")


def _delimiter(file: SourceFile, stream: TextIO, options: TableOptions) -> str:
    """Return the delimiter given or declared, else the one that cuts the first record into most fields."""
    if options.delimiter is not None:
        return options.delimiter
    with suppress(UnicodeError):
        declared = _DECLARED_DELIMITER.fullmatch(stream.readline(20))
        if declared:
            return declared.group(1)
    stream.seek(0)
    if file.path.name.lower().removesuffix(".gz").endswith((".tsv", ".tab")):
        return "\t"
    counts = {}
    quoting = _quoting(options)
    for delimiter in _DELIMITERS:
        with suppress(csv.Error, UnicodeError):
            counts[delimiter] = len(next(csv.reader(stream, delimiter=delimiter, quoting=quoting), []))
        stream.seek(0)
    return max(counts, key=lambda delimiter: counts[delimiter], default=",")


def _quoting(options: TableOptions) -> Literal[0, 3]:
    return csv.QUOTE_MINIMAL if options.quoting else csv.QUOTE_NONE


def _delimited_rows(file: SourceFile, reader: Reader) -> Iterator[Cells | InputError]:
    line = 0
    while True:
        where = f"{file.name}:{line + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            action = 'Close the quotation mark; set quoting=no where " is an ordinary character.'
            yield refuse(where, "parse_error", "a row of CSV", str(error), action)
        except UnicodeError as error:
            expected = "text in the encoding the file begins with"
            action = "Save it as UTF-8, or name its encoding (such as encoding=cp1252)."
            yield refuse(where, "undecodable", expected, str(error), action)
            return
        else:
            if cells is None:
                return
            yield where, cells
        line = reader.line_num
