"""The documents of an import: each text once, however many deliveries bring it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from stance.data.delivery import DeliveredAnnotation, Delivery
from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.records.codec import decode_document
from stance.records.document import Document, Entity, Target

Named = TypeVar("Named", Target, Entity)


@dataclass(slots=True)
class _Held:
    """What is remembered of a document that has been written."""

    text_sha256: str
    meta: ArticleMeta
    targets: dict[str, Target]
    entities: dict[str, Entity]
    annotators: dict[str, bytes] = field(default_factory=dict)
    """Annotator to a fingerprint of what was judged."""


class ImportDocuments:
    """Makes documents of deliveries, and tells which have been there before.

    Of a document its targets and entities are held, not its text.

    Args:
        make: from an article to a document: the cleaner, or what leaves the text as it is.
    """

    def __init__(self, make: Callable[[Article], Document]) -> None:
        self._make = make
        self._held: dict[str, _Held] = {}
        self._id_of_article: dict[str, str] = {}
        self.have_grown = False
        """Whether a document got targets or entities after it was remembered."""

    def __len__(self) -> int:
        """Documents remembered."""
        return len(self._held)

    def __contains__(self, document: Document) -> bool:
        """Whether the document has been remembered."""
        return document.doc_id in self._held

    def document_of(self, delivery: Delivery, exported: Document | None) -> Document:
        """Return the document of a delivery, with the targets and entities of all deliveries so far.

        Args:
            delivery: its article has no lone surrogates.
            exported: the document of ours that it is about.

        Raises:
            InputError: the article holds no text; its id or document came before with another text; or a
                target or entity came before otherwise.
        """
        article_id = delivery.article.article_id
        document = exported or self._make(delivery.article)
        if exported is None and self._id_of_article.get(article_id, document.doc_id) != document.doc_id:
            raise _repeated(delivery, "an article id used for one text", f"{article_id} with another text")
        held = self._held.get(document.doc_id)
        if held is not None and held.text_sha256 != document.text_sha256:
            found = f"{document.doc_id} with another text"
            raise _repeated(delivery, "a document id used for one text", found)
        targets = held.targets if held else _by_id(document.targets)
        entities = held.entities if held else _by_id(document.entities)
        return msgspec.structs.replace(
            document,
            targets=_merged(delivery, targets, delivery.targets),
            entities=_merged(delivery, entities, delivery.entities),
        )

    def remember(self, document: Document, delivery: Delivery) -> None:
        """Note that a document has been taken into the dataset."""
        if delivery.doc_id is None:
            self._id_of_article[delivery.article.article_id] = document.doc_id
        targets, entities = _by_id(document.targets), _by_id(document.entities)
        held = self._held.get(document.doc_id)
        if held is None:
            meta = delivery.article.meta
            self._held[document.doc_id] = _Held(document.text_sha256, meta, targets, entities)
        elif len(targets) > len(held.targets) or len(entities) > len(held.entities):
            held.targets, held.entities = targets, entities
            self.have_grown = True

    def differing_fields(self, document: Document, article: Article) -> list[str]:
        """Return the metadata that a delivery gives otherwise than the first of the document, by name."""
        first, given = self._held[document.doc_id].meta, article.meta
        if given == first:
            return []
        names = [name for name in given.__struct_fields__ if getattr(given, name)]
        return [name for name in names if getattr(given, name) != getattr(first, name)]

    def is_repeated(self, document: Document, delivered: DeliveredAnnotation, where: str) -> bool:
        """Return whether the same annotator has said the same of the document before; remember what is new.

        Ids of marks may differ, and how and when the judgement came about.

        Raises:
            InputError: the annotator has said something else of it before.
        """
        annotators = self._held[document.doc_id].annotators
        name, content = delivered.annotator, _fingerprint(delivered)
        if name not in annotators:
            annotators[name] = content
            return False
        if annotators[name] == content:
            return True
        raise InputError(
            where,
            reason="duplicate_id",
            expected=f"one annotation of {document.doc_id} by {name}",
            found="another one that says something else",
            action="Take one of them out, or give the annotator of each round a name of its own.",
        )

    def completed(self, path: Path) -> Iterator[Document]:
        """Yield the documents of a file, all remembered, with the targets and entities of all deliveries."""
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                document = decode_document(line, f"{path}:{number}")
                held = self._held[document.doc_id]
                yield msgspec.structs.replace(
                    document, targets=list(held.targets.values()), entities=list(held.entities.values())
                )


def _by_id(records: Iterable[Named]) -> dict[str, Named]:
    return {record.id: record for record in records}


def _merged(delivery: Delivery, known: Mapping[str, Named], given: Sequence[Named]) -> list[Named]:
    merged = dict(known)
    for record in given:
        if merged.setdefault(record.id, record) != record:
            kind = type(record).__name__.lower()
            found = f"{record.id}, which is {merged[record.id]} before"
            raise _repeated(delivery, f"a {kind} id with one meaning in a document", found)
    return list(merged.values())


def _fingerprint(delivered: DeliveredAnnotation) -> bytes:
    number = {mark.id: str(n) for n, mark in enumerate(delivered.marks)}
    content = (
        sorted(delivered.layers),
        [(mark.layer, mark.label, mark.pieces, sorted(mark.attributes.items())) for mark in delivered.marks],
        [
            (
                link.layer,
                link.label,
                number.get(link.src),
                number.get(link.dst),
                sorted(link.attributes.items()),
            )
            for link in delivered.links
        ],
        [
            (
                answer.question,
                answer.value,
                number.get(answer.about or "", answer.about),
                answer.holder,
                sorted(answer.attributes.items()),
            )
            for answer in delivered.answers
        ],
    )
    return hashlib.sha256(repr(content).encode("utf-8", "backslashreplace")).digest()


def _repeated(delivery: Delivery, expected: str, found: str) -> InputError:
    return InputError(
        delivery.where,
        reason="duplicate_id",
        expected=expected,
        found=found,
        action="Give each an id of its own, or take one of them out.",
    )
