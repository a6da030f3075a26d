"""The files of a published corpus: found, decoded and split into rows, or refused in four parts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from stance.data.readers.sources import read_utf8
from stance.errors import InputError, ReasonCode, ResourceMissingError


def corpus_file(folder: Path, name: str) -> Path:
    """Return the path of a file or folder of a corpus.

    Raises:
        ResourceMissingError: it is not there.
    """
    path = folder / name
    if not path.exists():
        raise ResourceMissingError(
            str(path),
            expected=f"the folder of the corpus, holding {name}",
            found="no such file or folder",
            action="Give the folder of the corpus as it is distributed.",
        )
    return path


def corpus_text(path: Path) -> str:
    """Return a UTF-8 file as text, without a byte order mark; line ends stay, as offsets count them.

    Raises:
        InputError: the file cannot be read, is larger than 50 MB or is not UTF-8.
    """
    return read_utf8(path, str(path)).removeprefix("\ufeff")


def corpus_lines(path: Path) -> Iterator[tuple[str, str]]:
    r"""Yield (file:line, line) for each line of a file that is not empty; only \n and \r\n end lines."""
    for number, line in enumerate(corpus_text(path).split("\n"), 1):
        if line.strip():
            yield f"{path}:{number}", line.removesuffix("\r")


def tab_row(line: str, where: str, *, n_columns: int, quoted: bool) -> list[str] | InputError:
    """Return the cells of a line of tab-separated values, or why it has none.

    Args:
        line: without its end.
        where: file and line.
        n_columns: how many cells there must be.
        quoted: whether a cell in double quotes stands for what is inside them.
    """
    try:
        cells = next(csv.reader([line], delimiter="\t")) if quoted else line.split("\t")
    except csv.Error as error:
        return refused(where, "parse_error", expected="cells separated by tabs", found=str(error))
    if len(cells) != n_columns:
        return refused(
            where,
            "parse_error",
            expected=f"{n_columns} cells separated by tabs",
            found=f"{len(cells)}: {line[:80]!r}",
        )
    return cells


def refused(where: Path | str, reason: ReasonCode, *, expected: str, found: str) -> InputError:
    """Return the error that says why a record of a corpus is not read."""
    return InputError(
        str(where),
        reason=reason,
        expected=expected,
        found=found,
        action="Fetch the corpus again, or take the record out.",
    )
