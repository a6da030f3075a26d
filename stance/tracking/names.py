"""Configurations and metrics under names and in lengths that MLflow takes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

MAX_PARAM: Final = 6000
MAX_TAG: Final = 8000
_MAX_NAME: Final = 250
_NOT_IN_NAMES = re.compile(r"[^\w\-. :]")


def params_of(config: Mapping[str, Any]) -> dict[str, str]:
    """Return a configuration as flat parameters, such as model.C; long values are cut with a note.

    >>> params_of({"model": {"C": 4.0, "ngrams": [1, 2]}, "name": "x"})
    {'model.C': '4.0', 'model.ngrams': '[1, 2]', 'name': 'x'}
    """
    params: dict[str, str] = {}
    for key, value in _flat(config, ""):
        params[_unused(named(key), params)] = cut(value, MAX_PARAM)
    return params


def split_undefined(metrics: Mapping[str, float | None]) -> tuple[dict[str, float], list[str]]:
    """Return the metrics that are numbers, and the names of those that are undefined or not finite."""
    numbers = {
        named(name): float(value)
        for name, value in metrics.items()
        if value is not None and math.isfinite(value)
    }
    return numbers, [name for name in metrics if named(name) not in numbers]


def named(name: str) -> str:
    """Return a name with all that MLflow does not take in names replaced by "_".

    Parts between "/" have to be such as a file could be called.

    >>> named("F1 (macro)/low"), named("a//..")
    ('F1 _macro_/low', 'a/_/_')
    """
    parts = [_NOT_IN_NAMES.sub("_", part) for part in name[:_MAX_NAME].split("/")]
    return "/".join("_" if part in {"", ".", ".."} else part for part in parts)


def cut(value: str, limit: int) -> str:
    """Return a text, cut with a note where it is longer than a limit in characters."""
    if len(value) <= limit:
        return value
    note = f" … (cut, {len(value)} characters; all of it is in config.json)"
    return value[: limit - len(note)] + note


def _flat(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, Mapping) and inner:
            yield from _flat(inner, f"{name}.")
        else:
            yield name, inner if isinstance(inner, str) else json.dumps(inner, ensure_ascii=False)


def _unused(name: str, taken: Mapping[str, str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name[: _MAX_NAME - 8]}-{number}", number + 1
    return free
