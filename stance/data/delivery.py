"""What a reader of annotated texts yields: texts and annotations as the tool wrote them, unproven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from stance.errors import InputError
from stance.records.annotation import AnnotatorKind, LabelSetRef, Provenance
from stance.records.article import Article
from stance.records.document import Entity, Target
from stance.records.imports import Loss
from stance.records.open_layers import Answer, Link, Value

Convention = Literal[
    "code_points", "utf16", "bytes", "crlf_as_one", "crlf_as_two", "html_escaped", "graphemes"
]
"""How a tool counts: what one step of an offset is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredMark:
    """A span as the tool wrote it, in the tool's own counting."""

    id: str
    layer: str
    label: str
    pieces: tuple[tuple[int, int], ...]
    """Half-open, in reading order."""
    covered: tuple[str, ...] | None
    """Text the tool says each piece covers; None where it does not say."""
    where: str
    """File with line, or file with the id of the record."""
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredAnnotation:
    """What one annotator marked and answered in one text."""

    annotator: str
    layers: tuple[str, ...]
    """All layers and questions this annotator was asked for, also where nothing was found."""
    marks: tuple[DeliveredMark, ...] = ()
    links: tuple[Link, ...] = ()
    answers: tuple[Answer, ...] = ()
    """About None, a mark's id, or a target's id; units are known only after the import."""
    kind: AnnotatorKind = "expert"
    provenance: Provenance = Provenance()
    model: str | None = None
    model_sha256: str | None = None
    """Of the bundle, for annotations by rules or models of ours."""
    labelset: LabelSetRef | None = None
    """Label set the annotation names itself; None leaves it to the import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One text with everything annotated in it."""

    article: Article
    """Its `text` is the text the offsets count in; its metadata holds outlet, date and groups."""
    where: str
    annotations: tuple[DeliveredAnnotation, ...] = ()
    targets: tuple[Target, ...] = ()
    entities: tuple[Entity, ...] = ()
    doc_id: str | None = None
    """Id of the document of ours that was exported to the tool; None for texts from elsewhere."""
    text_sha256: str | None = None
    """Checksum of that document's text as it was exported."""
    conventions: tuple[Convention, ...] = ("code_points", "utf16", "crlf_as_one", "crlf_as_two")
    """Ways of counting the tool may have used, the likeliest first; the vote decides among them."""
    losses: tuple[Loss, ...] = ()
    """What the reader itself could not map."""


class ReaderOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the options of a format; a format's own class adds fields with defaults."""


class Reader(Protocol):
    """A module that reads one format; see `stance.data.formats`."""

    Options: type[ReaderOptions]

    @staticmethod
    def read(paths: Sequence[Path], options: ReaderOptions, /) -> Iterator[Delivery | InputError]:
        """Yield the deliveries under some paths in a stable order, and an error for each broken record."""
