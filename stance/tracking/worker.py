"""The process that runs MLflow: requests come in on standard input, one answer goes out."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from stance.errors import BundleError, TrackingError
from stance.tracking.address import ENVIRONMENT_VARIABLE, StoreAddress
from stance.tracking.records import (
    EndStatus,
    Failed,
    ListRuns,
    ModelFolder,
    OpenRun,
    Reply,
    Request,
    ResolveModel,
    RoundMetrics,
    Rows,
    RunEnd,
    RunResult,
)

if TYPE_CHECKING:
    from stance.tracking.recording import Recording

NextRequest = Callable[[], Request | None]
"""Waits for the next request; None when the process that asks is gone."""


def main(uri: str, folder: str) -> None:
    """Answer what is asked on standard input.

    Args:
        uri: of the store.
        folder: to work in.
    """
    requests = _listen(sys.stdin.buffer)
    # MLflow and what it imports may print; the answer must stand alone.
    answer = os.dup(1)
    os.dup2(2, 1)
    reply = serve(StoreAddress(uri, Path(folder)), requests.get)
    if reply is not None:
        with os.fdopen(answer, "wb") as stream:
            stream.write(msgspec.json.encode(reply))
    # All is written; taking MLflow's threads and modules down would hold the training up for a second.
    os._exit(0)


def serve(address: StoreAddress, next_request: NextRequest) -> Reply | None:
    """Return the answer to requests, None when the one who asks went away."""
    first = next_request()
    if first is None:
        return None
    try:
        _prepare(address, first)
        return _answer(address, first, next_request)
    except (TrackingError, BundleError) as error:
        return Failed(
            kind="tracking" if isinstance(error, TrackingError) else "bundle",
            where=error.where,
            expected=error.expected,
            found=error.found,
            action=error.action,
        )


def _listen(stream: BinaryIO) -> SimpleQueue[Request | None]:
    """Take requests in as they come, so that whoever sends them never waits."""
    requests: SimpleQueue[Request | None] = SimpleQueue()

    def read() -> None:
        decoder = msgspec.json.Decoder(Request)
        for line in stream:
            requests.put(decoder.decode(line))
        requests.put(None)

    threading.Thread(target=read, daemon=True).start()
    return requests


def _prepare(address: StoreAddress, first: Request) -> None:
    from stance.tracking.failures import tracking_failures
    from stance.tracking.local_store import make_store

    os.environ[ENVIRONMENT_VARIABLE] = address.uri
    with tracking_failures(address.uri):
        if address.database is not None and isinstance(first, OpenRun):
            make_store(address.database)
        if address.folder.is_dir():
            # MLflow keeps the artifacts of local stores in the current folder.
            os.chdir(address.folder)


def _answer(address: StoreAddress, first: Request, next_request: NextRequest) -> Reply | None:
    from stance.tracking.failures import tracking_failures
    from stance.tracking.listing import rows_of
    from stance.tracking.registry import folder_of_model

    missing = address.database is not None and not address.database.exists()
    with tracking_failures(address.uri):
        if isinstance(first, OpenRun):
            return _record(address, first, next_request)
        if isinstance(first, ListRuns):
            return Rows(rows=[] if missing else rows_of(first.experiment))
        if isinstance(first, ResolveModel):
            return ModelFolder(path=str(folder_of_model(first.uri, Path(first.into), missing=missing)))
    raise TypeError(f"{type(first).__name__} does not begin a conversation")


def _record(address: StoreAddress, opening: OpenRun, next_request: NextRequest) -> Reply:
    from stance.tracking.logged_model import warm_up
    from stance.tracking.recording import Recording

    recording = Recording(opening.experiment, database=address.database)
    try:
        recording.start(opening.start)
        warm_up()
        return recording.end(_follow(recording, next_request))
    finally:
        # Without effect on a run that was ended; any other must not stay "running".
        recording.abandon()


def _follow(recording: Recording, next_request: NextRequest) -> EndStatus:
    while True:
        request = next_request()
        if isinstance(request, RoundMetrics):
            recording.add_round(request)
        elif isinstance(request, RunResult):
            recording.add_result(request)
        else:
            return request.status if isinstance(request, RunEnd) else "killed"
