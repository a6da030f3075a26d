"""One line on standard error that tells how far a run is."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click

_FIRST_AFTER = 1.0
"""Seconds before the line appears; shorter runs show none."""
_EVERY = 0.2


class ProgressLine:
    """Rewrites its line a few times a second; silent when standard error is not a terminal."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._next = self._began + _FIRST_AFTER if sys.stderr.isatty() else float("inf")
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def update(self, n_analysed: int, n_failed: int) -> None:
        """Show the counts, when it is time."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next, self._shown = now + _EVERY, True
        rate = (n_analysed + n_failed) / (now - self._began)
        failed = f", {n_failed} not scored" if n_failed else ""
        click.echo(f"\r\x1b[K{n_analysed} articles{failed}, {rate:.0f} a second", nl=False, err=True)
