"""What an import did: how offsets were proven, and what could not be mapped."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.document import Record

IMPORT_FORMAT: Final = "stance.import/1.0.0"

LossReason = Literal[
    "offsets_rejected",
    "offsets_ambiguous",
    "text_dropped_by_cleaning",
    "unknown_label",
    "not_this_schema",
    "empty_span",
    "broken_reference",
    "unreadable_record",
    "duplicate_record",
    "cancelled",
    "unsupported",
]
"""Why something that stood in the input does not stand in the result."""


class Loss(Record, frozen=True, kw_only=True):
    """One thing of the input that is not in the result."""

    where: str
    """File with line, or file with the id of the record."""
    reason: LossReason
    what: str
    """What kind of thing was lost, such as "attribution/Source"; losses are counted by it."""
    detail: str
    """Expected and found, in a sentence."""


class OffsetProof(Record, frozen=True, kw_only=True):
    """How the spans of an import were proven to cover the text they are said to cover."""

    n_ok: int = 0
    """Spans right as delivered."""
    n_unproven: int = 0
    """Spans inside the text that came without the text they cover."""
    n_repaired: dict[str, int] = {}
    """Convention or repair to number of spans: {"utf16": 12}."""
    n_rejected: int = 0


class ImportReport(Record, frozen=True, kw_only=True):
    """What went in and what came out, exactly: n_records = n_documents + records told in the losses."""

    schema: Literal["stance.import/1.0.0"] = IMPORT_FORMAT
    format: str
    options: dict[str, str] = {}
    cleaning: Literal["standard", "none"]
    n_records: int
    """Texts delivered."""
    n_documents: int
    n_annotations: int
    n_by_layer: dict[str, int] = {}
    """What came through: "layer/label" of marks, "layer>label" of links, "question=value" of answers."""
    offsets: OffsetProof = OffsetProof()
    n_losses: dict[str, dict[str, int]] = {}
    """Reason to what was lost to how many."""
