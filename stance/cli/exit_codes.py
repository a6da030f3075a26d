"""Exit codes of the command line, a promise to scripts.

0 all done · 1 a problem the user can see in the input, or a fault of stance · 2 wrong use or settings ·
3 the run finished and some inputs were not scored · 4 the bundle is refused · 5 disk, permission or
memory · 6 another run writes to the folder · 7 all is on disk, only tracking failed · 130 and 143
interrupted.
"""

from __future__ import annotations

from stance.errors import (
    BundleError,
    ConfigError,
    EnvironmentFault,
    LockedError,
    MissingExtraError,
    ResourceMissingError,
    StanceError,
    TrackingError,
)
from stance.records.run import Run

OK = 0
PROBLEM = 1
USAGE = 2
SOME_NOT_SCORED = 3
BUNDLE_REFUSED = 4
ENVIRONMENT = 5
LOCKED = 6
NOT_TRACKED = 7
INTERRUPTED = {"SIGINT": 130, "SIGTERM": 143}

_BY_ERROR: tuple[tuple[type[StanceError], int], ...] = (
    (BundleError, BUNDLE_REFUSED),
    (LockedError, LOCKED),
    (EnvironmentFault, ENVIRONMENT),
    (TrackingError, NOT_TRACKED),
    (ConfigError, USAGE),
    (ResourceMissingError, USAGE),
    (MissingExtraError, USAGE),
)


def code_of_error(error: StanceError) -> int:
    """Return the exit code for an error that ends the program."""
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), PROBLEM)


def code_of_run(run: Run) -> int:
    """Return the exit code for a run that wrote its results."""
    if run.stopped_by:
        return INTERRUPTED[run.stopped_by]
    if "internal_error" in run.failed_by_reason:
        return PROBLEM
    return SOME_NOT_SCORED if run.n_failed else OK
