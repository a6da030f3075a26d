"""What an import could not map: written as it comes, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from stance.data.imports.staging import LineFile
from stance.records.imports import Loss, LossReason

RECORD: Final = "record"
"""What is lost with a whole text."""
ANNOTATION: Final = "annotation"
"""What is lost with all that one annotator said of a text."""


class LossLog:
    """Writes losses to a file and counts them.

    Args:
        lines: the open `losses.jsonl`.
    """

    def __init__(self, lines: LineFile) -> None:
        self._lines = lines
        self._counts: dict[str, dict[str, int]] = {}

    def add(self, reason: LossReason, what: str, *, where: str, detail: str) -> None:
        """Note one loss; the arguments are the fields of `Loss`."""
        self.extend([Loss(where=where, reason=reason, what=what, detail=detail)])

    def extend(self, losses: Iterable[Loss]) -> None:
        """Note losses."""
        for loss in losses:
            self._lines.write(loss)
            by_what = self._counts.setdefault(loss.reason, {})
            by_what[loss.what] = by_what.get(loss.what, 0) + 1

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Reason to what was lost to how many, both in alphabetical order."""
        return {reason: dict(sorted(by_what.items())) for reason, by_what in sorted(self._counts.items())}

    @property
    def n_records(self) -> int:
        """Whole texts that were lost."""
        return sum(by_what.get(RECORD, 0) for by_what in self._counts.values())
