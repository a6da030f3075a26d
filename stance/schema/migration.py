"""Annotations carried from one label set to another by a table; what has no place there is told."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from stance.errors import ConfigError
from stance.records.annotation import Annotation
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer, Link, Mark, Value
from stance.schema.migration_table import MigrationTable, NewLabel, Split

_LABEL, _LINK = "/", ">"
_SEPARATOR = re.compile("[/>]")


def migrate(annotation: Annotation, table: MigrationTable) -> tuple[Annotation, list[Loss]]:
    """Return the annotation in the labels of another set, and what could not be carried over.

    Every mark, link and answer is either in the result or in the losses; so is every label of a set and every
    attribute. Labels of a set that get one name become one. With a mark that is lost go its links and the
    answers about it.

    Args:
        annotation: with open layers; closed ones can only be carried by a table that leaves them alone.
        table: what became of the labels.

    Raises:
        ConfigError: the annotation is of another label set than the table starts from, or the table changes a
            layer that is closed.
    """
    _check(annotation, table)
    step = _Step(annotation, table)
    marks = [mark for mark in map(step.mark, annotation.marks) if mark is not None]
    lost = {mark.id for mark in annotation.marks} - {mark.id for mark in marks}
    links = [step.link(link, lost) for link in annotation.links]
    answers = [step.answer(answer, lost) for answer in annotation.answers]
    layers = [table.layers.get(layer, layer) for layer in annotation.layers]
    return msgspec.structs.replace(
        annotation,
        labelset=table.goal or annotation.labelset,
        layers=list(dict.fromkeys(layer for layer in layers if layer is not None)),
        marks=marks,
        links=[link for link in links if link is not None],
        answers=[answer for answer in answers if answer is not None],
    ), step.losses


def _check(annotation: Annotation, table: MigrationTable) -> None:
    who = f"annotation of {annotation.doc_id} by {annotation.annotator.id}"
    if table.source is not None and table.source != annotation.labelset:
        raise ConfigError(
            who,
            expected=f"labels of {table.source.name} {table.source.version}",
            found=f"{annotation.labelset.name} {annotation.labelset.version}",
            action="Use the table that starts from this label set.",
        )
    closed = {
        "attribution": annotation.attributions or annotation.relations,
        "cue": annotation.cues,
        "frame": annotation.frames,
        "stance": annotation.stances,
        "entity_role": annotation.entity_roles,
    }
    changed = sorted(layer for layer, content in closed.items() if content and layer in _layers(table))
    if changed:
        raise ConfigError(
            who,
            expected="open layers where the table changes labels",
            found=f"the closed layers {', '.join(changed)}",
            action="Open them first (stance.data.layers.opened).",
        )


def _layers(table: MigrationTable) -> set[str]:
    """Return the layers a table says something about."""
    heads = [_head(key)[:-1] for key in table.labels]
    return {head.partition(".")[0] for head in (*heads, *table.attributes, *table.layers)}


def _head(key: str) -> str:
    """Return the part of a key before its label, with the separator."""
    return key[: len(_SEPARATOR.split(key, maxsplit=1)[0]) + 1]


class _Step:
    """Carries the parts of one annotation over and collects what is lost."""

    def __init__(self, annotation: Annotation, table: MigrationTable) -> None:
        self.losses: list[Loss] = []
        self._where = f"{annotation.doc_id}, annotator {annotation.annotator.id}"
        self._table = table
        self._listed = set(map(_head, table.labels))

    def mark(self, mark: Mark) -> Mark | None:
        """Return the mark with its new layer, label and attributes, None when it is lost."""
        layer = self._layer(mark.layer, f"{mark.layer}/{mark.label}", mark.id)
        if layer is None:
            return None
        label = self._label(mark.layer, _LABEL, mark.label, mark.attributes, mark.id)
        if label is None:
            return None
        attributes = self._attributes(mark.layer, mark.attributes, mark.id)
        return msgspec.structs.replace(mark, layer=layer, label=label, attributes=attributes)

    def link(self, link: Link, lost: set[str]) -> Link | None:
        """Return the link with its new layer and label, None when it or an end of it is lost."""
        what, item = f"{link.layer}>{link.label}", f"link {link.src} to {link.dst}"
        if {link.src, link.dst} & lost:
            self._lose("broken_reference", what, item, "a mark at its end was not carried over")
            return None
        layer = self._layer(link.layer, what, item)
        if layer is None:
            return None
        label = self._label(link.layer, _LINK, link.label, link.attributes, item)
        return msgspec.structs.replace(link, layer=layer, label=label) if label is not None else None

    def answer(self, answer: Answer, lost: set[str]) -> Answer | None:
        """Return the answer to its new question with its new value, None when it is lost."""
        item = f"answer about {answer.about or 'the document'}"
        if answer.about in lost:
            self._lose("broken_reference", answer.question, item, "the mark it is about was not carried over")
            return None
        question = self._layer(answer.question, answer.question, item)
        if question is None:
            return None
        value = self._value(answer.question, answer.value, answer.attributes, item)
        if value is None:
            return None
        attributes = self._attributes(answer.question, answer.attributes, item)
        return msgspec.structs.replace(answer, question=question, value=value, attributes=attributes)

    def _layer(self, layer: str, what: str, item: str) -> str | None:
        if layer not in self._table.layers:
            return layer
        new = self._table.layers[layer]
        if new is None:
            self._lose("unknown_label", what, item, f"the layer {layer} was removed")
        return new

    def _value(self, head: str, value: Value, beside: Mapping[str, Value], item: str) -> Value | None:
        """Return the new value, None when nothing of it is left; an empty set stays one."""
        if not isinstance(value, list):
            label = str(value)
            new = self._label(head, _LABEL, label, beside, item)
            return value if new == label else new
        kept = [self._label(head, _LABEL, label, beside, item) for label in value]
        found = list(dict.fromkeys(label for label in kept if label is not None))
        return None if value and not found else found

    def _attributes(self, layer: str, attributes: dict[str, Value], item: str) -> dict[str, Value]:
        carried: dict[str, Value] = {}
        for name, value in attributes.items():
            key = f"{layer}.{name}"
            new_name = self._table.attributes.get(key, name)
            if new_name is None:
                self._lose("unknown_label", key, item, "the attribute was removed")
            elif new_name in carried or (new_name != name and new_name in attributes):
                self._lose("duplicate_record", key, item, f"{new_name} is given already")
            else:
                new = self._value(key, value, attributes, item)
                if new is not None:
                    carried[new_name] = new
        return carried

    def _label(
        self, head: str, separator: str, label: str, beside: Mapping[str, Value], item: str
    ) -> str | None:
        key = f"{head}{separator}{label}"
        if key not in self._table.labels:
            if self._table.unlisted == "keep" or f"{head}{separator}" not in self._listed:
                return label
            self._lose(
                "unknown_label", key, item, "expected a label of the table; found one that is not in it"
            )
            return None
        new = _chosen(self._table.labels[key], beside)
        if not isinstance(new, str):
            detail = f"split into {', '.join(new)}: a person must choose" if new else "the label was removed"
            self._lose("unknown_label", key, item, detail)
            return None
        return new

    def _lose(self, reason: LossReason, what: str, item: str, detail: str) -> None:
        self.losses.append(Loss(where=f"{self._where}: {item}", reason=reason, what=what, detail=detail))


def _chosen(new: NewLabel, beside: Mapping[str, Value]) -> str | list[str] | None:
    """Return the new label, or those among which nothing decides, or None for a removed one."""
    if not isinstance(new, Split):
        return new
    return new.values.get(str(beside.get(new.by)), sorted(set(new.values.values())))
