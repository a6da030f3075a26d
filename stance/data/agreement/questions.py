"""Agreement on answers: alpha at the level of the values, kappa, per label and per annotator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.data.agreement.figures import Resampling, Statistic, defined, figures
from stance.data.agreement.gates import question_gates
from stance.data.layers import FRAME
from stance.data.votes import Item
from stance.errors import ConfigError
from stance.metrics.agreement import (
    annotator_pairs,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    label_prevalence,
    label_ratings,
    pairwise_agreement,
    unanimous_share,
)
from stance.metrics.coincidences import Level, Rating, coincidences
from stance.records.agreement import AnnotatorAgreement, Figure, LabelAgreement, QuestionAgreement
from stance.records.document import Document
from stance.records.open_layers import Answer, Value

MAX_LABELS = 60
"""Labels of a question that are told one by one."""
MAX_LEFT_OUT = 50
"""Annotators, those with the most ratings, for whom alpha is computed without them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How values are compared."""

    level: Level
    order: tuple[str, ...] = ()
    """For "ordinal": labels from the lowest on; empty orders numbers by size."""


@dataclass(frozen=True, slots=True)
class RatingTable:
    """Ratings of one question: items with at least two of them, by annotators."""

    question: str
    about: str
    scale: Scale
    items: tuple[Item, ...]
    annotators: tuple[str, ...]
    ratings: list[list[Rating]]
    """Per item, those that were given."""
    raters: list[list[str]]
    """Whose ratings they are, ascending within an item."""
    n_single: int
    """Items left out as they have one rating."""

    @property
    def documents(self) -> list[int]:
        """Number of the document of each item, counted from 0."""
        place: dict[str, int] = {}
        return [place.setdefault(item.doc_id, len(place)) for item in self.items]

    @property
    def order(self) -> Sequence[Rating] | None:
        """Order of the values for an ordinal scale of labels."""
        return self.scale.order or None


def rating_tables(
    votes: Mapping[Item, Mapping[str, Answer]],
    documents: Mapping[str, Document],
    scales: Mapping[str, Scale],
) -> list[RatingTable]:
    """Return a table per question and kind of thing asked about, in order of name.

    Args:
        votes: from `answers_by_item`.
        documents: by id.
        scales: question to the scale of its values; otherwise sets of labels are compared by MASI, anything
            else as nominal.
    """
    rows: dict[tuple[str, str], dict[Item, dict[str, Value]]] = {}
    for item, answers in votes.items():
        key = (item.question, _kind(item, documents.get(item.doc_id)))
        rows.setdefault(key, {})[item] = {name: answer.value for name, answer in answers.items()}
    for (question, about), table in rows.items():
        if question == FRAME and about == "unit":
            _fill_units(table, documents)
    return [_table(*key, rows[key], scales) for key in sorted(rows)]


def question_agreement(table: RatingTable, resampling: Resampling) -> QuestionAgreement:
    """Return all figures of one table.

    Raises:
        ConfigError: the values do not fit the scale that was asked for.
    """
    labels = [] if table.scale.level == "interval" else _labels(table.ratings)
    groups, level = table.documents, table.scale.level
    whole = coincidences(table.ratings, level=level, groups=groups, order=table.order)
    statistics: dict[str | float | None, Statistic] = {None: whole.alpha}
    for label in labels[:MAX_LABELS]:
        binary = label_ratings(table.ratings, label)
        statistics[label] = coincidences(binary, level="nominal", groups=groups).alpha
    n_documents = len(set(groups))
    found = figures(statistics, n_documents=n_documents, resampling=resampling)
    kappa_name, kappa = _kappa(table)
    n_ratings = sum(map(len, table.ratings))
    told = [_label(table.ratings, label, n_ratings, found[label]) for label in labels[:MAX_LABELS]]
    return QuestionAgreement(
        question=table.question,
        about=table.about,
        level=level,
        n_documents=n_documents,
        n_items=len(table.items),
        n_single=table.n_single,
        n_annotators=len(table.annotators),
        n_ratings=n_ratings,
        alpha=found[None],
        kappa=kappa,
        kappa_name=kappa_name,
        unanimous=defined(unanimous_share(table.ratings)),
        pairwise=defined(pairwise_agreement(table.ratings)),
        labels=told,
        n_labels=len(labels),
        annotators=list(_annotators(table)),
        gates=question_gates(table.question, found[None], kappa, told),
    )


def _kind(item: Item, document: Document | None) -> str:
    """What kind of thing the item is about."""
    if not item.about:
        kind = "document"
    elif document is not None and any(unit.id == item.about for unit in document.units):
        kind = "unit"
    elif document is not None and any(target.id == item.about for target in document.targets):
        kind = "target"
    else:
        kind = "mark"
    return f"{kind}, per holder" if item.holder else kind


def _fill_units(table: dict[Item, dict[str, Value]], documents: Mapping[str, Document]) -> None:
    """Give each annotator who judged units of a document an empty set for those not listed.

    The frame layer lists only units that have a frame.
    """
    annotators: dict[str, dict[str, None]] = {}
    for item, row in table.items():
        annotators.setdefault(item.doc_id, {}).update(dict.fromkeys(row))
    for doc_id, names in annotators.items():
        for unit in documents[doc_id].units:
            row = table.setdefault(Item(doc_id, FRAME, unit.id), {})
            for name in names:
                row.setdefault(name, [])


def _table(
    question: str,
    about: str,
    rows: Mapping[Item, Mapping[str, Value]],
    scales: Mapping[str, Scale],
) -> RatingTable:
    judged = {item: row for item, row in sorted(rows.items()) if len(row) > 1}
    annotators = tuple(sorted({name for row in judged.values() for name in row}))
    are_sets = any(isinstance(value, list) for row in judged.values() for value in row.values())
    as_rating = as_set if are_sets else single
    return RatingTable(
        question=question,
        about=about,
        scale=scales.get(question, Scale("masi" if are_sets else "nominal")),
        items=tuple(judged),
        annotators=annotators,
        ratings=[[as_rating(row[name]) for name in sorted(row)] for row in judged.values()],
        raters=[sorted(row) for row in judged.values()],
        n_single=len(rows) - len(judged),
    )


def single(value: Value) -> Rating:
    """Return a value as a rating; a list is a set of labels."""
    return frozenset(value) if isinstance(value, list) else value


def as_set(value: Value) -> Rating:
    """Return a value as a set of labels, a single one as a set of one."""
    return frozenset(value) if isinstance(value, list) else frozenset({str(value)})


def _labels(ratings: Sequence[Sequence[Rating]]) -> list[str | float]:
    """All labels, the most frequent first."""
    counts: Counter[str | float] = Counter()
    for row in ratings:
        for value in row:
            counts.update(value if isinstance(value, frozenset) else (value,))
    return sorted(counts, key=lambda label: (-counts[label], str(label)))


def _label(
    ratings: Sequence[Sequence[Rating]], label: str | float, n_ratings: int, alpha: Figure
) -> LabelAgreement:
    prevalence = label_prevalence(ratings, label)
    return LabelAgreement(
        label=str(label), n_ratings=round(prevalence * n_ratings), prevalence=prevalence, alpha=alpha
    )


def _kappa(table: RatingTable) -> tuple[str | None, float | None]:
    if len(table.annotators) == 2:
        weighted = table.scale.level == "ordinal" and table.scale.order
        kappa = cohen_kappa(
            [row[0] for row in table.ratings],
            [row[1] for row in table.ratings],
            weights="quadratic" if weighted else "equal",
            order=table.order,
        )
        return "Cohen, quadratic weights" if weighted else "Cohen", defined(kappa)
    if len({len(row) for row in table.ratings}) != 1:
        return None, None
    return "Fleiss", defined(fleiss_kappa(table.ratings))


def _annotators(table: RatingTable) -> Iterator[AnnotatorAgreement]:
    shares: dict[str, list[float]] = {name: [] for name in table.annotators}
    for pair, share in annotator_pairs(table.ratings, table.raters).items():
        for name in pair:
            shares[name].append(share)
    n_ratings = Counter(name for names in table.raters for name in names)
    told = {name for name, _ in n_ratings.most_common(MAX_LEFT_OUT)}
    for name in table.annotators:
        yield AnnotatorAgreement(
            annotator=name,
            n=n_ratings[name],
            agreement=sum(shares[name]) / len(shares[name]) if shares[name] else None,
            alpha_without=_alpha_without(table, name) if name in told else None,
        )


def _alpha_without(table: RatingTable, left_out: str) -> float | None:
    rows = [
        [value for value, name in zip(row, names, strict=True) if name != left_out]
        for row, names in zip(table.ratings, table.raters, strict=True)
    ]
    return defined(krippendorff_alpha(rows, level=table.scale.level, order=table.order))


_LEVELS: Mapping[str, Level] = {level: level for level in ("nominal", "ordinal", "interval", "masi")}


def parse_scale(text: str) -> tuple[str, Scale]:
    """Return the question and its scale from "QUESTION=LEVEL" or "QUESTION=ordinal:LOW<MIDDLE<HIGH".

    Raises:
        ConfigError: the text is not of that form, or names no level.

    >>> parse_scale("strength=ordinal:weak<strong")
    ('strength', Scale(level='ordinal', order=('weak', 'strong')))
    """
    question, _, rest = text.rpartition("=")
    name, _, order = rest.partition(":")
    if not question or name not in _LEVELS or (order and name != "ordinal"):
        raise ConfigError(
            f"level {text!r}",
            expected="QUESTION=nominal, ordinal, interval, masi, or ordinal:LOW<HIGH with all labels",
            found=repr(text),
            action="Name the question and one of the four levels.",
        )
    return question, Scale(_LEVELS[name], tuple(order.split("<")) if order else ())
