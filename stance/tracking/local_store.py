"""A SQLite store, made by one process while others wait."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def make_store(database: Path) -> None:
    """Make the database of a local store, if there is none.

    Its many tables are made in a file beside it that is then renamed, under a lock: trainings that begin at
    once would otherwise each make them and fail, and one that is killed would leave half of them.

    Args:
        database: file to make.

    Raises:
        OSError: the folder cannot be written.
    """
    if _is_made(database):
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_made(database):
            _make(database)
    finally:
        os.close(lock)


def _is_made(database: Path) -> bool:
    return database.exists() and database.stat().st_size > 0


def _make(database: Path) -> None:
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    new = database.with_name(f"{database.name}.new")
    for left in (new, new.with_name(f"{new.name}-journal")):
        left.unlink(missing_ok=True)
    store = SqlAlchemyStore(f"sqlite:///{new}", str(database.parent / "mlruns"))  # type: ignore[no-untyped-call]
    store.engine.dispose()
    new.replace(database)
