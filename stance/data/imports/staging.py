"""A dataset folder filled as a whole: its files are written aside and moved in when all are complete."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from stance.data.dataset_folder import DatasetFolder
from stance.errors import ConfigError, EnvironmentFault, StanceError
from stance.records.codec import encode_json
from stance.records.document import Record


class LineFile:
    """A file of records that is written one a line while they are made; to be used as a context."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def write(self, record: Record) -> None:
        """Append a record.

        Raises:
            InvariantError: it cannot be written as JSON.
        """
        self._stream.write(encode_json(record) + b"\n")


@contextlib.contextmanager
def staged_import(out: Path, *, overwrite: bool) -> Iterator[DatasetFolder]:
    """Yield a folder to write an import to; at the end its files are moved into `out`, the report last.

    Whatever goes wrong before leaves `out` as it was. A folder with an `import.json` is complete.

    Args:
        out: the dataset folder; made when it is not there.
        overwrite: whether a dataset that is there is replaced, with what was adjudicated and built from it.

    Raises:
        ConfigError: `out` is a file, or holds a dataset that is not to be overwritten.
        EnvironmentFault: the folder cannot be written.
    """
    goal = DatasetFolder(out)
    held = [path for path in _parts(goal) if path.exists()]
    if out.exists() and not out.is_dir():
        raise _refused(out, "a file", "Name a folder.")
    if held and not overwrite:
        raise _refused(
            out, f"a dataset ({held[0].name})", "Name another folder, or ask for it to be overwritten."
        )
    with _environment_faults(out):
        existed = out.exists()
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".stance-import-", dir=out))
        try:
            yield DatasetFolder(staging)
            _replace(held, DatasetFolder(staging), goal)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            if not existed and not any(out.iterdir()):
                out.rmdir()


def _parts(folder: DatasetFolder) -> list[Path]:
    """All that belongs to one import, the report first."""
    return [
        folder.import_report,
        folder.documents,
        folder.annotations,
        folder.losses,
        folder.gold,
        folder.decisions,
        folder.dataset,
        folder.examples,
    ]


def _replace(held: list[Path], staging: DatasetFolder, goal: DatasetFolder) -> None:
    for path in held:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    staging.documents.replace(goal.documents)
    staging.annotations.replace(goal.annotations)
    staging.losses.replace(goal.losses)
    staging.import_report.replace(goal.import_report)


@contextlib.contextmanager
def _environment_faults(out: Path) -> Iterator[None]:
    try:
        yield
    except StanceError:
        raise
    except OSError as error:
        raise EnvironmentFault(
            str(error.filename or out),
            expected="a folder that can be written and files that can be read",
            found=error.strerror or str(error),
            action="Check the disk and the permissions, and run again.",
        ) from error


def _refused(out: Path, found: str, action: str) -> ConfigError:
    return ConfigError(str(out), expected="a folder without a dataset", found=found, action=action)
