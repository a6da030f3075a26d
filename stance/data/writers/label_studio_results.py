"""One annotation as results of Label Studio; `stance.data.readers.label_studio_results` is the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec

from stance.data.tools.label_studio_forms import Form
from stance.data.tools.label_studio_values import META, NOTE, Kept
from stance.records.annotation import Annotation
from stance.records.document import Document
from stance.records.open_layers import Answer, Link, Mark, Value
from stance.schema.label_studio_controls import (
    CONTINUES,
    HOLDER_TARGETS,
    INDEX,
    RECORD,
    TARGETS,
    TEXT,
    UNIT,
    Control,
    control_name,
    mark_control_name,
)

Result = dict[str, Any]
_SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Slots:
    """The lists of the task data that questions are repeated over."""

    targets: tuple[str, ...]
    with_holder: tuple[tuple[str, str], ...]
    """Target and holder, for each pair that is judged in any annotation."""

    @classmethod
    def of(cls, document: Document, annotations: Sequence[Annotation]) -> Slots:
        """Return the lists of a document."""
        targets = tuple(target.id for target in document.targets)
        pairs = {
            (answer.about, answer.holder): None
            for annotation in annotations
            for answer in annotation.answers
            if answer.about in targets and answer.about is not None and answer.holder is not None
        }
        return cls(targets, tuple((about, holder) for about, holder in pairs if holder is not None))

    def place(self, about: str | None, holder: str | None) -> tuple[str | None, int] | None:
        """Return list and place of what an answer is about; (None, 0) is the document, None nothing known."""
        if about is None:
            return (None, 0) if holder is None else None
        if holder is None:
            return (TARGETS, self.targets.index(about)) if about in self.targets else None
        pair = (about, holder)
        return (HOLDER_TARGETS, self.with_holder.index(pair)) if pair in self.with_holder else None


class Page:
    """What the results of one document are written for.

    Args:
        document: that is annotated.
        form: of the labeling page.
        slots: of the task data.
    """

    def __init__(self, document: Document, form: Form, slots: Slots) -> None:
        self.text = document.text
        self.slots = slots
        self.units = {unit.id: (unit.start, unit.end) for unit in document.units}
        self._controls = {control.name: control for control in form.controls}

    def control(self, name: str, value: Value) -> Control | None:
        """Return the control of a name, None where there is none that can hold the value."""
        control = self._controls.get(name)
        return control if control is not None and _fits(control, value) else None

    def mark_attribute(self, mark: Mark, name: str, value: Value) -> tuple[str, Control] | None:
        """Return name and control that hold an attribute of a mark, None where it goes beside its region."""
        control = self.control(mark_control_name(mark.layer, name), value)
        full_name = control.name if control is not None else ""
        head, _, target = name.partition(".")
        if control is None and target in self.slots.targets:
            control = self.control(mark_control_name(mark.layer, head, each=TARGETS), value)
            full_name = _numbered(control, self.slots.targets.index(target)) if control is not None else ""
        if control is None or (control.on_labels and mark.label not in control.on_labels):
            return None
        return full_name, control


def results_of(annotation: Annotation, page: Page, *, as_prediction: bool) -> list[Result]:
    """Return the list `result` of an annotation.

    Args:
        annotation: with open layers.
        page: of its document.
        as_prediction: a person may go on from a prediction, so who made it does not stand in the results.
    """
    answers = _Answers(annotation, page)
    written = answers.written()
    links = _Links(annotation)
    related = links.written()
    kept = Kept(
        layers=list(annotation.layers),
        annotator=None if as_prediction else annotation.annotator,
        predictor=annotation.annotator if as_prediction else None,
        provenance=annotation.provenance,
        labelset=annotation.labelset,
        answers=answers.kept,
        links=links.kept,
    )
    marks = (result for mark in annotation.marks for result in _mark_results(mark, page))
    record = _result("~", RECORD, "textarea", {"text": [msgspec.json.encode(kept).decode()]})
    return [*marks, *written, *related, record]


def _mark_results(mark: Mark, page: Page) -> Iterator[Result]:
    ids = _region_ids(mark)
    attributes = {name: page.mark_attribute(mark, name, value) for name, value in mark.attributes.items()}
    meta = _meta({name: mark.attributes[name] for name, place in attributes.items() if place is None})
    for region, piece in zip(ids, mark.pieces, strict=True):
        bounds = {"start": piece.start, "end": piece.end, "text": page.text[piece.start : piece.end]}
        result = _result(region, control_name(mark.layer), "labels", {**bounds, "labels": [mark.label]})
        if region == ids[0]:
            yield {**result, **meta}
            for name, place in attributes.items():
                if place is not None:
                    yield _held(region, place, mark.attributes[name], bounds)
        else:
            yield result
    for src, dst in zip(ids, ids[1:], strict=False):
        yield _relation(src, dst, [CONTINUES])


class _Answers:
    """Writes the answers of an annotation; those the page has no place for are `kept`."""

    def __init__(self, annotation: Annotation, page: Page) -> None:
        self.kept: list[Answer] = []
        self._given = annotation.answers
        self._page = page
        self._marks = {mark.id for mark in annotation.marks}
        self._layers = {mark.layer for mark in annotation.marks}
        self._names: set[str] = set()

    def written(self) -> list[Result]:
        """Return the results of all answers."""
        units: dict[str, list[tuple[str, Control, Value]]] = {}
        results: list[Result] = []
        for answer in self._given:
            unit = self._of_unit(answer)
            if unit is not None and answer.about is not None:
                units.setdefault(answer.about, []).append((*unit, answer.value))
            else:
                results += self._of_document(answer)
        for about, given in units.items():
            start, end = self._page.units[about]
            bounds = {"start": start, "end": end, "text": self._page.text[start:end]}
            results.append(_result(about, UNIT, "labels", {**bounds, "labels": [_SENTENCE]}))
            results += [_held(about, (name, control), value, bounds) for name, control, value in given]
        return results

    def _of_unit(self, answer: Answer) -> tuple[str, Control] | None:
        """A judgement of a sentence is an attribute of a region over it, which has the unit's id."""
        if answer.about not in self._page.units or answer.about in self._marks or UNIT in self._layers:
            return None
        name = mark_control_name(UNIT, answer.question)
        control = self._page.control(name, answer.value)
        key = f"{name} of {answer.about}"
        if control is None or answer.attributes or answer.holder is not None or key in self._names:
            return None
        self._names.add(key)
        return name, control

    def _of_document(self, answer: Answer) -> list[Result]:
        place = self._page.slots.place(answer.about, answer.holder)
        if place is None or answer.about in self._marks:
            self.kept.append(answer)
            return []
        each, index = place
        control = self._page.control(control_name(answer.question, each=each), answer.value)
        name = _numbered(control, index) if control is not None else ""
        if control is None or name in self._names or answer.question in self._layers:
            self.kept.append(answer)
            return []
        self._names.add(name)
        results = []
        beside: dict[str, Value] = {}
        for attribute, value in answer.attributes.items():
            of_answer = self._page.control(control_name(answer.question, attribute, each=each), value)
            if of_answer is None:
                beside[attribute] = value
            else:
                full_name = _numbered(of_answer, index)
                results.append(_held(f"~{full_name}", (full_name, of_answer), value, {}))
        main = _held(f"~{name}", (name, control), answer.value, {})
        return [{**main, **_meta(beside, note=False)}, *results]


class _Links:
    """Writes the links of an annotation; those a relation cannot hold are `kept`."""

    def __init__(self, annotation: Annotation) -> None:
        self.kept: list[Link] = []
        self._given = annotation.links
        self._layers = {mark.id: mark.layer for mark in annotation.marks}

    def written(self) -> list[Result]:
        """Return a relation for each pair of marks: the page keeps one, with all its labels."""
        labels: dict[tuple[str, str], list[str]] = {}
        for link in self._given:
            here = labels.setdefault((link.src, link.dst), [])
            is_plain = not link.attributes and link.label not in (CONTINUES, *here)
            if is_plain and link.dst in self._layers and self._layers.get(link.src) == link.layer:
                here.append(link.label)
            else:
                self.kept.append(link)
        return [
            _relation(_region_id(src), _region_id(dst), given)
            for (src, dst), given in labels.items()
            if given
        ]


def _fits(control: Control, value: Value) -> bool:
    if isinstance(value, bool):
        return False
    exported = {option.exported or option.value for option in control.options}
    if control.kind == "choice":
        if control.is_numeric:
            return isinstance(value, int) and str(value) in exported
        return isinstance(value, str) and value in exported
    if control.kind == "choices":
        return isinstance(value, list) and set(value) <= exported and len(set(value)) == len(value)
    if control.kind == "number":
        return isinstance(value, int | float)
    return control.kind == "text" and isinstance(value, str)


def _held(identifier: str, place: tuple[str, Control], value: Value, bounds: Mapping[str, Any]) -> Result:
    name, control = place
    if control.kind in ("choice", "choices"):
        choices = value if isinstance(value, list) else [str(value)]
        return _result(identifier, name, "choices", {**bounds, "choices": choices})
    if control.kind == "number":
        return _result(identifier, name, "number", {**bounds, "number": value})
    return _result(identifier, name, "textarea", {**bounds, "text": [value]})


def _result(identifier: str, name: str, kind: str, value: Mapping[str, Any]) -> Result:
    return {"id": identifier, "from_name": name, "to_name": TEXT, "type": kind, "value": dict(value)}


def _relation(src: str, dst: str, labels: Sequence[str]) -> Result:
    return {"type": "relation", "from_id": src, "to_id": dst, "direction": "right", "labels": list(labels)}


def _meta(attributes: Mapping[str, Value], *, note: bool = True) -> Result:
    """What stands beside a result; the note of a mark where Label Studio shows it."""
    others = dict(attributes)
    shown = others.get(NOTE) if note else None
    meta: Result = {}
    if isinstance(shown, str) and shown:
        meta["text"] = [others.pop(NOTE)]
    if others:
        meta[META] = others
    return {"meta": meta} if meta else {}


def _numbered(control: Control, index: int) -> str:
    return control.name.replace(INDEX, str(index))


def _region_ids(mark: Mark) -> list[str]:
    first = _region_id(mark.id)
    return [first, *(f"{first}~{number}" for number in range(2, len(mark.pieces) + 1))]


def _region_id(mark_id: str) -> str:
    """The page cuts ids at a number sign; a tilde numbers pieces, and begins ids of what is no region."""
    return quote(mark_id, safe="").replace("~", "%7E")
