"""The files of a dataset folder and how they are read and written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from stance.errors import InputError, ResourceMissingError
from stance.records.annotation import Annotation
from stance.records.codec import decode_annotation, decode_document, encode_json
from stance.records.document import Document, Record

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class DatasetFolder:
    """Names of the files of a dataset.

    documents.jsonl      one document a line
    annotations.jsonl    one annotation a line, all raw votes, several per document
    gold.jsonl           one adjudicated annotation a line, at most one per document
    decisions.jsonl      how each gold label came about
    import.json, losses.jsonl  what the import did and could not map
    dataset.json         what the build did: configuration, fingerprints, counts, lock
    audit.jsonl, agreement.json, build-losses.jsonl  what it found
    examples/<task>/<part>.parquet  units of learning
    README.md            the card; plots/ its pictures
    """

    path: Path

    @property
    def documents(self) -> Path:
        """One document a line."""
        return self.path / "documents.jsonl"

    @property
    def annotations(self) -> Path:
        """All raw votes, one annotation a line."""
        return self.path / "annotations.jsonl"

    @property
    def gold(self) -> Path:
        """Adjudicated annotations."""
        return self.path / "gold.jsonl"

    @property
    def decisions(self) -> Path:
        """The trail of adjudication."""
        return self.path / "decisions.jsonl"

    @property
    def import_report(self) -> Path:
        """What the import did."""
        return self.path / "import.json"

    @property
    def losses(self) -> Path:
        """What the import could not map."""
        return self.path / "losses.jsonl"

    @property
    def dataset(self) -> Path:
        """What the build did."""
        return self.path / "dataset.json"

    @property
    def audits(self) -> Path:
        """What each task gives away before any training, one a line."""
        return self.path / "audit.jsonl"

    @property
    def agreement(self) -> Path:
        """How far the annotators agree."""
        return self.path / "agreement.json"

    @property
    def build_losses(self) -> Path:
        """What went with the paragraphs that the build took out."""
        return self.path / "build-losses.jsonl"

    @property
    def examples(self) -> Path:
        """Folder of the units of learning."""
        return self.path / "examples"

    @property
    def card(self) -> Path:
        """The card."""
        return self.path / "README.md"

    def read_documents(self) -> dict[str, Document]:
        """Return the documents by id, in the order of the file.

        Raises:
            ResourceMissingError: the file is not there.
            InputError: a line is no document, or an id stands twice.
        """
        documents: dict[str, Document] = {}
        for where, document in _read_lines(self.documents, decode_document):
            if document.doc_id in documents:
                raise InputError(
                    where,
                    reason="duplicate_id",
                    expected="a document id used once",
                    found=document.doc_id,
                    action="Take one of the lines out.",
                )
            documents[document.doc_id] = document
        return documents

    def read_annotations(self) -> list[Annotation]:
        """Return all raw annotations, in the order of the file; errors are those of `read_documents`."""
        return [annotation for _, annotation in _read_lines(self.annotations, decode_annotation)]

    def read_gold(self) -> dict[str, Annotation]:
        """Return the adjudicated annotations by document id; errors are those of `read_documents`."""
        return {annotation.doc_id: annotation for _, annotation in _read_lines(self.gold, decode_annotation)}


def write_lines(path: Path, records: Iterable[Record]) -> str:
    """Write records one a line and return the SHA-256 of the file.

    The file is complete or not there: it is written beside its place and then moved.
    """
    checksum = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as stream:
        for record in records:
            line = encode_json(record) + b"\n"
            checksum.update(line)
            stream.write(line)
    unfinished.replace(path)
    return checksum.hexdigest()


def _read_lines(path: Path, decode: Callable[[bytes, str], R]) -> Iterator[tuple[str, R]]:
    if not path.is_file():
        raise ResourceMissingError(
            str(path),
            expected="a file of a dataset folder",
            found="no such file",
            action="Give a folder made by stance data import.",
        )
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                where = f"{path}:{number}"
                yield where, decode(line, where)
