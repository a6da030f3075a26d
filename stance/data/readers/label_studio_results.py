"""One annotation of Label Studio: its results turned into marks, links and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

import msgspec

from stance.data.delivery import DeliveredMark
from stance.data.label_studio_forms import Form, Subject
from stance.data.label_studio_values import (
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
from stance.schema.label_studio_controls import CONTINUES, RECORD, UNIT

_UNIT_ID = re.compile(r"H1|[DS][0-9]+")


@dataclass(frozen=True, slots=True)
class Findings:
    """What one annotation says."""

    marks: tuple[DeliveredMark, ...]
    links: tuple[Link, ...]
    answers: tuple[Answer, ...]
    losses: tuple[Loss, ...]
    kept: Kept | None
    """None where the annotation was begun on an empty page."""


@dataclass(slots=True)
class _Region:
    """A labeled stretch; several of them may make one mark."""

    id: str
    layer: str
    label: str
    bounds: tuple[int, int]
    covered: str | None
    attributes: dict[str, Value] = field(default_factory=dict)


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
        self._regions: dict[str, list[_Region]] = {}
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
        joined = self._joined(relations)
        links = [*self._links(relations, joined), *(self._kept.links if self._kept else ())]
        marks, unit_answers = self._marks(joined)
        answers = [*unit_answers, *self._document_answers(), *(self._kept.answers if self._kept else ())]
        return Findings(tuple(marks), tuple(links), tuple(answers), tuple(self._losses), self._kept)

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
            here = self._regions.setdefault(region_id, [])
            here += [
                _Region(region_id, layer, label, bounds, covered, dict(attributes))
                for label in dict.fromkeys(labels)
            ]

    def _add_answer(self, item: Item) -> None:
        name = item.from_name or ""
        if name == RECORD:
            self._keep(item)
            return
        subject = self._view.form.find(name)
        value = value_of(item, subject, is_set=name in self._view.sets)
        about = unquote(name)
        if value is None:
            self._lose(
                "unsupported",
                f"result/{item.type}",
                f"expected labels, choices, rating, number, taxonomy or text; found {item.type!r} from {name!r}",
            )
            return
        region = self._regions.get(identifier(item.id) or "")
        if region is None and ("start" in item.value or (subject is not None and subject.control.per_mark)):
            self._lose(
                "broken_reference",
                f"attribute/{about}",
                f"expected a labeled region with the id {item.id!r}; found none",
            )
            return
        if region is not None:
            self._add_attribute(region, subject, name, value)
        else:
            self._add_document_answer(item, subject, value)

    def _add_attribute(self, region: list[_Region], subject: Subject | None, name: str, value: Value) -> None:
        attribute = unquote(name) if subject is None else (subject.attribute or subject.head)
        if subject is not None and subject.index is not None:
            place = self._place(subject)
            if place is None:
                return
            attribute = f"{attribute}.{place[0]}"
        for each in region:
            each.attributes[attribute] = value

    def _add_document_answer(self, item: Item, subject: Subject | None, value: Value) -> None:
        place: tuple[str | None, str | None] | None = (None, None)
        if subject is not None and subject.index is not None:
            place = self._place(subject)
            if place is None:
                return
        question = unquote(item.from_name or "") if subject is None else subject.head
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

    def _joined(self, relations: Sequence[Item]) -> dict[str, str]:
        """Region to the region its mark is named after: the first piece in reading order."""
        groups: dict[str, set[str]] = {region: {region} for region in self._regions}
        for item in relations:
            if CONTINUES not in (item.labels or ()):
                continue
            ends = [identifier(item.from_id) or "", identifier(item.to_id) or ""]
            kinds = {(part.layer, part.label) for end in ends for part in self._regions.get(end, ())}
            if any(end not in self._regions for end in ends) or len(kinds) != 1:
                self._lose(
                    "broken_reference",
                    f"relation/{CONTINUES}",
                    f"expected two regions of one label; found {ends[0]!r} and {ends[1]!r}",
                )
                continue
            group = groups[ends[0]] | groups[ends[1]]
            groups.update(dict.fromkeys(group, group))
        return {
            region: min(group, key=lambda name: (self._regions[name][0].bounds, name))
            for region, group in groups.items()
        }

    def _links(self, relations: Sequence[Item], joined: Mapping[str, str]) -> Iterator[Link]:
        for item in relations:
            src, dst = identifier(item.from_id) or "", identifier(item.to_id) or ""
            labels = [label for label in (item.labels or ["related"]) if label != CONTINUES]
            if src not in joined or dst not in joined:
                for label in labels:
                    self._lose(
                        "broken_reference",
                        f"relation/{label}",
                        f"expected two labeled regions; found {src!r} and {dst!r}",
                    )
                continue
            for one, other in relation_ends(src, dst, item.direction):
                for label in labels:
                    yield Link(
                        layer=self._regions[one][0].layer,
                        label=label,
                        src=self._mark_id(joined[one]),
                        dst=self._mark_id(joined[other]),
                    )

    def _marks(self, joined: Mapping[str, str]) -> tuple[list[DeliveredMark], list[Answer]]:
        marks: list[DeliveredMark] = []
        answers: list[Answer] = []
        pieces: dict[str, list[str]] = {}
        for region, head in joined.items():
            pieces.setdefault(head, []).append(region)
        for head, regions in pieces.items():
            regions.sort(key=lambda name: self._regions[name][0].bounds)
            for n, first in enumerate(self._regions[head]):
                parts = [self._regions[name][n] for name in regions] if len(regions) > 1 else [first]
                attributes = {name: value for part in parts for name, value in part.attributes.items()}
                mark_id = self._mark_id(head) + (f"~{n + 1}" if n else "")
                if first.layer == UNIT:
                    answers += [
                        Answer(question=name, about=mark_id, value=value)
                        for name, value in attributes.items()
                    ]
                    if _UNIT_ID.fullmatch(mark_id):
                        continue
                    attributes = {}
                covered = [part.covered for part in parts]
                marks.append(
                    DeliveredMark(
                        id=mark_id,
                        layer=first.layer,
                        label=first.label,
                        pieces=tuple(part.bounds for part in parts),
                        covered=None if None in covered else tuple(map(str, covered)),
                        where=f"{self._where}, region {head}",
                        attributes=attributes,
                    )
                )
        return marks, answers

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
