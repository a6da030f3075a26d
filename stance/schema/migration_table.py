"""Tables that say what became of the labels of one label set in another, and the packaged ones."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
import yaml

from stance.errors import ConfigError
from stance.records.annotation import LabelSetRef
from stance.schema.labels import available_versions, load_schema

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_KEY = re.compile(r"[^/>]+[/>].+", re.DOTALL)


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label that became several, told apart by an attribute of what carries it."""

    by: str
    """Name of the attribute."""
    values: dict[str, str]
    """Value of the attribute to new label; other values, or none, are for a person to decide."""


NewLabel = str | list[str] | Split | None
"""Renamed or merged: the new label. Split: by a rule, or a list for a person to choose from. None: gone."""


class MigrationTable(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"source": "from", "goal": "to"},
):
    """What becomes of layers, attributes and labels.

    labels:
      tone/up: positive              # renamed; two labels with one new name are merged
      tone/odd: null                 # removed
      tone/mixed: [positive, negative]   # split: a person must choose
      tone/loud: {by: voice, values: {author: positive, source: negative}}   # split by an attribute
      news>says: content             # label of a link
      cue.voice/writer: author       # value of an attribute
    layers: {tone: stance}           # a layer or question renamed; null removes it
    attributes: {cue.who: voice}     # an attribute renamed; null removes it
    unlisted: keep                   # or lose: labels of the layers named in `labels` that are not in it
    """

    source: LabelSetRef | None = None
    """Label set the annotations must be of; None is any."""
    goal: LabelSetRef | None = None
    """Label set they are of afterwards; None leaves it as it is."""
    labels: dict[str, NewLabel] = {}
    layers: dict[str, str | None] = {}
    attributes: dict[str, str | None] = {}
    unlisted: Literal["keep", "lose"] = "keep"
    added: list[str] = []
    """New labels, for the record; nothing becomes them by itself."""


def parse_table(content: str, *, where: str) -> MigrationTable:
    """Return the table written in a YAML text; errors are those of `table_of`."""
    try:
        value = yaml.load(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise _fault(where, "a YAML mapping", str(error)) from error
    return table_of({} if value is None else value, where=where)


def table_of(value: object, *, where: str) -> MigrationTable:
    """Return the table that plain values (such as a part of a configuration) hold.

    Raises:
        ConfigError: unknown keys, values of the wrong kind, a label not written as layer/label, no name.
    """
    try:
        table = msgspec.convert(value, MigrationTable)
    except msgspec.ValidationError as error:
        raise _fault(where, "the keys and values of a migration table", str(error)) from error
    for key, new in table.labels.items():
        if not _KEY.fullmatch(key):
            raise _fault(where, "a label as layer/label, layer>label or layer.attribute/value", repr(key))
        if isinstance(new, str) and not new:
            raise _fault(where, f"a new label for {key}, or null to remove it", "an empty text")
        if isinstance(new, list) and len(set(new)) < 2:
            raise _fault(where, f"two labels or more that {key} was split into", str(new))
    for key in table.attributes:
        if "." not in key:
            raise _fault(where, "an attribute as layer.attribute", repr(key))
    return table


@cache
def packaged_tables() -> dict[str, MigrationTable]:
    """Return the tables of the package's own label schema by the version they start from."""
    tables: dict[str, MigrationTable] = {}
    for entry in sorted(resources.files("stance.schema").joinpath("migrations").iterdir(), key=str):
        if entry.name.endswith(".yaml"):
            table = parse_table(entry.read_text("utf-8"), where=entry.name)
            if table.source is None or table.goal is None:
                raise _fault(entry.name, "from and to, each with name and version", "one of them is missing")
            tables[table.source.version] = table
    return tables


def migration_path(start: str, goal: str | None = None) -> list[MigrationTable]:
    """Return the tables that lead from one version of the label schema to another, in order.

    Between versions of one major for which there is no table, labels were only added; the table then changes
    the version alone.

    Args:
        start: version the annotations are of.
        goal: version wanted; None is the newest.

    Raises:
        ConfigError: a text that is no version, an unknown major, a version newer than the newest known, or a
            way back to an older one.
    """
    wanted = goal or available_versions()[-1]
    path: list[MigrationTable] = []
    at = start
    while at != wanted:
        table = packaged_tables().get(at)
        if table is None or table.goal is None:
            path.append(_same_major(at, wanted))
            break
        path.append(table)
        at = table.goal.version
    else:
        _numbers(wanted)
    return path


def _same_major(start: str, goal: str) -> MigrationTable:
    if _numbers(start)[0] != _numbers(goal)[0]:
        raise _fault(
            f"label schema {start}",
            f"a version that can be brought to {goal}",
            "another major version, and no table leads from it",
            "Install the version of stance that knows both, or write a table and migrate with it.",
        )
    if _numbers(start) > _numbers(goal):
        raise _fault(
            f"label schema {start}",
            f"version {goal} or older",
            "a newer one",
            "Install a newer version of stance; labels are never taken back to an older schema.",
        )
    name = load_schema().name
    return MigrationTable(
        source=LabelSetRef(name=name, version=start), goal=LabelSetRef(name=name, version=goal)
    )


def _numbers(version: str) -> tuple[int, ...]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise _fault(f"label schema {version}", "a version such as 0.2.0", repr(version))
    return tuple(map(int, match.groups()))


def _fault(where: str, expected: str, found: str, action: str = "Correct it.") -> ConfigError:
    return ConfigError(where, expected=expected, found=found, action=action)
