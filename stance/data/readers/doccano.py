"""doccano: the JSONL exports of sequence labeling and of classification, in all their dialects.

entities: [{id, label, start_offset, end_offset}], relations: [{id, from_id, to_id, type}]   since 1.6
label or labels: [[start, end, "L"], ...]   before; also entities: [[start, end, "L"], ...]
label, labels or cats: ["A", "B"] or "A"    classification

doccano counts UTF-16 code units, or grapheme clusters where the project says "Count grapheme clusters as one
character" (option offsets). It does not say what a span covers, so a wrong choice shows only where a span
leaves the text: with offsets=vote a text in which the ways of counting differ is refused rather than guessed.
An annotator's name stands nowhere in a record: it is that of the file (doccano exports a file per user), or
the option annotator. Records of one text in files of several annotators are one delivery.

All of this is from doccano's documentation and issues; no running doccano was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote

import msgspec

from stance.data.delivery import Convention, DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.files import refuse
from stance.data.readers.doccano_labels import FIELDS, Labels, read_labels
from stance.data.readers.doccano_marks import MarkFinder, answers_of
from stance.data.readers.sources import SourceFile, files_under
from stance.data.tools.annotation_files import decode_object, read_json_lines, tool_article
from stance.data.tools.doccano_record import KEY, KeptRecord
from stance.errors import InputError
from stance.records.annotation import Provenance
from stance.records.article import Article
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
    """One record: its text, and what the annotator of the file said of it."""

    where: str
    article: Article
    annotation: DeliveredAnnotation | None
    kept: KeptRecord | None
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class _FileView:
    """What the records of one file have in common."""

    name: str
    annotator: str
    options: Options
    has_classes: bool
    several: bool
    asked: tuple[str, ...]


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
            key = found.kept.doc_id if found.kept is not None else found.article.text
            # The same text again in one file is another text, not what another annotator said.
            in_file[key] = in_file.get(key, 0) + 1
            groups.setdefault((key, in_file[key]), []).append(found)
    for group in groups.values():
        yield _delivery(group, settings)


def _records(file: SourceFile, options: Options) -> Iterator[_Read | InputError]:
    """Read one file whole: whether texts can have several labels shows in all of its records."""
    records: list[tuple[str, dict[str, Any]]] = []
    try:
        for raw in read_json_lines(file.path, file.name):
            try:
                records.append((raw.where, decode_object(raw)))
            except InputError as error:
                yield error
    except InputError as error:
        yield error
        return
    labels = [read_labels(record) for _, record in records]
    view = _view(file, labels, options)
    seen: set[str] = set()
    for (where, record), found in zip(records, labels, strict=True):
        try:
            yield _read(record, found, view, where=where, seen=seen)
        except InputError as error:
            yield error


def _view(file: SourceFile, labels: Sequence[Labels], options: Options) -> _FileView:
    has_classes = any(each.classes for each in labels)
    has_spans = any(each.has_spans for each in labels)
    several = options.several
    if several is None:
        several = any(len(each.classes) != 1 for each in labels if each.classes is not None)
    asked = [*([options.layer] if has_spans else []), *([options.question] if has_classes else [])]
    annotator = options.annotator or unquote(file.path.stem)
    return _FileView(file.name, annotator, options, has_classes, several, tuple(asked))


def _read(record: dict[str, Any], labels: Labels, view: _FileView, *, where: str, seen: set[str]) -> _Read:
    field = next((name for name in _TEXT if isinstance(record.get(name), str) and record[name]), None)
    if field is None:
        found = f"the fields {', '.join(map(str, record))[:200]}" if record else "an empty object"
        raise refuse(where, "no_text", 'a text under "text"', found, "Export the project again as JSONL.")
    name = where if record.get("id") is None else str(record["id"])
    if name in seen:
        raise refuse(where, "duplicate_id", "an id used once in a file", name, "Take one of the lines out.")
    seen.add(name)
    losses: list[Loss] = []
    kept = _kept(record, where, losses)
    metadata = {key: value for key, value in record.items() if key not in FIELDS and key != KEY}
    article = tool_article(
        metadata, record[field], text_field=field, article_id=f"{view.name}/{name}", path=view.name
    )
    annotation = _annotation(labels, kept, view, where=where, losses=losses)
    losses += [
        Loss(where=where, reason="unreadable_record", what="label", detail=f"expected a label; found {fault}")
        for fault in labels.faults
    ]
    if labels.n_comments:
        detail = f"expected labels; found {labels.n_comments} comments, which have no place in a dataset"
        losses.append(Loss(where=where, reason="unsupported", what="comment", detail=detail))
    return _Read(where, article, annotation, kept, tuple(losses))


def _kept(record: dict[str, Any], where: str, losses: list[Loss]) -> KeptRecord | None:
    if KEY not in record:
        return None
    try:
        return msgspec.convert(record[KEY], KeptRecord)
    except msgspec.ValidationError as error:
        detail = f"expected what our writer left there; found {error}"
        losses.append(Loss(where=where, reason="unreadable_record", what=KEY, detail=detail))
        return None


def _annotation(
    labels: Labels, kept: KeptRecord | None, view: _FileView, *, where: str, losses: list[Loss]
) -> DeliveredAnnotation | None:
    if not view.has_classes and (kept is None or kept.question is None):
        labels = msgspec.structs.replace(labels, classes=None)
    if kept is not None and kept.annotator is None and not labels.entities and not labels.classes:
        return None
    options = view.options
    finder = MarkFinder(labels, kept, layer=options.layer, where=where)
    marks, links = finder.marks(), finder.links()
    losses += finder.losses
    answers = answers_of(labels, kept, question=options.question, several=view.several)
    # Someone else's file of texts we wrote holds that one's work, begun from ours.
    maker = kept.annotator if kept is not None else None
    maker = maker if maker is not None and maker.id == view.annotator else None
    layers = kept.layers if kept is not None else view.asked
    used = [*(mark.layer for mark in marks), *(answer.question for answer in answers)]
    return DeliveredAnnotation(
        annotator=view.annotator,
        layers=tuple(dict.fromkeys([*layers, *used])),
        marks=tuple(marks),
        links=tuple(links),
        answers=tuple(answers),
        kind="expert" if maker is None else maker.kind,
        provenance=kept.provenance if kept is not None and maker is not None else Provenance(tool="doccano"),
        model=maker.model if maker is not None else None,
        model_sha256=maker.model_sha256 if maker is not None else None,
        labelset=kept.labelset if kept is not None else None,
    )


def _delivery(group: Sequence[_Read], options: Options) -> Delivery:
    first = group[0]
    losses = [loss for record in group for loss in record.losses]
    annotations: dict[str, DeliveredAnnotation] = {}
    for record in group:
        if record.annotation is None:
            continue
        if record.annotation.annotator in annotations:
            detail = f"expected one record of a text by {record.annotation.annotator}; found another"
            losses.append(
                Loss(where=record.where, reason="duplicate_record", what="annotation", detail=detail)
            )
            continue
        annotations[record.annotation.annotator] = record.annotation
    kept = [record.kept for record in group if record.kept is not None]
    return Delivery(
        article=first.article,
        where=first.where,
        annotations=tuple(annotations.values()),
        targets=tuple({target.id: target for each in kept for target in each.targets}.values()),
        entities=tuple({entity.id: entity for each in kept for entity in each.entities}.values()),
        doc_id=kept[0].doc_id if kept else None,
        text_sha256=kept[0].text_sha256 if kept else None,
        conventions=_CONVENTIONS[options.offsets],
        losses=tuple(losses),
    )
