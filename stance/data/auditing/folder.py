"""The audit of a dataset that was built, computed anew from its files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from stance.data.auditing.audit import audit
from stance.data.building.config import DatasetConfig
from stance.data.building.example_files import read_examples
from stance.data.dataset_folder import DatasetFolder
from stance.data.duplicates.near_duplicates import find_clusters
from stance.data.splitting.splits import Split
from stance.errors import InputError, InvariantError, ResourceMissingError
from stance.records.audit import Audit
from stance.records.dataset import DatasetRecord
from stance.records.example import Example


def read_record(place: DatasetFolder) -> DatasetRecord:
    """Return what the build of a dataset wrote down.

    Raises:
        ResourceMissingError: the dataset was not built.
        InputError: dataset.json cannot be read.
    """
    path = place.dataset
    if not path.is_file():
        raise ResourceMissingError(
            str(path), expected="a dataset that was built", found="no such file", action="Build it first."
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=DatasetRecord)
    except msgspec.DecodeError as error:
        raise InputError(
            str(path),
            reason="parse_error",
            expected="the record of a dataset as stance data build writes it",
            found=str(error),
            action="Build the dataset again.",
        ) from error


def check_files(place: DatasetFolder, record: DatasetRecord) -> None:
    """Refuse a dataset whose files are not those that were built.

    Raises:
        InvariantError: a file is missing or was changed.
    """
    for name, expected in record.files.items():
        path = place.path / name
        found = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no such file"
        if found != expected:
            raise InvariantError(
                str(path),
                expected=f"the file that was built, SHA-256 {expected}",
                found=found,
                action="Restore it, or build the dataset again.",
            )


def read_tasks(
    place: DatasetFolder, record: DatasetRecord, *, only: str | None = None
) -> dict[str, list[Example]]:
    """Return the examples of every task, or of one only, all parts together."""
    return {
        name: [
            example for part, path in task.files.items() for example in read_examples(place.path / path, part)
        ]
        for name, task in record.tasks.items()
        if only in (None, name)
    }


def audit_folder(folder: Path) -> list[Audit]:
    """Return the audit of each task.

    Raises:
        ResourceMissingError, InputError: as `read_record`.
        InvariantError: the files are not those that were built.
        MissingExtraError: stance[data] is not installed.
    """
    place = DatasetFolder(folder)
    record = read_record(place)
    check_files(place, record)
    config = msgspec.convert(record.config, DatasetConfig)
    documents = place.read_documents()
    texts = {doc_id: document.text for doc_id, document in documents.items()}
    clusters = find_clusters(texts, config.near_duplicates, seed=config.seed)
    tasks = read_tasks(place, record)
    everything = [example for examples in tasks.values() for example in examples]
    cut = Split(
        part_of={example.doc_id: example.part for example in everything},
        fold_of={example.doc_id: example.fold for example in everything if example.fold is not None},
        n_pieces=record.n_pieces,
        biggest_piece=record.biggest_piece,
        stamps=record.stamps,
    )
    return [
        audit(name, examples, documents, cut, clusters=clusters, seed=config.seed)
        for name, examples in tasks.items()
    ]
