"""The labels of a doccano record, whatever its dialect: spans, relations and labels of the whole text."""

from __future__ import annotations

from typing import Any, Final

import msgspec

SPAN_FIELDS: Final = ("entities", "label", "labels")
CLASS_FIELDS: Final = ("label", "labels", "cats")
FIELDS: Final = frozenset(
    {*SPAN_FIELDS, *CLASS_FIELDS, "relations", "Comments", "comments", "id", "Approver"}
)
"""Fields that are no metadata of the text."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A labeled span, offsets as doccano counts them."""

    id: int | None = None
    label: str
    start_offset: int
    end_offset: int


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A labeled relation between two entities."""

    from_id: int
    to_id: int
    type: str


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says, in one shape."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    classes: tuple[str, ...] | None = None
    """Labels of the whole text; None where the record has none of their fields."""
    n_comments: int = 0
    has_spans: bool = False
    """Whether the record has a field for spans."""
    faults: tuple[str, ...] = ()
    """Entries that are none of these."""


def read_labels(record: dict[str, Any]) -> Labels:
    """Return the labels of a record."""
    entities: list[Entity] = []
    classes: list[str] | None = None
    faults: list[str] = []
    has_spans = False
    for field in dict.fromkeys((*SPAN_FIELDS, *CLASS_FIELDS)):
        given = record.get(field)
        if given is None:
            continue
        entries = given if isinstance(given, list) else [given]
        has_spans = has_spans or field == "entities"
        if not entries and field != "entities":
            # Of either kind: what the other records of the file have decides.
            classes = classes or []
        for entry in entries:
            if isinstance(entry, str | int) and not isinstance(entry, bool) and field in CLASS_FIELDS:
                classes = [*(classes or []), str(entry)]
            elif (entity := _entity(entry)) is not None:
                entities.append(entity)
            else:
                faults.append(f"{field}: {entry!r:.80}")
    relations, bad = _relations(record.get("relations"))
    comments = record.get("Comments") or record.get("comments") or []
    return Labels(
        entities=tuple(entities),
        relations=tuple(relations),
        classes=None if classes is None else tuple(classes),
        n_comments=len(comments) if isinstance(comments, list) else 1,
        has_spans=has_spans or bool(entities),
        faults=(*faults, *bad),
    )


def _entity(entry: object) -> Entity | None:
    if isinstance(entry, list) and len(entry) == 3:
        entry = dict(zip(("start_offset", "end_offset", "label"), entry, strict=True))
    try:
        found = msgspec.convert(entry, Entity)
    except msgspec.ValidationError:
        return None
    return found if min(found.start_offset, found.end_offset) >= 0 else None


def _relations(given: object) -> tuple[list[Relation], list[str]]:
    relations: list[Relation] = []
    faults: list[str] = []
    for entry in given if isinstance(given, list) else []:
        try:
            relations.append(msgspec.convert(entry, Relation))
        except msgspec.ValidationError:
            faults.append(f"relations: {entry!r:.80}")
    return relations, faults
