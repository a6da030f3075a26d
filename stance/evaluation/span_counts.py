"""What is counted in one document of a span task, so that sums over documents give every metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stance.metrics.counts import Counts
from stance.metrics.relations import RelationSpans, match_relations, relation_counts
from stance.metrics.spans import (
    Pieces,
    SpanCounts,
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
    spans, "exact" and "overlap" of pieces, "ptc", "token" and with several labels "untyped ptc". With
    relations those of `stance.metrics.relations`, and "content characters".
    """
    counts: dict[str, Counts] = {}
    gold: list[TypedSpan] = []
    found: list[TypedSpan] = []
    counted = _CountedOnce()
    for label in labels:
        sides = [_whole_spans(layer, label, document.text) for layer in (document.gold, predicted)]
        counts |= _label_counts(document, predicted, label, (sides[0], sides[1]), counted)
        gold += sides[0]
        found += sides[1]
    for measure in ("exact", "overlap", "ptc", "token"):
        counts[measure] = sum((counts[f"{label} {measure}"] for label in labels), Counts())
    several = len(labels) > 1
    schemes = span_counts(gold, found) if several else counted.of(_places(gold), _places(found))
    counts |= {"strict": schemes.strict, "partial": schemes.partial, "type": schemes.type}
    if several:
        counts["untyped ptc"] = ptc_counts(_untyped(_places(gold)), _untyped(_places(found)))
    if document.relations is not None:
        counts |= _relation_counts(document, predicted.relations(document.text))
        contents = (document.gold.pieces(CONTENT), predicted.pieces(CONTENT))
        counts["content characters"] = character_counts(*contents)
    return counts


class _CountedOnce:
    """Counts of spans without labels; whole, in pieces and untrimmed, they are mostly the same spans."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[Pieces, ...], tuple[Pieces, ...]], SpanCounts] = {}

    def of(self, gold: Sequence[Pieces], predicted: Sequence[Pieces]) -> SpanCounts:
        """Return the counts of one document."""
        key = tuple(gold), tuple(predicted)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = span_counts(_untyped(gold), _untyped(predicted))
        return found


def _label_counts(
    document: Document,
    predicted: Layer,
    label: str,
    sides: tuple[list[TypedSpan], list[TypedSpan]],
    counted: _CountedOnce,
) -> Mapping[str, Counts]:
    gold_places, predicted_places = (_places(side) for side in sides)
    pieces = counted.of(_apart(gold_places), _apart(predicted_places))
    raw = counted.of(_apart(document.gold.pieces(label)), _apart(predicted.pieces(label)))
    touched = pieces_per_gold(*sides)
    return {
        f"{label} exact": pieces.exact,
        f"{label} raw exact": raw.exact,
        f"{label} overlap": pieces.overlap,
        f"{label} whole": counted.of(gold_places, predicted_places).exact,
        f"{label} ptc": ptc_counts(*sides),
        f"{label} token": token_counts(*sides, tokens=document.tokens),
        f"{label} pieces per gold span": _ratio(touched.n_touches, touched.n_gold_touched),
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


def _places(spans: Sequence[TypedSpan]) -> list[Pieces]:
    return [span.pieces for span in spans]


def _untyped(places: Sequence[Pieces]) -> list[TypedSpan]:
    return [TypedSpan(pieces) for pieces in places]


def _apart(places: Sequence[Pieces]) -> list[Pieces]:
    """Every distinct piece as a span of its own."""
    return [(piece,) for piece in sorted({piece for pieces in places for piece in pieces})]


def _ratio(numerator: float, denominator: float) -> Counts:
    # F1 of a ratio with itself is the ratio.
    return Counts.of_matches(numerator, n_predicted=denominator, n_gold=denominator)
