"""What our writer adds to a doccano record, and the offsets doccano counts."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final
from urllib.parse import quote

import msgspec

from stance.records.annotation import Annotator, LabelSetRef, Provenance
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link, Value

KEY: Final = "stance"
"""Metadata of a text under which the record stands."""
UNANNOTATED: Final = "unannotated"
"""File of the texts that nobody annotated."""


class KeptMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mark as it was written: its entities are found again by their bounds and label."""

    id: str
    layer: str
    label: str
    entities: list[int]
    """Ids its pieces had in the file; doccano gives new ones."""
    bounds: list[tuple[int, int]]
    """Of the pieces, in UTF-16 code units."""
    covered: list[str]
    attributes: dict[str, Value] = {}


class KeptRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that one annotator said of a text, where doccano takes it for metadata."""

    doc_id: str
    text_sha256: str
    annotator: Annotator | None = None
    """None for a text that nobody annotated."""
    provenance: Provenance = Provenance()
    labelset: LabelSetRef | None = None
    layers: list[str] = []
    marks: list[KeptMark] = []
    links: list[Link] = []
    answers: list[Answer] = []
    question: str | None = None
    """The one whose answer stands in `label`; None where entities stand in the record."""
    targets: list[Target] = []
    entities: list[Entity] = []


class Utf16:
    """Counts UTF-16 code units in a text.

    >>> Utf16("a😀b").offset(3)
    4
    """

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [n for n, c in enumerate(text) if ord(c) > 0xFFFF]

    def offset(self, code_point: int) -> int:
        """Return the offset in UTF-16 code units that a code point offset stands for."""
        return code_point + bisect_left(self._astral, code_point)


def file_stem(annotator: str) -> str:
    """Return the name, without suffix, of the file of an annotator; `unquote` gives the annotator back.

    >>> file_stem("a/b@example.org")
    'a%2Fb@example.org'
    """
    name = quote(annotator, safe=" @+")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def piece_label(layer: str, label: str) -> str:
    """Return the label of an entity, which in doccano has no layer of its own."""
    return f"{layer}/{label}"


def main_answer(kept: KeptRecord) -> Answer | None:
    """Return the answer about the text that stands in `label` of a classification record."""
    return next(
        (
            answer
            for answer in kept.answers
            if (answer.question, answer.about, answer.holder) == (kept.question, None, None)
        ),
        None,
    )


def class_labels(value: Value) -> list[str]:
    """Return the labels of a text that stand for an answer."""
    return list(value) if isinstance(value, list) else [str(value)]
