"""Targets of stance and entities, given by the user in a YAML file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from stance.data.strict_yaml import parse_yaml
from stance.errors import ConfigError, ResourceMissingError
from stance.records.document import Entity, Target, TargetKind

_KINDS: tuple[str, ...] = get_args(TargetKind)


@dataclass(frozen=True, slots=True)
class TargetSet:
    """Targets and entities of one article."""

    targets: list[Target]
    entities: list[Entity]


@dataclass(frozen=True, slots=True)
class TargetTable:
    """Targets and entities, for all articles and for single events."""

    shared: TargetSet
    """For articles of no event, or of an event the file does not name."""
    events: Mapping[str, TargetSet] = field(default_factory=dict)
    """Event id to its own; they come after the shared ones."""

    def for_event(self, event_id: str | None) -> TargetSet:
        """Return the shared targets and entities and those of an event."""
        own = self.events.get(event_id) if event_id is not None else None
        if own is None:
            return self.shared
        return TargetSet(self.shared.targets + own.targets, self.shared.entities + own.entities)


def targets_from_texts(texts: Sequence[str]) -> list[Target]:
    """Return targets of kind issue with the ids T1, T2, ...

    >>> [target.id for target in targets_from_texts(["carbon tax", "migration"])]
    ['T1', 'T2']
    """
    return [Target(id=f"T{n}", kind="issue", text=text) for n, text in enumerate(texts, 1)]


def load_targets(path: Path) -> TargetTable:
    """Return the targets and entities of a YAML file.

    The file holds `targets`, `entities` and `events`, each optional. A target is a text, or a mapping with
    text and optionally id, kind, terms and entity_ids; an entity has a name and optionally id, type, side and
    aliases; an event id maps to its own targets and entities. Ids not given are T1, T2, ... and E1, E2, ...

    Raises:
        ConfigError: unknown or missing keys, values of the wrong kind, duplicate ids.
        ResourceMissingError: there is no such file.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise ResourceMissingError(
            str(path), expected="a targets file", found="no such file", action="Check the path."
        ) from None
    except UnicodeDecodeError:
        raise _refuse(str(path), "UTF-8 text", "other bytes", "Save the file as UTF-8.") from None
    table = _mapping(parse_yaml(text, where=str(path)) or {}, str(path), ("targets", "entities", "events"))
    shared = _target_set(table, str(path), TargetSet([], []))
    events = _mapping(table.get("events") or {}, f"{path}: events", None)
    return TargetTable(
        shared,
        {
            str(event): _target_set(
                _mapping(value or {}, f"{path}: events.{event}", ("targets", "entities")),
                f"{path}: events.{event}",
                shared,
            )
            for event, value in events.items()
        },
    )


def _target_set(table: Mapping[str, Any], where: str, shared: TargetSet) -> TargetSet:
    n_targets, n_entities = len(shared.targets), len(shared.entities)
    targets = [
        _target(value, f"{where}: targets[{n}]", f"T{n_targets + n}")
        for n, value in enumerate(_list(table.get("targets"), f"{where}: targets"), 1)
    ]
    entities = [
        _entity(value, f"{where}: entities[{n}]", f"E{n_entities + n}")
        for n, value in enumerate(_list(table.get("entities"), f"{where}: entities"), 1)
    ]
    _refuse_duplicates([t.id for t in shared.targets + targets], where, "target")
    _refuse_duplicates([e.id for e in shared.entities + entities], where, "entity")
    known = {e.id for e in shared.entities + entities}
    for target in targets:
        for entity_id in target.entity_ids:
            if entity_id not in known:
                found = f"{entity_id!r} in target {target.id!r}{_suggest(entity_id, known)}"
                raise _refuse(
                    where, "the id of an entity of this file", found, "Add the entity, or fix the id."
                )
    return TargetSet(targets, entities)


def _target(value: object, where: str, default_id: str) -> Target:
    if isinstance(value, str):
        value = {"text": value}
    fields = _mapping(value, where, ("id", "kind", "text", "terms", "entity_ids"))
    kind = _text(fields, "kind", where, "issue")
    if kind not in _KINDS:
        raise _refuse(
            f"{where}.kind", f"one of {', '.join(_KINDS)}", f"{kind!r}{_suggest(kind, _KINDS)}", "Fix it."
        )
    return Target(
        id=_text(fields, "id", where, default_id),
        kind=kind,  # type: ignore[arg-type]  # checked against the literal's values above
        text=_text(fields, "text", where, None),
        terms=_texts(fields, "terms", where),
        entity_ids=_texts(fields, "entity_ids", where),
    )


def _entity(value: object, where: str, default_id: str) -> Entity:
    if isinstance(value, str):
        value = {"name": value}
    fields = _mapping(value, where, ("id", "name", "type", "side", "aliases"))
    return Entity(
        id=_text(fields, "id", where, default_id),
        name=_text(fields, "name", where, None),
        type=_text(fields, "type", where, "unknown"),
        side=_text(fields, "side", where, "none"),
        aliases=_texts(fields, "aliases", where),
    )


def _mapping(value: object, where: str, keys: Sequence[str] | None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _refuse(where, "a mapping of keys to values", f"{value!r:.60}", "Write key: value lines.")
    for key in value:
        if keys is not None and key not in keys:
            found = f"the key {key!r}{_suggest(str(key), keys)}"
            raise _refuse(where, f"only the keys {', '.join(keys)}", found, "Fix or remove the key.")
    return value


def _list(value: object, where: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _refuse(where, "a list", f"{value!r:.60}", "Begin each entry with '- '.")
    return value


def _text(fields: Mapping[str, Any], key: str, where: str, default: str | None) -> str:
    value = fields.get(key, default)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise _refuse(
            f"{where}.{key}", "a text", "nothing" if value is None else f"{value!r:.60}", "Fill it in."
        )
    return str(value).strip()


def _texts(fields: Mapping[str, Any], key: str, where: str) -> list[str]:
    values = _list(fields.get(key), f"{where}.{key}")
    return [_text({key: value}, key, where, None) for value in values]


def _refuse_duplicates(ids: Sequence[str], where: str, what: str) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise _refuse(where, f"each {what} id once", f"{each!r} twice", "Give one of them another id.")
        seen.add(each)


def _suggest(word: str, known: Sequence[str] | set[str]) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _refuse(where: str, expected: str, found: str, action: str) -> ConfigError:
    return ConfigError(where, expected=expected, found=found, action=action)
