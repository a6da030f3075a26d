"""Annotations made by a bundle, to be opened and corrected in an annotation tool."""

from __future__ import annotations

from collections.abc import Iterator

from stance.analysis.analyzer import load_analyzer
from stance.compose.request import BATCH_ARTICLES
from stance.data.dataset_folder import DatasetFolder
from stance.records.annotation import Annotation
from stance.records.document import Document


def pre_annotate(
    folder: DatasetFolder, *, bundle: str, seed: int
) -> Iterator[tuple[Document, list[Annotation]]]:
    """Yield each document of a dataset with the findings of a bundle as its only annotation.

    Args:
        folder: of the dataset.
        bundle: as in `load_analyzer`.
        seed: of the analyzer.

    Raises:
        BundleError: the bundle cannot be used.
        ResourceMissingError: the folder holds no documents.
    """
    analyzer = load_analyzer(bundle, seed=seed)
    documents = list(folder.read_documents().values())
    for begin in range(0, len(documents), BATCH_ARTICLES):
        for analysis in analyzer.analyze_documents(documents[begin : begin + BATCH_ARTICLES]):
            yield analysis.document, [analysis.findings]
