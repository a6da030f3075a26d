"""Our own files: `documents.jsonl` with `annotations.jsonl` or `gold.jsonl`, and `analyses.jsonl` of a run.

Closed layers are opened (see `stance.data.layers`); the findings of an analysis are an annotation by the
rules or the model that made them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec

from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.layers import opened
from stance.data.readers.sources import SourceFile, files_under
from stance.errors import InputError
from stance.records.analysis import ANALYSIS_FORMAT
from stance.records.annotation import ANNOTATION_FORMAT, Annotation
from stance.records.article import Article, ArticleMeta
from stance.records.codec import decode_analysis, decode_annotation, decode_document
from stance.records.document import DOCUMENT_FORMAT, Document, Entity
from stance.records.open_layers import Mark
from stance.text.identity import text_sha256

_FORMATS: Final = {
    name.partition("/")[0]: kind
    for name, kind in (
        (DOCUMENT_FORMAT, "documents"),
        (ANNOTATION_FORMAT, "annotations"),
        (ANALYSIS_FORMAT, "analyses"),
    )
}
_Placed = tuple[str, Annotation]
"""Where an annotation stands, and the annotation."""
R = TypeVar("R")


class Options(ReaderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is read of a folder; files that are named themselves are read whatever they are called."""

    take: Literal["annotations", "gold"] = "annotations"
    """All raw annotations, or the adjudicated ones."""


class _Described(msgspec.Struct):
    schema: str


@dataclass(frozen=True, slots=True)
class _Files:
    documents: list[SourceFile] = field(default_factory=list)
    annotations: list[SourceFile] = field(default_factory=list)
    analyses: list[SourceFile] = field(default_factory=list)


def read(paths: Sequence[Path], options: Options) -> Iterator[Delivery | InputError]:
    """Yield the documents under some paths with their annotations, and an error for each broken record.

    Documents come in the order of their file, also those without annotations; an annotation may stand in
    another file than its document. Annotations are held in memory, documents are not.
    """
    files = _Files()
    for file in _files(paths, options):
        kind = file if isinstance(file, InputError) else _kind_of(file)
        if isinstance(kind, InputError):
            yield kind
        elif isinstance(file, SourceFile):
            getattr(files, kind).append(file)
    waiting: dict[str, list[_Placed]] = {}
    yield from _hold(files.annotations, waiting)
    for document in _records(files.documents, decode_document):
        if isinstance(document, InputError):
            yield document
        else:
            yield from _deliver(*document, waiting.pop(document[1].doc_id, []))
    yield from _analyses(files.analyses)
    for where, annotation in (each for left in waiting.values() for each in left):
        action = "Name the documents.jsonl that holds it too."
        yield refuse(where, "missing", f"document {annotation.doc_id!r}", "no such document", action)


def _hold(files: Sequence[SourceFile], waiting: dict[str, list[_Placed]]) -> Iterator[InputError]:
    """Put annotations by their documents, and yield an error for each that cannot be read."""
    for found in _records(files, decode_annotation):
        if isinstance(found, InputError):
            yield found
        else:
            waiting.setdefault(found[1].doc_id, []).append(found)


def _analyses(files: Sequence[SourceFile]) -> Iterator[Delivery | InputError]:
    for found in _records(files, decode_analysis):
        if isinstance(found, InputError):
            yield found
        else:
            where, analysis = found
            yield from _deliver(where, analysis.document, [(where, analysis.findings)])


def _files(paths: Sequence[Path], options: Options) -> Iterator[SourceFile | InputError]:
    for path in paths:
        if not path.is_dir():
            yield from files_under([path], frozenset())
            continue
        names = ("documents.jsonl", f"{options.take}.jsonl", "analyses.jsonl")
        present = [SourceFile(path / name, name) for name in names if (path / name).is_file()]
        yield from present
        if not present:
            yield refuse(
                str(path),
                "missing",
                f"one of {', '.join(names)}",
                "none of them",
                "Name the folder they are in.",
            )


def _kind_of(file: SourceFile) -> str | InputError:
    """Return what the records of a file are, as its first line says; an empty file holds annotations."""
    try:
        with file.path.open("rb") as stream:
            line = next((line for line in stream if line.strip()), None)
        name = msgspec.json.decode(line, type=_Described).schema if line is not None else ANNOTATION_FORMAT
    except OSError as error:
        found = error.strerror or "a fault"
        return refuse(file.name, "permission", "a file that can be read", found, "Check the file.")
    except (msgspec.DecodeError, UnicodeDecodeError):
        name = "no record with a schema"
    if (kind := _FORMATS.get(name.partition("/")[0])) is None:
        expected, action = f"records of {', '.join(_FORMATS)}", "Name files that stance has written."
        return refuse(file.name, "unsupported_type", expected, name[:60], action)
    return kind


def _records(
    files: Sequence[SourceFile], decode: Callable[[bytes, str], R]
) -> Iterator[tuple[str, R] | InputError]:
    for file in files:
        with file.path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                where = f"{file.name}:{number}"
                if line.strip():
                    try:
                        yield where, decode(line, where)
                    except InputError as error:
                        yield error


def _deliver(
    where: str, document: Document, annotations: Sequence[_Placed]
) -> Iterator[Delivery | InputError]:
    """Yield a document with its annotations, and an error for each that is about another text."""
    if text_sha256(document.text) != document.text_sha256:
        expected, action = (
            f"a text with SHA-256 {document.text_sha256}",
            "Take the line from the original file.",
        )
        yield refuse(where, "parse_error", expected, "a text that was changed", action)
        return
    fitting = []
    for stands, annotation in annotations:
        if annotation.text_sha256 == document.text_sha256:
            fitting.append((stands, opened(annotation)))
        else:
            expected = f"an annotation of the text with SHA-256 {document.text_sha256}"
            action = "Name the documents.jsonl that was annotated."
            yield refuse(stands, "parse_error", expected, f"one of {annotation.text_sha256}", action)
    yield Delivery(
        article=Article(article_id=document.doc_id, text=document.text, meta=_meta(document)),
        where=where,
        annotations=tuple(_delivered(stands, annotation) for stands, annotation in fitting),
        targets=tuple(document.targets),
        entities=_entities(document, [annotation for _, annotation in fitting]),
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        conventions=("code_points",),
    )


def _meta(document: Document) -> ArticleMeta:
    meta = document.meta
    return ArticleMeta(
        title=meta.title,
        published_at=meta.published_at,
        outlet_id=meta.outlet_id,
        origin_outlet_id=meta.origin_outlet_id,
        url=meta.url,
        authors=meta.authors,
        language=meta.language,
        genre=meta.genre,
        event_id=meta.event_id,
        license=meta.license,
        groups=meta.groups,
    )


def _entities(document: Document, annotations: Sequence[Annotation]) -> tuple[Entity, ...]:
    entities = {entity.id: entity for entity in document.entities}
    for annotation in annotations:
        for entity in annotation.entities:
            entities.setdefault(entity.id, entity)
    return tuple(entities.values())


def _delivered(where: str, annotation: Annotation) -> DeliveredAnnotation:
    return DeliveredAnnotation(
        annotator=annotation.annotator.id,
        kind=annotation.annotator.kind,
        provenance=annotation.provenance,
        model=annotation.annotator.model,
        model_sha256=annotation.annotator.model_sha256,
        labelset=annotation.labelset,
        layers=tuple(annotation.layers),
        marks=tuple(_delivered_mark(where, mark) for mark in annotation.marks),
        links=tuple(annotation.links),
        answers=tuple(annotation.answers),
    )


def _delivered_mark(where: str, mark: Mark) -> DeliveredMark:
    return DeliveredMark(
        id=mark.id,
        layer=mark.layer,
        label=mark.label,
        pieces=tuple((piece.start, piece.end) for piece in mark.pieces),
        covered=tuple(piece.text for piece in mark.pieces),
        where=f"{where}: mark {mark.id}",
        attributes=mark.attributes,
    )
