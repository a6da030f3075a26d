"""Tracked runs as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from stance.tracking.records import RunRow

_HEADER = ("name", "dataset", "task", "metric", "value", "gain", "seeds", "when", "commit", "status")


def describe_runs(rows: Sequence[RunRow]) -> str:
    """Return a line per run, in the order given."""
    if not rows:
        return "no runs are tracked here; stance train tracks them"
    cells = [_HEADER, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEADER))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _cells(row: RunRow) -> tuple[str, ...]:
    value = "" if row.value is None else f"{row.value:.3f}"
    if row.low is not None and row.high is not None:
        value += f" [{row.low:.3f}, {row.high:.3f}]"
    return (
        row.name,
        row.dataset or "",
        row.task or "",
        row.primary or "",
        value,
        "" if row.gain is None else f"{row.gain:+.3f}",
        row.seeds or "",
        row.started[:16].replace("T", " "),
        row.commit or "",
        row.status,
    )
