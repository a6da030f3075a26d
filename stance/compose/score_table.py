"""`scores.csv`: one row per article, one column per score, with the ends of its interval beside it."""

from __future__ import annotations

import csv

import msgspec

from stance.analysis.render.score_rows import Scalar, score_rows
from stance.compose.results_folder import ResultsFolder
from stance.data.cells import safe_cell
from stance.records.analysis import Analysis

# One column per source would be one for nearly every article; the counts are in the analyses.
_LEFT_OUT = "attribution.source_counts."


def cell(value: Scalar) -> str:
    """Return a value as a CSV cell: numbers in full precision, undefined empty, text never a formula.

    >>> cell("=1+1")
    "'=1+1"
    >>> cell(-0.5)
    '-0.5'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return safe_cell(value)
    return repr(value)


def table_row(analysis: Analysis) -> dict[str, Scalar]:
    """Return column name to value; columns differ between articles with different sides and targets."""
    meta = analysis.document.meta
    row: dict[str, Scalar] = {
        "doc_id": analysis.document.doc_id,
        "outlet": meta.outlet_id,
        "event": meta.event_id,
        "date": meta.published_at,
        "title": meta.title,
    }
    for score in score_rows(analysis.scores):
        if score.name.startswith(_LEFT_OUT):
            continue
        row[score.name] = score.value
        if score.low is not None:
            row[f"{score.name}.low"] = score.low
            row[f"{score.name}.high"] = score.high
    for stance in analysis.stances:
        if stance.holder == "article":
            row[f"stance.{stance.target}"] = stance.label
    return row


class ScoreTable:
    """Gathers rows on disk, as the columns are known only when the last article has been seen."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._path = folder.staging / "scores.csv"
        self._rows_path = folder.staging / "scores.rows"
        self._rows = folder.create("scores.rows")
        self._columns: dict[str, None] = {}

    def add(self, row: dict[str, Scalar]) -> None:
        """Append the row of one article."""
        self._columns.update(dict.fromkeys(row))
        self._rows.write(msgspec.json.encode(row) + b"\n")

    def finish(self) -> None:
        """Write the table and remove the gathered rows."""
        self._rows.close()
        columns = order_columns(list(self._columns))
        with self._path.open("w", encoding="utf-8", newline="") as file, self._rows_path.open("rb") as rows:
            writer = csv.writer(file)
            writer.writerow([cell(column) for column in columns])
            for line in rows:
                row = msgspec.json.decode(line)
                writer.writerow([cell(row.get(column)) for column in columns])
        self._rows_path.unlink()


def order_columns(columns: list[str]) -> list[str]:
    """Return the columns with those of one group side by side, groups and columns as first seen.

    >>> order_columns(["n", "tone.T1.fav", "stance.T1", "tone.T2.fav"])
    ['n', 'tone.T1.fav', 'tone.T2.fav', 'stance.T1']
    """
    seen: dict[str, int] = {}
    for place, column in enumerate(columns):
        for group in _groups(column):
            seen.setdefault(group, place)
    return sorted(columns, key=lambda column: [seen[group] for group in _groups(column)])


def _groups(column: str) -> list[str]:
    parts = column.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
