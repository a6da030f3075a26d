"""What a run or a prediction needs before the first article: the analyzer and the targets."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from stance.analysis.analyzer import Analyzer, load_analyzer
from stance.data.targets import TargetSet, TargetTable, load_targets
from stance.errors import BundleError, ConfigError, ResourceMissingError


@contextlib.contextmanager
def bundle_faults() -> Iterator[None]:
    """Turn a wrong or missing part of a bundle into a BundleError; some parts are read when first needed."""
    try:
        yield
    except (ConfigError, ResourceMissingError) as error:
        raise BundleError(
            error.where, expected=error.expected, found=error.found, action=error.action
        ) from error


def open_analyzer(bundle: str, *, seed: int) -> Analyzer:
    """Return the analyzer of that name.

    Raises:
        BundleError: there is no such bundle, or one of its parts is missing or wrong.
    """
    with bundle_faults():
        return load_analyzer(bundle, seed=seed)


def open_targets(path: Path | None) -> TargetTable:
    """Return the targets of the file; without a file no event has any."""
    return TargetTable(TargetSet([], [])) if path is None else load_targets(path)
