"""Scores articles one by one into a results folder; the same steps serve one text and a million."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import msgspec

from stance import __version__
from stance.analysis.analyzer import Analyzer
from stance.compose.analysis_files import open_analysis_file
from stance.compose.interrupts import HeldInterrupts, Interrupted
from stance.compose.outcomes import FileSizes, Scored, score_each
from stance.compose.report_file import ReportFile
from stance.compose.request import REPORT_FAILURES, ScoringRequest
from stance.compose.results_folder import ResultsFolder, environment_faults
from stance.compose.score_table import ScoreTable
from stance.compose.setting_up import open_analyzer, open_targets
from stance.data.files import SkippedFiles
from stance.data.inputs import STDIN, read_articles
from stance.errors import ConfigError
from stance.records.run import Failure, Run

Progress = Callable[[int, int], None]
"""Called after each input with the numbers analysed and failed so far."""


def score(request: ScoringRequest, *, on_progress: Progress | None = None) -> Run:
    """Score every input into the results folder and return the facts of the run.

    An input that cannot be scored is written to `failures.jsonl` and the run goes on. An interrupt ends
    the run after the article at hand: what is done is published as a partial run, unless that would
    replace the complete results of an earlier one.

    Args:
        request: what to score and where to.
        on_progress: told how far the run is.

    Raises:
        ConfigError: the request contradicts itself, or the output folder holds something else.
        BundleError: the models cannot be used.
        LockedError: another run writes to the output folder.
        EnvironmentFault: disk, permission or memory stop the run; earlier results stay as they were.
        Interrupted: told to stop while complete earlier results stand in the output folder, which stay.
    """
    _refuse_output_among_inputs(request)
    targets = open_targets(request.targets)
    analyzer = open_analyzer(request.bundle, seed=request.seed)
    with ResultsFolder(request.out) as folder, HeldInterrupts() as interrupts:
        with environment_faults(request.out):
            files = _RunFiles(folder, request)
        skipped = SkippedFiles()
        articles = itertools.islice(read_articles(request.paths, skipped=skipped), request.limit)
        sizes = FileSizes(request.paths)
        for outcome in score_each(articles, analyzer, targets=targets, sizes=sizes):
            with environment_faults(request.out):
                files.add(outcome)
            if on_progress:
                on_progress(files.n_analysed, files.n_failed)
            if interrupts.received:
                break
        if interrupts.received and (earlier := folder.earlier_run()) and not earlier.partial:
            raise Interrupted(interrupts.received)
        with environment_faults(request.out):
            run = files.finish(
                analyzer,
                skipped=dict(sorted(skipped.counts.items())),
                stopped_by=interrupts.received.name if interrupts.received else None,
            )
        folder.publish(run)
    return run


class _RunFiles:
    """All files of a run while they are written, and the counts that `run.json` tells."""

    def __init__(self, folder: ResultsFolder, request: ScoringRequest) -> None:
        self._folder = folder.staging
        self._request = request
        self._began = time.monotonic()
        self._started = datetime.now(UTC)
        self._analyses = open_analysis_file(folder, request.format)
        self._table = ScoreTable(folder)
        self._report = ReportFile(folder)
        self._failures = folder.create("failures.jsonl")
        self._reasons: Counter[str] = Counter()
        self.n_analysed = 0

    @property
    def n_failed(self) -> int:
        """Inputs that were not scored so far."""
        return self._reasons.total()

    def add(self, outcome: Scored | Failure) -> None:
        """Write what became of one input."""
        if isinstance(outcome, Failure):
            self._reasons[outcome.reason] += 1
            self._failures.write(msgspec.json.encode(outcome) + b"\n")
            return
        self.n_analysed += 1
        self._analyses.add(outcome.analysis, outcome.encoded)
        self._table.add(outcome.row)
        self._report.add(outcome.entry)

    def finish(self, analyzer: Analyzer, *, skipped: dict[str, int], stopped_by: str | None) -> Run:
        """Complete all files and return the facts of the run."""
        self._analyses.finish()
        self._table.finish()
        self._failures.close()
        run = self._facts(analyzer, skipped, stopped_by=stopped_by)
        self._report.finish(run, list(self._first_failures()))
        files = sorted(path.name for path in self._folder.iterdir())
        return msgspec.structs.replace(run, files=files)

    def _facts(self, analyzer: Analyzer, skipped: dict[str, int], *, stopped_by: str | None) -> Run:
        seconds = time.monotonic() - self._began
        options = asdict(self._request)
        return Run(
            stance_version=__version__,
            bundle=analyzer.bundle,
            bundle_sha256=analyzer.bundle_sha256,
            labelset=analyzer.labelset,
            options={name: _plain(value) for name, value in options.items()},
            seed=self._request.seed,
            started=self._started.isoformat(timespec="seconds"),
            finished=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
            articles_per_second=round(self.n_analysed / seconds, 2),
            n_inputs=self.n_analysed + self.n_failed,
            n_analysed=self.n_analysed,
            n_failed=self.n_failed,
            failed_by_reason=dict(sorted(self._reasons.items())),
            skipped=skipped,
            partial=stopped_by is not None,
            stopped_by=stopped_by,
            files=[],
        )

    def _first_failures(self) -> Iterator[Failure]:
        with (self._folder / "failures.jsonl").open("rb") as lines:
            for line in itertools.islice(lines, REPORT_FAILURES):
                yield msgspec.json.decode(line, type=Failure)


def _plain(value: object) -> str | int | list[str] | None:
    if value is None or isinstance(value, int):
        return value
    return [str(member) for member in value] if isinstance(value, tuple) else str(value)


def _refuse_output_among_inputs(request: ScoringRequest) -> None:
    out = request.out.resolve()
    for given in request.paths:
        if given == STDIN:
            continue
        path = given.resolve()
        if path == out or path in out.parents or out in path.parents:
            raise ConfigError(
                str(request.out),
                expected="an output folder apart from the inputs",
                found=f"one that shares files with the input {given}",
                action="Choose a folder outside of it with --out.",
            )
