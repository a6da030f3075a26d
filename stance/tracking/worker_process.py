"""The process that runs MLflow, as seen from the one that trains."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from typing import Final

import msgspec

from stance.errors import BundleError, StanceError, TrackingError
from stance.tracking.address import StoreAddress
from stance.tracking.records import Failed, Reply, Request

# The paths of this process, so that the other one finds the same code and nothing in the current folder.
_START: Final = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from stance.tracking.worker import main; main(sys.argv[1], sys.argv[2])"
)
_ENVIRONMENT: Final = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_UV_AUTO_DETECT": "false",
    "MLFLOW_RECORD_ENV_VARS_IN_MODEL_LOGGING": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}
# MLflow's own values would let a server that is down hold a run for many minutes.
_DEFAULTS: Final = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2", "MLFLOW_HTTP_REQUEST_TIMEOUT": "60"}
_DECODER: Final[msgspec.json.Decoder[Reply]] = msgspec.json.Decoder(Reply)


class WorkerProcess:
    """A process that is told requests, and answers once, when there are no more.

    Args:
        address: of the store.
    """

    def __init__(self, address: StoreAddress) -> None:
        self._where = address.uri
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed by finish
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-W", "ignore", "-c", _START, address.uri, str(address.folder)]
                + [entry for entry in sys.path if entry],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=_DEFAULTS | dict(os.environ) | _ENVIRONMENT,
                # Ctrl-C is for the training alone, which then tells that it was stopped.
                start_new_session=True,
            )
        except BaseException:
            self._errors.close()
            raise

    def tell(self, request: Request) -> None:
        """Send a request; when the process is gone, `finish` tells why."""
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(msgspec.json.encode(request) + b"\n")
                self._process.stdin.flush()

    def finish(self, *, timeout: float) -> Reply:
        """Return the answer; the process has then ended.

        One that is not waited for any longer goes on by itself: it has been told how the run ended.

        Args:
            timeout: seconds to wait at most.

        Raises:
            TrackingError: the store, or the process, failed.
            BundleError: what was asked for is no model of stance.
        """
        try:
            answer = self._process.communicate(timeout=timeout)[0]
            if not answer:
                raise self._failed(f"the tracking process ended without an answer: {self._last_words()}")
        except subprocess.TimeoutExpired as error:
            raise self._failed(f"no answer within {timeout:g} seconds") from error
        finally:
            self._close()
        reply = _DECODER.decode(answer)
        if isinstance(reply, Failed):
            raise _error(reply)
        return reply

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def _failed(self, found: str) -> TrackingError:
        return TrackingError(
            self._where,
            expected="a store of runs that answers",
            found=found,
            action="Check the store; what was trained is on disk all the same.",
        )

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        told = next((line.strip() for line in reversed(lines) if line.strip()), "nothing was said")
        return f"{told} (exit code {self._process.returncode})"


def ask(address: StoreAddress, request: Request, *, timeout: float) -> Reply:
    """Return the answer to a single request; errors as `WorkerProcess.finish`."""
    process = WorkerProcess(address)
    process.tell(request)
    return process.finish(timeout=timeout)


def _error(reply: Failed) -> StanceError:
    kind = TrackingError if reply.kind == "tracking" else BundleError
    return kind(reply.where, expected=reply.expected, found=reply.found, action=reply.action)
