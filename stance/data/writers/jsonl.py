"""Our own files as an export: `documents.jsonl` and `annotations.jsonl` of a dataset folder."""

from __future__ import annotations

from pathlib import Path

from stance.data.dataset_folder import DatasetFolder
from stance.data.delivery import ReaderOptions
from stance.data.imports.staging import LineFile
from stance.data.writing import Pairs, WriteReport


class Options(ReaderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the format; there are none."""


def write(pairs: Pairs, folder: Path, options: Options) -> WriteReport:
    """Return what was written to a folder; nothing is lost, as the format is our own.

    The files are complete or not there: they are written beside their places and then moved.

    Args:
        pairs: documents with their annotations, which are written as they are.
        folder: made if it is not there; files of an earlier export in it are replaced.
        options: none.

    Raises:
        InvariantError: a record cannot be written as JSON.
    """
    del options
    folder.mkdir(parents=True, exist_ok=True)
    goals = [DatasetFolder(folder).documents, DatasetFolder(folder).annotations]
    unfinished = [goal.with_name(f"{goal.name}.part") for goal in goals]
    n_documents = n_annotations = 0
    try:
        with LineFile(unfinished[0]) as documents, LineFile(unfinished[1]) as annotations:
            for document, judgements in pairs:
                documents.write(document)
                n_documents += 1
                for annotation in judgements:
                    annotations.write(annotation)
                    n_annotations += 1
        for path, goal in zip(unfinished, goals, strict=True):
            path.replace(goal)
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)
    return WriteReport(files=tuple(goals), n_documents=n_documents, n_annotations=n_annotations)
