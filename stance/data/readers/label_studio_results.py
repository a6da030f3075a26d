"""One annotation of Label Studio: its results turned into marks, links and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import msgspec

from stance.data.delivery import DeliveredMark
from stance.data.readers.label_studio_regions import Region, Regions
from stance.data.tools.label_studio_forms import Form, Subject
from stance.data.tools.label_studio_values import (
    Item,
    Kept,
    covered_text,
    identifier,
    kept_attributes,
    relation_ends,
    value_of,
    whole_bounds,
)
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer, Link, Value
from stance.schema.label_studio_controls import CONTINUES, RECORD

UNLABELED = "related"
"""Label of the link that a relation without a label becomes."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one annotation says."""

    marks: tuple[DeliveredMark, ...]
    links: tuple[Link, ...]
    answers: tuple[Answer, ...]
    losses: tuple[Loss, ...]
    kept: Kept | None
    """None where the annotation was begun on an empty page."""


Place = Callable[[str, int], tuple[str, str | None] | None]
"""Gives target and holder for a list of the task data and a place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """What of a task its results refer to."""

    text: str
    text_name: str | None
    """Name of the text on the page; results about other objects are not about the text. None: not known."""
    form: Form
    sets: frozenset[str]
    """Controls that are in no configuration known and were seen to have several choices at once."""
    place: Place


def read_results(items: Sequence[object], view: TaskView, where: str) -> Findings:
    """Return what the results of one annotation say.

    Args:
        items: the list `result`, decoded.
        view: the task.
        where: file with task and annotation.
    """
    return _Results(view, where).read(items)


class _Results:
    def __init__(self, view: TaskView, where: str) -> None:
        self._view = view
        self._where = where
        self._regions = Regions(self._mark_id)
        self._answers: dict[tuple[str, str | None, str | None], tuple[Value | None, dict[str, Value]]] = {}
        self._losses: list[Loss] = []
        self._kept: Kept | None = None

    def read(self, items: Sequence[object]) -> Findings:
        known = [item for given in items if (item := self._item(given)) is not None]
        relations = [item for item in known if item.type == "relation"]
        others = [item for item in known if item.type != "relation"]
        for item in others:
            if item.type == "labels":
                self._add_region(item)
        for item in others:
            if item.type != "labels":
                self._add_answer(item)
        for src, dst in self._regions.join(relations):
            detail = f"expected two regions of one label; found {src!r} and {dst!r}"
            self._lose("broken_reference", f"relation/{CONTINUES}", detail)
        kept = self._kept or Kept()
        links = (*self._links(relations), *kept.links)
        marks, of_units = self._regions.marks(self._where)
        answers = (*of_units, *self._document_answers(), *kept.answers)
        return Findings(tuple(marks), links, answers, tuple(self._losses), self._kept)

    def _item(self, given: object) -> Item | None:
        try:
            item = msgspec.convert(given, Item)
        except msgspec.ValidationError as error:
            self._lose("unreadable_record", "result", f"expected an entry of `result`; found {error}")
            return None
        other = self._view.text_name
        if item.to_name is not None and other is not None and item.to_name != other:
            self._lose(
                "unsupported",
                item.type,
                f"expected a result about the text {other!r}; found one about {item.to_name!r}",
            )
            return None
        return item

    def _add_region(self, item: Item) -> None:
        name, value = item.from_name or "", item.value
        region_id, labels = identifier(item.id), value.get("labels")
        bounds = whole_bounds(value)
        layer = self._view.form.marks.get(name, unquote(name))
        if bounds is None or region_id is None:
            found = f"id {item.id!r}, start {value.get('start')!r}, end {value.get('end')!r}"
            detail = f"expected an id and whole offsets from 0; found {found}"
            self._lose("unreadable_record", f"mark/{layer}", detail)
        elif bounds[0] == bounds[1]:
            self._lose(
                "empty_span", f"mark/{layer}", f"expected a stretch of text; found none at {bounds[0]}"
            )
        elif not isinstance(labels, list) or not labels or not all(isinstance(each, str) for each in labels):
            self._lose("unknown_label", f"mark/{layer}", f"expected a label at {bounds}; found none")
        else:
            covered = covered_text(value.get("text"), self._view.text[slice(*bounds)])
            attributes = kept_attributes(item)
            self._regions.add(
                region_id,
                [Region(layer, label, bounds, covered, dict(attributes)) for label in dict.fromkeys(labels)],
            )

    def _add_answer(self, item: Item) -> None:
        name = item.from_name or ""
        if name == RECORD:
            self._keep(item)
            return
        subject = self._view.form.find(name)
        value = value_of(item, subject, is_set=name in self._view.sets)
        about = unquote(name)
        if value is None:
            expected = "labels, choices, rating, number, taxonomy or text"
            found = f"{item.type!r} from {name!r}"
            self._lose("unsupported", f"result/{item.type}", f"expected {expected}; found {found}")
            return
        region = self._regions.find(identifier(item.id))
        if not region and ("start" in item.value or (subject is not None and subject.control.per_mark)):
            self._lose(
                "broken_reference",
                f"attribute/{about}",
                f"expected a labeled region with the id {item.id!r}; found none",
            )
            return
        if region:
            self._add_attribute(region, subject, name, value)
        else:
            self._add_document_answer(item, subject, value)

    def _add_attribute(self, region: list[Region], subject: Subject | None, name: str, value: Value) -> None:
        attribute = unquote(name) if subject is None else (subject.attribute or subject.head)
        if subject is not None and subject.index is not None:
            place = self._place(subject)
            if place is None:
                return
            attribute = f"{attribute}.{place[0]}"
        for each in region:
            each.attributes[attribute] = value

    def _add_document_answer(self, item: Item, subject: Subject | None, value: Value) -> None:
        question = unquote(item.from_name or "") if subject is None else subject.head
        key: tuple[str, str | None, str | None] = (question, None, None)
        if subject is not None and subject.index is not None:
            place = self._place(subject)
            if place is None:
                return
            key = (question, *place)
        given, attributes = self._answers.get(key, (None, {}))
        if subject is not None and subject.attribute is not None:
            self._answers[key] = (given, {**attributes, subject.attribute: value})
        else:
            self._answers[key] = (value, {**kept_attributes(item), **attributes})

    def _place(self, subject: Subject) -> tuple[str, str | None] | None:
        each, index = subject.control.each or "", subject.index or 0
        place = self._view.place(each, index)
        if place is None:
            self._lose(
                "broken_reference",
                f"answer/{subject.head}",
                f"expected entry {index} in the list {each!r} of the task data; found none",
            )
        return place

    def _keep(self, item: Item) -> None:
        text = item.value.get("text")
        text = text[0] if isinstance(text, list) and text else text
        try:
            self._kept = msgspec.json.decode(text if isinstance(text, str) else "", type=Kept)
        except msgspec.MsgspecError as error:
            self._lose(
                "unreadable_record", RECORD, f"expected what the writer left in {RECORD}; found {error}"
            )

    def _links(self, relations: Sequence[Item]) -> Iterator[Link]:
        for item in relations:
            src, dst = identifier(item.from_id) or "", identifier(item.to_id) or ""
            labels = [label for label in (item.labels or [UNLABELED]) if label != CONTINUES]
            for one, other in relation_ends(src, dst, item.direction):
                start, end = self._regions.mark_of(one), self._regions.mark_of(other)
                for label in labels:
                    if start is None or end is None:
                        detail = f"expected two labeled regions; found {src!r} and {dst!r}"
                        self._lose("broken_reference", f"relation/{label}", detail)
                    else:
                        yield Link(layer=start[0], label=label, src=start[1], dst=end[1])

    def _document_answers(self) -> Iterator[Answer]:
        for (question, about, holder), (value, attributes) in self._answers.items():
            if value is None:
                for name in attributes:
                    self._lose(
                        "broken_reference",
                        f"attribute/{question}.{name}",
                        f"expected an answer to {question!r}; found none",
                    )
            else:
                yield Answer(
                    question=question, value=value, about=about, holder=holder, attributes=attributes
                )

    def _mark_id(self, region: str) -> str:
        """The writer quotes ids; the page cuts those it takes in at a number sign."""
        return unquote(region) if self._kept is not None else region

    def _lose(self, reason: LossReason, what: str, detail: str) -> None:
        self._losses.append(Loss(where=self._where, reason=reason, what=what, detail=detail))
