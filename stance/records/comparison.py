"""Two models side by side on the same held-out examples."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Record

COMPARISON_FORMAT: Final = "stance.comparison/1.0.0"


class Difference(Record, frozen=True, kw_only=True):
    """One number of both models, and how sure it is that they differ."""

    name: str
    """Of the metric, as in a report."""
    first: float | None
    """Mean over seeds; None where undefined."""
    second: float | None
    value: float | None
    """First minus second: above 0, the first has the higher number (worse for errors such as ece)."""
    low: float | None = None
    high: float | None = None
    """Ends of the 95 % interval of the difference: paired bootstrap over groups."""
    p: float | None = None
    """Of the paired approximate randomization by group, two-sided; None for metrics that are no sums over
    examples, and where there is nothing to exchange."""
    p_holm: float | None = None
    """The same, corrected for the number of tests in the table (Holm 1979)."""


class SliceDifference(Record, frozen=True, kw_only=True):
    """The primary metric on a part of the examples."""

    group: str
    value: str
    n: int
    difference: Difference


class Comparison(Record, frozen=True, kw_only=True):
    """Whether one model is better than another on one task."""

    schema: Literal["stance.comparison/1.0.0"] = COMPARISON_FORMAT
    kind: Literal["labels", "spans"]
    first: str
    """Name of the first model."""
    second: str
    n_examples: int
    """On which both were measured."""
    n_groups: int
    """Groups that are drawn and exchanged as wholes."""
    group_by: list[str]
    """What these groups are, such as ["event"]."""
    primary: str
    metrics: list[Difference]
    """One table: p_holm is corrected for its length."""
    slices: list[SliceDifference] = []
    """Another table, corrected for its own length."""
    verdict: str
    """In words, from the primary metric."""
    notes: list[str] = []
