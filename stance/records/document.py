"""The cleaned document: stable text, offsets, units and provenance."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

DOCUMENT_FORMAT: Final = "stance.document/1.0.0"

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Offset = Annotated[int, msgspec.Meta(ge=0)]
SegmentKind = Literal["headline", "deck", "byline", "body", "subhead", "caption", "list_item"]
DropReason = Literal[
    "near_duplicate_paragraph",
    "related_links",
    "template_residue",
    "site_disclaimer",
    "dateline_to_metadata",
    "byline_to_metadata",
    "caption",
    "advert",
    "social_embed",
    "repeated_title",
]
Genre = Literal["reporting", "opinion", "analysis", "satire", "unknown"]
TargetKind = Literal["actor", "policy", "event", "claim", "issue"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Immutable, keyword-only, refuses unknown fields when decoded.

    Records hold no reference cycles, so the garbage collector need not walk them.
    """


class RawText(Record, frozen=True, kw_only=True):
    """Identity of the uncleaned text."""

    sha256: Sha256
    """Of the decoded text, encoded as UTF-8."""
    n_chars: Offset
    path: str | None = None
    encoding: str = "utf-8"
    encoding_from: str = "given"
    n_replaced: Offset = 0


class Cleaner(Record, frozen=True, kw_only=True):
    """Which cleaner made the text."""

    name: str
    version: str
    config_sha256: Sha256 | None = None


class Segment(Record, frozen=True, kw_only=True):
    """A block of the document (headline, deck, paragraph)."""

    id: str
    kind: SegmentKind
    start: Offset
    end: Offset


class Unit(Record, frozen=True, kw_only=True):
    """Headline, deck or sentence, with its place in reading order."""

    id: Annotated[str, msgspec.Meta(pattern="^(H1|D[0-9]+|S[0-9]+)$")]
    segment: str
    start: Offset
    end: Offset
    rank: Annotated[int, msgspec.Meta(ge=1)]
    """1-based, headline first."""


class Variant(Record, frozen=True, kw_only=True):
    """A difference between a kept paragraph and its dropped near-duplicate."""

    kept: str
    dropped: str


class Dropped(Record, frozen=True, kw_only=True):
    """A block that cleaning took out, kept here so that the drop can be undone."""

    raw: tuple[Offset, Offset]
    """Half-open offsets into the raw text."""
    reason: DropReason
    text: str
    kept_segment: str | None = None
    jaccard3: float | None = None
    """Word 3-gram Jaccard similarity to the kept paragraph, 0 to 1."""
    containment3: float | None = None
    """Share of the smaller paragraph's word 3-grams found in the other, 0 to 1."""
    variants: list[Variant] = []


class DocumentMeta(Record, frozen=True, kw_only=True):
    """What is known about the article; None means unknown."""

    title: str | None
    published_at: str | None
    """ISO 8601 date (YYYY-MM-DD) or None."""
    language: str
    outlet_id: str | None
    origin_outlet_id: str | None
    event_id: str | None
    dup_cluster_id: str | None
    genre: Genre
    url: str | None = None
    authors: list[str] = []
    license: str | None = None
    groups: dict[str, str] = {}
    """Further ways in which documents belong together: {"topic": ..., "article": ..., "fold": ...}."""


class Entity(Record, frozen=True, kw_only=True):
    """Someone or something that speaks or is spoken about."""

    id: str
    name: str
    type: str
    side: str = "none"
    """Party to the event; "none" is unknown or neutral, "both" is shared half and half."""
    aliases: list[str] = []


class Target(Record, frozen=True, kw_only=True):
    """What a stance is about."""

    id: str
    kind: TargetKind
    text: str
    entity_ids: list[str] = []
    terms: list[str] = []
    """Other wordings that stand for the target in a text."""


class Document(Record, frozen=True, kw_only=True):
    """Cleaned text with units and a two-way map to the raw text.

    All offsets are half-open and count Unicode code points of `text`, unless they are said to be raw.
    """

    schema: Literal["stance.document/1.0.0"] = DOCUMENT_FORMAT
    doc_id: Annotated[str, msgspec.Meta(min_length=1)]
    text: Annotated[str, msgspec.Meta(min_length=1)]
    text_sha256: Sha256
    offsets: Literal["unicode_code_points,half_open"] = "unicode_code_points,half_open"
    raw: RawText
    cleaner: Cleaner
    offset_map: list[Annotated[list[Offset], msgspec.Meta(min_length=3, max_length=4)]]
    """Runs [clean, raw, n] of equal characters; a fourth number says that the n clean characters
    stand for that many raw ones (a composed character)."""
    segments: Annotated[list[Segment], msgspec.Meta(min_length=1)]
    units: Annotated[list[Unit], msgspec.Meta(min_length=1)]
    dropped: list[Dropped]
    meta: DocumentMeta
    entities: list[Entity] = []
    targets: list[Target] = []
