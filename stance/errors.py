"""Errors a user can act on: where, expected, found, what to do.

StanceError
├── InputError (also ValueError)         an article or record cannot be read as one
├── ConfigError (also ValueError)        a setting, targets file or word list is wrong
├── InvariantError (also ValueError)     a document or annotation contradicts itself
├── ResourceMissingError (also FileNotFoundError)  a named file, model or folder is not there
├── BundleError (also ValueError)        the models to analyze with are refused
├── LockedError (also BlockingIOError)   another run writes to the same folder
├── EnvironmentFault (also OSError)      disk, permission or memory stop the whole run
├── TrackingError (also OSError)         a run could not be tracked; its results are on disk
└── MissingExtraError (also ImportError) an optional package is needed
"""

from __future__ import annotations

from typing import Literal

ReasonCode = Literal[
    "undecodable",
    "binary",
    "empty",
    "too_large",
    "no_text",
    "parse_error",
    "timeout",
    "worker_died",
    "duplicate_id",
    "changed_during_run",
    "symlink_out",
    "permission",
    "missing",
    "unsupported_type",
    "missing_extra",
    "internal_error",
]
"""Why an input could not be analyzed; the vocabulary of `failures.jsonl`."""


class StanceError(Exception):
    """A problem told in four parts.

    Args:
        where: file with line, or the id of the record.
        expected: what would have been right.
        found: what was there instead.
        action: what the user can do about it.
    """

    def __init__(self, where: str, *, expected: str, found: str, action: str) -> None:
        super().__init__(f"{where}: expected {expected}; found {found}. {action}")
        self.where = where
        self.expected = expected
        self.found = found
        self.action = action


class InputError(StanceError, ValueError):
    """An input that cannot be read as an article; carries the reason code of `failures.jsonl`."""

    def __init__(self, where: str, *, reason: ReasonCode, expected: str, found: str, action: str) -> None:
        super().__init__(where, expected=expected, found=found, action=action)
        self.reason: ReasonCode = reason


class ConfigError(StanceError, ValueError):
    """A setting, targets file, schema or word list that is not valid."""


class InvariantError(StanceError, ValueError):
    """A document or annotation that contradicts itself."""


class ResourceMissingError(StanceError, FileNotFoundError):
    """A named file, folder, model or schema that is not there."""


class BundleError(StanceError, ValueError):
    """Models, word lists or their versions that cannot be used to analyze."""


class LockedError(StanceError, BlockingIOError):
    """A folder that another run is writing to."""


class EnvironmentFault(StanceError, OSError):
    """A fault of disk, permission or memory that stops the run, not one input."""


class TrackingError(StanceError, OSError):
    """A store of runs that did not take or give what it was asked; no results are lost by it."""


class MissingExtraError(StanceError, ImportError):
    """An optional package is needed for what was asked."""

    def __init__(self, feature: str, *, extra: str) -> None:
        super().__init__(
            feature,
            expected=f"the optional packages of stance[{extra}]",
            found="they are not installed",
            action=f"Run: pip install 'stance[{extra}]'",
        )
        self.extra = extra
