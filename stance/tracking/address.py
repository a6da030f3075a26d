"""Where runs are tracked: a tracking URI, and the folder where a local store keeps artifacts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stance.errors import ConfigError

ENVIRONMENT_VARIABLE: Final = "MLFLOW_TRACKING_URI"
DATABASE: Final = "mlflow.db"
_SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A store of runs."""

    uri: str
    """For MLflow; paths in it are absolute."""
    folder: Path
    """Where the tracking process works; MLflow makes `mlruns` for artifacts of local stores in it."""

    @property
    def database(self) -> Path | None:
        """The file of a local store, None for a server."""
        return Path(self.uri.removeprefix(_SQLITE)) if self.uri.startswith(_SQLITE) else None


def store_address(uri: str | None, folder: Path) -> StoreAddress:
    """Return where to track.

    Args:
        uri: tracking URI; None takes that of the environment (MLFLOW_TRACKING_URI), or else a SQLite file
            `mlflow.db` in the folder.
        folder: of all runs.

    Raises:
        ConfigError: a store of files, which MLflow no longer writes to, or none that outlives the process.
    """
    given = uri or os.environ.get(ENVIRONMENT_VARIABLE) or f"{_SQLITE}{(folder / DATABASE).resolve()}"
    if given.startswith("sqlite:"):
        path = given.removeprefix(_SQLITE)
        if path in {given, "", ":memory:"} or "?" in path:
            raise _refused(given, "a database without a file, or with options")
        database = Path(path).resolve()
        return StoreAddress(f"{_SQLITE}{database}", database.parent)
    if "://" not in given or given.startswith("file:"):
        raise _refused(given, "a folder, which MLflow no longer tracks to")
    return StoreAddress(given, folder.resolve())


def _refused(uri: str, found: str) -> ConfigError:
    return ConfigError(
        f"tracking URI {uri!r}",
        expected="sqlite:///FILE, or the address of an MLflow server",
        found=found,
        action=f"Change it, or unset {ENVIRONMENT_VARIABLE} to track beside the runs.",
    )
