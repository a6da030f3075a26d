"""Marks, links and answers of a doccano record: ours found again by where they stand, others made anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec

from stance.data.delivery import DeliveredMark
from stance.data.duplicates.components import Components
from stance.data.readers.doccano_labels import Entity, Labels
from stance.data.tools.doccano_record import KeptMark, KeptRecord, class_labels, main_answer, piece_label
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer, Link, Value
from stance.schema.label_studio_controls import CONTINUES


class MarkFinder:
    """The marks and links of one record.

    Args:
        labels: of the record.
        kept: what our writer added to it, None in records of others.
        layer: of marks whose label does not name one.
        where: file with line.
    """

    def __init__(self, labels: Labels, kept: KeptRecord | None, *, layer: str, where: str) -> None:
        self.losses: list[Loss] = []
        self._labels = labels
        self._kept = kept
        self._layer = layer
        self._where = where
        numbers = count(-1, -1)
        # Entities without an id get one that no other has.
        self._entities = {
            next(numbers) if entity.id is None else entity.id: entity
            for entity in sorted(labels.entities, key=lambda e: (e.start_offset, e.end_offset))
        }
        self._mark_of: dict[int, tuple[str, str]] = {}
        """Entity to layer and id of its mark."""

    def marks(self) -> list[DeliveredMark]:
        """Return the marks that still stand in the record, ours first."""
        if len(self._entities) < len(self._labels.entities):
            detail = "expected an entity id used once; found one used again"
            self._lose("entity", "duplicate_record", detail)
        ours = [] if self._kept is None else list(self._ours(self._kept))
        return [*ours, *self._others()]

    def links(self) -> list[Link]:
        """Return the links whose relation stands in the record; `marks` must have been called."""
        related: dict[tuple[str, str, str], int] = {}
        plain: list[Link] = []
        for relation in self._labels.relations:
            src, dst = self._mark_of.get(relation.from_id), self._mark_of.get(relation.to_id)
            if relation.type == CONTINUES and src == dst:
                continue
            if src is None or dst is None:
                detail = f"expected two entities of the record; found {relation.from_id} and {relation.to_id}"
                self._lose(f"relation/{relation.type}", "broken_reference", detail)
                continue
            key = (src[1], dst[1], relation.type)
            related[key] = related.get(key, 0) + 1
            plain.append(Link(layer=src[0], label=relation.type, src=src[1], dst=dst[1]))
        links: list[Link] = []
        for link in self._kept.links if self._kept is not None else ():
            key = (link.src, link.dst, link.label)
            if related.get(key):
                related[key] -= 1
                links.append(link)
            elif not self._is_shown(link):
                links.append(link)
        for link in plain:
            key = (link.src, link.dst, link.label)
            if related[key]:
                related[key] -= 1
                links.append(link)
        return links

    def _ours(self, kept: KeptRecord) -> Iterator[DeliveredMark]:
        """Those whose ids the record still has come first: equal entities are then told apart."""
        free = dict(self._entities)
        by_id = {mark.id: self._standing(mark, free, by_id=True) for mark in kept.marks}
        for mark in kept.marks:
            found = by_id[mark.id] or self._standing(mark, free, by_id=False)
            if found or kept.question is not None:
                self._mark_of.update(dict.fromkeys(found, (mark.layer, mark.id)))
                yield DeliveredMark(
                    id=mark.id,
                    layer=mark.layer,
                    label=mark.label,
                    pieces=tuple(mark.bounds),
                    covered=tuple(mark.covered),
                    where=self._where,
                    attributes=mark.attributes,
                )

    def _standing(self, mark: KeptMark, free: dict[int, Entity], *, by_id: bool) -> list[int]:
        """Take the entities of a mark out of the free ones; none where one of them is missing."""
        label = piece_label(mark.layer, mark.label)
        taken: list[int] = []
        for identifier, bounds in zip(mark.entities, mark.bounds, strict=True):
            candidates = [identifier] if by_id else [other for other in free if other not in taken]
            for candidate in candidates:
                entity = free.get(candidate)
                if entity is not None and (entity.label, _bounds(entity)) == (label, bounds):
                    taken.append(candidate)
                    break
        if len(taken) < len(mark.bounds):
            return []
        for identifier in taken:
            del free[identifier]
        return taken

    def _others(self) -> Iterator[DeliveredMark]:
        names = [name for name in self._entities if name not in self._mark_of]
        place = {name: number for number, name in enumerate(names)}
        joined = Components(len(names))
        for relation in self._labels.relations:
            ends = place.get(relation.from_id), place.get(relation.to_id)
            if relation.type != CONTINUES or ends[0] is None or ends[1] is None:
                continue
            if self._entities[relation.from_id].label == self._entities[relation.to_id].label:
                joined.join(ends[0], ends[1])
        pieces: dict[int, list[Entity]] = {}
        used = {mark.id for mark in self._kept.marks} if self._kept is not None else set()
        for number, name in enumerate(names):
            pieces.setdefault(joined.root(number), []).append(self._entities[name])
        ids = {root: _unused(f"entity{names[root]}", used) for root in pieces}
        for number, name in enumerate(names):
            root = joined.root(number)
            self._mark_of[name] = (self._named(self._entities[name].label)[0], ids[root])
        for root, parts in pieces.items():
            layer, label = self._named(parts[0].label)
            bounds = tuple(_bounds(part) for part in parts)
            if any(start == end for start, end in bounds):
                detail = f"expected a stretch of text; found none at {bounds[0][0]}"
                self._lose(f"mark/{label}", "empty_span", detail)
                continue
            yield DeliveredMark(
                id=ids[root], layer=layer, label=label, pieces=bounds, covered=None, where=self._where
            )

    def _named(self, label: str) -> tuple[str, str]:
        """Labels of ours name their layer; those of others may hold a slash for any reason."""
        layer, slash, own = label.partition("/")
        return (layer, own) if slash and own and self._kept is not None else (self._layer, label)

    def _is_shown(self, link: Link) -> bool:
        """Whether the writer made a relation of a link."""
        ids = {mark.id for mark in self._kept.marks} if self._kept is not None else set()
        has_entities = self._kept is not None and self._kept.question is None
        return has_entities and link.label != CONTINUES and link.src in ids and link.dst in ids

    def _lose(self, what: str, reason: LossReason, detail: str) -> None:
        self.losses.append(Loss(where=self._where, reason=reason, what=what, detail=detail))


def answers_of(labels: Labels, kept: KeptRecord | None, *, question: str, several: bool) -> list[Answer]:
    """Return the answers of a record.

    Args:
        labels: of the record.
        kept: what our writer added to it.
        question: what labels of whole texts answer, where the record does not tell.
        several: whether a text can have several labels, where the record does not tell.
    """
    answers = [] if kept is None else list(kept.answers)
    main = None if kept is None else main_answer(kept)
    if labels.classes is None or (kept is not None and main is None and not labels.classes):
        return answers
    if main is not None:
        place = answers.index(main)
        given = list(labels.classes)
        if class_labels(main.value) != given:
            answers[place : place + 1] = [
                msgspec.structs.replace(main, value=value) for value in _values(given, main.value)
            ]
        return answers
    name = kept.question if kept is not None and kept.question is not None else question
    value: Value = [] if several else ""
    return [*answers, *(Answer(question=name, value=v) for v in _values(list(labels.classes), value))]


def _values(labels: list[str], like: Value) -> list[Value]:
    """Labels as a value of the type of another; no label of a single choice is no answer."""
    if isinstance(like, list) or len(labels) > 1:
        return [labels]
    if isinstance(like, int) and labels and labels[0].removeprefix("-").isdigit():
        return [int(labels[0])]
    return [*labels]


def _unused(name: str, used: set[str]) -> str:
    while name in used:
        name += "'"
    used.add(name)
    return name


def _bounds(entity: Entity) -> tuple[int, int]:
    return entity.start_offset, entity.end_offset
