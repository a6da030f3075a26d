"""The labels a model chooses from."""

from __future__ import annotations

from stance.records.document import Record


class LabelSet(Record, frozen=True, kw_only=True):
    """Labels in a fixed order: columns of probabilities stand in it."""

    labels: tuple[str, ...]
    exclusive: bool
    """Whether every text has exactly one of them."""
