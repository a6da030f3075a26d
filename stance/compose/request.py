"""What a scoring run is asked to do; every default of scoring and prediction stands here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ResultFormat = Literal["jsonl", "parquet"]

DEFAULT_BUNDLE = "rules"
DEFAULT_SEED = 13
DEFAULT_FORMAT: ResultFormat = "jsonl"
BATCH_ARTICLES = 32
"""Articles analyzed together, stage by stage; results do not depend on it."""
BATCH_CHARACTERS = 500_000
"""Characters after which a batch is full, however few its articles: bounds memory."""
REPORT_ARTICLES = 200
"""Articles shown in full in `report.html`; the page then has about 8 MB and stays quick to use."""
REPORT_ROWS = 5000
"""Articles listed in the report's summary table."""
REPORT_FAILURES = 1000
"""Inputs listed in the report's table of inputs that were not scored."""


@dataclass(frozen=True, kw_only=True)
class ScoringRequest:
    """A folder, file or list of both to score."""

    paths: tuple[Path, ...]
    out: Path
    targets: Path | None = None
    """File of targets per event; None scores without stances."""
    format: ResultFormat = DEFAULT_FORMAT
    """Of the analyses; all other files are the same for every format."""
    limit: int | None = None
    """Inputs to read at most; None reads all."""
    bundle: str = DEFAULT_BUNDLE
    seed: int = DEFAULT_SEED
    """Of the bootstrap behind the 95 % intervals."""
