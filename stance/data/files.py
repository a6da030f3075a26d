"""Files found under the paths a user names, in a stable order, without following links out."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from stance.errors import InputError, ReasonCode
from stance.records.run import RUN_FORMAT

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".ndjson"})
_ESCAPED = re.compile("[\udc80-\udcff\x00-\x1f\x7f]|%(?=[0-9A-Fa-f]{2})")
_UNESCAPED = re.compile("%([0-9A-Fa-f]{2})")
_RUN_FILE = "run.json"
_MAX_RUN_FILE_BYTES = 20_000_000
_MAX_EXAMPLES = 100


class _Marked(msgspec.Struct):
    schema: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read."""

    path: Path
    name: str
    """Path below the folder named (below the common folder of several), escaped; unique in a run."""


@dataclass(slots=True)
class SkippedFiles:
    """What a walk over folders left out: counted by reason, the first 100 listed."""

    counts: Counter[str] = field(default_factory=Counter)
    """hidden, link_inside, special, results, or the unknown suffix (such as ".pdf") to number of paths."""
    examples: list[tuple[str, str]] = field(default_factory=list)
    """(path, reason)."""

    def add(self, path: str, reason: str) -> None:
        """Note one file or folder that is left out."""
        self.counts[reason] += 1
        if len(self.examples) < _MAX_EXAMPLES:
            self.examples.append((path, reason))


def escape_name(name: str) -> str:
    r"""Return a file name as text that can be printed and stored, reversibly.

    Bytes that are not UTF-8 and control characters become %FF; a % before two hex digits becomes %25.

    >>> escape_name("bad\udcff.txt")
    'bad%FF.txt'
    """
    return _ESCAPED.sub(lambda match: f"%{ord(match.group()) & 0xFF:02X}", name)


def unescape_name(name: str) -> str:
    r"""Return the file name that `escape_name` was given.

    >>> unescape_name("bad%FF.txt")
    'bad\udcff.txt'
    """
    raw = _UNESCAPED.sub(lambda match: os.fsdecode(bytes([int(match.group(1), 16)])), name)
    return os.fsdecode(os.fsencode(raw))


def find_files(paths: Sequence[Path], skipped: SkippedFiles) -> Iterator[InputFile | InputError]:
    """Yield the files under some paths, each folder's in byte order, or why a path cannot be read.

    In folders, hidden names, unknown suffixes and folders of our own results are skipped and noted; links
    that lead out of the folder named, and folders that may not be opened, give an error; links to places
    inside it are skipped, because what they point to is found there. A file named by the user is taken as
    it is.

    Args:
        paths: files and folders.
        skipped: takes what is left out.
    """
    base = _common_folder(paths)
    for path in paths:
        name = _name_of(path, base)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield _path_error(name, error)
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(path, base, skipped)
        elif not stat.S_ISREG(mode):
            yield refuse(
                name, "unsupported_type", "a file or folder", "a device, pipe or socket", "Save it as a file."
            )
        elif path.suffix.lower() not in SUFFIXES:
            expected, found = f"one of {', '.join(sorted(SUFFIXES))}", path.suffix or "no suffix"
            yield refuse(name, "unsupported_type", expected, found, "Convert or rename the file.")
        else:
            yield InputFile(path, name)


def _walk(root: Path, base: str, skipped: SkippedFiles) -> Iterator[InputFile | InputError]:
    real_root = os.path.realpath(root)
    # Folders and files together, so that names come in byte order at every level.
    waiting: list[tuple[Path, bool]] = [(root, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield from _classify(path, real_root, base, skipped)
            continue
        try:
            entries = sorted(os.scandir(path), key=lambda entry: os.fsencode(entry.name), reverse=True)
        except OSError as error:
            yield _path_error(_name_of(path, base), error)
            continue
        if any(_is_run_file(entry) for entry in entries):
            skipped.add(_name_of(path, base), "results")
            continue
        for entry in entries:
            if entry.name.startswith("."):
                skipped.add(escape_name(entry.path), "hidden")
            else:
                waiting.append((path / entry.name, entry.is_dir(follow_symlinks=False)))


def _is_run_file(entry: os.DirEntry[str]) -> bool:
    """Return whether a file describes a run of ours, so that what lies beside it are results."""
    if entry.name != _RUN_FILE or not entry.is_file(follow_symlinks=False):
        return False
    try:
        with Path(entry.path).open("rb") as stream:
            found = msgspec.json.decode(stream.read(_MAX_RUN_FILE_BYTES), type=_Marked)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return found.schema.startswith(RUN_FORMAT.partition("/")[0])


def _classify(
    path: Path, real_root: str, base: str, skipped: SkippedFiles
) -> Iterator[InputFile | InputError]:
    name = _name_of(path, base)
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        yield _path_error(name, error)
        return
    if stat.S_ISLNK(mode):
        if os.path.commonpath([real_root, os.path.realpath(path)]) == real_root:
            skipped.add(name, "link_inside")
        else:
            yield refuse(
                name, "symlink_out", "a file inside the folder", "a link that leads out of it", "Copy it in."
            )
    elif path.suffix.lower() not in SUFFIXES:
        skipped.add(name, path.suffix.lower() or "no suffix")
    elif not stat.S_ISREG(mode):
        skipped.add(name, "special")
    else:
        yield InputFile(path, name)


def _common_folder(paths: Sequence[Path]) -> str:
    folders = [str((path if _is_folder(path) else path.parent).absolute()) for path in paths]
    return os.path.commonpath(map(os.path.normpath, folders)) if folders else os.curdir


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _name_of(path: Path, base: str) -> str:
    return escape_name(Path(os.path.relpath(path, base)).as_posix())


def _path_error(name: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, PermissionError):
        return refuse(
            name, "permission", "a path that may be read", "no permission", "Change its permissions."
        )
    return refuse(
        name,
        "missing",
        "a file or folder",
        getattr(error, "strerror", None) or "a name that no file can have",
        "Check the path.",
    )


def refuse(where: str, reason: ReasonCode, expected: str, found: str, action: str) -> InputError:
    """Return the error that says why an input is not read."""
    return InputError(where, reason=reason, expected=expected, found=found, action=action)
