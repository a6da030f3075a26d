"""Documents whose spans several annotators marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from stance.records.annotation import Annotation
from stance.records.document import Document
from stance.records.open_layers import Link, Mark
from stance.text.tokens import Tokens, tokenize


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """One document with the marks of one layer by at least two annotators."""

    document: Document
    tokens: Tokens
    marks: Mapping[str, Sequence[Mark]]
    """Annotator id to marks; ids ascend."""
    links: Mapping[str, Sequence[Link]]
    """Annotator id to the links of the layer."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All pairs of annotators."""
        return list(combinations(self.marks, 2))


def judged_documents(
    annotations: Iterable[Annotation], documents: Mapping[str, Document]
) -> dict[str, list[JudgedDocument]]:
    """Return the documents each layer of marks was judged in by two annotators or more.

    A layer is one of marks where anybody marked something in it; whoever lists it and marked nothing is
    there with no marks. Layers and documents ascend.
    """
    given: dict[str, dict[str, dict[str, Annotation]]] = {}
    annotations = list(annotations)
    layers = {mark.layer for annotation in annotations for mark in annotation.marks}
    for annotation in annotations:
        for layer in layers.intersection(annotation.layers):
            by_annotator = given.setdefault(layer, {}).setdefault(annotation.doc_id, {})
            by_annotator[annotation.annotator.id] = annotation
    tokens: dict[str, Tokens] = {}
    return {
        layer: [
            _judged(layer, documents[doc_id], given[layer][doc_id], tokens)
            for doc_id in sorted(given[layer])
            if len(given[layer][doc_id]) > 1
        ]
        for layer in sorted(given)
    }


def _judged(
    layer: str, document: Document, given: Mapping[str, Annotation], tokens: dict[str, Tokens]
) -> JudgedDocument:
    if document.doc_id not in tokens:
        tokens[document.doc_id] = tokenize(document.text)
    annotations = dict(sorted(given.items()))
    return JudgedDocument(
        document=document,
        tokens=tokens[document.doc_id],
        marks={name: [m for m in a.marks if m.layer == layer] for name, a in annotations.items()},
        links={name: [k for k in a.links if k.layer == layer] for name, a in annotations.items()},
    )
