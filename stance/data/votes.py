"""Annotations of several annotators put side by side: who answered what, who marked what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stance.records.annotation import Annotation
from stance.records.open_layers import Answer, Mark


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing to be judged: a question about a document or a part of it."""

    doc_id: str
    question: str
    about: str = ""
    """Id of a unit or target, key of a mark (see `mark_key`); empty is the document."""
    holder: str = ""


def mark_key(mark: Mark) -> str:
    """Return what identifies a mark across annotators: layer, label and bounds.

    Two annotators give the same mark different ids; where and as what it stands is the same.
    """
    bounds = ";".join(f"{piece.start}-{piece.end}" for piece in mark.pieces)
    return f"{mark.layer}/{mark.label}[{bounds}]"


def answers_by_item(annotations: Iterable[Annotation]) -> dict[Item, dict[str, Answer]]:
    """Return item to annotator id to answer; items ascend, annotators keep the order of `annotations`.

    Annotations must be open (see `stance.data.layers.opened`). Where a question asked about the document was
    left unanswered by an annotator, the annotator is not in the inner mapping.
    """
    votes: dict[Item, dict[str, Answer]] = {}
    for annotation in annotations:
        keys = {mark.id: mark_key(mark) for mark in annotation.marks}
        for answer in annotation.answers:
            about = keys.get(answer.about or "", answer.about or "")
            item = Item(annotation.doc_id, answer.question, about, answer.holder or "")
            votes.setdefault(item, {})[annotation.annotator.id] = answer
    return dict(sorted(votes.items()))


def marks_by_document(annotations: Iterable[Annotation]) -> dict[tuple[str, str], dict[str, list[Mark]]]:
    """Return (document id, layer) to annotator id to marks; an annotator who found none has an empty list.

    Annotations must be open. A layer counts as one of marks when any annotator marked something in it.
    """
    annotations = list(annotations)
    layers = {mark.layer for annotation in annotations for mark in annotation.marks}
    found: dict[tuple[str, str], dict[str, list[Mark]]] = {}
    for annotation in annotations:
        for layer in layers.intersection(annotation.layers):
            marks = [mark for mark in annotation.marks if mark.layer == layer]
            found.setdefault((annotation.doc_id, layer), {})[annotation.annotator.id] = marks
    return dict(sorted(found.items()))
