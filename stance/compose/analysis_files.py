"""The analyses on disk: JSON lines, or Parquet in parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from stance.compose.request import ResultFormat
from stance.compose.results_folder import ResultsFolder
from stance.errors import MissingExtraError
from stance.records.analysis import Analysis

if TYPE_CHECKING:
    import pyarrow as pa

PART_ROWS = 500
PART_BYTES = 32_000_000
"""A part is closed when it has that many articles or that much JSON, so that memory stays flat."""


class AnalysisFile(Protocol):
    """Takes analyses one by one."""

    def add(self, analysis: Analysis, encoded: bytes) -> None:
        """Append one analysis, given with its JSON."""

    def finish(self) -> None:
        """Write what is left and close."""


def open_analysis_file(folder: ResultsFolder, kind: ResultFormat) -> AnalysisFile:
    """Return a writer of analyses into the folder.

    Raises:
        MissingExtraError: Parquet is asked for and pyarrow is not installed.
    """
    return JsonLines(folder) if kind == "jsonl" else ParquetParts(folder)


class JsonLines:
    """`analyses.jsonl`."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._file = folder.create("analyses.jsonl")

    def add(self, analysis: Analysis, encoded: bytes) -> None:
        """Append one line."""
        self._file.write(encoded + b"\n")

    def finish(self) -> None:
        """Close the file."""
        self._file.close()


class ParquetParts:
    """`analyses-000000.parquet` and so on: columns to select by, scores and analysis as JSON."""

    def __init__(self, folder: ResultsFolder) -> None:
        self._folder = folder.staging
        self._schema = _parquet_schema()
        self._rows: list[dict[str, object]] = []
        self._bytes = 0
        self._parts = 0

    def add(self, analysis: Analysis, encoded: bytes) -> None:
        """Append one row; every now and then a part is written."""
        meta = analysis.document.meta
        self._rows.append(
            {
                "doc_id": analysis.document.doc_id,
                "outlet": meta.outlet_id,
                "event": meta.event_id,
                "date": meta.published_at,
                "title": meta.title,
                "n_words": analysis.scores.n_words,
                "scores": msgspec.json.encode(analysis.scores).decode(),
                "analysis": encoded.decode(),
            }
        )
        self._bytes += len(encoded)
        if len(self._rows) >= PART_ROWS or self._bytes >= PART_BYTES:
            self._write_part()

    def finish(self) -> None:
        """Write the last part; a run without articles gets an empty one, which still has the columns."""
        if self._rows or not self._parts:
            self._write_part()

    def _write_part(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pylist(self._rows, schema=self._schema)
        pq.write_table(table, self._folder / f"analyses-{self._parts:06d}.parquet", compression="zstd")
        self._rows, self._bytes, self._parts = [], 0, self._parts + 1


def _parquet_schema() -> pa.Schema:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("--format parquet", extra="parquet") from error
    names = ("doc_id", "outlet", "event", "date", "title")
    texts = [(name, pa.string()) for name in names]
    return pa.schema([*texts, ("n_words", pa.int32()), ("scores", pa.string()), ("analysis", pa.string())])
