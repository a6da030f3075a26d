"""A document to be tagged as rules read one: tokens, sentences, paragraphs, quotations."""

from __future__ import annotations

import re
from typing import Final

from stance.models.trained import TagInput
from stance.records.document import Cleaner, Document, DocumentMeta, RawText, Segment, Unit
from stance.text.parse import ParsedDocument, parse

_LINE_END = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NO_HASH: Final = "0" * 64
_META = DocumentMeta(
    title=None,
    published_at=None,
    language="en",
    outlet_id=None,
    origin_outlet_id=None,
    event_id=None,
    dup_cluster_id=None,
    genre="unknown",
)


def read_input(given: TagInput) -> ParsedDocument:
    """Return the document parsed; its paragraphs are runs of units on one line."""
    text = given.text
    segments: list[Segment] = []
    units: list[Unit] = []
    begin, last = 0, -1
    for rank, (start, end) in enumerate(given.units, 1):
        if last >= 0 and _LINE_END.search(text, last, start):
            segments.append(_segment(segments, begin, last))
            last = -1
        if last < 0:
            begin = start
        last = end
        units.append(Unit(id=f"S{rank}", segment=f"seg{len(segments)}", start=start, end=end, rank=rank))
    if units:
        segments.append(_segment(segments, begin, last))
    # The document never leaves this package: it needs no identity.
    return parse(
        Document(
            doc_id="-",
            text=text,
            text_sha256=_NO_HASH,
            raw=RawText(sha256=_NO_HASH, n_chars=len(text)),
            cleaner=Cleaner(name="-", version="0"),
            offset_map=[[0, 0, len(text)]],
            segments=segments,
            units=units,
            dropped=[],
            meta=_META,
        )
    )


def _segment(segments: list[Segment], start: int, end: int) -> Segment:
    return Segment(id=f"seg{len(segments)}", kind="body", start=start, end=end)
