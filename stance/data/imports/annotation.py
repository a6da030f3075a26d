"""One delivered annotation turned into one of ours; what cannot be turned is told as a loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.data.delivery import DeliveredAnnotation, DeliveredMark
from stance.data.imports.clean_spans import CleanSpans
from stance.data.imports.loss_log import LossLog
from stance.data.imports.offset_proof import Placement
from stance.invariants.problems import quoted
from stance.records.annotation import Annotation, Annotator, LabelSetRef
from stance.records.document import Document
from stance.records.imports import LossReason
from stance.records.open_layers import Answer, Link, Mark, Value


@dataclass(frozen=True, slots=True)
class AnnotationMaker:
    """Makes annotations of one document."""

    document: Document
    spans: CleanSpans
    labelset: LabelSetRef | None
    """Asked for; None takes what the annotation names itself, or else the default."""
    default_labelset: LabelSetRef
    log: LossLog
    where: str
    """Of the delivery."""

    def make(self, delivered: DeliveredAnnotation, placements: Sequence[Placement]) -> Annotation:
        """Return an annotation with open layers.

        Args:
            delivered: with marks in the tool's counting.
            placements: of its marks, in the same order.
        """
        marks = list(self._marks(delivered.marks, placements))
        kept = {mark.id for mark in marks}
        links = list(self._links(delivered.links, kept))
        about = {mark.id: mark.id in kept for mark in delivered.marks}
        answers = list(self._answers(delivered.answers, about))
        layers = [
            *delivered.layers,
            *(mark.layer for mark in delivered.marks),
            *(link.layer for link in delivered.links),
            *(answer.question for answer in delivered.answers),
        ]
        return Annotation(
            doc_id=self.document.doc_id,
            text_sha256=self.document.text_sha256,
            labelset=self.labelset or delivered.labelset or self.default_labelset,
            annotator=Annotator(
                id=delivered.annotator,
                kind=delivered.kind,
                model=delivered.model,
                model_sha256=delivered.model_sha256,
                adjudicated=delivered.kind == "adjudicated",
            ),
            provenance=delivered.provenance,
            layers=list(dict.fromkeys(layers)),
            marks=marks,
            links=links,
            answers=answers,
        )

    def _marks(self, marks: Sequence[DeliveredMark], placements: Sequence[Placement]) -> Iterator[Mark]:
        seen: dict[str, DeliveredMark] = {}
        for mark, placement in zip(marks, placements, strict=True):
            if mark.id in seen:
                self._lose_repeated(mark, seen[mark.id])
                continue
            seen[mark.id] = mark
            if not placement.pieces:
                self._lose_unplaced(mark, placement)
                continue
            dropped = self.spans.dropped_text(placement.pieces)
            pieces = [] if dropped else self.spans.find(placement.pieces)
            if pieces:
                yield Mark(
                    id=mark.id,
                    layer=mark.layer,
                    label=mark.label,
                    pieces=pieces,
                    attributes=dict(mark.attributes),
                )
            elif dropped:
                detail = f"expected all words of the span to be kept; cleaning took out {quoted(dropped)}"
                self.log.add("text_dropped_by_cleaning", mark_kind(mark), where=mark.where, detail=detail)
            else:
                detail = "expected words; the span covers only white space, which cleaning takes out"
                self.log.add("empty_span", mark_kind(mark), where=mark.where, detail=detail)

    def _lose_repeated(self, mark: DeliveredMark, first: DeliveredMark) -> None:
        detail = f"the same mark {mark.id} stands before it"
        if (mark.layer, mark.label, mark.pieces) != (first.layer, first.label, first.pieces):
            detail = f"expected an id used once; found {mark.id} on another mark, at {first.where}"
        self.log.add("duplicate_record", mark_kind(mark), where=mark.where, detail=detail)

    def _lose_unplaced(self, mark: DeliveredMark, placement: Placement) -> None:
        what = mark_kind(mark)
        if all(start < end for start, end in mark.pieces) and mark.pieces:
            reason: LossReason = (
                "offsets_ambiguous" if placement.status == "ambiguous" else "offsets_rejected"
            )
            self.log.add(reason, what, where=mark.where, detail=placement.how)
            return
        found = ", ".join(f"[{start}, {end})" for start, end in mark.pieces) or "no piece"
        self.log.add(
            "empty_span", what, where=mark.where, detail=f"expected a start before the end; found {found}"
        )

    def _links(self, links: Iterable[Link], kept: set[str]) -> Iterator[Link]:
        for link in links:
            missing = [name for name in (link.src, link.dst) if name not in kept]
            if missing:
                detail = f"expected marks that came through; found none with id {' and '.join(missing)}"
                where = f"{self.where}: link of {link.src}"
                self.log.add("broken_reference", link_kind(link), where=where, detail=detail)
            else:
                yield link

    def _answers(self, answers: Iterable[Answer], marks: Mapping[str, bool]) -> Iterator[Answer]:
        """Yield what holds.

        Args:
            answers: as delivered.
            marks: id to whether the mark came through; a mark goes before a target of the same id.
        """
        others = {target.id for target in self.document.targets} | {unit.id for unit in self.document.units}
        given: dict[tuple[str, str | None, str | None], Value] = {}
        for answer in answers:
            where = f"{self.where}: answer to {answer.question}"
            key = answer.question, answer.about, answer.holder
            if answer.about is not None and not marks.get(answer.about, answer.about in others):
                detail = f"expected a mark, unit or target of the document; found {answer.about!r}"
                self.log.add("broken_reference", answer_kind(answer), where=where, detail=detail)
            elif key in given:
                detail = f"expected one answer about {answer.about!r}; found {given[key]!r} before it"
                self.log.add("duplicate_record", answer_kind(answer), where=where, detail=detail)
            else:
                given[key] = answer.value
                yield answer


def mark_kind(mark: DeliveredMark | Mark) -> str:
    """Return what a mark is counted as."""
    return f"{mark.layer}/{mark.label}"


def link_kind(link: Link) -> str:
    """Return what a link is counted as."""
    return f"{link.layer}>{link.label}"


def answer_kind(answer: Answer) -> str:
    """Return what an answer is counted as; a set of labels counts as one."""
    value = answer.value
    return f"{answer.question}={'+'.join(sorted(value)) or 'none' if isinstance(value, list) else value}"
