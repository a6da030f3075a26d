"""Whether a document holds together: text, units, and the map to the raw text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import sha256

from stance.invariants.problems import Problem, quoted, repeated_ids
from stance.records.document import Document, Segment, Unit
from stance.text.normalize import level

RESERVED_SIDES = frozenset({"balance"})
"""Words for which the tables of side weights have another use."""

_LINE_ENDS = str.maketrans("\r\n", "  ")
_REBUILD = "Clean the article again; a cleaned document is not edited."


def check_document(document: Document, raw_text: str | None = None) -> list[Problem]:
    """Return all contradictions in a document, none when it is valid.

    Args:
        document: as decoded or as made by the cleaner.
        raw_text: the uncleaned text; with it the map, the drops and the raw checksum are checked too.
    """
    problems = [
        *_check_text(document),
        *_check_ids(document),
        *_check_segments(document),
        *_check_units(document),
        *_check_runs(document),
        *_check_references(document),
    ]
    if raw_text is not None and not problems:
        problems += _check_raw(document, raw_text)
    return problems


def text_checksum(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal; a lone surrogate counts as "?"."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8, which a lone surrogate cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_text(document: Document) -> Iterator[Problem]:
    where = f"{document.doc_id}: text"
    if not is_unicode(document.text):
        yield Problem(where, "Unicode text", "a lone surrogate", _REBUILD)
    found = text_checksum(document.text)
    if found != document.text_sha256:
        yield Problem(where, f"SHA-256 {document.text_sha256}", found, _REBUILD)


def _check_ids(document: Document) -> Iterator[Problem]:
    for name, records in (
        ("segments", document.segments),
        ("units", document.units),
        ("entities", document.entities),
        ("targets", document.targets),
    ):
        yield from repeated_ids(f"{document.doc_id}: {name}", (record.id for record in records))


def _check_segments(document: Document) -> Iterator[Problem]:
    yield from _check_order(document, "segment", document.segments)
    at = 0
    for segment in [*document.segments, None]:
        between = document.text[at : segment.start if segment else None]
        if between and not between.isspace():
            where = f"{document.doc_id}: text from {at}"
            yield Problem(where, "all text in a segment", quoted(between), _REBUILD)
        at = max(at, segment.end) if segment else at


def _check_units(document: Document) -> Iterator[Problem]:
    yield from _check_order(document, "unit", document.units)
    segments = {segment.id: segment for segment in document.segments}
    for rank, unit in enumerate(document.units, start=1):
        where = f"{document.doc_id}: unit {unit.id}"
        segment = segments.get(unit.segment)
        if segment is None:
            yield Problem(where, "a segment of the document", repr(unit.segment), _REBUILD)
        elif not segment.start <= unit.start <= unit.end <= segment.end:
            bounds = f"[{unit.start}, {unit.end})"
            yield Problem(where, f"bounds in [{segment.start}, {segment.end})", bounds, _REBUILD)
        elif unit.id == "H1" and segment.kind != "headline":
            yield Problem(where, "a headline segment", segment.kind, _REBUILD)
        if unit.rank != rank:
            yield Problem(where, f"rank {rank}", f"rank {unit.rank}", _REBUILD)


def _check_order(
    document: Document, name: str, stretches: Sequence[Segment] | Sequence[Unit]
) -> Iterator[Problem]:
    at = 0
    for stretch in stretches:
        if not at <= stretch.start < stretch.end <= len(document.text):
            where = f"{document.doc_id}: {name} {stretch.id}"
            expected = f"bounds that ascend, from {at} to at most {len(document.text)}"
            yield Problem(where, expected, f"[{stretch.start}, {stretch.end})", _REBUILD)
        at = max(at, stretch.end)


def _check_runs(document: Document) -> Iterator[Problem]:
    clean_at = raw_at = 0
    for run in document.offset_map:
        clean, raw, n, n_raw = _run(run)
        where = f"{document.doc_id}: offset_map {run}"
        between = document.text[clean_at:clean]
        if clean < clean_at or clean + n > len(document.text) or (between and not between.isspace()):
            expected = f"clean offsets without gap from {clean_at} to at most {len(document.text)}"
            yield Problem(where, expected, f"[{clean}, {clean + n})", _REBUILD)
        if raw < raw_at or raw + n_raw > document.raw.n_chars:
            expected = f"raw offsets that ascend from {raw_at} to at most {document.raw.n_chars}"
            yield Problem(where, expected, f"[{raw}, {raw + n_raw})", _REBUILD)
        clean_at, raw_at = max(clean_at, clean + n), max(raw_at, raw + n_raw)
    if document.text[clean_at:].strip():
        where = f"{document.doc_id}: offset_map"
        yield Problem(where, "a raw place for all text", f"none from {clean_at}", _REBUILD)
    yield from _check_drops(document)


def _check_drops(document: Document) -> Iterator[Problem]:
    raw_starts = [run[1] for run in document.offset_map]
    for dropped in document.dropped:
        start, end = dropped.raw
        where = f"{document.doc_id}: dropped block at raw {start}"
        if not start < end <= document.raw.n_chars:
            yield Problem(where, f"an end up to {document.raw.n_chars}", str(end), _REBUILD)
        for run in document.offset_map[max(0, bisect_left(raw_starts, start) - 1) :]:
            _, raw, _, n_raw = _run(run)
            if raw >= end:
                break
            if start < raw + n_raw:
                yield Problem(where, "no kept text in it", f"run {run}", _REBUILD)


def _check_references(document: Document) -> Iterator[Problem]:
    entities = {entity.id for entity in document.entities}
    segments = {segment.id for segment in document.segments}
    for dropped in document.dropped:
        if dropped.kept_segment is not None and dropped.kept_segment not in segments:
            where = f"{document.doc_id}: dropped block at raw {dropped.raw[0]}"
            yield Problem(where, "a segment of the document", repr(dropped.kept_segment), _REBUILD)
    for target in document.targets:
        for name in set(target.entity_ids) - entities:
            where = f"{document.doc_id}: target {target.id}"
            yield Problem(where, "entities of the document", repr(name), "Add the entity, or take it out.")
    for entity in document.entities:
        if entity.side in RESERVED_SIDES:
            where = f"{document.doc_id}: entity {entity.id}"
            yield Problem(where, "the name of a side", repr(entity.side), "Call the side something else.")


def _check_raw(document: Document, raw_text: str) -> Iterator[Problem]:
    where = f"{document.doc_id}: raw text"
    action = "Pass the article the document was made from."
    if len(raw_text) != document.raw.n_chars:
        yield Problem(where, f"{document.raw.n_chars} characters", str(len(raw_text)), action)
        return
    checksum = text_checksum(raw_text)
    if checksum != document.raw.sha256:
        yield Problem(where, f"SHA-256 {document.raw.sha256}", checksum, action)
        return
    levelled = level(raw_text)
    for run in document.offset_map:
        clean, raw, n, n_raw = _run(run)
        ours, theirs = document.text[clean : clean + n], levelled[raw : raw + n_raw]
        if ours == raw_text[raw : raw + n_raw]:
            continue  # A text kept as delivered keeps its odd spaces too.
        if not (_same_characters(ours, theirs) if n == n_raw else _letters(ours) == _letters(theirs)):
            place = f"{document.doc_id}: offset_map {run}"
            yield Problem(place, quoted(ours), quoted(theirs), _REBUILD)
    for dropped in document.dropped:
        start, end = dropped.raw
        theirs = levelled[start:end]
        if _letters(dropped.text) != _letters(theirs):
            place = f"{document.doc_id}: dropped block at raw {start}"
            yield Problem(place, quoted(dropped.text), quoted(theirs), _REBUILD)


def _run(run: Sequence[int]) -> tuple[int, int, int, int]:
    clean, raw, n = run[:3]
    return clean, raw, n, run[3] if len(run) > 3 else n


def _same_characters(clean: str, raw: str) -> bool:
    # Cleaning joins the lines of a paragraph.
    return clean == raw or clean.translate(_LINE_ENDS) == raw.translate(_LINE_ENDS)


def _letters(text: str) -> str:
    # Spaces, marks and invisible characters are what cleaning may change.
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))
