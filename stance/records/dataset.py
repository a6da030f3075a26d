"""What the build of a dataset did, so that everything trained on it can name it."""

from __future__ import annotations

from typing import Any, Final, Literal

from stance.records.document import Record

DATASET_FORMAT: Final = "stance.dataset/1.0.0"


class TaskCounts(Record, frozen=True, kw_only=True):
    """What came of one task."""

    n_examples: int
    n_by_part: dict[str, int]
    n_by_label: dict[str, dict[str, int]]
    """Label to part to number of examples (of spans, for span tasks) that have it."""
    left_out: dict[str, int]
    """Reason to number of gold labels without an example."""
    files: dict[str, str]
    """Part to file, relative to the dataset folder."""


class DatasetRecord(Record, frozen=True, kw_only=True):
    """All that is needed to know a dataset again and to judge what is trained on it."""

    schema: Literal["stance.dataset/1.0.0"] = DATASET_FORMAT
    name: str
    fingerprint: str
    """SHA-256 over the configuration and all files below: equal fingerprint, equal dataset."""
    stance_version: str
    label_schema: str
    config: dict[str, Any]
    """The whole configuration, defaults included."""
    files: dict[str, str]
    """File, relative to the dataset folder, to its SHA-256."""
    n_documents: int
    n_annotations: int
    n_clusters: int
    """Near-duplicate clusters of more than one document."""
    n_in_clusters: int
    """Documents in such clusters."""
    n_repeated_paragraphs: int
    """Paragraphs of the site that were taken out, over all documents."""
    n_gold: int
    n_undecided: int
    """Items on which adjudication came to no decision."""
    tasks: dict[str, TaskCounts]
    stamps: list[str]
    """What every result made with this dataset has to say, such as "ungrouped: event"."""
    lock: str | None
    """SHA-256 of the locked test part; None without one."""
    n_folds: int | None = None
    n_pieces: int
    """Sets of documents that had to stay in one part."""
    biggest_piece: int
    """Documents in the biggest of them."""
