"""Dataset folders written in the formats of annotation tools; adding a format is one module and one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol, cast

from stance.data.dataset_folder import DatasetFolder
from stance.data.delivery import ReaderOptions
from stance.data.formats import module_of, options_of
from stance.data.layers import opened
from stance.errors import InputError
from stance.records.annotation import Annotation
from stance.records.document import Document
from stance.records.imports import Loss

WRITERS: Final[dict[str, str]] = {
    "label-studio": "stance.data.writers.label_studio",
    "doccano": "stance.data.writers.doccano",
    "brat": "stance.data.writers.brat",
    "jsonl": "stance.data.writers.jsonl",
}

Pairs = Iterable[tuple[Document, Sequence[Annotation]]]
"""Documents with their annotations, whose layers are all open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What was written, and what the format could not hold."""

    files: tuple[Path, ...]
    n_documents: int
    n_annotations: int
    losses: tuple[Loss, ...] = ()


class Writer(Protocol):
    """A module that writes one format."""

    Options: type[ReaderOptions]

    @staticmethod
    def write(pairs: Pairs, folder: Path, options: ReaderOptions, /) -> WriteReport:
        """Write documents and their open annotations into a folder, which is made if need be."""


def writer_of(name: str) -> Writer:
    """Return the writer of a format; ConfigError when nothing writes a format of that name."""
    return cast(Writer, module_of(name, WRITERS))


def writer_options(name: str, given: Mapping[str, object]) -> ReaderOptions:
    """Return the options of writing a format; see `options_of`."""
    return options_of(writer_of(name).Options, given, where=f"options of writing {name}")


def export_dataset(
    folder: DatasetFolder,
    *,
    to: str,
    out: Path,
    which: Literal["annotations", "gold"] = "annotations",
    options: Mapping[str, object] | None = None,
) -> WriteReport:
    """Write a dataset in the format of an annotation tool.

    Args:
        folder: of the dataset.
        to: name of the format.
        out: folder to write into; files of the same names are replaced.
        which: all raw votes, or the adjudicated annotations.
        options: of the format.

    Raises:
        ConfigError: the format or an option is not known.
        ResourceMissingError: the folder has no such annotations.
        InputError: a record cannot be read, or an annotation is for a document that is not there.
    """
    settings = writer_options(to, options or {})
    documents = folder.read_documents()
    annotations = folder.read_annotations() if which == "annotations" else folder.read_gold().values()
    of_document: dict[str, list[Annotation]] = {name: [] for name in documents}
    for annotation in annotations:
        document = documents.get(annotation.doc_id)
        if document is None or document.text_sha256 != annotation.text_sha256:
            raise InputError(
                f"{folder.path}: annotation of {annotation.doc_id} by {annotation.annotator.id}",
                reason="parse_error",
                expected="an annotation of a document of the folder, made on the text it has there",
                found="no such document" if document is None else "another text",
                action="Import the dataset again.",
            )
        of_document[annotation.doc_id].append(opened(annotation))
    pairs = ((document, of_document[name]) for name, document in documents.items())
    return writer_of(to).write(pairs, out, settings)
