"""Gold spans and predictions joined by example id, counted document by document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stance.errors import InvariantError
from stance.evaluation.span_counts import CONTENT, CUE, Document, Layer, document_counts
from stance.records.example import MarkedSpan, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan, SpanPrediction
from stance.text.tokens import tokenize

_LISTED = 3
_NO_FOLD = -1


@dataclass(frozen=True, slots=True)
class SpanGold:
    """Held-out examples in ascending order of their ids."""

    labels: tuple[str, ...]
    examples: tuple[SpanExample, ...]
    documents: tuple[Document, ...]
    """One per example."""

    @classmethod
    def of(cls, examples: Sequence[SpanExample], label_set: LabelSet) -> SpanGold:
        """Return the examples, tokenized.

        Raises:
            InvariantError: no example, one that occurs twice, or spans that do not fit text or label set.
        """
        ordered = tuple(sorted(examples, key=lambda example: example.example_id))
        if not ordered:
            raise _mismatch("examples", "at least one held-out example", "none")
        _check_ids([example.example_id for example in ordered], None, "examples")
        for example in ordered:
            _check_spans(example.spans, example, label_set, "gold")
        linked = {CUE, CONTENT} <= set(label_set.labels) and any(example.links for example in ordered)
        return cls(label_set.labels, ordered, tuple(_document(e, linked=linked) for e in ordered))

    @property
    def has_relations(self) -> bool:
        """Whether attributions are marked, with links between their roles."""
        return self.documents[0].relations is not None


@dataclass(frozen=True, slots=True)
class SpanAnswers:
    """What one system predicts for the examples, in their order."""

    seeds: tuple[int, ...]
    """Ascending."""
    predictions: tuple[tuple[SpanPrediction, ...], ...]
    """Per seed, per example."""
    folds: NDArray[np.intp]
    """Fold in which the example was held out, -1 where there are none; shape (seeds, examples)."""
    measures: tuple[str, ...]
    counts: NDArray[np.float64]
    """Shape (seeds, examples, measures, 4): hits and number of what is predicted, hits and number of gold."""


def join_spans(
    gold: SpanGold, predictions: Sequence[SpanPrediction], label_set: LabelSet, *, system: str
) -> SpanAnswers:
    """Return predictions beside their examples, with all counts.

    Args:
        gold: the held-out examples.
        predictions: of every seed exactly one for every example, in any order.
        label_set: labels of the task.
        system: what made them; stands in errors.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit text or label set.
    """
    by_seed: dict[int, list[SpanPrediction]] = {}
    for prediction in predictions:
        by_seed.setdefault(prediction.seed, []).append(prediction)
    if not by_seed:
        raise _mismatch(f"predictions of {system}", "one for every example", "none at all")
    seeds = tuple(sorted(by_seed))
    ordered = tuple(_in_order(gold, by_seed[seed], f"{system}, seed {seed}") for seed in seeds)
    for of_seed in ordered:
        for example, prediction in zip(gold.examples, of_seed, strict=True):
            _check_spans(prediction.spans, example, label_set, system)
    tables = [_count(gold, of_seed) for of_seed in ordered]
    return SpanAnswers(
        seeds=seeds,
        predictions=ordered,
        folds=np.array([[_NO_FOLD if p.fold is None else p.fold for p in of_seed] for of_seed in ordered]),
        measures=tables[0][0],
        counts=np.stack([counts for _, counts in tables]),
    )


def _document(example: SpanExample, *, linked: bool) -> Document:
    layer = Layer(example.spans, example.links)
    relations = tuple(layer.relations(example.text)) if linked else None
    return Document(example.text, tokenize(example.text), layer, relations)


def _count(
    gold: SpanGold, predictions: Sequence[SpanPrediction]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    rows = [
        document_counts(document, Layer(prediction.spans, prediction.links), gold.labels)
        for document, prediction in zip(gold.documents, predictions, strict=True)
    ]
    table = [[(c.hits_predicted, c.n_predicted, c.hits_gold, c.n_gold) for c in row.values()] for row in rows]
    return tuple(rows[0]), np.array(table, dtype=np.float64)


def _in_order(
    gold: SpanGold, predictions: Sequence[SpanPrediction], where: str
) -> tuple[SpanPrediction, ...]:
    wanted = {example.example_id for example in gold.examples}
    _check_ids([prediction.example_id for prediction in predictions], wanted, f"predictions of {where}")
    of_id = {prediction.example_id: prediction for prediction in predictions}
    return tuple(of_id[example.example_id] for example in gold.examples)


def _check_ids(ids: Sequence[str], wanted: set[str] | None, where: str) -> None:
    found = set(ids)
    if len(found) < len(ids):
        twice = sorted(each for each in found if ids.count(each) > 1)
        raise _mismatch(where, "every example id once", f"several times: {_some(twice)}")
    for missing, told in ((wanted or found) - found, "none for"), (found - (wanted or found), "such for"):
        if missing:
            raise _mismatch(
                where,
                f"one prediction for each of the {len(wanted or found)} examples, and no others",
                f"{told} {len(missing)} ids: {_some(sorted(missing))}",
            )


def _check_spans(
    spans: Iterable[MarkedSpan | PredictedSpan], example: SpanExample, label_set: LabelSet, side: str
) -> None:
    for span in spans:
        where = f"{side}, example {example.example_id}, span {span.id}"
        if span.label not in label_set.labels:
            raise _mismatch(where, f"a label of: {', '.join(label_set.labels)}", span.label)
        bounds = list(zip(span.starts, span.ends, strict=False))
        length = len(example.text)
        inside = all(0 <= start < end <= length for start, end in bounds)
        if not bounds or len(span.starts) != len(span.ends) or not inside:
            raise _mismatch(where, f"pieces inside the text, 0 to {length}", f"{span.starts} to {span.ends}")


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return ", ".join(ids[:_LISTED]) + more


def _mismatch(where: str, expected: str, found: str) -> InvariantError:
    return InvariantError(
        where,
        expected=expected,
        found=found,
        action="Predict the same dataset again, and measure against the examples that were held out.",
    )
