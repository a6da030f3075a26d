"""Units of learning made from documents and gold."""

from __future__ import annotations

from stance.records.document import Offset, Record
from stance.records.open_layers import Value


class Example(Record, frozen=True, kw_only=True):
    """What every unit of learning has."""

    example_id: str
    """Unique in the dataset: document id, and what of the document it is about."""
    doc_id: str
    text: str
    """What a model reads: the document, or the part of it that is judged."""
    start: Offset
    end: Offset
    """Where `text` stands in `Document.text`, in code points."""
    part: str
    """"train", "dev", "test", or "all" where the dataset is not cut into parts."""
    fold: int | None = None
    """Fold in which the example is held out, from 0; None without folds."""
    cluster: str
    """Id shared by documents that are near-duplicates of each other; no two parts share one."""
    groups: dict[str, str | None]
    """outlet, event, date, topic, target, ... to the group's name; None where it is not known."""


class LabelExample(Example, frozen=True, kw_only=True):
    """A text, with or without a target, and its label or labels."""

    target: str | None = None
    """What the label is about; None where the question has no target."""
    target_start: Offset | None = None
    target_end: Offset | None = None
    """Where the target stands in `text`; None where it does not stand there."""
    labels: list[str]
    """The gold labels: exactly one where labels exclude each other."""
    votes: dict[str, int] = {}
    """Label to the number of annotators who gave it; empty where only gold is known."""


class MarkedSpan(Record, frozen=True, kw_only=True):
    """A span of an example; offsets count code points of the example's `text`."""

    id: str
    label: str
    starts: list[Offset]
    ends: list[Offset]
    attributes: dict[str, Value] = {}


class MarkedLink(Record, frozen=True, kw_only=True):
    """A relation between two spans of an example."""

    label: str
    src: str
    dst: str


class SpanExample(Example, frozen=True, kw_only=True):
    """A text with the spans that are marked in it."""

    spans: list[MarkedSpan]
    links: list[MarkedLink] = []
    unit_starts: list[Offset]
    unit_ends: list[Offset]
    """Headline, deck and sentences, in reading order."""
