"""A test part under lock: it cannot change unnoticed, and every opening is on record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from stance.errors import ConfigError, InputError, InvariantError
from stance.records.codec import encode_json
from stance.records.document import Record, Sha256
from stance.records.example import Example

TEST = "test"
"""Name of the part that is locked."""


class Lock(Record, frozen=True, kw_only=True):
    """What the locked test part was."""

    sha256: Sha256
    """Over the test examples of all tasks, in order of task and id."""
    n_examples: int


class Opening(Record, frozen=True, kw_only=True):
    """One use of the locked test part."""

    lock: Sha256
    date: str
    """YYYY-MM-DD."""
    reason: str
    """Who or what needed it, such as "evaluate release 1.2"."""
    number: int
    """1 for the first opening of this lock; the more, the less a result on it says."""


def lock(examples: Iterable[tuple[str, Example]]) -> Lock:
    """Return the lock of the test examples among some (task, example) pairs, in whatever order they come.

    What an example is and what is asked of it is under lock; which cluster, groups and fold it has is not,
    as these may change when other documents join the dataset.
    """
    held = sorted(
        (task, example.example_id, _content(example)) for task, example in examples if example.part == TEST
    )
    checksum = hashlib.sha256()
    for task, _, content in held:
        for part in (task.encode(), content):
            checksum.update(len(part).to_bytes(8, "big") + part)
    return Lock(sha256=checksum.hexdigest(), n_examples=len(held))


def check_lock(locked: Lock, examples: Iterable[tuple[str, Example]]) -> None:
    """Refuse test examples that are not those that were locked.

    Raises:
        InvariantError: a test example was added, taken out or changed.
    """
    found = lock(examples)
    if found != locked:
        raise InvariantError(
            "locked test part",
            expected=f"{locked.n_examples} examples with SHA-256 {locked.sha256}",
            found=f"{found.n_examples} with {found.sha256}",
            action="Restore the dataset, or build it under a new name and lock: results do not compare.",
        )


def read_openings(path: Path) -> list[Opening]:
    """Return the openings on record, in the order of the file; none where there is no file.

    Raises:
        InputError: a line is no opening.
    """
    if not path.is_file():
        return []
    openings = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            openings.append(msgspec.json.decode(line, type=Opening))
        except msgspec.DecodeError as error:
            raise InputError(
                f"{path}:{number}",
                reason="parse_error",
                expected="the record of an opening of the test part",
                found=str(error),
                action="Restore the line; openings are not taken back.",
            ) from error
    return openings


def record_opening(path: Path, locked: Lock, *, reason: str, date: str) -> Opening:
    """Put an opening on record and return it.

    Args:
        path: the record, one opening a line; it is made with the first.
        locked: the lock that is opened.
        reason: who or what needs the test part.
        date: YYYY-MM-DD.

    Raises:
        ConfigError: no reason is given.
        InputError: the record cannot be read.
    """
    if not reason.strip():
        raise ConfigError(
            "locked test part",
            expected="a reason for opening it",
            found="none",
            action="Say what the result is for; use the dev part for everything else.",
        )
    number = 1 + sum(opening.lock == locked.sha256 for opening in read_openings(path))
    opening = Opening(lock=locked.sha256, date=date, reason=reason.strip(), number=number)
    with path.open("ab") as stream:
        stream.write(encode_json(opening) + b"\n")
    return opening


def _content(example: Example) -> bytes:
    return encode_json(msgspec.structs.replace(example, cluster="", groups={}, fold=None))
