"""A dataset written for an annotation tool, with people's annotations or with those a bundle makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from stance.analysis.analyzer import load_analyzer
from stance.compose.request import BATCH_ARTICLES
from stance.data.dataset_folder import DatasetFolder
from stance.data.layers import opened
from stance.data.writing import WriteReport, export_dataset, writer_of, writer_options
from stance.records.annotation import Annotation
from stance.records.document import Document


def export_folder(
    folder: Path,
    *,
    to: str,
    out: Path,
    which: Literal["annotations", "gold", "bundle"],
    options: Mapping[str, str],
    bundle: str,
    seed: int,
) -> WriteReport:
    """Write the documents of a dataset folder with annotations in the format of a tool.

    Args:
        folder: of the dataset.
        to: name of the format.
        out: folder to write to.
        which: the raw votes, the gold, or what a bundle finds in the documents.
        options: of the format.
        bundle: as in `load_analyzer`; used for "bundle" only.
        seed: of the bundle.

    Raises:
        ConfigError: the format or an option is not known.
        ResourceMissingError: the folder or the bundle is not there.
        InputError: a record of the folder cannot be read.
    """
    place = DatasetFolder(folder)
    if which != "bundle":
        return export_dataset(place, to=to, out=out, which=which, options=options)
    settings = writer_options(to, options)
    return writer_of(to).write(_analyzed(place, bundle, seed), out, settings)


def _analyzed(place: DatasetFolder, bundle: str, seed: int) -> Iterator[tuple[Document, list[Annotation]]]:
    analyzer = load_analyzer(bundle, seed=seed)
    documents = list(place.read_documents().values())
    for begin in range(0, len(documents), BATCH_ARTICLES):
        for analysis in analyzer.analyze_documents(documents[begin : begin + BATCH_ARTICLES]):
            yield analysis.document, [opened(analysis.findings)]
