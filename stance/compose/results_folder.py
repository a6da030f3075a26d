"""A results folder: locked while a run writes to it, and replaced only as a whole at the end.

A run writes to a hidden folder inside it. When everything is on the disk, the files of the earlier run
are removed (its `run.json` first) and the new ones moved in (`run.json` last): at no moment do files of
both stand side by side, and a folder with `run.json` is complete.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from stance.errors import ConfigError, EnvironmentFault, LockedError
from stance.records.run import Run

RUN_FILE = "run.json"
_STAGING = ".stance-run"
_OUR_FILE = re.compile(r"analyses\.jsonl|analyses-[0-9]{6}\.parquet|scores\.csv|failures\.jsonl|report\.html")
_ACTIONS = {
    errno.ENOSPC: "Free some space, or choose another folder with --out, and run again",
    errno.EDQUOT: "Free some space, or choose another folder with --out, and run again",
    errno.EACCES: "Change the permissions, or choose another folder with --out",
    errno.EPERM: "Change the permissions, or choose another folder with --out",
    errno.EROFS: "Choose a folder on a file system that can be written, with --out",
}


@contextlib.contextmanager
def environment_faults(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses into an EnvironmentFault that names the path."""
    try:
        yield
    except OSError as error:
        raise EnvironmentFault(
            str(path),
            expected="a folder that can be written",
            found=error.strerror or str(error),
            action=_ACTIONS.get(error.errno or 0, "Check the disk and run again") + ".",
        ) from error


class ResultsFolder:
    """The output folder of one run, to be used as a context.

    Raises:
        ConfigError: it is a file, or holds something other than results.
        LockedError: another run writes to it.
        EnvironmentFault: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.staging = path / _STAGING
        self._lock = -1
        self._files: list[BinaryIO] = []

    def __enter__(self) -> Self:
        if self.path.exists() and not self.path.is_dir():
            raise self._refused("a file")
        with environment_faults(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._take_lock()
            self._check_ours()
            with environment_faults(self.path):
                shutil.rmtree(self.staging, ignore_errors=True)
                self.staging.mkdir()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files:
            # What a full disk did not take was told when it was written; here only the handle matters.
            with contextlib.suppress(OSError):
                file.close()
        shutil.rmtree(self.staging, ignore_errors=True)
        os.close(self._lock)

    def create(self, name: str) -> BinaryIO:
        """Return a new file of the run; it is closed at the latest with the folder."""
        file = (self.staging / name).open("wb")
        self._files.append(file)
        return file

    def earlier_run(self) -> Run | None:
        """Return the facts of the results that stand in the folder, None when there are none."""
        try:
            return msgspec.json.decode((self.path / RUN_FILE).read_bytes(), type=Run)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def publish(self, run: Run) -> None:
        """Replace the earlier results by all files of the staging folder and `run.json`.

        Raises:
            EnvironmentFault: a file cannot be written; before the first removal nothing has changed.
        """
        with environment_faults(self.path):
            text = msgspec.json.format(msgspec.json.encode(run), indent=2)
            (self.staging / RUN_FILE).write_bytes(text + b"\n")
            new = sorted(path.name for path in self.staging.iterdir() if path.name != RUN_FILE)
            for name in (*new, RUN_FILE):
                _sync(self.staging / name)
            self._remove_earlier()
            for name in (*new, RUN_FILE):
                (self.staging / name).replace(self.path / name)
            _sync(self.path)

    def _remove_earlier(self) -> None:
        (self.path / RUN_FILE).unlink(missing_ok=True)
        for path in list(self.path.iterdir()):
            if _OUR_FILE.fullmatch(path.name):
                path.unlink()

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                str(self.path),
                expected="a folder no other run writes to",
                found="a scoring run that is still writing",
                action="Wait until it has ended, or choose another folder with --out.",
            ) from error

    def _check_ours(self) -> None:
        with environment_faults(self.path):
            others = [path.name for path in self.path.iterdir() if path.name != _STAGING]
        if others and self.earlier_run() is None:
            raise self._refused(f"files that no scoring run wrote, such as {min(others)}")

    def _refused(self, found: str) -> ConfigError:
        return ConfigError(
            str(self.path),
            expected="a new or empty folder, or the results of an earlier run",
            found=found,
            action="Choose another folder with --out.",
        )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
