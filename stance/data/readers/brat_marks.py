"""The records of one `.ann` file as marks and links."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from stance.data.delivery import DeliveredMark
from stance.data.tools.brat_names import RECORD_NOTE, NoteRecord, layer_and_label, unescape_brat
from stance.data.tools.standoff import Event, Standoff, TextBound
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Link, Value

_ROLE_NUMBER = re.compile(r"\d+$")


@dataclass(frozen=True, slots=True)
class BratMarks:
    """What an `.ann` file says, in our terms."""

    marks: tuple[DeliveredMark, ...]
    links: tuple[Link, ...]
    losses: tuple[Loss, ...]


def brat_marks(standoff: Standoff, *, layer: str, where: str, of_ours: bool) -> BratMarks:
    """Return the marks, links and losses of an `.ann` file.

    Args:
        standoff: its records.
        layer: layer of all marks and links.
        where: name of the file.
        of_ours: whether types and attributes are named by `stance.data.tools.brat_names`.
    """
    return _Reading(standoff, layer=layer, where=where, of_ours=of_ours).result()


class _Reading:
    def __init__(self, standoff: Standoff, *, layer: str, where: str, of_ours: bool) -> None:
        self._standoff = standoff
        self._layer = layer
        self._where = where
        self._of_ours = of_ours
        self._losses: list[Loss] = []
        self._records: dict[str, NoteRecord] = {}
        self._attributes: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        self._relations = {relation.id for relation in standoff.relations}
        self._ids: dict[str, str] = {}
        """Id in the file to id of a mark; a trigger's is that of its first event."""

    def result(self) -> BratMarks:
        spans = {span.id: span for span in self._standoff.text_bounds}
        events = [event for event in self._standoff.events if self._has_trigger(event, spans)]
        triggers = {event.trigger: event.id for event in reversed(events)}
        self._read_notes()
        anchors: list[tuple[str, str, TextBound]] = [
            (span.id, span.type, span) for span in self._standoff.text_bounds if span.id not in triggers
        ] + [(event.id, event.type, spans[event.trigger]) for event in events]
        for id_in_file, _, _ in anchors:
            self._ids[id_in_file] = self._own_id(id_in_file)
        self._ids |= {trigger: self._ids[event] for trigger, event in triggers.items()}
        self._read_attributes()
        marks = tuple(self._mark(*anchor) for anchor in anchors)
        return BratMarks(marks, tuple(self._links(events)), tuple(self._losses))

    def _lose(self, line: int, reason: LossReason, what: str, detail: str) -> None:
        self._losses.append(Loss(where=f"{self._where}:{line}", reason=reason, what=what, detail=detail))

    def _has_trigger(self, event: Event, spans: dict[str, TextBound]) -> bool:
        if event.trigger in spans:
            return True
        detail = f"expected the id of a span as trigger; found {event.trigger}"
        self._lose(event.line, "broken_reference", f"event/{event.type}", detail)
        return False

    def _own_id(self, id_in_file: str) -> str:
        record = self._records.get(id_in_file)
        if record and record.id is not None:
            return record.id
        if not self._of_ours:
            return id_in_file
        # Ids given in brat since the export must not meet one of ours.
        own_id = f"brat:{id_in_file}"
        while any(own_id == known.id for known in self._records.values()):
            own_id += "+"
        return own_id

    def _read_notes(self) -> None:
        for note in self._standoff.notes:
            if note.type != RECORD_NOTE:
                continue
            try:
                self._records[note.target] = msgspec.json.decode(note.text, type=NoteRecord)
            except msgspec.DecodeError as error:
                detail = f"expected a note as it was written; found {error}"
                self._lose(note.line, "unreadable_record", f"note/{RECORD_NOTE}", detail)

    def _read_attributes(self) -> None:
        for attribute in self._standoff.attributes:
            name = (unescape_brat(attribute.name) if self._of_ours else None) or attribute.name
            value = 1 if attribute.value is None else attribute.value
            self._attach(attribute.target, name, value, attribute.line, f"attribute/{name}")
        for entry in self._standoff.normalizations:
            self._attach(entry.target, entry.type, entry.entry, entry.line, f"normalization/{entry.type}")
        for note in self._standoff.notes:
            if note.type != RECORD_NOTE:
                self._attach(note.target, "note", note.text, note.line, f"note/{note.type}")

    def _attach(self, target: str, name: str, value: Value, line: int, what: str) -> None:
        if target in self._ids or target in self._relations:
            self._attributes[target][name].append(value)
        else:
            detail = f"expected the id of a span, event or relation; found {target}"
            self._lose(line, "broken_reference", what, detail)

    def _mark(self, id_in_file: str, kind: str, span: TextBound) -> DeliveredMark:
        layer, label = self._named(kind)
        return DeliveredMark(
            id=self._ids[id_in_file],
            layer=layer,
            label=label,
            pieces=span.pieces,
            covered=span.covered or (span.text,),
            where=f"{self._where}:{span.line}",
            # What is said of a trigger holds for its events.
            attributes=self._attributes_of(span.id, id_in_file),
        )

    def _named(self, kind: str) -> tuple[str, str]:
        own = layer_and_label(kind) if self._of_ours else None
        return own or (self._layer, kind)

    def _attributes_of(self, *ids_in_file: str) -> dict[str, Value]:
        """Return what is said of a record; of several, what is said of the last goes first."""
        given: dict[str, list[Value]] = {}
        for id_in_file in ids_in_file:
            given |= self._attributes.get(id_in_file, {})
        attributes: dict[str, Value] = {
            name: values[0] if len(values) == 1 else [str(value) for value in values]
            for name, values in given.items()
        }
        record = self._records.get(ids_in_file[-1])
        if record is None:
            return attributes
        for name in record.numbers.keys() & attributes.keys():
            attributes[name] = _number(attributes[name], record.numbers[name])
        return {**attributes, **record.attributes}

    def _links(self, events: list[Event]) -> list[Link]:
        links = []
        for event in events:
            for role, target in event.arguments:
                label = _ROLE_NUMBER.sub("", role) or role
                links += self._link(label, event.id, target, line=event.line)
        for relation in self._standoff.relations:
            if len(relation.arguments) == 2:
                (_, source), (_, target) = relation.arguments
                attributes = self._attributes_of(relation.id)
                links += self._link(relation.type, source, target, line=relation.line, attributes=attributes)
            else:
                detail = f"expected two arguments; found {len(relation.arguments)}"
                self._lose(relation.line, "unsupported", f"relation/{relation.type}", detail)
        for same in self._standoff.equivalences:
            for source, target in pairwise(same.members):
                links += self._link(same.type, source, target, line=same.line)
        return links

    def _link(
        self,
        kind: str,
        source: str,
        target: str,
        *,
        line: int,
        attributes: dict[str, Value] | None = None,
    ) -> list[Link]:
        layer, label = self._named(kind)
        missing = [end for end in (source, target) if end not in self._ids]
        if missing:
            detail = f"expected ids of spans or events; found {', '.join(missing)}"
            self._lose(line, "broken_reference", f"{layer}>{label}", detail)
            return []
        ends = {"src": self._ids[source], "dst": self._ids[target]}
        return [Link(layer=layer, label=label, **ends, attributes=attributes or {})]


def _number(value: Value, kind: str) -> Value:
    """Return a number that was written as text; what was changed to something else in brat stays a text."""
    try:
        return int(str(value)) if kind == "int" else float(str(value))
    except ValueError:
        return value
