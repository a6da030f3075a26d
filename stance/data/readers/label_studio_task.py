"""A task of a Label Studio export: its data, and the annotations as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

import msgspec

from stance.data.files import refuse
from stance.records.document import Entity, Target, TargetKind
from stance.schema.label_studio_controls import TARGETS

_OF_MIN_EXPORT = frozenset({"annotation_id", "annotator"})


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """An annotation or a prediction."""

    id: str | int | None = None
    completed_by: int | str | dict[str, Any] | None = None
    was_cancelled: bool | None = None
    result: list[Any] = []
    created_at: str | None = None
    updated_at: str | None = None
    lead_time: float | None = None
    parent_prediction: Any = None
    parent_annotation: Any = None
    model_version: str | None = None

    @property
    def is_copy(self) -> bool:
        """Whether it was begun as a copy of a prediction or of another annotation."""
        return bool(self.parent_prediction or self.parent_annotation)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One text with everything the annotators did."""

    id: str | int | None = None
    data: dict[str, Any]
    annotations: list[Any] = []
    """One object each; one that cannot be read does not take the others with it."""
    predictions: list[Any] = []
    """Objects, or ids where the export was made without them."""

    def all_results(self) -> Iterator[dict[str, Any]]:
        """Yield the results of all annotations that are objects."""
        for judged in (*self.annotations, *self.predictions):
            results = judged.get("result") if isinstance(judged, dict) else None
            yield from (item for item in results or () if isinstance(item, dict))

    def entries(self, each: str) -> list[Any]:
        """Return a list of the task data, empty where it has none of that name."""
        found = self.data.get(each)
        return found if isinstance(found, list) else []

    def place(self, each: str, index: int) -> tuple[str, str | None] | None:
        """Return target and holder of an entry, None where the list has no such entry."""
        entries = self.entries(each)
        if index >= len(entries):
            return None
        entry = entries[index]
        holder = entry.get("holder") if isinstance(entry, dict) else None
        return _target_id(entry, index), holder if isinstance(holder, str) else None

    def targets(self, lists: Sequence[str]) -> tuple[Target, ...]:
        """Return the targets in the lists that the page repeats its questions over."""
        found: dict[str, Target] = {}
        for each in dict.fromkeys([TARGETS, *lists]):
            for index, entry in enumerate(self.entries(each)):
                target = _target(entry, index)
                found.setdefault(target.id, target)
        return tuple(found.values())

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities the writer put into the task data; others are left out."""
        try:
            return tuple(msgspec.convert(self.data.get("entities", []), list[Entity]))
        except msgspec.ValidationError:
            return ()


def decode_task(record: dict[str, Any], where: str) -> Task:
    """Return the task in an entry of an export.

    Raises:
        InputError: it is no task, or one of the short export (JSON_MIN).
    """
    if "data" not in record and _OF_MIN_EXPORT & record.keys():
        raise refuse(
            where,
            "unsupported_type",
            "a task of the export named JSON",
            "one of the export named JSON-MIN, which does not tell annotators, regions and questions apart",
            "Export the project again as JSON.",
        )
    try:
        return msgspec.convert(record, Task)
    except msgspec.ValidationError as error:
        expected = 'a task with "data" and "annotations"'
        action = "Export the project as JSON, and do not edit the file."
        raise refuse(where, "parse_error", expected, str(error), action) from error


def _target_id(entry: object, index: int) -> str:
    given = entry.get("id", entry.get("text")) if isinstance(entry, dict) else entry
    return str(given) if given not in (None, "") else str(index)


def _target(entry: object, index: int) -> Target:
    fields: dict[str, Any] = entry if isinstance(entry, dict) else {"text": str(entry)}
    identifier = _target_id(entry, index)
    kind: TargetKind = fields["kind"] if fields.get("kind") in get_args(TargetKind) else "issue"
    return Target(
        id=identifier,
        kind=kind,
        text=str(fields.get("text", identifier)),
        entity_ids=_strings(fields.get("entity_ids")),
        terms=_strings(fields.get("terms")),
    )


def _strings(given: object) -> list[str]:
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
