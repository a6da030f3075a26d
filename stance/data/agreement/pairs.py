"""Two annotators of a document side by side: spans, matched marks, relations."""

from __future__ import annotations

from collections.abc import Sequence

from stance.data.layers import ROLES
from stance.metrics.assignment import Pair, best_assignment, pack
from stance.metrics.relations import RelationSpans
from stance.metrics.spans import Pieces, TypedSpan, n_shared, trim_pieces
from stance.records.open_layers import Link, Mark


def trimmed_spans(marks: Sequence[Mark], text: str) -> list[TypedSpan]:
    """Return the distinct spans of the marks with trimmed edges, in reading order.

    A source that two attributions share is one span, however often it was marked.
    """
    return sorted({TypedSpan(mark_pieces(mark, text), mark.label) for mark in marks}, key=_place)


def mark_pieces(mark: Mark, text: str) -> Pieces:
    """Return the pieces of a mark with trimmed edges."""
    return trim_pieces(text, tuple((piece.start, piece.end) for piece in mark.pieces))


def matched_marks(first: Sequence[Mark], second: Sequence[Mark]) -> list[tuple[Mark, Mark]]:
    """Return the one-to-one pairs of overlapping marks that share most characters.

    Where two pairings share as many, that with more equal labels is taken.
    """
    pieces = [[tuple((p.start, p.end) for p in mark.pieces) for mark in side] for side in (first, second)]
    base = 1 + len(first) + sum(end - start for one in pieces[0] for start, end in one)
    weights: dict[Pair, int] = {}
    for a, one in enumerate(first):
        for b, other in enumerate(second):
            if shared := n_shared(pieces[0][a], pieces[1][b]):
                weights[a, b] = pack((shared, one.label == other.label, 1), base)
    return [(first[a], second[b]) for a, b in best_assignment(weights)]


def relations_of(marks: Sequence[Mark], links: Sequence[Link], text: str) -> list[RelationSpans]:
    """Return the attributions: each anchor (see `stance.data.layers`) with what it is linked to."""
    by_id = {mark.id: mark for mark in marks}
    roles: dict[str, list[tuple[str, Mark]]] = {}
    for link in links:
        if link.label in ROLES and link.src in by_id and link.dst in by_id:
            roles.setdefault(link.src, []).append((link.label, by_id[link.dst]))
    linked = {link.dst for link in links if link.label in ROLES}
    anchors = [mark for mark in marks if mark.id in roles or mark.id not in linked]
    return [_relation([(anchor.label, anchor), *roles.get(anchor.id, [])], text) for anchor in anchors]


def _relation(parts: Sequence[tuple[str, Mark]], text: str) -> RelationSpans:
    pieces: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    for role, mark in parts:
        pieces.get(role, []).extend((piece.start, piece.end) for piece in mark.pieces)
    spans = RelationSpans(*(tuple(pieces[role]) for role in ("source", "cue", "content")))
    return spans.trimmed(text)


def _place(span: TypedSpan) -> tuple[Pieces, str]:
    return span.pieces, span.label
