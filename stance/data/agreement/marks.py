"""Agreement on what is said of marks: their attributes, and the attributions they make up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.data.agreement.documents import JudgedDocument
from stance.data.agreement.figures import (
    Resampling,
    defined,
    f1_statistic,
    figures,
    scaled,
    share_statistic,
)
from stance.data.agreement.pairs import matched_marks, relations_of
from stance.data.agreement.questions import Scale, as_set, single
from stance.metrics.agreement import cohen_kappa, pairwise_agreement
from stance.metrics.coincidences import Rating, coincidences
from stance.metrics.counts import Counts, total
from stance.metrics.relations import RelationCounts, RelationSpans, match_relations, relation_counts
from stance.records.agreement import AttributeAgreement, RelationAgreement
from stance.records.open_layers import Mark
from stance.schema.labels import load_schema

ATTRIBUTION = "attribution"
MAX_VALUES = 60
"""Attributes with more distinct values are taken for free text, not for labels."""
_NO_LABELS = frozenset({"note", "rationale", "alternatives", "confidence", "origin"})
LABEL = "label"
"""Stands for the label of the mark itself."""


def attribute_agreements(
    layer: str, judged: Sequence[JudgedDocument], resampling: Resampling
) -> list[AttributeAgreement]:
    """Return the agreement on each attribute, and on the label, of marks matched one to one by overlap.

    Args:
        layer: name of the layer; roles of attributions are matched within their label, whose agreement
            therefore is not told.
        judged: documents with at least two annotators.
        resampling: of the documents.
    """
    rows: dict[str, list[list[Rating | None]]] = {}
    groups: dict[str, list[int]] = {}
    for number, one in enumerate(judged):
        for first, second in one.pairs:
            for a, b in _matched(layer, one.marks[first], one.marks[second]):
                for name, pair in _values(layer, a, b).items():
                    rows.setdefault(name, []).append(pair)
                    groups.setdefault(name, []).append(number)
    return [
        _attribute(
            name, rows[name], groups[name], scale=_scale(layer, name, rows[name]), resampling=resampling
        )
        for name in sorted(rows)
        if _is_telling(name, rows[name])
    ]


def relation_agreement(
    layer: str, judged: Sequence[JudgedDocument], resampling: Resampling
) -> RelationAgreement | None:
    """Return the agreement on attributions as wholes, None for other layers.

    Args:
        layer: name of the layer.
        judged: documents with at least two annotators.
        resampling: of the documents.
    """
    if layer != ATTRIBUTION:
        return None
    sums: list[list[_RelationSums]] = []
    n_relations = 0
    for one in judged:
        text = one.document.text
        relations = {name: relations_of(marks, one.links[name], text) for name, marks in one.marks.items()}
        n_relations += sum(map(len, relations.values()))
        sums.append([_relation_sums(relations[a], relations[b], one) for a, b in one.pairs])
    f1 = {
        scheme: f1_statistic([_mean_counts([getattr(s.counts, scheme) for s in pairs]) for pairs in sums])
        for scheme in ("cue_overlap", "relaxed", "strict")
    }
    n_met = [sum(s.n_met for s in pairs) / len(pairs) for pairs in sums]
    shares = {
        name: share_statistic([sum(getattr(s, name) for s in pairs) / len(pairs) for pairs in sums], n_met)
        for name in ("n_source", "n_content", "n_all")
    }
    found = figures({**f1, **shares}, n_documents=len(judged), resampling=resampling)
    return RelationAgreement(
        n_relations=n_relations,
        cue_overlap_f1=found["cue_overlap"],
        relaxed_f1=found["relaxed"],
        strict_f1=found["strict"],
        source_exact=found["n_source"],
        content_exact=found["n_content"],
        all_exact=found["n_all"],
    )


@dataclass(frozen=True, slots=True)
class _RelationSums:
    """What two annotators' attributions of one document have in common."""

    counts: RelationCounts
    n_met: int
    """Pairs with overlapping cues."""
    n_source: int
    n_content: int
    n_all: int


def _relation_sums(
    first: Sequence[RelationSpans], second: Sequence[RelationSpans], judged: JudgedDocument
) -> _RelationSums:
    matches = match_relations(first, second, tokens=judged.tokens)
    counts = relation_counts(matches, n_gold=len(first), n_predicted=len(second))
    return _RelationSums(
        counts=counts,
        n_met=len(matches),
        n_source=counts.n_source_exact,
        n_content=counts.n_content_exact,
        n_all=sum(match.is_strict for match in matches),
    )


def _mean_counts(counts: Sequence[Counts]) -> Counts:
    return scaled(total(counts), 1 / len(counts))


def _matched(layer: str, first: Sequence[Mark], second: Sequence[Mark]) -> list[tuple[Mark, Mark]]:
    if layer != ATTRIBUTION:
        return matched_marks(first, second)
    labels = sorted({mark.label for mark in (*first, *second)})
    return [
        pair
        for label in labels
        for pair in matched_marks(
            [m for m in first if m.label == label], [m for m in second if m.label == label]
        )
    ]


def _values(layer: str, first: Mark, second: Mark) -> dict[str, list[Rating | None]]:
    values: dict[str, list[Rating | None]] = {}
    for name in first.attributes.keys() & second.attributes.keys() - _NO_LABELS:
        pair = first.attributes[name], second.attributes[name]
        as_rating = as_set if any(isinstance(value, list) for value in pair) else single
        values[name] = [as_rating(value) for value in pair]
    if layer != ATTRIBUTION:
        values[LABEL] = [first.label, second.label]
    return values


def _is_telling(name: str, rows: Sequence[Sequence[Rating | None]]) -> bool:
    """No free text, nor the only label a layer has."""
    n_values = len({value for row in rows for value in row})
    return n_values <= MAX_VALUES and (name != LABEL or n_values > 1)


def _scale(layer: str, name: str, rows: Sequence[Sequence[Rating | None]]) -> Scale:
    """Sets by MASI, scales of our schema as ordinal, anything else as nominal."""
    values = {value for row in rows for value in row}
    if any(isinstance(value, frozenset) for value in values):
        return Scale("masi")
    task = load_schema().tasks.get(layer)
    labels = task.value_sets.get(name) if task else None
    if labels is None or not labels.ordered:
        return Scale("nominal")
    if all(isinstance(value, int | float) for value in values):
        return Scale("ordinal")
    return Scale("ordinal", tuple(labels.labels)) if values <= set(labels.labels) else Scale("nominal")


def _attribute(
    name: str,
    rows: Sequence[Sequence[Rating | None]],
    groups: Sequence[int],
    *,
    scale: Scale,
    resampling: Resampling,
) -> AttributeAgreement:
    # Only documents in which marks were matched are drawn.
    place: dict[int, int] = {}
    numbers = [place.setdefault(group, len(place)) for group in groups]
    made = coincidences(rows, level=scale.level, groups=numbers, order=scale.order or None)
    alpha = figures({"": made.alpha}, n_documents=len(place), resampling=resampling)[""]
    return AttributeAgreement(
        attribute=name,
        level=scale.level,
        n_pairs=len(rows),
        alpha=alpha,
        kappa=defined(cohen_kappa([row[0] for row in rows], [row[1] for row in rows])),
        equal=defined(pairwise_agreement(rows)),
    )
