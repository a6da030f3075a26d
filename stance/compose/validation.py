"""Checks files of documents, annotations and analyses, and tells every problem with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from stance.analysis.render.visible import excerpt, show_hidden
from stance.errors import InputError, ResourceMissingError
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.labels import AllowedLabels
from stance.invariants.problems import Problem
from stance.records.analysis import ANALYSIS_FORMAT, Analysis
from stance.records.annotation import ANNOTATION_FORMAT, Annotation
from stance.records.codec import decode_analysis, decode_annotation, decode_document
from stance.records.document import DOCUMENT_FORMAT, Document
from stance.schema.labels import load_schema

Checked = Document | Annotation | Analysis

_DECODERS: dict[str, Callable[[bytes, str], Checked]] = {
    DOCUMENT_FORMAT.partition("/")[0]: decode_document,
    ANNOTATION_FORMAT.partition("/")[0]: decode_annotation,
    ANALYSIS_FORMAT.partition("/")[0]: decode_analysis,
}


class _Kind(msgspec.Struct):
    """The one field that tells which record a line holds."""

    schema: str


@dataclass(slots=True)
class Validation:
    """What checking found; grows while the problems are read."""

    n_records: int = 0
    n_alone: int = 0
    """Annotations whose document was in none of the files: their spans are not checked."""
    documents: dict[str, Document] = field(default_factory=dict)

    def summary(self, n_problems: int) -> str:
        """Return the counts in a sentence."""
        alone = f"; {self.n_alone} annotations without their document: spans not checked"
        return f"{self.n_records} records, {n_problems} problems" + (alone if self.n_alone else "")


def validate_files(paths: Iterable[Path], validation: Validation) -> Iterator[str]:
    """Return one line per problem, `file:line: ...`; counts are kept in `validation`.

    Documents and analyses are checked as they come, annotations once all documents are known.

    Raises:
        ResourceMissingError: a file is not there.
    """
    labels = AllowedLabels.of(load_schema())
    waiting: list[tuple[str, Annotation]] = []
    for path in paths:
        for place, line in _lines(path):
            validation.n_records += 1
            try:
                record = _decode(line, place)
            except InputError as error:
                yield show_hidden(str(error))
                continue
            if isinstance(record, Annotation):
                waiting.append((place, record))
                continue
            yield from _told(place, _problems(record, labels))
            document = record.document if isinstance(record, Analysis) else record
            validation.documents[document.doc_id] = document
    for place, annotation in waiting:
        known = validation.documents.get(annotation.doc_id)
        if known is None:
            validation.n_alone += 1
        else:
            yield from _told(place, check_annotation(annotation, known, labels=labels))


def _decode(line: bytes, place: str) -> Checked:
    try:
        kind = msgspec.json.decode(line, type=_Kind).schema.partition("/")[0]
    except (msgspec.DecodeError, UnicodeDecodeError):
        kind = ""
    if kind in _DECODERS:
        return _DECODERS[kind](line, place)
    raise InputError(
        place,
        reason="parse_error",
        expected=f"a JSON object whose field schema is one of: {', '.join(_DECODERS)}",
        found=excerpt(line[:200].decode(errors="replace"), 80),
        action="Check that the file is complete and holds one record a line (.jsonl) or one record (.json).",
    )


def _problems(record: Document | Analysis, labels: AllowedLabels) -> list[Problem]:
    if isinstance(record, Document):
        return check_document(record)
    problems = check_document(record.document)
    return problems or check_annotation(record.findings, record.document, labels=labels)


def _told(place: str, problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        told = f"expected {problem.expected}; found {problem.found}. {problem.action}"
        yield show_hidden(f"{place}: {problem.where}: {told}")


def _lines(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_file():
        raise ResourceMissingError(
            str(path), expected="a .json or .jsonl file", found="no such file", action="Check the path."
        )
    if path.suffix == ".json":
        yield f"{path}:1", path.read_bytes()
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield f"{path}:{number}", line
