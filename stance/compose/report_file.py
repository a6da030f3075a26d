"""`report.html` written as the run goes, so that memory does not grow with the number of articles."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stance.analysis.render.html import (
    render_article,
    render_failures,
    render_head,
    render_summary_row,
    render_tail,
)
from stance.compose.request import REPORT_ARTICLES, REPORT_ROWS
from stance.compose.results_folder import ResultsFolder
from stance.records.analysis import Analysis
from stance.records.run import Failure, Run


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """What one article adds to the page; "" where the page is full."""

    row: str
    section: str


def report_entry(analysis: Analysis, number: int) -> ReportEntry:
    """Return the summary row and the section of the article, `number` counting from 1."""
    in_full = number <= REPORT_ARTICLES
    return ReportEntry(
        row=render_summary_row(analysis, number, linked=in_full) if number <= REPORT_ROWS else "",
        section=render_article(analysis, number) if in_full else "",
    )


class ReportFile:
    """Gathers rows and sections on disk; the head of the page is known only at the end."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._staging = folder.staging
        self._rows = folder.create("report.rows")
        self._sections = folder.create("report.sections")

    def add(self, entry: ReportEntry) -> None:
        """Append the row and the section of one article."""
        self._rows.write(entry.row.encode())
        self._sections.write(entry.section.encode())

    def finish(self, run: Run, failures: Sequence[Failure]) -> None:
        """Write the page and remove what was gathered.

        Args:
            run: facts of the run.
            failures: the first inputs that were not scored.
        """
        self._rows.close()
        self._sections.close()
        with (self._staging / "report.html").open("wb") as page:
            page.write(render_head(run, listed=REPORT_ROWS).encode())
            _move_into(page, self._staging / "report.rows")
            page.write(render_failures(run, failures, shown=REPORT_ARTICLES).encode())
            _move_into(page, self._staging / "report.sections")
            page.write(render_tail().encode())


def _move_into(page: BinaryIO, path: Path) -> None:
    with path.open("rb") as part:
        shutil.copyfileobj(part, page)
    path.unlink()
