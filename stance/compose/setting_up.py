"""What a run or a prediction needs before the first article: the analyzer and the targets."""

from __future__ import annotations

from pathlib import Path

from stance.analysis.analyzer import Analyzer, load_analyzer
from stance.data.targets import TargetSet, TargetTable, load_targets
from stance.errors import BundleError, ConfigError, ResourceMissingError


def open_analyzer(bundle: str, *, seed: int) -> Analyzer:
    """Return the analyzer of that name.

    Raises:
        BundleError: there is no such bundle, or one of its parts is missing or wrong.
    """
    try:
        return load_analyzer(bundle, seed=seed)
    except (ConfigError, ResourceMissingError) as error:
        raise BundleError(
            error.where, expected=error.expected, found=error.found, action=error.action
        ) from error


def open_targets(path: Path | None) -> TargetTable:
    """Return the targets of the file; without a file no event has any."""
    return TargetTable(TargetSet([], [])) if path is None else load_targets(path)
