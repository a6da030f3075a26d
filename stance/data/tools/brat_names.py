"""How layers, labels and attributes of ours are named in brat, whose names are of few characters.

A name keeps ASCII letters, digits and the underscore; any other character becomes its code point in
hexadecimal digits between hyphens. A type is "layer--label", so `attribution--content` reads as it is meant.
Beside each `.ann` file of ours lies a `.stance.json` with what brat has no place for.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from stance.records.annotation import Annotation, AnnotatorKind, Provenance
from stance.records.document import Document, Record, Sha256
from stance.records.open_layers import Answer, Value

SIDECAR_FORMAT: Final = "stance.brat/1.0.0"
SIDECAR_SUFFIX: Final = ".stance.json"
RECORD_NOTE: Final = "StanceRecord"
"""Type of the notes that hold a `NoteRecord` as JSON; a person's own notes are of type `AnnotatorNotes`."""

_PART = re.compile(r"[A-Za-z0-9_]+|-([0-9a-f]{1,6})-|--")
_TO_ESCAPE = re.compile(r"[^A-Za-z0-9_]")


class Sidecar(Record, frozen=True, kw_only=True):
    """What belongs to an `.ann` file of ours and does not fit into it."""

    schema: Literal["stance.brat/1.0.0"] = SIDECAR_FORMAT
    doc_id: str
    text_sha256: Sha256
    annotator: str | None = None
    """None for a document without annotations."""
    kind: AnnotatorKind = "expert"
    provenance: Provenance = Provenance()
    layers: list[str] = []
    answers: list[Answer] = []
    """`about` is None or the id of a mark, unit or target of ours."""

    @classmethod
    def of(cls, document: Document, annotation: Annotation | None) -> Sidecar:
        """Return what belongs to the file of one annotation, or to the text of a document without any."""
        if annotation is None:
            return cls(doc_id=document.doc_id, text_sha256=document.text_sha256)
        return cls(
            doc_id=document.doc_id,
            text_sha256=document.text_sha256,
            annotator=annotation.annotator.id,
            kind=annotation.annotator.kind,
            provenance=annotation.provenance,
            layers=annotation.layers,
            answers=annotation.answers,
        )


class NoteRecord(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What of a mark or link does not fit into its span or relation and its attributes in brat."""

    id: str | None = None
    """Of a mark; links have none."""
    numbers: dict[str, Literal["int", "float"]] = {}
    """Attributes that stand in the file as texts of numbers."""
    attributes: dict[str, Value] = {}
    """Attributes that do not stand in the file otherwise."""


def escape_brat(name: str) -> str:
    """Return a name in the characters brat allows.

    >>> escape_brat("scare quotes")
    'scare-20-quotes'
    """
    return _TO_ESCAPE.sub(lambda match: f"-{ord(match.group()):x}-", name)


def brat_type(layer: str, label: str) -> str:
    """Return the brat type of a label of a layer.

    >>> brat_type("cue", "loaded_word")
    'cue--loaded_word'
    """
    return f"{escape_brat(layer)}--{escape_brat(label)}"


def unescape_brat(name: str) -> str | None:
    """Return the name that `escape_brat` was given, None for a name it cannot have made.

    >>> unescape_brat("scare-20-quotes")
    'scare quotes'
    """
    parts = _parts(name)
    return parts[0] if len(parts) == 1 else None


def layer_and_label(name: str) -> tuple[str, str] | None:
    """Return the layer and label that `brat_type` was given, None for a type it cannot have made.

    >>> layer_and_label("cue--loaded_word")
    ('cue', 'loaded_word')
    """
    parts = _parts(name)
    return (parts[0], parts[1]) if len(parts) == 2 else None


def _parts(name: str) -> list[str]:
    """Return the unescaped names between separators; none when the text is not of this naming."""
    parts, at = [""], 0
    for match in _PART.finditer(name):
        if match.start() != at:
            return []
        at = match.end()
        if match.group() == "--":
            parts.append("")
        elif match.group(1):
            code = int(match.group(1), 16)
            if code > 0x10FFFF:
                return []
            parts[-1] += chr(code)
        else:
            parts[-1] += match.group()
    return parts if at == len(name) else []
