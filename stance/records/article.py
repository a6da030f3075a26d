"""The article as delivered, before cleaning."""

from __future__ import annotations

from typing import Literal

import msgspec


class ArticleMeta(msgspec.Struct, frozen=True, kw_only=True):
    """What the delivery says about the article; None means it does not say."""

    title: str | None = None
    published_at: str | None = None
    """As delivered; the cleaner turns it into an ISO date where it can."""
    outlet_id: str | None = None
    origin_outlet_id: str | None = None
    url: str | None = None
    authors: list[str] = []
    language: str | None = None
    genre: str | None = None
    event_id: str | None = None
    license: str | None = None
    groups: dict[str, str] = {}
    """See `DocumentMeta.groups`."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One file or record as delivered, decoded to text."""

    article_id: str
    """Unique in a run: relative path, record id, or path with line number."""
    text: str
    """Decoded, uncleaned; offsets of `Document.offset_map` point into it."""
    path: str | None = None
    encoding: str = "utf-8"
    encoding_from: str = "given"
    """How the encoding was found: given, declared, bom, utf-8 or detected."""
    n_replaced: int = 0
    """Code points replaced by U+FFFD because they were not valid."""
    markup: Literal["plain", "markdown"] = "plain"
    """Whether marks such as `# ` and `**` are to be taken out by the cleaner."""
    meta: ArticleMeta = ArticleMeta()
