"""What a scoring run did: its facts and the inputs it could not score."""

from __future__ import annotations

from typing import Final, Literal

from stance.errors import ReasonCode
from stance.records.annotation import LabelSetRef
from stance.records.document import Offset, Record

RUN_FORMAT: Final = "stance.run/1.0.0"

Stage = Literal["read", "analyze"]


class Failure(Record, frozen=True, kw_only=True):
    """One input that was not scored: a line of `failures.jsonl`."""

    article: str
    """Id of the article, or the path where reading it failed."""
    reason: ReasonCode
    where: str
    expected: str
    found: str
    action: str
    stage: Stage
    size: Offset | None = None
    """Bytes of the file; None when it is not known."""


class Run(Record, frozen=True, kw_only=True):
    """Facts of one scoring run: `run.json`, written last.

    `n_inputs` is always `n_analysed + n_failed`.
    """

    schema: Literal["stance.run/1.0.0"] = RUN_FORMAT
    stance_version: str
    bundle: str
    bundle_sha256: str
    labelset: LabelSetRef
    options: dict[str, str | int | list[str] | None]
    seed: int
    started: str
    """ISO 8601, UTC."""
    finished: str
    seconds: float
    articles_per_second: float
    n_inputs: int
    n_analysed: int
    n_failed: int
    failed_by_reason: dict[str, int]
    skipped: dict[str, int] = {}
    """What folders held and nobody asked for: "hidden", "link_inside" or an unknown suffix, to its number."""
    partial: bool
    """Whether the run was interrupted before it had seen all inputs."""
    stopped_by: str | None = None
    """Name of the signal that interrupted it, such as SIGINT."""
    files: list[str]
    """Names of all files of the run, `run.json` excepted."""
