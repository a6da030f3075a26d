"""What the results of a labeling page mean: the controls of a Label Studio configuration, found by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, fromstring

from stance.schema.label_studio_config import label_studio_config
from stance.schema.label_studio_controls import (
    HOLDER,
    INDEX,
    RECORD,
    TEXT,
    Control,
    ControlKind,
    Option,
)
from stance.schema.labels import load_schema

_KINDS: Final[dict[str, ControlKind]] = {
    "Labels": "marks",
    "Number": "number",
    "Rating": "rating",
    "TextArea": "text",
    "Taxonomy": "taxonomy",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a control asks for."""

    control: Control
    head: str
    """Layer of the marks, or question."""
    attribute: str | None = None
    """Of the marks or of the answer; None where the marks or the answer themselves are asked for."""
    index: int | None = None
    """Place in the list that the control is repeated over."""


class Form:
    """The controls of a configuration, found by the name in a result.

    Args:
        controls: with distinct names.
        text_names: name of each text on the page to its field in the task data.
    """

    def __init__(self, controls: Iterable[Control], text_names: dict[str, str]) -> None:
        self.controls = tuple(control for control in controls if control.name != RECORD)
        self.text_names = text_names
        self.marks = {control.name: unquote(control.name) for control in self.controls if _is_marks(control)}
        """Name of each control of marks to their layer."""
        self.lists = tuple(dict.fromkeys(c.each for c in self.controls if c.each is not None))
        """Lists of the task data that controls are repeated over."""
        self._plain = {control.name: control for control in self.controls if control.each is None}
        self._repeated = [
            (re.compile(re.escape(control.name).replace(re.escape(INDEX), r"(\d{1,4})")), control)
            for control in self.controls
            if control.each is not None
        ]
        self._names = {control.name for control in self.controls}
        self._subjects: dict[str, Subject | None] = {}

    def find(self, name: str) -> Subject | None:
        """Return what the control of a result asks for, None when the configuration has no such control."""
        if name not in self._subjects:
            self._subjects[name] = self._find(name)
        return self._subjects[name]

    def questions(self) -> Iterator[tuple[str, str | None]]:
        """Yield the questions about documents, with the list each is repeated over."""
        for control in self.controls:
            if control.kind != "marks" and not control.per_mark:
                subject = self._subject(control, None)
                if subject.attribute is None:
                    yield subject.head, control.each

    def layer_or_question(self, name: str) -> str | None:
        """Return the layer or question that a result's control asks for; None for attributes of either."""
        if name in self.marks:
            return self.marks[name]
        subject = self.find(name)
        if subject is None:
            return None if name == RECORD else unquote(name)
        return None if subject.control.per_mark or subject.attribute is not None else subject.head

    def _find(self, name: str) -> Subject | None:
        if name in self._plain:
            return self._subject(self._plain[name], None)
        for pattern, control in self._repeated:
            if match := pattern.fullmatch(name):
                return self._subject(control, int(match.group(1)))
        return None

    def _subject(self, control: Control, index: int | None) -> Subject:
        parts = [part for part in control.name.split(".") if part != INDEX]
        if control.each is not None and HOLDER in parts[1:]:
            parts.remove(HOLDER)
        whole = control.name.replace(INDEX, "").strip("._- ") or control.name
        if control.per_mark:
            has_layer = len(parts) == 2 and parts[0] in self.marks
            head, attribute = (parts[0], parts[1]) if has_layer else ("", whole)
            return Subject(control, unquote(head), unquote(attribute), index)
        if len(parts) == 2 and self._asks_for_owner_of(control):
            return Subject(control, unquote(parts[0]), unquote(parts[1]), index)
        return Subject(
            control, unquote(parts[0] if len(parts) == 1 and INDEX not in parts[0] else whole), None, index
        )

    def _asks_for_owner_of(self, attribute: Control) -> bool:
        """Whether there is a control of the question whose answer the attribute belongs to."""
        return attribute.name.rpartition(".")[0] in self._names


def form_of(root: Element) -> Form:
    """Return the form of a labeling configuration."""
    texts = {
        element.get("name", TEXT): element.get("value", "").removeprefix("$") for element in root.iter("Text")
    }
    return Form(_controls(root, None), texts)


@cache
def schema_form() -> Form:
    """Return the form of the configuration made from the newest label schema."""
    # Safe to parse as it is: the text is our own.
    return form_of(fromstring(label_studio_config(load_schema())))


def _is_marks(control: Control) -> bool:
    return control.kind == "marks"


def _controls(element: Element, each: str | None) -> Iterator[Control]:
    for child in element:
        inner = child.get("on", "").removeprefix("$") if child.tag == "Repeater" else each
        kind = _kind(child)
        name = child.get("name")
        if kind is not None and name is not None and child.get("toName") is not None:
            yield Control(
                name=name,
                kind=kind,
                options=tuple(_options(child)),
                layer=child.get("whenTagName"),
                per_mark=child.get("perRegion") == "true",
                each=each if INDEX in name else None,
            )
        yield from _controls(child, inner)


def _kind(element: Element) -> ControlKind | None:
    if element.tag == "Choices":
        return "choices" if element.get("choice") == "multiple" else "choice"
    return _KINDS.get(element.tag)


def _options(element: Element) -> Iterator[Option]:
    for child in element.iter():
        if child.tag in ("Label", "Choice") and child.get("value"):
            yield Option(value=child.get("value", ""), exported=child.get("alias"))
