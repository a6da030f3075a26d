"""doccano: the JSONL exports of sequence labeling and of classification, in all their dialects.

entities: [{id, label, start_offset, end_offset}], relations: [{id, from_id, to_id, type}]   since 1.6
label or labels: [[start, end, "L"], ...]   before; also entities: [[start, end, "L"], ...]
label, labels or cats: ["A", "B"] or "A"    classification

doccano counts UTF-16 code units, or grapheme clusters where the project says "Count grapheme clusters as one
character" (option offsets). It does not say what a span covers, so a wrong choice shows only where a span
leaves the text: with offsets=vote a text in which the ways of counting differ is refused rather than guessed.
An annotator's name stands nowhere in a record: it is that of the file (doccano exports a file per user), or
the option annotator. Records of one text in files of several annotators are one delivery.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote

import msgspec

from stance.data.annotation_files import decode_object, read_json_lines, tool_article
from stance.data.delivery import Convention, DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.doccano_record import KEY, UNANNOTATED, KeptRecord
from stance.data.files import refuse
from stance.data.readers.doccano_labels import FIELDS, Labels, Reading, read_labels
from stance.data.readers.sources import SourceFile, files_under
from stance.errors import InputError
from stance.records.annotation import Provenance
from stance.records.imports import Loss

_SUFFIXES: Final = frozenset({".jsonl", ".json1", ".ndjson"})
_TEXT: Final = ("text", "data")
_CONVENTIONS: Final[dict[str, tuple[Convention, ...]]] = {
    "utf16": ("utf16",),
    "graphemes": ("graphemes",),
    "code_points": ("code_points",),
    "vote": ("utf16", "graphemes", "code_points"),
}


class Options(ReaderOptions, frozen=True, kw_only=True):
    """Options of the format."""

    annotator: str | None = None
    """Of all records; None takes the name of the file."""
    offsets: Literal["utf16", "graphemes", "code_points", "vote"] = "utf16"
    """How the project counts."""
    layer: str = "spans"
    """Layer of the marks."""
    question: str = "label"
    """What the labels of whole texts answer."""
    several: bool | None = None
    """Whether a text can have several labels at once; None says so where any text of a file has not one."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One record with the text it is about."""

    where: str
    name: str
    record: dict[str, Any]
    text_field: str
    labels: Labels
    kept: KeptRecord | None
    annotation: DeliveredAnnotation | None

    @property
    def text(self) -> str:
        return str(self.record[self.text_field])


def read(paths: Sequence[Path], options: ReaderOptions, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per text, in the order in which texts first stand in the files."""
    settings = msgspec.convert(options, Options, from_attributes=True)
    groups: dict[tuple[str, int], list[_Read]] = {}
    for file in files_under(paths, _SUFFIXES):
        if isinstance(file, InputError):
            yield file
            continue
        in_file: dict[str, int] = {}
        for found in _records(file, settings):
            if isinstance(found, InputError):
                yield found
                continue
            key = found.kept.doc_id if found.kept is not None else found.text
            # The same text again in one file is another text, not the judgement of another annotator.
            in_file[key] = in_file.get(key, 0) + 1
            groups.setdefault((key, in_file[key]), []).append(found)
    for group in groups.values():
        yield _delivery(group, settings)
