"""Whether marks, links and answers hold together and fit their document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stance.invariants.problems import Problem, repeated_ids
from stance.invariants.spans import SpanChecker
from stance.records.annotation import Annotation
from stance.records.document import Document

_RELINK = "Add it, or take the reference out."


def check_open_layers(annotation: Annotation, document: Document, checker: SpanChecker) -> Iterator[Problem]:
    """Yield what is wrong with the open layers of an annotation.

    Args:
        annotation: of this document's text.
        document: valid itself.
        checker: of the document's spans; a piece may run over units.
    """
    yield from _check_listed(annotation)
    yield from repeated_ids(f"{annotation.doc_id}: marks", (mark.id for mark in annotation.marks))
    yield from _check_marks(annotation, checker)
    # Layers are closed one by one; a link may lead to what is closed already.
    closed = {each.id for each in annotation.attributions} | {each.id for each in annotation.cues}
    marks = {mark.id for mark in annotation.marks} | closed
    for link in annotation.links:
        for name in (link.src, link.dst):
            if name not in marks:
                where = f"{annotation.doc_id}: link {link.layer}/{link.label} of {link.src}"
                yield Problem(where, "a mark that exists", repr(name), _RELINK)
    yield from _check_answers(annotation, document, marks)


def _check_listed(annotation: Annotation) -> Iterator[Problem]:
    found = [
        *(mark.layer for mark in annotation.marks),
        *(link.layer for link in annotation.links),
        *(answer.question for answer in annotation.answers),
    ]
    for layer in dict.fromkeys(found):
        if layer not in annotation.layers:
            where, action = (
                f"{annotation.doc_id}: layers",
                "List every layer and question that was annotated.",
            )
            yield Problem(where, f"{layer}, as there are findings", str(annotation.layers), action)


def _check_marks(annotation: Annotation, checker: SpanChecker) -> Iterator[Problem]:
    for mark in annotation.marks:
        where = f"{annotation.doc_id}: mark {mark.id}"
        if not mark.pieces:
            yield Problem(where, "a piece of the text", "none", "Give what is marked.")
        for piece in mark.pieces:
            yield from checker.check(where, piece, within_unit=False)
        for before, after in zip(mark.pieces, mark.pieces[1:], strict=False):
            if after.start < before.end:
                found = f"a piece at {after.start} after one up to {before.end}"
                yield Problem(
                    where, "pieces in reading order, apart", found, "Sort the pieces, or merge them."
                )


def _check_answers(annotation: Annotation, document: Document, marks: set[str]) -> Iterator[Problem]:
    known = marks | {unit.id for unit in document.units} | {target.id for target in document.targets}
    given = Counter((answer.question, answer.about, answer.holder) for answer in annotation.answers)
    for (question, about, holder), n in given.items():
        where = f"{annotation.doc_id}: answer to {question}"
        if about is not None and about not in known:
            yield Problem(where, "a mark, unit or target that exists", repr(about), _RELINK)
        if n > 1:
            action = "Keep one; a set of labels is one answer."
            yield Problem(where, f"one answer about {about} for {holder}", f"{n} answers", action)
