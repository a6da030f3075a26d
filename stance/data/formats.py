"""The formats that are read and written, by name; adding one is one module and one line."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Final, cast

import msgspec

from stance.data.delivery import Reader, ReaderOptions
from stance.errors import ConfigError

READERS: Final[dict[str, str]] = {
    "label-studio": "stance.data.readers.label_studio",
    "doccano": "stance.data.readers.doccano",
    "prodigy": "stance.data.readers.prodigy",
    "brat": "stance.data.readers.brat",
    "uima": "stance.data.readers.uima",
    "webanno-tsv": "stance.data.readers.webanno_tsv",
    "conll": "stance.data.readers.conll",
    "ptc": "stance.data.readers.ptc",
    "table": "stance.data.readers.table",
    "jsonl": "stance.data.readers.own_jsonl",
    "polnear": "stance.data.readers.polnear",
    "babe": "stance.data.readers.babe",
    "newsmtsc": "stance.data.readers.newsmtsc",
    "gvfc": "stance.data.readers.gvfc",
    "narrative-frames": "stance.data.readers.narrative_frames",
    "perspectrum": "stance.data.readers.perspectrum",
}


def reader_of(name: str) -> Reader:
    """Return the reader of a format; ConfigError when there is none of that name."""
    return cast(Reader, module_of(name, READERS))


def reader_options(name: str, given: Mapping[str, object]) -> ReaderOptions:
    """Return the options of reading a format; see `options_of`."""
    return options_of(reader_of(name).Options, given, where=f"options of format {name}")


def module_of(name: str, modules: Mapping[str, str]) -> ModuleType:
    """Return the module of a format.

    Raises:
        ConfigError: there is no format of that name.
    """
    if name not in modules:
        near = get_close_matches(name, modules, n=1)
        raise ConfigError(
            f"format {name!r}",
            expected=f"one of: {', '.join(modules)}",
            found=name,
            action=f"Did you mean {near[0]}?" if near else "Name one of these formats.",
        )
    return importlib.import_module(modules[name])


def options_of(kind: type[ReaderOptions], given: Mapping[str, object], *, where: str) -> ReaderOptions:
    """Return options from texts as given on the command line, or from values of a configuration.

    Raises:
        ConfigError: an option the format does not have, or a value that cannot be read as its type.
    """
    try:
        return msgspec.convert(dict(given), kind, strict=False)
    except msgspec.ValidationError as error:
        allowed = ", ".join(field.name for field in msgspec.structs.fields(kind)) or "none"
        raise ConfigError(
            where,
            expected=f"the options this format has: {allowed}",
            found=str(error),
            action="Correct the option.",
        ) from error
