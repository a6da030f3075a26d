"""Documents of ours that went to an annotation tool, found again by id without holding their texts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from stance.data.delivery import Delivery
from stance.data.imports.offset_proof import alike
from stance.errors import InputError, ResourceMissingError
from stance.records.codec import decode_document
from stance.records.document import Document
from stance.text.identity import text_sha256


class _Identified(msgspec.Struct):
    doc_id: str


_DECODER = msgspec.json.Decoder(_Identified)


class ExportedDocuments:
    """The documents of a `documents.jsonl`, read one at a time.

    Args:
        path: of the file.

    Raises:
        ResourceMissingError: it is not there.
        InputError: a line has no document id, or an id stands twice.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ResourceMissingError(
                str(path),
                expected="the documents.jsonl that was exported",
                found="no such file",
                action="Give the documents.jsonl of the dataset.",
            )
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        at = 0
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    self._add(line, at, number)
                at += len(line)

    def of(self, delivery: Delivery) -> Document | None:
        """Return the document a delivery is about, None for a text from elsewhere.

        Raises:
            InputError: there is no document of that id, or it is not the text that was annotated.
        """
        if delivery.doc_id is None:
            return None
        if delivery.doc_id not in self._places:
            raise _refused(delivery, f"a document of {self._path.name}", f"no {delivery.doc_id} in it")
        at, number = self._places[delivery.doc_id]
        with self._path.open("rb") as stream:
            stream.seek(at)
            document = decode_document(stream.readline(), f"{self._path}:{number}")
        annotated = delivery.text_sha256 or text_sha256(delivery.article.text)
        if annotated != document.text_sha256:
            expected = f"{delivery.doc_id} with SHA-256 {document.text_sha256}"
            raise _refused(delivery, expected, f"a text with SHA-256 {annotated}")
        if not alike(delivery.article.text, document.text):
            raise _refused(delivery, f"the text of {delivery.doc_id}", "another text under its id")
        return document

    def _add(self, line: bytes, at: int, number: int) -> None:
        where = f"{self._path}:{number}"
        try:
            name = _DECODER.decode(line).doc_id
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                where,
                reason="parse_error",
                expected="a document with a doc_id",
                found=str(error),
                action="Give the documents.jsonl of the dataset.",
            ) from error
        if name in self._places:
            raise InputError(
                where,
                reason="duplicate_id",
                expected="a document id used once",
                found=name,
                action="Take one of the lines out.",
            )
        self._places[name] = at, number


def _refused(delivery: Delivery, expected: str, found: str) -> InputError:
    action = "Give the documents.jsonl that was exported to the tool."
    return InputError(delivery.where, reason="parse_error", expected=expected, found=found, action=action)
