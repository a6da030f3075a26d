"""The labeling page some annotations need: what the label schema asks, and what stands in them besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stance.records.annotation import Annotation
from stance.records.open_layers import Answer, Value
from stance.schema.label_studio_controls import (
    HOLDER_TARGETS,
    SCHEMA_TASKS,
    TARGETS,
    Control,
    ControlKind,
    control_name,
    mark_control_name,
    options_of,
    schema_controls,
    schema_relations,
)
from stance.schema.labels import LabelSchema

_MAX_CHOICES = 60
"""Questions with more different answers than this are asked as text."""
_MAX_CHOICE = 120
"""Longest answer, in code points, that is a choice."""


def page_controls(schema: LabelSchema, annotations: Sequence[Annotation]) -> tuple[Control, ...]:
    """Return the controls for all that stands in some annotations.

    Layers of the label schema are asked for as the schema does; labels, attributes and questions that it does
    not have are added. A question called like a layer of marks has no control.
    """
    tasks = _tasks(annotations)
    controls = {control.name: control for control in schema_controls(schema, tasks)}
    for name, labels in _labels(annotations).items():
        known = controls.get(name, Control(name=name, kind="marks"))
        controls[name] = _with_options(known, labels)
    for name, (layer, values) in _mark_attributes(annotations).items():
        if name in controls:
            controls[name] = _with_values(controls[name], values)
        elif _kind(values) in ("choice", "choices"):
            empty = Control(name=name, kind=_kind(values) or "choice", layer=layer, per_mark=True)
            controls[name] = _with_values(empty, values)
    for name, (each, values) in _questions(annotations).items():
        kind = _kind(values)
        if name in controls:
            controls[name] = _with_values(controls[name], values)
        elif kind is not None:
            controls[name] = _with_values(Control(name=name, kind=kind, each=each), values)
    return tuple(controls.values())


def page_relations(schema: LabelSchema, annotations: Sequence[Annotation]) -> tuple[str, ...]:
    """Return the labels of relations: those of the schema where its layers are used, and those in use."""
    given = schema_relations(schema) if {"attribution", "cue"} & set(_tasks(annotations)) else ()
    used = (link.label for annotation in annotations for link in annotation.links)
    return tuple(dict.fromkeys([*given, *used]))


def _tasks(annotations: Sequence[Annotation]) -> tuple[str, ...]:
    used = {name for annotation in annotations for name in annotation.layers}
    used.update(mark.layer for annotation in annotations for mark in annotation.marks)
    used.update(answer.question for annotation in annotations for answer in annotation.answers)
    return tuple(task for task in SCHEMA_TASKS if task in used)


def _labels(annotations: Iterable[Annotation]) -> dict[str, list[Value]]:
    found: dict[str, list[Value]] = {}
    for mark in (mark for annotation in annotations for mark in annotation.marks):
        found.setdefault(control_name(mark.layer), []).append(mark.label)
    return found


def _mark_attributes(annotations: Iterable[Annotation]) -> dict[str, tuple[str, list[Value]]]:
    found: dict[str, tuple[str, list[Value]]] = {}
    for mark in (mark for annotation in annotations for mark in annotation.marks):
        for name, value in mark.attributes.items():
            layer = control_name(mark.layer)
            found.setdefault(mark_control_name(mark.layer, name), (layer, []))[1].append(value)
    return found


def _questions(annotations: Sequence[Annotation]) -> dict[str, tuple[str | None, list[Value]]]:
    layers = {mark.layer for annotation in annotations for mark in annotation.marks}
    found: dict[str, tuple[str | None, list[Value]]] = {}
    for answer in (answer for annotation in annotations for answer in annotation.answers):
        if answer.question not in layers:
            each = _repeated_over(answer)
            name = control_name(answer.question, each=each)
            found.setdefault(name, (each, []))[1].append(answer.value)
    return found


def _repeated_over(answer: Answer) -> str | None:
    if answer.about is None:
        return None
    return TARGETS if answer.holder is None else HOLDER_TARGETS


def _kind(values: Sequence[Value]) -> ControlKind | None:
    """What can hold all values; None where they are of several types."""
    if all(isinstance(value, list) for value in values):
        return "choices" if _are_choices(values) else None
    if all(isinstance(value, str) for value in values):
        return "choice" if _are_choices(values) else "text"
    if all(isinstance(value, int | float) for value in values):
        return "number"
    return None


def _are_choices(values: Sequence[Value]) -> bool:
    texts = set(_texts(values))
    return len(texts) <= _MAX_CHOICES and all(
        text.strip() == text and text.isprintable() and 0 < len(text) <= _MAX_CHOICE for text in texts
    )


def _with_values(control: Control, values: Sequence[Value]) -> Control:
    """A control that is there keeps its kind; numbers and text need no choices."""
    if control.kind not in ("choice", "choices") or control.is_numeric or not _are_choices(values):
        return control
    return _with_options(control, values)


def _with_options(control: Control, values: Sequence[Value]) -> Control:
    known = {option.exported or option.value for option in control.options}
    new = [text for text in dict.fromkeys(_texts(values)) if text not in known]
    return replace(control, options=(*control.options, *options_of(new)))


def _texts(values: Iterable[Value]) -> Iterator[str]:
    for value in values:
        if isinstance(value, list):
            yield from value
        elif isinstance(value, str):
            yield value
