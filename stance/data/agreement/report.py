"""Agreement of the annotators of a dataset: every question and every layer of marks, with intervals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from stance.data.agreement.documents import judged_documents
from stance.data.agreement.figures import Resampling
from stance.data.agreement.questions import RatingTable, Scale, question_agreement, rating_tables
from stance.data.agreement.spans import layer_agreement
from stance.data.dataset_folder import DatasetFolder
from stance.data.layers import opened
from stance.data.votes import Item, answers_by_item
from stance.errors import InputError
from stance.metrics.coincidences import Rating
from stance.metrics.resample import N_RESAMPLES
from stance.records.agreement import AgreementReport, SplitItem
from stance.records.annotation import Annotation, AnnotatorKind
from stance.records.document import Document

PEOPLE: frozenset[AnnotatorKind] = frozenset({"expert", "crowd"})
"""Those who judge for themselves; adjudicated, reference, rule and model annotations do not."""
N_SPLIT = 12
"""Items told per question on which annotators part most."""
_EXCERPT = 240
_AROUND = 60
"""Characters shown on both sides of a mark."""
_MARK_BOUNDS = re.compile(r"\[(\d+)-(?:\d+;\d+-)*(\d+)\]$")
"""End of the key of a mark, see `mark_key`."""


def measure_agreement(
    annotations: Sequence[Annotation],
    documents: Mapping[str, Document],
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    scales: Mapping[str, Scale] | None = None,
    kinds: Collection[AnnotatorKind] = PEOPLE,
) -> AgreementReport:
    """Return how far annotators agree on all they judged.

    Args:
        annotations: raw votes, several per document; closed layers are opened.
        documents: by id; each annotated one is there.
        seed: of the bootstrap over documents.
        n_resamples: how often documents are drawn; 0 for no intervals.
        scales: question to how its values are compared; otherwise sets of labels by MASI and anything else
            as nominal. Numbers are ordinal or interval only when that is said here.
        kinds: of annotators to compare; the others are counted as left out.

    Raises:
        ConfigError: the values of a question do not fit the scale given for it.
    """
    compared = [opened(annotation) for annotation in annotations if annotation.annotator.kind in kinds]
    left_out = Counter(a.annotator.kind for a in annotations if a.annotator.kind not in kinds)
    resampling = Resampling(seed, n_resamples)
    tables = rating_tables(answers_by_item(compared), documents, scales or {})
    judged = judged_documents(compared, documents)
    return AgreementReport(
        seed=seed,
        n_resamples=n_resamples,
        n_documents=len({annotation.doc_id for annotation in compared}),
        n_annotations=len(compared),
        n_left_out=dict(sorted(left_out.items())),
        questions=[question_agreement(table, resampling) for table in tables if table.items],
        layers=[layer_agreement(layer, some, resampling) for layer, some in judged.items() if some],
        split=_split_items(tables, documents),
    )


def agreement_of_folder(
    folder: Path,
    *,
    seed: int,
    n_resamples: int = N_RESAMPLES,
    scales: Mapping[str, Scale] | None = None,
    kinds: Collection[AnnotatorKind] = PEOPLE,
) -> AgreementReport:
    """Return the agreement of the raw annotations of a dataset folder; arguments as `measure_agreement`.

    Raises:
        ResourceMissingError: the folder has no documents or annotations.
        InputError: a line of them cannot be read, or an annotation is for a document that is not there.
        ConfigError: the values of a question do not fit the scale given for it.
    """
    dataset = DatasetFolder(folder)
    documents, annotations = dataset.read_documents(), dataset.read_annotations()
    for annotation in annotations:
        if annotation.doc_id not in documents:
            raise InputError(
                str(dataset.annotations),
                reason="missing",
                expected=f"annotations of the documents of {dataset.documents.name}",
                found=f"one of {annotation.doc_id!r} by {annotation.annotator.id!r}",
                action="Import the documents and their annotations together.",
            )
    return measure_agreement(
        annotations, documents, seed=seed, n_resamples=n_resamples, scales=scales, kinds=kinds
    )


def _split_items(tables: Sequence[RatingTable], documents: Mapping[str, Document]) -> list[SplitItem]:
    """The worst of each question: most unequal pairs of ratings first, then most ratings."""
    found = []
    for table in tables:
        rows = zip(table.items, table.ratings, strict=True)
        divided = [(item, row) for item, row in rows if _division(row)]
        divided.sort(key=lambda entry: (-_division(entry[1]), -len(entry[1]), entry[0]))
        found += [_split_item(item, row, documents[item.doc_id]) for item, row in divided[:N_SPLIT]]
    return found


def _division(row: Sequence[Rating]) -> float:
    """Share of unequal pairs among all pairs of ratings, 0 to 1."""
    return 1 - sum(k * (k - 1) for k in Counter(row).values()) / (len(row) * (len(row) - 1))


def _split_item(item: Item, row: Sequence[Rating], document: Document) -> SplitItem:
    votes = Counter(map(_shown, row))
    return SplitItem(
        question=item.question,
        doc_id=item.doc_id,
        about=", ".join(filter(None, (item.about, item.holder))),
        votes=dict(sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))),
        excerpt=_excerpt(item, document),
    )


def _shown(value: Rating) -> str:
    if isinstance(value, frozenset):
        return " + ".join(sorted(value)) or "none"
    return str(value)


def _excerpt(item: Item, document: Document) -> str:
    """The unit or the words around the mark that were judged, otherwise the beginning of the text."""
    unit = next((unit for unit in document.units if unit.id == item.about), None)
    bounds = _MARK_BOUNDS.search(item.about)
    if unit is not None:
        start, end = unit.start, unit.end
    elif bounds:
        start, end = max(0, int(bounds[1]) - _AROUND), int(bounds[2]) + _AROUND
    else:
        start, end = 0, len(document.text)
    return document.text[start : min(end, start + _EXCERPT)]
