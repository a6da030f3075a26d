"""Tracked runs in lines of a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast

from stance.tracking.records import RunRow, RunStatus

if TYPE_CHECKING:
    from mlflow.entities import Run

_PAGE: Final = 1000


def rows_of(experiment: str) -> list[RunRow]:
    """Return the main runs of an experiment, newest first; none when there is no such experiment."""
    from mlflow import MlflowClient

    client = MlflowClient()
    found = client.get_experiment_by_name(experiment)
    if found is None:
        return []
    rows: list[RunRow] = []
    token = None
    while True:
        # One call gives at most a page, in silence.
        page = client.search_runs(
            [found.experiment_id],
            filter_string="tags.`stance.dataset` != ''",
            max_results=_PAGE,
            order_by=["attributes.start_time DESC"],
            page_token=token,
        )
        rows += [_row(run) for run in page]
        token = page.token
        if not token:
            return rows


def _row(run: Run) -> RunRow:
    tags, metrics = run.data.tags, run.data.metrics
    primary: str | None = tags.get("stance.primary")
    value, low, high = (metrics.get(f"{primary}{end}") for end in ("", "/low", "/high"))
    commit = tags.get("mlflow.source.git.commit")
    return RunRow(
        name=run.info.run_name,
        dataset=tags.get("stance.dataset"),
        task=tags.get("stance.task"),
        primary=primary,
        value=value,
        low=low,
        high=high,
        gain=metrics.get("gain"),
        seeds=tags.get("stance.seeds"),
        started=datetime.fromtimestamp(run.info.start_time / 1000, UTC).isoformat(timespec="seconds"),
        commit=commit and commit[:7] + ("+" if tags.get("stance.dirty") == "true" else ""),
        status=cast(RunStatus, run.info.status.lower()),
        path=tags.get("stance.path"),
        run_id=run.info.run_id,
    )
