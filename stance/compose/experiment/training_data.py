"""A dataset as an experiment sees it: the examples of one task, their labels and what is known of both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from stance.data.auditing.folder import check_files, read_record, read_tasks
from stance.data.building.config import DatasetConfig
from stance.data.dataset_folder import DatasetFolder
from stance.errors import ConfigError, InputError
from stance.records.agreement import AgreementReport
from stance.records.audit import Audit
from stance.records.dataset import DatasetRecord
from stance.records.example import Example, LabelExample
from stance.records.label_set import LabelSet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TrainingData:
    """One task of a dataset that was built and whose files are as they were built."""

    folder: DatasetFolder
    record: DatasetRecord
    config: DatasetConfig
    task: str
    examples: list[Example]
    """All parts, the test part too."""
    label_set: LabelSet
    agreement: AgreementReport | None
    audit: Audit | None
    headlines: dict[str, str]
    """Document id to headline, where there is one."""

    @property
    def kind(self) -> Literal["labels", "spans"]:
        """Labels or spans."""
        return "labels" if isinstance(self.examples[0], LabelExample) else "spans"


def load_training_data(folder: Path, task: str) -> TrainingData:
    """Return one task of a dataset.

    Raises:
        ResourceMissingError: the dataset was not built.
        InvariantError: its files are not those that were built.
        ConfigError: it has no such task, or no examples of it.
        InputError: a file cannot be read.
    """
    place = DatasetFolder(folder)
    record = read_record(place)
    if task not in record.tasks:
        raise ConfigError(
            f"task {task!r} of {folder}",
            expected=f"a task of the dataset: {', '.join(record.tasks)}",
            found=task,
            action="Correct `task`, or add the task to the dataset's configuration.",
        )
    check_files(place, record)
    examples = read_tasks(place, record, only=task)[task]
    if not examples:
        raise ConfigError(
            f"task {task!r} of {folder}", expected="examples", found="none", action="Build the dataset again."
        )
    config = msgspec.convert(record.config, DatasetConfig)
    return TrainingData(
        folder=place,
        record=record,
        config=config,
        task=task,
        examples=examples,
        label_set=LabelSet(
            labels=tuple(sorted(record.tasks[task].n_by_label)), exclusive=config.tasks[task].exclusive
        ),
        agreement=_agreement(place),
        audit=_audit(place, task),
        headlines=_headlines(place),
    )


def _agreement(place: DatasetFolder) -> AgreementReport | None:
    if not place.agreement.is_file():
        return None
    return _decoded(place.agreement, place.agreement.read_bytes(), AgreementReport)


def _audit(place: DatasetFolder, task: str) -> Audit | None:
    if not place.audits.is_file():
        return None
    audits = [_decoded(place.audits, line, Audit) for line in place.audits.read_bytes().splitlines()]
    return next((audit for audit in audits if audit.task == task), None)


def _headlines(place: DatasetFolder) -> dict[str, str]:
    return {
        doc_id: document.text[segment.start : segment.end]
        for doc_id, document in place.read_documents().items()
        for segment in document.segments
        if segment.kind == "headline"
    }


def _decoded(path: Path, data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError as error:
        raise InputError(
            str(path),
            reason="parse_error",
            expected=f"a {kind.__name__} as stance data build writes it",
            found=str(error),
            action="Build the dataset again.",
        ) from error
