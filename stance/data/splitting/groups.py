"""Groups in which documents belong together: what splits keep whole and audits look at."""

from __future__ import annotations

from stance.records.document import Document

DOCUMENT = "document"
"""The group every document is in alone."""
CUTS = frozenset({"part", "fold"})
"""Groups that say how the source cut its data; they are no property of a text."""


def groups_of(document: Document) -> dict[str, str | None]:
    """Return the groups a document is in; None where a group is not known.

    Names: document, outlet, event, date, genre, and those of `DocumentMeta.groups`.
    """
    meta = document.meta
    return {
        DOCUMENT: document.doc_id,
        "outlet": meta.origin_outlet_id or meta.outlet_id,
        "event": meta.event_id,
        "date": meta.published_at,
        "genre": None if meta.genre == "unknown" else meta.genre,
        **meta.groups,
    }
