"""What is counted in one document of a span task, so that sums over documents give every metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stance.metrics.counts import Counts
from stance.metrics.relations import RelationSpans, match_relations, relation_counts
from stance.metrics.spans import (
    Pieces,
    TypedSpan,
    character_counts,
    pieces_per_gold,
    ptc_counts,
    span_counts,
    token_counts,
    trim_pieces,
)
from stance.records.example import MarkedLink, MarkedSpan
from stance.records.prediction import PredictedSpan
from stance.text.tokens import Tokens

CUE, SOURCE, CONTENT = ROLES = ("cue", "source", "content")
"""Labels of a task of attribution."""
RATIOS: Final = ("given cue", "per gold span")
"""How the names of measures end that are one ratio, without precision and recall."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The spans and links that one side, gold or a model, gives to a document."""

    spans: Sequence[MarkedSpan | PredictedSpan]
    links: Sequence[MarkedLink]

    def pieces(self, label: str) -> list[Pieces]:
        """Return the pieces of each span of a label, as they were given."""
        return [_pieces(span) for span in self.spans if span.label == label]

    def relations(self, text: str) -> list[RelationSpans]:
        """Return the attributions with a content, edges trimmed.

        A cue, or a content without a cue, stands for each; source and content are linked from it.
        """
        by_id = {span.id: span for span in self.spans}
        parts: dict[str, list[MarkedSpan | PredictedSpan]] = {}
        linked: set[str] = set()
        for link in self.links:
            if link.label in ROLES and link.src in by_id and link.dst in by_id:
                parts.setdefault(link.src, []).append(by_id[link.dst])
                linked.add(link.dst)
        found = []
        for span in self.spans:
            if span.id in parts or span.id not in linked:
                relation = _relation([span, *parts.get(span.id, [])])
                if relation.content:
                    found.append(relation.trimmed(text))
        return found


@dataclass(frozen=True, slots=True)
class Document:
    """A text both sides are about."""

    text: str
    tokens: Tokens
    gold: Layer
    relations: tuple[RelationSpans, ...] | None
    """Of the gold; None where the task has none."""


def document_counts(document: Document, predicted: Layer, labels: Sequence[str]) -> dict[str, Counts]:
    """Return all counts of one document by the name of the measure, the same names for every document.

    Per label: "exact" (each unbroken piece once, edges trimmed, as token taggers are scored), "raw exact"
    (untrimmed), "overlap" (pieces, one to one), "whole" (all pieces of the span equal), "ptc", "token",
    "pieces per gold span". Over all labels the SemEval-2013 schemes "strict", "partial", "type" on whole
    spans, "exact" and "overlap" of pieces, "ptc", "untyped ptc" and "token". With relations those of
    `stance.metrics.relations`, and "content characters".
    """
    counts: dict[str, Counts] = {}
    sides: dict[str, tuple[list[TypedSpan], list[TypedSpan]]] = {}
    for label in labels:
        sides[label] = (
            _whole_spans(document.gold, label, document.text),
            _whole_spans(predicted, label, document.text),
        )
        counts |= _label_counts(document, predicted, label, *sides[label])
    gold = [span for given, _ in sides.values() for span in given]
    found = [span for _, given in sides.values() for span in given]
    for measure in ("exact", "overlap", "ptc", "token"):
        counts[measure] = sum((counts[f"{label} {measure}"] for label in labels), Counts())
    counts |= _typed_counts(gold, found)
    if document.relations is not None:
        counts |= _relation_counts(document, predicted.relations(document.text))
        contents = (document.gold.pieces(CONTENT), predicted.pieces(CONTENT))
        counts["content characters"] = character_counts(*contents)
    return counts


def _label_counts(
    document: Document,
    predicted: Layer,
    label: str,
    gold_spans: list[TypedSpan],
    predicted_spans: list[TypedSpan],
) -> Mapping[str, Counts]:
    pieces = span_counts(_apart(gold_spans), _apart(predicted_spans))
    raw = span_counts(_apart(_spans(document.gold.pieces(label))), _apart(_spans(predicted.pieces(label))))
    touched = pieces_per_gold(gold_spans, predicted_spans)
    return {
        f"{label} exact": pieces.exact,
        f"{label} raw exact": raw.exact,
        f"{label} overlap": pieces.overlap,
        f"{label} whole": span_counts(gold_spans, predicted_spans).exact,
        f"{label} ptc": ptc_counts(gold_spans, predicted_spans),
        f"{label} token": token_counts(gold_spans, predicted_spans, tokens=document.tokens),
        f"{label} pieces per gold span": _ratio(touched.n_touches, touched.n_gold_touched),
    }


def _typed_counts(gold: Sequence[TypedSpan], predicted: Sequence[TypedSpan]) -> Mapping[str, Counts]:
    schemes = span_counts(gold, predicted)
    return {
        "strict": schemes.strict,
        "partial": schemes.partial,
        "type": schemes.type,
        "untyped ptc": ptc_counts(_spans([s.pieces for s in gold]), _spans([s.pieces for s in predicted])),
    }


def _relation_counts(document: Document, predicted: Sequence[RelationSpans]) -> Mapping[str, Counts]:
    gold = document.relations or ()
    matches = match_relations(gold, predicted, tokens=document.tokens)
    counts = relation_counts(matches, n_gold=len(gold), n_predicted=len(predicted))
    return {
        "relation relaxed": counts.relaxed,
        "relation strict": counts.strict,
        "relation cues overlap": counts.cue_overlap,
        "source exact given cue": _ratio(counts.n_source_exact, len(matches)),
        "content exact given cue": _ratio(counts.n_content_exact, len(matches)),
    }


def _relation(parts: Sequence[MarkedSpan | PredictedSpan]) -> RelationSpans:
    source, cue, content = (
        tuple(sorted({piece for span in parts if span.label == role for piece in _pieces(span)}))
        for role in (SOURCE, CUE, CONTENT)
    )
    return RelationSpans(source, cue, content)


def _pieces(span: MarkedSpan | PredictedSpan) -> Pieces:
    return tuple(zip(span.starts, span.ends, strict=True))


def _whole_spans(layer: Layer, label: str, text: str) -> list[TypedSpan]:
    """Distinct spans of a label: a source that two attributions share is one."""
    trimmed = {trim_pieces(text, pieces) for pieces in layer.pieces(label)}
    return [TypedSpan(pieces, label) for pieces in sorted(trimmed)]


def _spans(pieces: Sequence[Pieces]) -> list[TypedSpan]:
    return [TypedSpan(each) for each in pieces]


def _apart(spans: Sequence[TypedSpan]) -> list[TypedSpan]:
    """Every distinct piece as a span of its own."""
    return [TypedSpan.at(start, end) for start, end in sorted({p for span in spans for p in span.pieces})]


def _ratio(numerator: float, denominator: float) -> Counts:
    # F1 of a ratio with itself is the ratio.
    return Counts.of_matches(numerator, n_predicted=denominator, n_gold=denominator)
