"""Segments taken out of a cleaned document, and annotations moved to the text that is left."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from stance.data.layers import opened
from stance.errors import InputError, InvariantError
from stance.invariants.document import text_checksum
from stance.records.annotation import Annotation
from stance.records.document import Document, Dropped, DropReason, Segment, Unit
from stance.records.imports import Loss
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.offsets import OffsetMap

_EVIDENCE = "evidence"
"""Attribute of an answer that lists ids of marks."""

T = TypeVar("T", Segment, Unit)


@dataclass(frozen=True, slots=True)
class DroppedDocument:
    """A document without some of its segments."""

    document: Document
    moved: MovedText


@dataclass(frozen=True, slots=True)
class MovedText:
    """Where the text of a document went when segments were taken out."""

    doc_id: str
    text_sha256: str
    """Of the new text."""
    kept: tuple[tuple[int, int], ...]
    """Half-open stretches of the old text that are in the new one, in order and apart."""
    lost_units: frozenset[str]

    def move(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where an old stretch stands in the new text, None when it touches what was taken out."""
        index = bisect_right(self.kept, start, key=lambda stretch: stretch[0]) - 1
        if index < 0 or end > self.kept[index][1]:
            return None
        back = self.kept[index][0] - sum(b - a for a, b in self.kept[:index])
        return start - back, end - back


def without_segments(document: Document, segment_ids: Collection[str], reason: DropReason) -> DroppedDocument:
    """Return a document without some of its segments; they are kept in its `dropped`, with their raw place.

    Segments and units that stay keep their ids; units are ranked anew.

    Raises:
        InvariantError: there is no such segment, or it is the headline, which always stays.
        InputError: nothing would be left.
    """
    gone = _checked(document, segment_ids)
    kept = tuple(_kept(document, gone))
    moved = MovedText(
        document.doc_id,
        text_checksum("".join(document.text[a:b] for a, b in kept)),
        kept,
        frozenset(unit.id for unit in document.units if unit.segment in gone),
    )
    offsets = OffsetMap.of(document)
    dropped = [
        msgspec.structs.replace(each, kept_segment=None) if each.kept_segment in gone else each
        for each in document.dropped
    ]
    for segment in document.segments:
        if segment.id in gone:
            text = document.text[segment.start : segment.end]
            dropped.append(Dropped(raw=offsets.to_raw(segment.start, segment.end), reason=reason, text=text))
    units = [_move_stretch(unit, moved) for unit in document.units if unit.segment not in gone]
    new = msgspec.structs.replace(
        document,
        text="".join(document.text[a:b] for a, b in kept),
        text_sha256=moved.text_sha256,
        offset_map=[run for old in document.offset_map for run in _move_run(old, moved)],
        segments=[_move_stretch(segment, moved) for segment in document.segments if segment.id not in gone],
        units=[msgspec.structs.replace(unit, rank=rank) for rank, unit in enumerate(units, 1)],
        dropped=sorted(dropped, key=lambda each: each.raw),
    )
    return DroppedDocument(new, moved)


def move_annotation(annotation: Annotation, moved: MovedText) -> tuple[Annotation, list[Loss]]:
    """Return an annotation of the old text as one of the new text, with open layers, and what was lost.

    A mark is lost whole when one of its pieces touches what was taken out; with it go its links and the
    answers about it.

    Raises:
        InvariantError: the annotation is of another document.
    """
    if annotation.doc_id != moved.doc_id:
        raise InvariantError(
            f"annotation of {annotation.doc_id}",
            expected=f"an annotation of {moved.doc_id}",
            found=annotation.doc_id,
            action="Join annotations to documents by doc_id.",
        )
    annotation = opened(annotation)
    losses = _Losses(f"{annotation.doc_id}: annotator {annotation.annotator.id}", [])
    marks = [mark for old in annotation.marks if (mark := _move_mark(old, moved, losses))]
    gone = {mark.id for mark in annotation.marks} - {mark.id for mark in marks}
    result = msgspec.structs.replace(
        annotation,
        text_sha256=moved.text_sha256,
        marks=marks,
        links=[link for link in annotation.links if _stays(link, gone, losses)],
        answers=[
            _without_evidence(answer, gone, losses)
            for answer in annotation.answers
            if _is_about_kept(answer, gone | moved.lost_units, losses)
        ],
    )
    return result, losses.found


@dataclass(frozen=True, slots=True)
class _Losses:
    where: str
    found: list[Loss]

    def add(self, where: str, what: str, detail: str) -> None:
        self.found.append(
            Loss(where=f"{self.where}, {where}", reason="text_dropped_by_cleaning", what=what, detail=detail)
        )


def _checked(document: Document, segment_ids: Collection[str]) -> set[str]:
    kinds = {segment.id: segment.kind for segment in document.segments}
    for segment_id in sorted(segment_ids):
        if kinds.get(segment_id, "headline") == "headline":
            raise InvariantError(
                f"{document.doc_id}: segment {segment_id}",
                expected="a segment of the document other than its headline",
                found="the headline" if segment_id in kinds else "no such segment",
                action="Take out body text only.",
            )
    if len(set(segment_ids)) == len(kinds):
        raise InputError(
            document.doc_id,
            reason="no_text",
            expected="text beside the paragraphs that are taken out",
            found=f"{len(kinds)} paragraphs, all of them taken out",
            action="Leave the document out: it holds only notices of the site.",
        )
    return set(segment_ids)


def _kept(document: Document, gone: set[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that stay: segments with the separators after them, but none after the last."""
    segments = document.segments
    staying = [index for index, segment in enumerate(segments) if segment.id not in gone]
    start = end = 0
    for index in staying:
        begin = segments[index].start if index else 0
        if begin > end:
            if end:
                yield start, end
            start = begin
        end = segments[index + 1].start if index + 1 < len(segments) else len(document.text)
    if staying[-1] + 1 < len(segments):
        end = segments[staying[-1]].end
    yield start, end


def _move_stretch(stretch: T, moved: MovedText) -> T:
    bounds = moved.move(stretch.start, stretch.end)
    if bounds is None:
        raise InvariantError(
            f"{moved.doc_id}: {stretch.id}",
            expected="a stretch inside one segment",
            found=f"[{stretch.start}, {stretch.end})",
            action="Clean the article again; a cleaned document is not edited.",
        )
    return msgspec.structs.replace(stretch, start=bounds[0], end=bounds[1])


def _move_run(run: Sequence[int], moved: MovedText) -> Iterator[list[int]]:
    """Yield what stays of a run of the offset map; a composed character is never cut."""
    clean, raw, n = run[:3]
    for start, end in moved.kept:
        a, b = max(start, clean), min(end, clean + n)
        bounds = moved.move(a, b) if a < b else None
        if bounds is not None:
            yield (
                [bounds[0], *run[1:]] if (a, b) == (clean, clean + n) else [bounds[0], raw + a - clean, b - a]
            )


def _move_mark(mark: Mark, moved: MovedText, losses: _Losses) -> Mark | None:
    pieces: list[Span] = []
    for piece in mark.pieces:
        bounds = moved.move(piece.start, piece.end)
        if bounds is None:
            detail = f"{piece.text!r:.60} touches a paragraph that was taken out"
            losses.add(f"mark {mark.id}", f"{mark.layer}/{mark.label}", detail)
            return None
        pieces.append(msgspec.structs.replace(piece, start=bounds[0], end=bounds[1]))
    return msgspec.structs.replace(mark, pieces=pieces)


def _stays(link: Link, gone: set[str], losses: _Losses) -> bool:
    missing = next((end for end in (link.src, link.dst) if end in gone), None)
    if missing is not None:
        detail = f"the mark {missing} it leads from or to was lost"
        losses.add(f"link {link.src} to {link.dst}", f"{link.layer}>{link.label}", detail)
    return missing is None


def _is_about_kept(answer: Answer, gone: frozenset[str] | set[str], losses: _Losses) -> bool:
    if answer.about in gone:
        where = f"answer about {answer.about}"
        losses.add(where, f"{answer.question}={answer.value}", "what it is about was taken out")
        return False
    return True


def _without_evidence(answer: Answer, gone: set[str], losses: _Losses) -> Answer:
    evidence = answer.attributes.get(_EVIDENCE)
    if not isinstance(evidence, list) or not gone.intersection(evidence):
        return answer
    kept = [name for name in evidence if name not in gone]
    detail = f"{len(evidence) - len(kept)} of {len(evidence)} marks it rests on were lost; the answer stays"
    losses.add(f"answer {answer.question}", f"{answer.question}.{_EVIDENCE}", detail)
    return msgspec.structs.replace(answer, attributes={**answer.attributes, _EVIDENCE: kept})
