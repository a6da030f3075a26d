"""Agreement of the annotators of a dataset: every question and every layer of marks, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from stance.data.agreement_documents import judged_documents
from stance.data.agreement_figures import Resampling
from stance.data.agreement_questions import RatingTable, Scale, question_agreement, rating_tables
from stance.data.agreement_spans import layer_agreement
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
N_SPLIT = 40
"""Items shown on which annotators part most."""
_EXCERPT = 240


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
    """Items by the share of unequal pairs of ratings, then by the number of ratings."""
    ranked = sorted(
        (
            (-_division(row), -sum(value is not None for value in row), item, row)
            for table in tables
            for item, row in zip(table.items, table.ratings, strict=True)
            if _division(row)
        ),
        key=lambda entry: entry[:3],
    )
    return [_split_item(item, row, documents[item.doc_id]) for _, _, item, row in ranked[:N_SPLIT]]


def _division(row: Sequence[Rating | None]) -> float:
    """Share of unequal pairs among all pairs of ratings, 0 to 1."""
    counts = Counter(value for value in row if value is not None)
    n = counts.total()
    return 1 - sum(k * (k - 1) for k in counts.values()) / (n * (n - 1))


def _split_item(item: Item, row: Sequence[Rating | None], document: Document) -> SplitItem:
    votes = Counter(_shown(value) for value in row if value is not None)
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
    start, end = next(
        ((u.start, u.end) for u in document.units if u.id == item.about), (0, len(document.text))
    )
    return document.text[start : min(end, start + _EXCERPT)]
