"""brat standoff: a folder per annotator with a `.txt`, an `.ann` and a `.stance.json` per document.

Spans, links and attributes stand where brat shows and edits them (`T`, `R`, `A`; an attribute "note" is a
note). What brat has no place for lies in notes of type `StanceRecord` (ids of marks, lists and texts that
are no brat values, attributes of links) and in the `.stance.json` (document, layers, answers).
`stance.data.readers.brat` with `annotators=folder` puts all of it together again. An `annotation.conf` of
the labels used lies on top.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from stance.data.delivery import ReaderOptions
from stance.data.tools.brat_names import (
    RECORD_NOTE,
    SIDECAR_SUFFIX,
    NoteRecord,
    Sidecar,
    brat_type,
    escape_brat,
)
from stance.data.writing import Pairs, WriteReport
from stance.records.annotation import Annotation
from stance.records.codec import encode_json
from stance.records.document import Document
from stance.records.imports import Loss
from stance.records.open_layers import Link, Mark, Value

_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.+-]{1,60}")
_ONE_LINE = re.compile("[^\\s\x00-\x1f](?:[^\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*[^\\s\x00-\x1f])?")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")
_MAX_NAME = 100


class Options(ReaderOptions, frozen=True, kw_only=True):
    """The format has no options."""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The names used, for annotation.conf."""

    types: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def write(pairs: Pairs, folder: Path, options: Options, /) -> WriteReport:
    """Return what was written to a folder.

    A document without annotations lies beside the annotators' folders, without an `.ann`. Line ends of texts
    are written as they are.

    Args:
        pairs: documents with their open annotations (see `stance.data.layers.opened`).
        folder: made if it is not there.
        options: none.

    Raises:
        FileExistsError: something lies where a folder is to be made.
    """
    del options
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = _Vocabulary()
    names = _FileNames()
    files: list[Path] = []
    losses: list[Loss] = []
    n_documents = n_annotations = 0
    for document, judgements in pairs:
        n_documents += 1
        n_annotations += len(judgements)
        name = names.of(document.doc_id, "document")
        if not judgements:
            files += _write_files(folder / name, document, Sidecar.of(document, None), None)
        for annotation in judgements:
            into = folder / names.of(annotation.annotator.id, "annotator")
            into.mkdir(exist_ok=True)
            lines = _Lines(vocabulary, losses).of(annotation)
            files += _write_files(into / name, document, Sidecar.of(document, annotation), lines)
    conf = folder / "annotation.conf"
    conf.write_bytes(
        annotation_conf(vocabulary.types, vocabulary.relations, vocabulary.attributes).encode("utf-8")
    )
    return WriteReport(
        files=(*files, conf),
        n_documents=n_documents,
        n_annotations=n_annotations,
        losses=tuple(losses),
    )


def annotation_conf(
    types: Iterable[str], relations: Iterable[str], attributes: Mapping[str, Iterable[str]]
) -> str:
    """Return the text of brat's `annotation.conf`; names and values ascend.

    Args:
        types: of spans, as made by `stance.data.tools.brat_names.brat_type`.
        relations: types of relations between any two spans.
        attributes: name, as made by `escape_brat`, to values; one without values is a flag.
    """
    sections = {
        "entities": sorted(types),
        "relations": [f"{name}\tArg1:<ENTITY>, Arg2:<ENTITY>" for name in sorted(relations)],
        "events": [],
        "attributes": [_attribute_conf(name, sorted(values)) for name, values in sorted(attributes.items())],
    }
    return "\n".join(line for title, lines in sections.items() for line in (f"[{title}]", *lines, ""))


def _attribute_conf(name: str, values: list[str]) -> str:
    return f"{name}\tArg:<ENTITY>" + (f", Value:{'|'.join(values)}" if values else "")


def _write_files(stem: Path, document: Document, sidecar: Sidecar, lines: list[str] | None) -> list[Path]:
    contents = {".txt": document.text.encode("utf-8"), SIDECAR_SUFFIX: encode_json(sidecar)}
    if lines is not None:
        contents[".ann"] = "".join(f"{line}\n" for line in lines).encode("utf-8")
    paths = []
    for suffix, content in contents.items():
        paths.append(stem.with_name(stem.name + suffix))
        paths[-1].write_bytes(content)
    return paths


class _FileNames:
    """Gives each id a file name of its own, also where case does not tell files apart."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def of(self, identifier: str, kind: Literal["annotator", "document"]) -> str:
        if (kind, identifier) not in self._given:
            base = _NOT_IN_A_NAME.sub("_", identifier)[:_MAX_NAME] or "_"
            name, n = base, 1
            while (kind, name.casefold()) in self._taken:
                n += 1
                name = f"{base}_{n}"
            self._taken.add((kind, name.casefold()))
            self._given[kind, identifier] = name
        return self._given[kind, identifier]


class _Lines:
    """Makes the lines of one `.ann` file."""

    def __init__(self, vocabulary: _Vocabulary, losses: list[Loss]) -> None:
        self._vocabulary = vocabulary
        self._losses = losses
        self._n_attributes = 0
        self._n_notes = 0

    def of(self, annotation: Annotation) -> list[str]:
        """Return the lines for the marks and links of an annotation."""
        where = f"{annotation.doc_id} by {annotation.annotator.id}"
        ids = {mark.id: f"T{number}" for number, mark in enumerate(annotation.marks, 1)}
        lines = [line for mark in annotation.marks for line in self._mark(mark, ids[mark.id])]
        for number, link in enumerate(annotation.links, 1):
            lines += self._link(link, f"R{number}", ids, where)
        return lines

    def _mark(self, mark: Mark, own_id: str) -> Iterator[str]:
        kind = brat_type(mark.layer, mark.label)
        self._vocabulary.types.add(kind)
        places = ";".join(f"{piece.start} {piece.end}" for piece in mark.pieces)
        covered = _LINE_END.sub(" ", " ".join(piece.text for piece in mark.pieces))
        yield f"{own_id}\t{kind} {places}\t{covered}"
        numbers: dict[str, Literal["int", "float"]] = {}
        rest: dict[str, Value] = {}
        for name, value in mark.attributes.items():
            if _fits_attribute(name, value):
                if not isinstance(value, str):
                    numbers[name] = "int" if isinstance(value, int) else "float"
                yield self._attribute(escape_brat(name), own_id, str(value))
            else:
                rest[name] = value
        yield from self._notes(own_id, NoteRecord(id=mark.id, numbers=numbers, attributes=rest))

    def _notes(self, own_id: str, record: NoteRecord) -> Iterator[str]:
        """Yield a note of a person as such, and what else a record holds, if anything."""
        note = record.attributes.get("note")
        if note is not None and _is_note("note", note):
            yield self._note("AnnotatorNotes", own_id, str(note))
            rest = {name: value for name, value in record.attributes.items() if name != "note"}
            record = msgspec.structs.replace(record, attributes=rest)
        if record != NoteRecord():
            # Inside JSON a line end beyond ASCII may stand as it is, in a line of a file it may not.
            content = encode_json(record).decode("utf-8")
            content = _LINE_END.sub(lambda end: f"\\u{ord(end.group()):04x}", content)
            yield self._note(RECORD_NOTE, own_id, content)

    def _attribute(self, name: str, target: str, value: str) -> str:
        self._vocabulary.attributes[name].add(value)
        self._n_attributes += 1
        return f"A{self._n_attributes}\t{name} {target} {value}"

    def _note(self, kind: str, target: str, text: str) -> str:
        self._n_notes += 1
        return f"#{self._n_notes}\t{kind} {target}\t{text}"

    def _link(self, link: Link, own_id: str, ids: Mapping[str, str], where: str) -> list[str]:
        missing = [end for end in (link.src, link.dst) if end not in ids]
        if missing:
            detail = f"expected ids of marks; found {', '.join(missing)}"
            what = f"{link.layer}>{link.label}"
            self._losses.append(Loss(where=where, reason="broken_reference", what=what, detail=detail))
            return []
        kind = brat_type(link.layer, link.label)
        self._vocabulary.relations.add(kind)
        line = f"{own_id}\t{kind} Arg1:{ids[link.src]} Arg2:{ids[link.dst]}"
        return [line, *self._notes(own_id, NoteRecord(attributes=link.attributes))]


def _fits_attribute(name: str, value: Value) -> bool:
    if not name or isinstance(value, list) or _is_note(name, value):
        return False
    return _PLAIN_VALUE.fullmatch(str(value)) is not None


def _is_note(name: str, value: Value) -> bool:
    return name == "note" and isinstance(value, str) and _ONE_LINE.fullmatch(value) is not None
