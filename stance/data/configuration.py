"""Configurations in YAML: every key known, every value of its type, changes from the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from stance.data.strict_yaml import parse_yaml
from stance.errors import ConfigError, ResourceMissingError

T = TypeVar("T", bound=msgspec.Struct)
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def read_config(path: Path, kind: type[T], *, changes: Sequence[str] = ()) -> T:
    """Return the configuration in a YAML file.

    Args:
        path: of the file.
        kind: what it is read as; refuses unknown keys.
        changes: KEY=VALUE that go before the file, KEY with dots for keys in keys, VALUE in YAML.

    Raises:
        ResourceMissingError: there is no such file.
        ConfigError: not YAML, an unknown or missing key, or a value of the wrong type.
    """
    if not path.is_file():
        raise ResourceMissingError(
            str(path), expected="a configuration (YAML)", found="no such file", action="See configs/."
        )
    value = parse_yaml(path.read_text(encoding="utf-8"), where=str(path))
    if not isinstance(value, dict):
        raise ConfigError(
            str(path),
            expected="keys with values",
            found=f"{value!r:.60}",
            action="See configs/ for examples.",
        )
    for change in changes:
        value = _changed(value, change)
    return convert_config(value, kind, where=str(path))


def convert_config(value: object, kind: type[T], *, where: str) -> T:
    """Return plain values as a configuration; ConfigError as in `read_config`."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at ")
        place = place.strip("`").removeprefix("$").removeprefix(".")
        unknown = _UNKNOWN.search(message)
        known = sorted(_keys(kind))
        near = get_close_matches(unknown.group(1), known, n=1) if unknown else []
        raise ConfigError(
            f"{where}: {place}" if place else where,
            expected="the keys and types of this configuration",
            found=message.replace("`", "'"),
            action=f"Did you mean {near[0]!r}?" if near else "Correct the key; configs/ has examples.",
        ) from error


def _changed(value: Mapping[str, Any], change: str) -> dict[str, Any]:
    key, sign, text = change.partition("=")
    if not sign or not all(key.split(".")):
        raise ConfigError(
            f"--set {change}",
            expected="KEY=VALUE, with dots for keys in keys",
            found=change,
            action="Write it like --set model.C=4.",
        )
    return _with(value, key.split("."), parse_yaml(text, where=f"--set {change}"), change)


def _with(value: Mapping[str, Any], keys: Sequence[str], new: object, change: str) -> dict[str, Any]:
    if len(keys) == 1:
        return {**value, keys[0]: new}
    inner = value.get(keys[0], {})
    if not isinstance(inner, dict):
        raise ConfigError(
            f"--set {change}",
            expected=f"{keys[0]} to hold keys",
            found=f"{inner!r:.60}",
            action="Set the key itself.",
        )
    return {**value, keys[0]: _with(inner, keys[1:], new, change)}


def _keys(kind: object) -> set[str]:
    """All keys anywhere in a configuration."""
    found: set[str] = set()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            found |= {field.encode_name} | _keys(field.type)
    for part in get_args(kind):
        found |= _keys(part)
    return found
