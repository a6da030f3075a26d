"""Agreement on marks: where they stand, per label, sentence, annotator, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stance.data.agreement.documents import JudgedDocument
from stance.data.agreement.figures import (
    Resampling,
    Statistic,
    defined,
    f1_statistic,
    figures,
    scaled,
    share_statistic,
)
from stance.data.agreement.gates import layer_gates
from stance.data.agreement.marks import attribute_agreements, relation_agreement
from stance.data.agreement.pairs import trimmed_spans
from stance.data.agreement.questions import MAX_LEFT_OUT
from stance.data.agreement.tokens import PositionTable
from stance.metrics.counts import Counts
from stance.metrics.spans import TypedSpan, ptc_counts, span_counts, token_counts
from stance.metrics.unitizing import UnitizingCounts, unitizing_counts
from stance.records.agreement import AnnotatorAgreement, Figure, LayerAgreement, SpanAgreement

SCHEMES = ("exact", "overlap", "ptc", "token")


@dataclass(slots=True)
class _PairSums:
    """What pairs of annotators have in common in one document, for one label."""

    counts: dict[str, Counts] = field(default_factory=lambda: dict.fromkeys(SCHEMES, Counts()))
    unitizing: UnitizingCounts = UnitizingCounts()

    def add(self, other: _PairSums) -> None:
        for scheme, counts in other.counts.items():
            self.counts[scheme] += counts
        self.unitizing += other.unitizing


def layer_agreement(layer: str, judged: Sequence[JudgedDocument], resampling: Resampling) -> LayerAgreement:
    """Return all figures of one layer.

    Args:
        layer: its name.
        judged: at least one document.
        resampling: of the documents.
    """
    labels = sorted({mark.label for one in judged for marks in one.marks.values() for mark in marks})
    sums = [_sums_by_label(one, labels) for one in judged]
    tokens, units = PositionTable(), PositionTable()
    for number, one in enumerate(judged):
        tokens.add_tokens(one.marks, one.tokens, document=number)
        units.add_units(one.marks, one.document.units, document=number)
    statistics: dict[tuple[str, str], Statistic] = {("", "sentence"): units.coincidences().alpha}
    for label in ["", *labels]:
        of_label = [one[label] for one in sums]
        statistics |= {
            (label, scheme): f1_statistic([s.counts[scheme] for s in of_label]) for scheme in SCHEMES
        }
        statistics[label, "tokens"] = tokens.coincidences(label or None).alpha
        statistics[label, "unitizing"] = _unitizing([s.unitizing for s in of_label])
    found = figures(statistics, n_documents=len(judged), resampling=resampling)
    n_marks = _n_marks(judged)
    whole, *of_labels = [
        _span_agreement(label, found, n_marks[label], tokens.share_inside(label or None))
        for label in ["", *labels]
    ]
    attributes = attribute_agreements(layer, judged, resampling)
    return LayerAgreement(
        layer=layer,
        n_documents=len(judged),
        n_pairs=sum(len(one.pairs) for one in judged),
        n_annotators=len({name for one in judged for name in one.marks}),
        whole=whole,
        labels=of_labels,
        sentence_alpha=found["", "sentence"],
        annotators=_annotators(judged),
        attributes=attributes,
        relations=relation_agreement(layer, judged, resampling),
        gates=layer_gates(
            layer,
            whole=whole,
            labels=of_labels,
            sentence_alpha=found["", "sentence"],
            attributes=attributes,
        ),
    )


def _sums_by_label(judged: JudgedDocument, labels: Sequence[str]) -> dict[str, _PairSums]:
    """Sums of each label, and under "" of all labels; pairs count for their share of the document."""
    text = judged.document.text
    spans = {name: trimmed_spans(marks, text) for name, marks in judged.marks.items()}
    sums = {label: _PairSums() for label in ["", *labels]}
    share = 1 / len(judged.pairs)
    for first, second in judged.pairs:
        for label in labels:
            one = [span for span in spans[first] if span.label == label]
            other = [span for span in spans[second] if span.label == label]
            if one or other:
                made = _pair_sums(one, other, judged, share)
                sums[label].add(made)
                sums[""].add(made)
    return sums


def _pair_sums(
    first: Sequence[TypedSpan], second: Sequence[TypedSpan], judged: JudgedDocument, share: float
) -> _PairSums:
    spans = span_counts(first, second)
    counts = {
        "exact": spans.exact,
        "overlap": spans.overlap,
        "ptc": ptc_counts(first, second),
        "token": token_counts(first, second, tokens=judged.tokens),
    }
    unitizing = unitizing_counts(
        (piece for span in first for piece in span.pieces),
        (piece for span in second for piece in span.pieces),
        length=len(judged.document.text),
    )
    return _PairSums(
        {scheme: scaled(one, share) for scheme, one in counts.items()},
        UnitizingCounts(unitizing.observed * share, unitizing.expected * share),
    )


def _unitizing(counts: Sequence[UnitizingCounts]) -> Statistic:
    disagreement = share_statistic([one.observed for one in counts], [one.expected for one in counts])
    return lambda weights: 1.0 - disagreement(weights)


def _span_agreement(
    label: str, found: Mapping[tuple[str, str], Figure], n_marks: int, token_share: float | None
) -> SpanAgreement:
    return SpanAgreement(
        label=label,
        n_marks=n_marks,
        token_share=token_share,
        token_alpha=found[label, "tokens"],
        unitizing_alpha=found[label, "unitizing"],
        exact_f1=found[label, "exact"],
        overlap_f1=found[label, "overlap"],
        ptc_f1=found[label, "ptc"],
        token_f1=found[label, "token"],
    )


def _n_marks(judged: Sequence[JudgedDocument]) -> dict[str, int]:
    n_marks = {"": 0}
    for one in judged:
        for marks in one.marks.values():
            for mark in marks:
                n_marks[mark.label] = n_marks.get(mark.label, 0) + 1
                n_marks[""] += 1
    return n_marks


def _annotators(judged: Sequence[JudgedDocument]) -> list[AnnotatorAgreement]:
    with_others: dict[str, dict[str, Counts]] = {}
    n_marks: dict[str, int] = {}
    for one in judged:
        spans = {name: trimmed_spans(marks, one.document.text) for name, marks in one.marks.items()}
        for name, marks in one.marks.items():
            n_marks[name] = n_marks.get(name, 0) + len(marks)
        for first, second in one.pairs:
            counts = token_counts(spans[first], spans[second], tokens=one.tokens)
            for name, other in ((first, second), (second, first)):
                sums = with_others.setdefault(name, {})
                sums[other] = sums.get(other, Counts()) + counts
    told = sorted(n_marks, key=lambda name: (-n_marks[name], name))[:MAX_LEFT_OUT]
    return [
        AnnotatorAgreement(
            annotator=name,
            n=n_marks[name],
            agreement=sum(c.f1 for c in with_others[name].values()) / len(with_others[name]),
            alpha_without=_alpha_without(name, judged) if name in told else None,
        )
        for name in sorted(n_marks)
    ]


def _alpha_without(name: str, judged: Sequence[JudgedDocument]) -> float | None:
    tokens = PositionTable()
    for number, one in enumerate(judged):
        marks = {other: marks for other, marks in one.marks.items() if other != name}
        if len(marks) > 1:
            tokens.add_tokens(marks, one.tokens, document=number)
    return defined(tokens.coincidences().alpha())
