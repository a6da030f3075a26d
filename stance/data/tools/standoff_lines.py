"""The lines of a brat `.ann` file put together to records; a covered text or a note may hold line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from stance.errors import InputError

_RECORD = re.compile(r"(?:[TREAMN#]\d+[^\t ]*|\*)\t")
_CUT_OFF = re.compile(r"(?:[TREAMN#]\d+|\*)(?:\s|$)")
PIECE = re.compile(r"(\d{1,15}) (\d{1,15})")

SHAPES: Final[dict[str, str]] = {
    "T": "id<TAB>type start end[;start end ...]<TAB>covered text",
    "R": "id<TAB>type Arg1:id Arg2:id",
    "E": "id<TAB>type:trigger[ role:id ...]",
    "A": "id<TAB>name id[ value]",
    "M": "id<TAB>name id[ value]",
    "N": "id<TAB>type id resource:entry[<TAB>text]",
    "#": "id<TAB>type id[<TAB>text]",
    "*": "*<TAB>type id id[ id ...]",
}
"""First character of a record to how it is written."""


def standoff_records(content: str, where: str) -> Iterator[tuple[int, str]]:
    """Yield records with the numbers of their first lines.

    Raises:
        InputError: a line belongs to no record.
    """
    lines = content.split("\n")
    begins = [index for index, line in enumerate(lines) if _RECORD.match(line)]
    _refuse_stray(lines, 0, begins[0] if begins else len(lines), where)
    for begin, end in pairwise([*begins, len(lines)]):
        n_own = _n_lines(lines[begin:end])
        _refuse_stray(lines, begin + n_own, end, where)
        yield begin + 1, "\n".join(lines[begin : begin + n_own]).removesuffix("\r")


def _refuse_stray(lines: list[str], begin: int, end: int, where: str) -> None:
    for index in range(begin, end):
        if lines[index].strip():
            expected = "a record, such as " + SHAPES.get(lines[index][0], SHAPES["T"])
            raise refused(f"{where}:{index + 1}", expected, repr(lines[index][:80]))


def _n_lines(lines: list[str]) -> int:
    """Return how many of some lines belong to the record that begins in the first.

    A covered text takes in all lines with something in them when it is then as long as its pieces, counted in
    code points or UTF-16 code units. A note goes on until an empty line or a record that was cut off.
    """
    if lines[0][0] == "#":
        ends = (n for n, line in enumerate(lines[1:], 1) if not line.strip() or _CUT_OFF.match(line))
        return next(ends, len(lines))
    n_lines = len(lines)
    while not lines[n_lines - 1].strip():
        n_lines -= 1
    fields = lines[0].split("\t", 2)
    if n_lines == 1 or lines[0][0] != "T" or len(fields) < 3:
        return 1
    pieces = PIECE.findall(fields[1])
    expected = sum(int(end) - int(start) for start, end in pieces) + len(pieces) - 1
    covered = "\n".join(line.removesuffix("\r") for line in (fields[2], *lines[1:n_lines]))
    n_utf16 = len(covered.encode("utf-16-le", "surrogatepass")) // 2
    return n_lines if expected in (len(covered), n_utf16) else 1


def refused(where: str, expected: str, found: str) -> InputError:
    """Return the error for a line that is no record."""
    return InputError(
        where,
        reason="parse_error",
        expected=expected,
        found=found,
        action="Correct the line, or take the file out.",
    )
