"""Checks files of documents, annotations and analyses, and tells every problem with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from stance.errors import ResourceMissingError, StanceError
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.labels import AllowedLabels
from stance.invariants.problems import Problem
from stance.records.analysis import Analysis
from stance.records.annotation import Annotation
from stance.records.codec import decode_record
from stance.records.document import Document
from stance.schema.labels import load_schema

Checked = Document | Annotation | Analysis


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
                record = decode_record(line, where=place)
            except StanceError as error:
                yield str(error)
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


def _problems(record: Document | Analysis, labels: AllowedLabels) -> list[Problem]:
    if isinstance(record, Document):
        return check_document(record)
    problems = check_document(record.document)
    return problems or check_annotation(record.findings, record.document, labels=labels)


def _told(place: str, problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        told = f"expected {problem.expected}; found {problem.found}. {problem.action}"
        yield f"{place}: {problem.where}: {told}"


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
