r"""One WebAnno TSV 3.3 file: header, sentences and rows, and the text they stand for.

The format is described in the user guide of INCEpTION. What it says less than clearly was taken from what
INCEpTION writes: each row ends in a tab, tokens are not escaped, a layer without features has one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from stance.data.files import refuse
from stance.errors import InputError

LayerKind = Literal["span", "chain", "relation"]
Counted = Literal["utf16", "code_points"]

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.[23]\s*")
_LAYER = re.compile(r"#T_(SP|CH|RL)=(.*)")
_UNIT = re.compile(r"\d{1,9}-\d{1,9}(?:\.\d{1,9})?")
_OFFSETS = re.compile(r"(\d{1,9})-(\d{1,9})")
_TEXT_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_VALUE_ESCAPE = re.compile(r"\\(->|.)", re.DOTALL)
_VALUE_PART = re.compile(r"\\->|\\.|[^\\]", re.DOTALL)
_WITH_ID = re.compile(r"((?:\\.|[^\\\[])*)\[(\d+(?:_\d+)?)\]", re.DOTALL)
_LETTERS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "b": "\b"}
_KINDS: Final[dict[str, LayerKind]] = {"SP": "span", "CH": "chain", "RL": "relation"}
_MAX_GAP = 100_000


@dataclass(frozen=True, slots=True)
class TsvLayer:
    """A layer as declared in the header."""

    kind: LayerKind
    type_name: str
    columns: tuple[str, ...]
    """As declared: features, "ROLE_..." with the type of its target after it, "BT_..."; "" for none."""
    first: int
    """Index of the first of its columns."""

    @property
    def short_name(self) -> str:
        """Last part of the type's name."""
        return self.type_name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class TsvRow:
    """A token or a part of one."""

    unit: str
    begin: int
    end: int
    token: str
    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class TsvFile:
    """What a file holds."""

    layers: tuple[TsvLayer, ...]
    rows: tuple[TsvRow, ...]
    text: str
    """Sentences with what lies between them made up: a line end, and spaces as many as the offsets leave."""
    counting: Counted
    wide: bytes
    """The text as UTF-16, little endian; empty where offsets are code points of the text anyway."""

    def slice(self, begin: int, end: int) -> str:
        """Return the text between two offsets of the file."""
        if not self.wide:
            return self.text[begin:end]
        return self.wide[2 * begin : 2 * end].decode("utf-16-le", "replace")


def parse_webanno(content: str, where: str) -> TsvFile:
    """Return the layers, rows and text of a file.

    Args:
        content: the file as decoded.
        where: its name, for error messages.

    Raises:
        InputError: the file is no WebAnno TSV 3.2 or 3.3, a row lacks cells, or sentences overlap.
    """
    lines = [line.removesuffix("\r") for line in content.removeprefix("\ufeff").split("\n")]
    if not _FORMAT.fullmatch(lines[0]):
        raise _refusal(where, 1, "#FORMAT=WebAnno TSV 3.3", lines[0])
    layers = tuple(_layers(lines[1:]))
    sentences = list(_sentences(lines, 1 + len(layers), sum(len(layer.columns) for layer in layers), where))
    rows = tuple(row for _, sentence_rows in sentences for row in sentence_rows)
    if not rows:
        raise _refusal(where, len(lines), "a sentence with its tokens", "none")
    counting: Counted = "code_points" if _counts_code_points(rows) else "utf16"
    text = _text_of(sentences, counting, where)
    wide = b"" if counting == "code_points" or text.isascii() else text.encode("utf-16-le", "surrogatepass")
    return TsvFile(layers, rows, text, counting, wide)


def stacked(cell: str, separator: Literal["|", ";"]) -> list[str]:
    r"""Return the values in a cell, still escaped.

    >>> stacked(r"a\\|b\|c", "|")
    ['a\\\\', 'b\\|c']
    """
    if "\\" not in cell:
        return cell.split(separator)
    values = [""]
    for match in _VALUE_PART.finditer(cell):
        if match.group() == separator:
            values.append("")
        else:
            values[-1] += match.group()
    return values


def value_and_id(value: str) -> tuple[str | None, str | None]:
    r"""Return an unescaped value and the number in brackets behind it; `*` and `_` are no value.

    >>> value_and_id(r"a\[1\][2]"), value_and_id("*")
    (('a[1]', '2'), (None, None))
    """
    match = _WITH_ID.fullmatch(value)
    bare, number = (match.group(1), match.group(2)) if match else (value, None)
    return (None if bare in ("*", "_") else unescape_value(bare)), number


def unescape_value(value: str) -> str:
    r"""Return the value of a feature.

    >>> unescape_value(r"a\->b\tc\_d\\n")
    'a->b\tc_d\\n'
    """
    if "\\" not in value:
        return value
    return _VALUE_ESCAPE.sub(lambda match: _VALUE_LETTERS.get(match.group(1), match.group(1)), value)


_VALUE_LETTERS: Final = {"t": "\t", "n": "\n"}


def _unescape_text(text: str) -> str:
    return _TEXT_ESCAPE.sub(lambda match: _LETTERS.get(match.group(1), match.group(1)), text)


def _layers(lines: list[str]) -> Iterator[TsvLayer]:
    first = 0
    for line in lines:
        match = _LAYER.fullmatch(line)
        if match is None:
            return
        type_name, *columns = match.group(2).split("|")
        layer = TsvLayer(_KINDS[match.group(1)], type_name.strip(), tuple(columns) or ("",), first)
        first += len(layer.columns)
        yield layer


def _sentences(
    lines: list[str], n_header: int, n_columns: int, where: str
) -> Iterator[tuple[str, list[TsvRow]]]:
    """Yield the text and rows of each sentence."""
    texts: list[str] = []
    rows: list[TsvRow] = []
    for number, line in enumerate(lines[n_header:], n_header + 1):
        if not line.strip():
            if texts and not rows:
                raise _refusal(where, number, "the tokens of the sentence after its text", line)
            if rows:
                yield "\n".join(texts), rows
            texts, rows = [], []
        elif line.startswith("#") and not rows:
            if line.startswith("#Text="):
                texts.append(_unescape_text(line.removeprefix("#Text=")))
        elif texts:
            rows.append(_row(line, number, n_columns, where))
        else:
            raise _refusal(where, number, "#Text= before the tokens of a sentence", line)
    if rows:
        yield "\n".join(texts), rows
    elif texts:
        raise _refusal(where, len(lines), "the tokens of the sentence after its text", lines[-1])


def _row(line: str, number: int, n_columns: int, where: str) -> TsvRow:
    fields = line.split("\t")
    if len(fields) > 3 and not fields[-1]:
        fields.pop()
    offsets = _OFFSETS.fullmatch(fields[1]) if len(fields) >= 3 + n_columns else None
    if offsets is None or not _UNIT.fullmatch(fields[0]) or int(offsets.group(1)) > int(offsets.group(2)):
        expected = f"sentence-token, begin-end and the token, then {n_columns} cells, divided by tabs"
        raise _refusal(where, number, expected, line)
    # A token may itself hold tabs, which are not escaped.
    last = len(fields) - n_columns
    cells = tuple(fields[last:])
    return TsvRow(fields[0], int(offsets[1]), int(offsets[2]), "\t".join(fields[2:last]), cells, number)


def _counts_code_points(rows: tuple[TsvRow, ...]) -> bool:
    """Whether the tokens fit their offsets only when code points are counted, against the specification."""
    return any(_n_utf16(row.token) != row.end - row.begin for row in rows) and all(
        len(row.token) == row.end - row.begin for row in rows
    )


def _n_utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text_of(sentences: list[tuple[str, list[TsvRow]]], counting: Counted, where: str) -> str:
    measure = len if counting == "code_points" else _n_utf16
    parts: list[str] = []
    length = 0
    for sentence, rows in sentences:
        begin = rows[0].begin
        gap = begin - length
        if parts and gap < 0 or gap > _MAX_GAP:
            expected = f"a sentence that begins at {length} or somewhat later"
            raise _refusal(where, rows[0].line, expected, f"one that begins at {begin}")
        between = "\n" + " " * (gap - 1) if parts and gap else " " * gap
        parts += [between, sentence]
        length = begin + measure(sentence)
    return "".join(parts)


def _refusal(where: str, line: int, expected: str, found: str) -> InputError:
    return refuse(
        f"{where}:{line}",
        "parse_error",
        expected,
        repr(found[:80]),
        "Export the document again as WebAnno TSV v3.3.",
    )
