"""Where the word lists are, and reading one of them safely."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from stance.errors import ConfigError, ResourceMissingError

T = TypeVar("T")


@cache
def lexicon_folder() -> Path:
    """Return the folder of the word lists: inside the installed package, else in the source tree.

    Raises:
        ResourceMissingError: neither is there.
    """
    package = Path(str(files("stance")))
    for folder in (package / "lexicons", package.parent / "seeds" / "lexicons"):
        if folder.is_dir():
            return folder
    raise ResourceMissingError(
        str(package / "lexicons"),
        expected="the folder of word lists",
        found="no such folder",
        action="Install stance again, or run from a complete source tree.",
    )


def read_list(path: Path, record: type[T]) -> T:
    """Return a word list as a record of the given type.

    Raises:
        ResourceMissingError: no such file.
        ConfigError: not valid YAML, or fields that the record does not have.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise ResourceMissingError(
            str(path), expected="a word list", found="no such file", action="Check the name."
        ) from error
    try:
        return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), record)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ConfigError(
            str(path),
            expected="a word list with the fields of its kind",
            found=str(error),
            action="Correct the file; its header and entries are described in the documentation.",
        ) from error
