"""doccano: JSONL to import, one file per annotator, since doccano's records do not name theirs.

For a project of type "Sequence Labeling" with relations each mark is an entity labeled "layer/label", each
piece of a discontinuous mark an entity of its own, joined to the next by the relation "continues". For a
project of type "Text Classification" the answers to one question are the labels. What doccano has no place
for (attributes, other answers, links with attributes) stands under the key "stance", which doccano takes for
metadata of the text and gives back with its export. The project must allow overlapping spans.

Offsets count UTF-16 code units, as doccano does unless "Count grapheme clusters as one character" is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Literal

import msgspec

from stance.data.delivery import ReaderOptions
from stance.data.tools.doccano_record import (
    KEY,
    UNANNOTATED,
    KeptMark,
    KeptRecord,
    Utf16,
    class_labels,
    file_stem,
    main_answer,
    piece_label,
)
from stance.data.writing import Pairs, WriteReport
from stance.errors import ConfigError
from stance.records.annotation import Annotation
from stance.records.document import Document, Entity
from stance.schema.label_studio_controls import CONTINUES


class Options(ReaderOptions, frozen=True, kw_only=True):
    """Options of the format."""

    project: Literal["sequence", "classification"] = "sequence"
    """Type of the doccano project."""
    question: str | None = None
    """What is asked about the texts of a classification project."""


def write(pairs: Pairs, folder: Path, options: ReaderOptions, /) -> WriteReport:
    """Write a file per annotator, named after them; texts nobody annotated stand in `unannotated.jsonl`.

    Raises:
        ConfigError: a classification project without a question.
    """
    settings = msgspec.convert(options, Options, from_attributes=True)
    if settings.project == "classification" and settings.question is None:
        raise ConfigError(
            "options of writing doccano",
            expected="the question whose answers are the labels of a classification project",
            found="no question",
            action="Give the option question, for instance question=frame.",
        )
    lines: dict[str, list[bytes]] = {}
    n_documents = n_annotations = 0
    for document, given in pairs:
        n_documents += 1
        n_annotations += len(given)
        for name, record in _records(n_documents, document, given, settings):
            lines.setdefault(name, []).append(msgspec.json.encode(record) + b"\n")
    folder.mkdir(parents=True, exist_ok=True)
    files = {folder / f"{name}.jsonl": content for name, content in lines.items()}
    for path, content in files.items():
        path.write_bytes(b"".join(content))
    return WriteReport(files=tuple(files), n_documents=n_documents, n_annotations=n_annotations)


def _records(
    number: int, document: Document, annotations: Sequence[Annotation], options: Options
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield file names and records."""
    base = KeptRecord(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        targets=document.targets,
        entities=document.entities,
    )
    empty: dict[str, Any] = {"label": []} if options.project == "classification" else {"entities": []}
    if not annotations:
        yield UNANNOTATED, {"id": number, "text": document.text, **empty, KEY: base}
    for annotation in annotations:
        marks = _marks(annotation, document)
        kept = msgspec.structs.replace(
            base,
            entities=_entities(document, annotation),
            annotator=annotation.annotator,
            provenance=annotation.provenance,
            labelset=annotation.labelset,
            layers=annotation.layers,
            marks=marks,
            links=annotation.links,
            answers=annotation.answers,
            question=options.question if options.project == "classification" else None,
        )
        shown = _classes(kept) if kept.question is not None else _spans(kept)
        name = file_stem(annotation.annotator.id)
        yield name, {"id": number, "text": document.text, **shown, KEY: kept}


def _entities(document: Document, annotation: Annotation) -> list[Entity]:
    return list({entity.id: entity for entity in (*document.entities, *annotation.entities)}.values())


def _marks(annotation: Annotation, document: Document) -> list[KeptMark]:
    units = Utf16(document.text)
    numbers = count(1)
    return [
        KeptMark(
            id=mark.id,
            layer=mark.layer,
            label=mark.label,
            entities=[next(numbers) for _ in mark.pieces],
            bounds=[(units.offset(piece.start), units.offset(piece.end)) for piece in mark.pieces],
            covered=[document.text[piece.start : piece.end] for piece in mark.pieces],
            attributes=mark.attributes,
        )
        for mark in annotation.marks
    ]


def _spans(kept: KeptRecord) -> dict[str, Any]:
    heads = {mark.id: mark.entities[0] for mark in kept.marks}
    pairs = [
        (heads[link.src], heads[link.dst], link.label)
        for link in kept.links
        if link.label != CONTINUES and link.src in heads and link.dst in heads
    ]
    pairs += [
        (one, other, CONTINUES)
        for mark in kept.marks
        for one, other in zip(mark.entities, mark.entities[1:], strict=False)
    ]
    return {
        "entities": [
            {
                "id": identifier,
                "label": piece_label(mark.layer, mark.label),
                "start_offset": start,
                "end_offset": end,
            }
            for mark in kept.marks
            for identifier, (start, end) in zip(mark.entities, mark.bounds, strict=True)
        ],
        "relations": [
            {"id": number, "from_id": one, "to_id": other, "type": label}
            for number, (one, other, label) in enumerate(pairs, 1)
        ],
    }


def _classes(kept: KeptRecord) -> dict[str, Any]:
    main = main_answer(kept)
    return {"label": [] if main is None else class_labels(main.value)}
