"""Load the packaged label schemas and tell which versions go together."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import msgspec
import yaml

from stance.errors import ConfigError, ResourceMissingError
from stance.schema.records import (
    Example,
    GenericQuestion,
    Label,
    LabelSchema,
    Task,
    ValueSet,
)
from stance.schema.render import render_schema_text

__all__ = [
    "Example",
    "GenericQuestion",
    "Label",
    "LabelSchema",
    "Task",
    "ValueSet",
    "available_versions",
    "is_compatible",
    "load_schema",
    "parse_schema",
    "render_schema_text",
]

_FILE = re.compile(r"labels-(\d+\.\d+\.\d+)\.yaml")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


def available_versions() -> tuple[str, ...]:
    """Return the versions whose files are in the package, oldest first."""
    names = (entry.name for entry in resources.files("stance.schema").iterdir())
    found = [match.group(1) for name in names if (match := _FILE.fullmatch(name))]
    return tuple(sorted(found, key=_numbers))


@cache
def load_schema(version: str | None = None) -> LabelSchema:
    """Return a packaged label schema; read once per process.

    Args:
        version: as in `available_versions`; None is the newest.

    Raises:
        ResourceMissingError: the package has no such version.
        ConfigError: the file is not a valid schema.
    """
    versions = available_versions()
    wanted = versions[-1] if version is None else version
    if wanted not in versions:
        raise ResourceMissingError(
            f"label schema {wanted}",
            expected=f"one of the packaged versions: {', '.join(versions)}",
            found="no such file",
            action="Leave the version out to use the newest.",
        )
    name = f"labels-{wanted}.yaml"
    schema = parse_schema((resources.files("stance.schema") / name).read_text("utf-8"), where=name)
    if schema.version != wanted:
        raise _fault(name, f"version {wanted}, as in the file name", f"version {schema.version}")
    return schema


def parse_schema(content: str, *, where: str) -> LabelSchema:
    """Return the schema written in a YAML text.

    Args:
        content: the YAML text.
        where: its name, for error messages.

    Raises:
        ConfigError: not YAML, an unknown or missing key, a value of the wrong type, or a map from a
            label that the task does not have.
    """
    try:
        schema = msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), LabelSchema)
    except yaml.YAMLError as error:
        raise _fault(where, "a YAML mapping", str(error)) from error
    except msgspec.ValidationError as error:
        raise _fault(where, "the keys and types of a label schema", str(error)) from error
    for task_id, task in schema.tasks.items():
        known = {label for values in task.value_sets.values() for label in values.labels}
        for data_set, mapping in task.maps_to.items():
            if unknown := sorted(set(mapping) - known):
                found = f"maps_to {data_set} from {', '.join(unknown)}"
                raise _fault(where, f"maps from labels of task {task_id}", found)
    return schema


def is_compatible(version: str) -> bool:
    """Return whether annotations made under a schema version can be read with the newest one.

    True for the same major version up to the newest minor one: minor versions only add labels, patch
    versions only change wording. False for anything else, also for text that is no version.

    >>> is_compatible("0.1.0"), is_compatible("1.0.0"), is_compatible("draft")
    (True, False, False)
    """
    if not _VERSION.fullmatch(version):
        return False
    major, minor, _ = _numbers(version)
    newest_major, newest_minor, _ = _numbers(available_versions()[-1])
    return major == newest_major and minor <= newest_minor


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _fault(where: str, expected: str, found: str) -> ConfigError:
    return ConfigError(where, expected=expected, found=found, action="Correct the schema file.")
