"""What a finished run has to tell in a few lines: its counts, and how the articles' scores spread."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from stance.records.run import Run

_SHOWN = {
    "n_words": "words",
    "attribution.token_share": "share of words given to sources",
    "attribution.distinct_sources": "sources",
    "attribution.effective_sources": "effective sources",
    "attribution.balance_count.balance": "balance of sides",
    "loaded.per_1000_author_types": "author’s loaded words per 1,000",
}
_QUARTILES = (25, 50, 75)


def overview_table(folder: Path) -> str:
    """Return the quartiles over articles of the main scores, read from `scores.csv`; "" without articles."""
    values: dict[str, list[float]] = {name: [] for name in _SHOWN}
    with (folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name, column in values.items():
                if row.get(name):
                    column.append(float(row[name]))
    if not values["n_words"]:
        return ""
    lines = [f"{'over articles':<32}{'n':>7}{'25 %':>10}{'median':>10}{'75 %':>10}"]
    for name, column in values.items():
        cells = [f"{value:.2f}" for value in np.percentile(column, _QUARTILES)] if column else ["–"] * 3
        lines.append(f"{_SHOWN[name]:<32}{len(column):>7}" + "".join(f"{cell:>10}" for cell in cells))
    return "\n".join(lines) + "\n"


def run_facts(run: Run, folder: Path) -> str:
    """Return the counts of the run and where its results are."""
    reasons = ", ".join(f"{count} {reason}" for reason, count in run.failed_by_reason.items())
    skipped = ", ".join(f"{count} {kind}" for kind, count in run.skipped.items())
    lines = [
        f"{run.n_analysed} of {run.n_inputs} inputs scored in {run.seconds:.1f} s, "
        f"{run.articles_per_second:.0f} articles a second",
        f"Not scored: {reasons}" if reasons else "",
        f"Passed over in folders: {skipped}" if skipped else "",
        "Interrupted before all inputs were read" if run.partial else "",
        f"Results: {folder}",
    ]
    return "\n".join(filter(None, lines))
