"""What goes wrong in MLflow and the libraries below it, told as one error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from stance.errors import StanceError, TrackingError


@contextlib.contextmanager
def tracking_failures(where: str) -> Iterator[None]:
    """Turn what MLflow, its database or the disk refuses into a TrackingError.

    Args:
        where: tracking URI of the store.
    """
    import alembic.util
    import sqlalchemy.exc
    from mlflow.exceptions import MlflowException

    kinds = (MlflowException, sqlalchemy.exc.SQLAlchemyError, alembic.util.CommandError, OSError)
    try:
        yield
    except StanceError:
        raise
    except kinds as error:
        raise TrackingError(
            where,
            expected="a store of runs that takes and gives what it is asked",
            found=_first_line(error),
            action=_action(str(error)),
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:500] or type(error).__name__


def _action(told: str) -> str:
    for sign, action in _ACTIONS.items():
        if sign in told:
            return action
    return "Check the store; what was trained is on disk all the same."


_ACTIONS = {
    "out-of-date database schema": "Copy the file, then bring it up to date: mlflow db upgrade URI.",
    "database is locked": "End what holds the store; what was trained is on disk all the same.",
    "readonly database": "Change the permissions, or track elsewhere (MLFLOW_TRACKING_URI).",
    "No space left": "Free some space; what was trained is on disk all the same.",
    "disk is full": "Free some space; what was trained is on disk all the same.",
    "Max retries exceeded": "Check that the server runs; what was trained is on disk all the same.",
    "deleted state": "Restore the experiment (mlflow experiments restore), or name another one.",
}
