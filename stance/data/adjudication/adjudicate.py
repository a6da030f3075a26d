"""From the votes of several annotators to gold, with a decision kept for every item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from stance.data.adjudication.answers import AnsweredItem, adjudicate_answers
from stance.data.adjudication.decisions import Reviewed, Reviews, decision_id
from stance.data.adjudication.gold import gold_annotation, gold_annotator
from stance.data.adjudication.marks import adjudicate_marks
from stance.data.adjudication.voters import Poll, is_given, polls
from stance.data.closing import closed
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.errors import InvariantError
from stance.records.annotation import Annotation
from stance.records.codec import encode_json
from stance.records.decision import AdjudicationReport, Decision, DecisionReason, Rule
from stance.records.document import Document
from stance.records.imports import Loss
from stance.schema.labels import load_schema

R = TypeVar("R", Decision, AdjudicationReport)


@dataclass(frozen=True, slots=True)
class Adjudication:
    """Gold, and how it came about."""

    gold: list[Annotation]
    """In open layers where votes were counted; as delivered where they were given or by one annotator."""
    decisions: list[Decision]
    """By document, in the order of its items."""
    without_votes: list[str] = field(default_factory=list)
    """Documents with annotations of which none counts."""


def adjudicate(
    annotations: Sequence[Annotation], *, rule: Rule, reviews: Reviews | None = None
) -> Adjudication:
    """Return the gold the votes give; the order of the annotations does not matter.

    Votes are the annotations by persons. What is adjudicated already, or the reference of a corpus, is no
    vote: the method "given" takes it as gold, the others leave it aside. A document that one person alone
    annotated is taken over as it is (or left out, with `single="undecided"`).

    Args:
        annotations: of any documents, in closed or open layers; they are not changed.
        rule: how to decide.
        reviews: what a person decided; it goes before the rule.

    Raises:
        InvariantError: annotations of one document are of different texts or label sets, or an annotator
            judged the same thing twice.
        MissingExtraError: Dawid-Skene without crowd-kit.
    """
    everything = {annotation.doc_id for annotation in annotations}
    if rule.method == "given":
        gold, decisions = _given(annotations, rule)
    else:
        gold, decisions = _counted(annotations, rule, reviews or {})
    judged = {decision.doc_id for decision in decisions} | {annotation.doc_id for annotation in gold}
    return Adjudication(gold, decisions, sorted(everything - judged))


def adjudicate_folder(
    folder: DatasetFolder, *, rule: Rule, reviews: Reviews | None = None
) -> AdjudicationReport:
    """Write gold.jsonl, decisions.jsonl and adjudication.json, and return what the last one says.

    Raw votes stay as they are. What a person decided in an earlier review stays decided. Gold in the label
    schema of this package is written in its closed layers; what does not fit stays open and is told in the
    report.

    Args:
        folder: made by an import.
        rule: how to decide.
        reviews: further decisions by a person.

    Raises:
        ResourceMissingError: the folder has no documents or annotations.
        InputError: a line of them cannot be read.
        InvariantError, MissingExtraError: as `adjudicate`.
    """
    documents = folder.read_documents()
    annotations = folder.read_annotations()
    if strays := sorted({annotation.doc_id for annotation in annotations} - documents.keys()):
        raise InvariantError(
            str(folder.annotations),
            expected="annotations of the documents of the folder",
            found=f"{len(strays)} documents that are not in documents.jsonl, such as {strays[0]}",
            action="Import texts and annotations together.",
        )
    done = adjudicate(annotations, rule=rule, reviews={**earlier_reviews(folder), **(reviews or {})})
    gold, losses = _closed(done.gold, documents)
    report = AdjudicationReport(
        rule=rule,
        n_documents=len(gold),
        n_annotators=len({who for decision in done.decisions for who in decision.votes}),
        n_by_reason=_by_reason(done.decisions),
        n_undecided=sum(not decision.decided for decision in done.decisions),
        without_votes=sorted({*done.without_votes, *(documents.keys() - {a.doc_id for a in annotations})}),
        losses=losses,
    )
    write_lines(folder.gold, gold)
    write_lines(folder.decisions, done.decisions)
    _report_path(folder).write_bytes(encode_json(report) + b"\n")
    return report


def read_decisions(folder: DatasetFolder) -> list[Decision]:
    """Return the decisions of a folder, in the order of the file; none when nothing was adjudicated yet.

    Raises:
        InvariantError: a line is no decision.
    """
    if not folder.decisions.is_file():
        return []
    return [
        _decoded(line, Decision, f"{folder.decisions}:{number}")
        for number, line in enumerate(folder.decisions.read_bytes().splitlines(), 1)
    ]


def read_report(folder: DatasetFolder) -> AdjudicationReport | None:
    """Return what the last adjudication of a folder did, None when there was none."""
    path = _report_path(folder)
    return _decoded(path.read_bytes(), AdjudicationReport, str(path)) if path.is_file() else None


def earlier_reviews(folder: DatasetFolder) -> dict[str, Reviewed]:
    """Return what persons decided before, by id of the decision."""
    return {
        decision.id: Reviewed(decision.value, decision.reviewer or "", decision.note)
        for decision in read_decisions(folder)
        if decision.reason == "reviewed"
    }


def _given(annotations: Sequence[Annotation], rule: Rule) -> tuple[list[Annotation], list[Decision]]:
    given: dict[str, Annotation] = {}
    for annotation in filter(is_given, annotations):
        if annotation.doc_id in given:
            raise InvariantError(
                f"document {annotation.doc_id}",
                expected="one adjudicated or reference annotation",
                found=f"two, by {given[annotation.doc_id].annotator.id} and {annotation.annotator.id}",
                action="Take one of them out of annotations.jsonl.",
            )
        given[annotation.doc_id] = annotation
    gold = [annotation for _, annotation in sorted(given.items())]
    return gold, [decision for annotation in gold for decision in _taken_over(annotation, rule)]


def _taken_over(annotation: Annotation, rule: Rule) -> Iterator[Decision]:
    """One decision a layer for what one annotator alone decided."""
    reason: DecisionReason = "given" if rule.method == "given" else "single"
    for layer in annotation.layers:
        yield Decision(
            id=decision_id(annotation.doc_id, "layer", layer),
            doc_id=annotation.doc_id,
            kind="layer",
            name=layer,
            method=rule.method,
            votes={annotation.annotator.id: layer},
            distribution={layer: 1.0},
            decided=True,
            value=layer,
            reason=reason,
        )


def _counted(
    annotations: Sequence[Annotation], rule: Rule, reviews: Reviews
) -> tuple[list[Annotation], list[Decision]]:
    all_polls = polls(annotations, voters=rule.voters)
    alone = [poll for poll in all_polls if len(poll.annotations) == 1]
    together = [poll for poll in all_polls if len(poll.annotations) > 1]
    found = {poll.doc_id: _alone(poll, rule) for poll in alone}
    documents = adjudicate_marks(together, rule, reviews)
    answered: dict[str, list[AnsweredItem]] = {}
    for item in adjudicate_answers(documents, rule, reviews):
        answered.setdefault(item.asked.item.doc_id, []).append(item)
    for document in documents:
        items = answered.get(document.poll.doc_id, [])
        decisions = [*document.decisions, *(each for item in items for each in item.decisions)]
        found[document.poll.doc_id] = [gold_annotation(document, items, rule)], decisions
    ordered = [found[doc_id] for doc_id in sorted(found)]
    return [each for gold, _ in ordered for each in gold], [each for _, made in ordered for each in made]


def _alone(poll: Poll, rule: Rule) -> tuple[list[Annotation], list[Decision]]:
    annotation = poll.annotations[0]
    decisions = list(_taken_over(annotation, rule))
    if rule.single == "undecided":
        replace = msgspec.structs.replace
        return [], [replace(each, decided=False, value=None, reason="too_few_votes") for each in decisions]
    provenance = msgspec.structs.replace(annotation.provenance, derived_from=[annotation.annotator.id])
    return [msgspec.structs.replace(annotation, annotator=gold_annotator(), provenance=provenance)], decisions


def _closed(
    gold: Iterable[Annotation], documents: Mapping[str, Document]
) -> tuple[list[Annotation], list[Loss]]:
    name = load_schema().name
    annotations: list[Annotation] = []
    losses: list[Loss] = []
    for annotation in gold:
        if annotation.labelset.name == name:
            annotation, lost = closed(annotation, documents[annotation.doc_id])
            losses += lost
        annotations.append(annotation)
    return annotations, losses


def _by_reason(decisions: Iterable[Decision]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {}
    for decision in decisions:
        counts.setdefault(decision.kind, Counter())[decision.reason] += 1
    return {kind: dict(sorted(of.items())) for kind, of in sorted(counts.items())}


def _report_path(folder: DatasetFolder) -> Path:
    return folder.path / "adjudication.json"


def _decoded(data: bytes, kind: type[R], where: str) -> R:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise InvariantError(
            where,
            expected="a record as stance data adjudicate writes it",
            found=str(error),
            action="Adjudicate again; reviewed decisions must be applied again too.",
        ) from error
