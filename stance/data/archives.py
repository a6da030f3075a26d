"""Compressed files read in bounded memory: a file is data to be judged, never to be unpacked to disk."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from stance.data.files import refuse
from stance.errors import InputError

_CHUNK = 65_536
_CENTRAL_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ARCHIVE_SUFFIXES = frozenset({".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar", ".jar"})
_ARCHIVE_MARKS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
)
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """How much a compressed file may hold."""

    member_bytes: int = 20_000_000
    total_bytes: int = 200_000_000
    """Of all members together, and of the compressed file itself."""
    ratio: int = 200
    """Most bytes that one compressed byte may become."""
    ratio_from_bytes: int = 1_000_000
    """Up to this size any ratio is taken: short repetitive files compress well and harm nobody."""
    members: int = 100_000


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    """An id to tell members apart, with / between folders; never a path to write to."""
    data: bytes


def read_zip(path: Path, where: str, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> Iterator[Member]:
    """Yield the files of a ZIP archive in the order of its table of contents, one in memory at a time.

    The whole table is checked before the first file is read; sizes are counted while reading, not believed.

    Args:
        path: of the archive.
        where: what to call it in errors.
        limits: how much it may hold.

    Raises:
        InputError: no readable ZIP archive, or one that holds too much, encrypted files, links, archives,
            names that lead out, the same name twice, or files that overlap.
    """
    with _opened(path, where) as stream:
        _check_file(stream, where, limits)
        archive, infos = _table_of(stream, where, limits)
        with archive:
            _check_table(infos, where, limits)
            read = 0
            for info in infos:
                data = _read_member(
                    archive,
                    info,
                    where=f"{where}:{info.filename}",
                    limits=limits,
                    left=limits.total_bytes - read,
                )
                read += len(data)
                yield Member(info.filename, data)


def check_zip(path: Path, where: str, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> None:
    """Raise what `read_zip` raises; for archives that a library opens by itself afterwards."""
    for _ in read_zip(path, where, limits=limits):
        pass


def read_gzip(path: Path, where: str, *, limits: ArchiveLimits = DEFAULT_LIMITS) -> bytes:
    """Return what a gzip file holds; arguments are those of `read_zip`.

    Raises:
        InputError: no readable gzip file, or one that holds too much or another archive.
    """
    with _opened(path, where) as stream:
        size = _check_file(stream, where, limits)
        try:
            with gzip.GzipFile(fileobj=stream) as unpacked:
                data = _bounded(unpacked.read, size, where=where, limits=limits, most=limits.member_bytes)
        except InputError:
            raise
        except (OSError, *_FAULTS) as error:
            raise _damaged(where, "gzip", error) from error
    _refuse_nested(where, "", data)
    return data


def _opened(path: Path, where: str) -> BinaryIO:
    try:
        return path.open("rb")
    except PermissionError as error:
        raise refuse(
            where, "permission", "a file that may be read", "no permission", "Change its permissions."
        ) from error
    except OSError as error:
        found = error.strerror or "nothing"
        raise refuse(where, "missing", "a compressed file", found, "Check the path.") from error


def _check_file(stream: BinaryIO, where: str, limits: ArchiveLimits) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > limits.total_bytes:
        expected = f"at most {limits.total_bytes:,} compressed bytes"
        raise refuse(where, "too_large", expected, f"{size:,}", "Unpack it and name the folder.")
    return size


def _table_of(
    stream: BinaryIO, where: str, limits: ArchiveLimits
) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    # The table is read into memory as a whole; how long it says it is may be a lie, so its entries are
    # counted in the bytes themselves.
    if (count := _count_entries(stream)) > limits.members:
        raise _too_many(where, count, limits)
    try:
        archive = zipfile.ZipFile(stream)
    except (OSError, *_FAULTS) as error:
        raise _damaged(where, "ZIP", error) from error
    return archive, [info for info in archive.infolist() if not info.is_dir()]


def _count_entries(stream: BinaryIO) -> int:
    count, tail = 0, b""
    while chunk := stream.read(_CHUNK):
        count += (tail + chunk).count(_CENTRAL_ENTRY)
        tail = chunk[-len(_CENTRAL_ENTRY) + 1 :]
    stream.seek(0)
    return count


def _check_table(infos: Sequence[zipfile.ZipInfo], where: str, limits: ArchiveLimits) -> None:
    if len(infos) > limits.members:
        raise _too_many(where, len(infos), limits)
    if (declared := sum(info.file_size for info in infos)) > limits.total_bytes:
        raise _too_large(where, declared, limits.total_bytes)
    seen: set[str] = set()
    for info in infos:
        member = f"{where}:{info.filename}"
        _check_name(info, member, seen)
        _check_kind(info, member)
        if info.file_size > limits.member_bytes:
            raise _too_large(member, info.file_size, limits.member_bytes)
    _refuse_overlap(infos, where)


def _check_name(info: zipfile.ZipInfo, where: str, seen: set[str]) -> None:
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or name[1:2] == ":" or not name.isprintable():
        found, action = ascii(info.filename), "Do not open archives from whoever made this one."
        raise refuse(where, "unsupported_type", "names inside the archive", found, action)
    if name in seen:
        raise refuse(where, "duplicate_id", "each name once", "it twice", "Pack the files anew.")
    seen.add(name)
    if PurePosixPath(name).suffix.lower() in _ARCHIVE_SUFFIXES:
        raise _nested(where, f"the archive {name}")


def _check_kind(info: zipfile.ZipInfo, where: str) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        found = "a link" if stat.S_ISLNK(mode) else "a device or pipe"
        raise refuse(where, "symlink_out", "plain files", found, "Pack the file itself.")
    if info.flag_bits & _ENCRYPTED:
        raise refuse(
            where,
            "unsupported_type",
            "files anyone can read",
            "an encrypted one",
            "Pack it without password.",
        )
    if info.compress_type not in _METHODS:
        found = f"compression method {info.compress_type}"
        raise refuse(where, "unsupported_type", "stored or deflated files", found, "Pack it as plain ZIP.")


def _refuse_overlap(infos: Sequence[zipfile.ZipInfo], where: str) -> None:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            member, expected = f"{where}:{info.filename}", "files one after the other"
            raise refuse(member, "parse_error", expected, "one that overlaps another", "Pack the files anew.")
        end = info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size


def _read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, where: str, limits: ArchiveLimits, left: int
) -> bytes:
    try:
        with archive.open(info) as stream:
            data = _bounded(
                stream.read,
                info.compress_size,
                where=where,
                limits=limits,
                most=min(limits.member_bytes, left),
            )
    except InputError:
        raise
    except (OSError, *_FAULTS) as error:
        raise _damaged(where, "ZIP", error) from error
    _refuse_nested(where, info.filename, data)
    return data


def _bounded(
    read: Callable[[int], bytes], n_packed: int, *, where: str, limits: ArchiveLimits, most: int
) -> bytes:
    by_ratio = max(limits.ratio_from_bytes, limits.ratio * n_packed)
    data = bytearray()
    while chunk := read(_CHUNK):
        data += chunk
        if len(data) > most:
            raise _too_large(where, len(data), most)
        if len(data) > by_ratio:
            expected = f"at most {limits.ratio} times the {n_packed:,} compressed bytes"
            raise refuse(where, "too_large", expected, "more", "Unpack it and look at it first.")
    return bytes(data)


def _refuse_nested(where: str, name: str, data: bytes) -> None:
    if data.startswith(_ARCHIVE_MARKS):
        raise _nested(where, f"an archive named {name}" if name else "another archive")


def _nested(where: str, found: str) -> InputError:
    action = "Unpack the outer archive and name its folder."
    return refuse(where, "unsupported_type", "no archive inside an archive", found, action)


def _too_many(where: str, count: int, limits: ArchiveLimits) -> InputError:
    return refuse(
        where,
        "too_large",
        f"at most {limits.members:,} files",
        f"{count:,}",
        "Unpack it and name the folder.",
    )


def _too_large(where: str, found: int, most: int) -> InputError:
    action = "Unpack it and name the folder."
    return refuse(where, "too_large", f"at most {most:,} bytes unpacked", f"{found:,} or more", action)


def _damaged(where: str, kind: str, error: Exception) -> InputError:
    action = "Fetch or export the file again."
    return refuse(where, "parse_error", f"a readable {kind} file", str(error) or type(error).__name__, action)
