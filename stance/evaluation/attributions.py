"""Attributions compared with gold: spans per role, relations, attributed characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.metrics.counts import Counts
from stance.metrics.relations import RelationSpans, match_relations, relation_counts
from stance.metrics.spans import Pieces, TypedSpan, character_counts, span_counts, token_counts, trim_pieces
from stance.text.tokens import tokenize

ROLES = ("source", "cue", "content")
N_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One metric over all documents, with a 95 % bootstrap interval of its F1 over documents."""

    metric: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    n_gold: int


class AttributionComparison:
    """Collects counts per document and turns them into a table.

    Spans are compared piece by piece, each distinct piece once, after edge trimming: this is how
    token taggers are scored, so figures can stand beside theirs.
    """

    def __init__(self) -> None:
        self._counts: dict[str, list[Counts]] = {}

    def add(self, text: str, gold: Sequence[RelationSpans], predicted: Sequence[RelationSpans]) -> None:
        """Add one document.

        Args:
            text: into which all offsets point.
            gold: attributions of the annotator.
            predicted: attributions of the model, level 0 only where the gold has no nesting.
        """
        tokens = tokenize(text)
        gold, predicted = [r.trimmed(text) for r in gold], [r.trimmed(text) for r in predicted]
        for role in ROLES:
            gold_spans, predicted_spans = _pieces(text, gold, role), _pieces(text, predicted, role)
            spans = span_counts(gold_spans, predicted_spans)
            self._append(f"{role} exact", spans.exact)
            self._append(f"{role} overlap", spans.overlap)
            self._append(f"{role} token", token_counts(gold_spans, predicted_spans, tokens=tokens))
        matches = match_relations(gold, predicted, tokens=tokens)
        relations = relation_counts(matches, n_gold=len(gold), n_predicted=len(predicted))
        self._append("relation relaxed", relations.relaxed)
        self._append("relation strict", relations.strict)
        self._append(
            "attributed characters",
            character_counts((r.content for r in gold), (r.content for r in predicted)),
        )

    def _append(self, metric: str, counts: Counts) -> None:
        self._counts.setdefault(metric, []).append(counts)

    def rows(self, *, seed: int) -> list[Row]:
        """Return one row per metric.

        Args:
            seed: of the bootstrap over documents.
        """
        return [_row(metric, counts, seed) for metric, counts in self._counts.items()]


def _pieces(text: str, relations: Sequence[RelationSpans], role: str) -> list[TypedSpan]:
    pieces: set[tuple[int, int]] = set()
    for relation in relations:
        role_pieces: Pieces = getattr(relation, role)
        pieces.update(trim_pieces(text, role_pieces))
    return [TypedSpan.at(start, end) for start, end in sorted(pieces)]


def _row(metric: str, counts: Sequence[Counts], seed: int) -> Row:
    total = sum(counts, Counts())
    columns = np.array(
        [[c.hits_predicted, c.n_predicted, c.hits_gold, c.n_gold] for c in counts], dtype=np.float64
    )
    draws = np.random.default_rng(seed).multinomial(
        len(counts), [1 / len(counts)] * len(counts), size=N_RESAMPLES
    )
    hits_p, n_predicted, hits_r, n_gold = (draws @ columns).T
    precision = hits_p / np.maximum(n_predicted, 1)
    recall = hits_r / np.maximum(n_gold, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    low, high = np.quantile(f1, [0.025, 0.975])
    return Row(metric, total.precision, total.recall, total.f1, float(low), float(high), int(total.n_gold))
