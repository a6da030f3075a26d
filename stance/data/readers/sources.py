"""Files of annotation tools: found under the paths named, in a stable order, and read as UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.data.files import escape_name, refuse
from stance.errors import InputError

_MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a tool."""

    path: Path
    name: str
    """Path below the folder named, escaped; for error messages and ids."""


def files_under(paths: Sequence[Path], suffixes: frozenset[str]) -> Iterator[SourceFile | InputError]:
    """Yield the files with some suffixes, each folder's in order of name, or why a path cannot be read.

    Hidden files and folders are left out; links that lead out of the folder named give an error. A file that
    is named itself is taken whatever its suffix.

    Args:
        paths: files and folders.
        suffixes: in lower case, with the dot.
    """
    for path in paths:
        if path.is_file():
            yield SourceFile(path, escape_name(path.name))
        elif path.is_dir():
            yield from _files_in(path, suffixes)
        else:
            yield refuse(str(path), "missing", "a file or folder", "no such path", "Check the path.")


def read_utf8(path: Path, where: str) -> str:
    """Return the content of a file with line ends, and a byte order mark, untouched.

    Raises:
        InputError: the file cannot be read, is larger than 50 MB or is not UTF-8.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= _MAX_BYTES else None
    except OSError as error:
        found = error.strerror or "a file that cannot be read"
        raise refuse(where, "permission", "a file that can be read", found, "Check the file.") from error
    if raw is None:
        expected = f"at most {_MAX_BYTES // 1_000_000} MB"
        raise refuse(where, "too_large", expected, "a larger file", "Split the file.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(
            where, "undecodable", "UTF-8", f"byte {error.start} is no UTF-8", "Convert the file to UTF-8."
        ) from error


def _files_in(root: Path, suffixes: frozenset[str]) -> Iterator[SourceFile | InputError]:
    inside = root.resolve()
    found = [path for path in root.rglob("*") if path.suffix.lower() in suffixes and path.is_file()]
    for path in sorted(found, key=lambda path: path.relative_to(root).parts):
        relative = path.relative_to(root)
        name = escape_name(relative.as_posix())
        if any(part.startswith(".") for part in relative.parts):
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            yield refuse(
                name, "symlink_out", "a file inside the folder", "a link that leads out of it", "Copy it in."
            )
        else:
            yield SourceFile(path, name)
