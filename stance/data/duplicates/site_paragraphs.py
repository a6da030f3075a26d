"""Paragraphs that a site repeats, taken out of the documents and annotations of a dataset folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from stance.data.closing import closed
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.duplicates.dropping import MovedText, move_annotation, without_segments
from stance.data.duplicates.repeats import (
    RepeatedParagraph,
    RepeatSettings,
    find_repeated_paragraphs,
    segments_by_document,
)
from stance.data.layers import has_closed_layers
from stance.records.annotation import Annotation
from stance.records.document import Document
from stance.records.imports import Loss

KEPT_FOLDER = "imported"
"""Folder in the dataset folder with the documents and annotations as they were before."""


@dataclass(frozen=True, slots=True)
class SiteParagraphs:
    """What was taken out."""

    repeated: list[RepeatedParagraph]
    losses: list[Loss]
    """Marks and answers that went with a paragraph."""

    @property
    def n_dropped(self) -> int:
        """Paragraphs taken out, over all documents."""
        return sum(len(paragraph.places) for paragraph in self.repeated)


def restore_imported(folder: DatasetFolder) -> None:
    """Put back the files an earlier build changed, so that a build always begins with what was imported."""
    kept = DatasetFolder(folder.path / KEPT_FOLDER)
    for name in ("documents", "annotations", "gold"):
        if getattr(kept, name).is_file():
            getattr(kept, name).replace(getattr(folder, name))


def drop_site_paragraphs(
    folder: DatasetFolder, settings: RepeatSettings, clusters: Mapping[str, str]
) -> SiteParagraphs:
    """Take repeated paragraphs out of documents.jsonl, annotations.jsonl and gold.jsonl.

    The files as they were are kept in `imported/`. Nothing is written when nothing is repeated.

    Args:
        folder: with documents and annotations; gold may be there or not.
        settings: what counts as repeated.
        clusters: document id to id of its near-duplicate cluster.
    """
    documents = folder.read_documents()
    repeated = find_repeated_paragraphs(documents.values(), settings, clusters)
    if not repeated:
        return SiteParagraphs([], [])
    moved: dict[str, MovedText] = {}
    for doc_id, segments in segments_by_document(repeated).items():
        if len(segments) < len(documents[doc_id].segments):
            dropped = without_segments(documents[doc_id], segments, "site_disclaimer")
            documents[doc_id], moved[doc_id] = dropped.document, dropped.moved
    losses: list[Loss] = []
    annotations = [_move(each, moved, documents, losses=losses) for each in folder.read_annotations()]
    gold = list(folder.read_gold().values()) if folder.gold.is_file() else None
    if gold is not None:
        # What is lost is the same as in the votes: it is told once.
        gold = [_move(each, moved, documents, losses=[]) for each in gold]
    _keep_imported(folder)
    write_lines(folder.documents, documents.values())
    write_lines(folder.annotations, annotations)
    if gold is not None:
        write_lines(folder.gold, gold)
    return SiteParagraphs(repeated, losses)


def _move(
    annotation: Annotation,
    moved: Mapping[str, MovedText],
    documents: Mapping[str, Document],
    *,
    losses: list[Loss],
) -> Annotation:
    where = moved.get(annotation.doc_id)
    if where is None:
        return annotation
    result, lost = move_annotation(annotation, where)
    losses += lost
    if has_closed_layers(annotation):
        result, unfit = closed(result, documents[annotation.doc_id])
        losses += unfit
    return msgspec.structs.replace(result, text_sha256=where.text_sha256)


def _keep_imported(folder: DatasetFolder) -> None:
    kept = DatasetFolder(folder.path / KEPT_FOLDER)
    kept.path.mkdir(exist_ok=True)
    for name in ("documents", "annotations", "gold"):
        if getattr(folder, name).is_file():
            getattr(folder, name).replace(getattr(kept, name))
