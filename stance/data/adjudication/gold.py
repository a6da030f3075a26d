"""Gold annotations put together from decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from stance.data.adjudication.answers import AnsweredItem, supporters
from stance.data.adjudication.decisions import is_voted_on
from stance.data.adjudication.mark_groups import MarkGroup, bounds_text
from stance.data.adjudication.marks import MarkedDocument
from stance.records.annotation import Annotation, Annotator, Provenance
from stance.records.decision import LINKED, Decision, Rule
from stance.records.document import Entity
from stance.records.open_layers import Answer, Link, Mark, Value


def gold_annotation(document: MarkedDocument, answered: Sequence[AnsweredItem], rule: Rule) -> Annotation:
    """Return the gold of a document in open layers: what was decided, and nothing else.

    A layer is listed when enough annotators annotated it; a question only when an answer was decided, so that
    an open question is not taken for one that was answered with nothing.
    """
    group_of, kept = document.group_of(), document.kept
    in_gold = [item for item in answered if _is_in_gold(item, document, kept)]
    first = document.poll.annotations[0]
    return Annotation(
        doc_id=first.doc_id,
        text_sha256=first.text_sha256,
        labelset=first.labelset,
        annotator=gold_annotator(),
        provenance=_provenance(document.poll.annotations),
        layers=sorted(_layers(document, answered, in_gold, rule)),
        entities=_entities(document.poll.annotations),
        marks=[_mark(group, document, group_of) for group in document.groups if group.id in kept],
        links=list(_links(document, kept)),
        answers=[_answer(item, group_of) for item in in_gold],
    )


def gold_annotator() -> Annotator:
    """Return who gold is by: everybody who voted, and nobody alone."""
    return Annotator(id="gold", kind="adjudicated", adjudicated=True)


def _provenance(annotations: Sequence[Annotation]) -> Provenance:
    guidelines = {annotation.provenance.guideline for annotation in annotations}
    return Provenance(
        guideline=guidelines.pop() if len(guidelines) == 1 else None,
        tool="stance data adjudicate",
        saw_outlet=_any(annotation.provenance.saw_outlet for annotation in annotations),
        saw_model_output=_any(annotation.provenance.saw_model_output for annotation in annotations),
        derived_from=sorted({annotation.annotator.id for annotation in annotations}),
    )


def _any(values: Iterable[bool | None]) -> bool | None:
    """True when it holds of one, False when of none, None when that is not known."""
    known = set(values)
    return True if True in known else None if None in known else False


def _layers(
    document: MarkedDocument, answered: Sequence[AnsweredItem], in_gold: Sequence[AnsweredItem], rule: Rule
) -> Iterator[str]:
    questions = {item.asked.item.question for item in answered}
    decided = {item.asked.item.question for item in in_gold}
    for layer in {layer for voter in document.poll.voters for layer in voter.layers}:
        n = len(document.poll.asked(layer))
        enough = rule.single == "keep" if n == 1 else n >= rule.min_votes
        if enough and (layer not in questions or layer in decided):
            yield layer


def _entities(annotations: Sequence[Annotation]) -> list[Entity]:
    """Entities all agree on who added one of that id."""
    found: dict[str, list[Entity]] = {}
    for annotation in annotations:
        for entity in annotation.entities:
            found.setdefault(entity.id, []).append(entity)
    return [same[0] for _, same in sorted(found.items()) if all(entity == same[0] for entity in same)]


def _mark(group: MarkGroup, document: MarkedDocument, group_of: Mapping[tuple[str, str], str]) -> Mark:
    decision = document.marks[group.id]
    chosen = next(mark for mark in group.marks.values() if bounds_text(mark) == decision.value)
    attributes = _decided(document.attributes.get(group.id, {}))
    if len(group.marks) == 1:
        attributes |= _remarks(*next(iter(group.marks.items())), group_of)
    return msgspec.structs.replace(chosen, id=group.id, attributes=attributes)


def _links(document: MarkedDocument, kept: set[str]) -> Iterator[Link]:
    for (layer, label, src, dst), decision in document.links.items():
        if decision.value == LINKED and {src, dst} <= kept:
            yield Link(layer=layer, label=label, src=src, dst=dst)


def _is_in_gold(item: AnsweredItem, document: MarkedDocument, kept: set[str]) -> bool:
    about = item.asked.item.about
    return item.decision.decided and (about not in document.marks or about in kept)


def _answer(item: AnsweredItem, group_of: Mapping[tuple[str, str], str]) -> Answer:
    asked, value = item.asked.item, item.decision.value
    attributes = _decided(item.attributes)
    given = supporters(item)
    if len(given) == 1:
        attributes |= _remarks(*next(iter(given.items())), group_of)
    return Answer(
        question=asked.question,
        value=[] if value is None else value,
        about=asked.about or None,
        holder=asked.holder or None,
        attributes=attributes,
    )


def _decided(decisions: Mapping[str, Decision]) -> dict[str, Value]:
    return {
        name: decision.value
        for name, decision in decisions.items()
        if decision.value is not None and decision.value != []
    }


def _remarks(
    annotator: str, judged: Mark | Answer, group_of: Mapping[tuple[str, str], str]
) -> dict[str, Value]:
    """Return the remarks of the only one who judged, with ids of marks as they are in the gold."""
    return {
        name: [group_of.get((annotator, each), each) for each in value] if isinstance(value, list) else value
        for name, value in judged.attributes.items()
        if not is_voted_on(name)
    }
