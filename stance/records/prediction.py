"""What a model says of an example that was held out."""

from __future__ import annotations

from stance.records.document import Offset, Record
from stance.records.example import MarkedLink


class LabelPrediction(Record, frozen=True, kw_only=True):
    """Probabilities of the labels of one example, and the labels decided on."""

    example_id: str
    probabilities: dict[str, float]
    """Label to probability, 0 to 1; they sum to 1 where labels exclude each other."""
    labels: list[str]
    """Labels decided on: the most probable one, or all at or above their thresholds."""
    fold: int | None = None
    """Fold in which the example was held out."""
    seed: int
    """Of the training the model came from."""


class PredictedSpan(Record, frozen=True, kw_only=True):
    """A span a model marks; offsets count code points of the example's text."""

    id: str
    label: str
    starts: list[Offset]
    ends: list[Offset]
    confidence: float
    """0 to 1."""


class SpanPrediction(Record, frozen=True, kw_only=True):
    """The spans a model marks in one example, and how they are linked."""

    example_id: str
    spans: list[PredictedSpan]
    links: list[MarkedLink] = []
    fold: int | None = None
    seed: int
