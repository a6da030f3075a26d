"""Who judged a document: annotations that count as votes, one voter per annotator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import msgspec

from stance.data.layers import opened
from stance.errors import InvariantError
from stance.records.annotation import Annotation, AnnotatorKind
from stance.records.open_layers import Answer, Link, Mark

VOTING: frozenset[AnnotatorKind] = frozenset({"expert", "crowd"})
"""Persons vote. Rules and models do not, and what was adjudicated elsewhere is a result, not a vote."""
GIVEN: frozenset[AnnotatorKind] = frozenset({"adjudicated", "reference"})


@dataclass(frozen=True, slots=True)
class Voter:
    """All that one annotator judged in one document, in open layers."""

    id: str
    layers: frozenset[str]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    """One document with its voters, who ascend by id."""

    doc_id: str
    annotations: tuple[Annotation, ...]
    voters: tuple[Voter, ...]

    def asked(self, layer: str) -> list[str]:
        """Return the annotators who annotated a layer."""
        return [voter.id for voter in self.voters if layer in voter.layers]


def is_given(annotation: Annotation) -> bool:
    """Whether an annotation is a result of adjudication, or the reference of a corpus, and not a vote."""
    return annotation.annotator.adjudicated or annotation.annotator.kind in GIVEN


def is_vote(annotation: Annotation) -> bool:
    """Whether an annotation is the judgement of one person."""
    return not is_given(annotation) and annotation.annotator.kind in VOTING


def polls(annotations: Iterable[Annotation], *, voters: Literal["all", "first"] = "all") -> list[Poll]:
    """Return the documents that were voted on, by ascending id, whatever the order of the annotations.

    Args:
        annotations: of any documents and kinds.
        voters: "first" takes only the votes of the person whose id comes first in each document.

    Raises:
        InvariantError: the annotations of a document are of different texts or label sets, or an annotator
            judged a layer of it twice.
    """
    votes = sorted(filter(is_vote, annotations), key=_place)
    if voters == "first":
        first = {vote.doc_id: vote.annotator.id for vote in reversed(votes)}
        votes = [vote for vote in votes if first[vote.doc_id] == vote.annotator.id]
    return [_poll(doc_id, list(group)) for doc_id, group in groupby(votes, key=lambda vote: vote.doc_id)]


def _place(annotation: Annotation) -> tuple[str, str, list[str]]:
    return annotation.doc_id, annotation.annotator.id, sorted(annotation.layers)


def _poll(doc_id: str, annotations: Sequence[Annotation]) -> Poll:
    first = annotations[0]
    for other in annotations[1:]:
        _check_same(doc_id, "text", first.text_sha256, other.text_sha256)
        _check_same(doc_id, "label set", _label_set(first), _label_set(other))
    voters = [
        _voter(name, doc_id, list(group))
        for name, group in groupby(annotations, key=lambda annotation: annotation.annotator.id)
    ]
    return Poll(doc_id, tuple(annotations), tuple(voters))


def _label_set(annotation: Annotation) -> str:
    return f"{annotation.labelset.name} {annotation.labelset.version}"


def _check_same(doc_id: str, what: str, one: str, other: str) -> None:
    if one != other:
        raise InvariantError(
            f"annotations of document {doc_id}",
            expected=f"one {what}",
            found=f"{one} and {other}",
            action="Import the texts once for all annotators, and migrate labels to one version.",
        )


def _voter(name: str, doc_id: str, annotations: Sequence[Annotation]) -> Voter:
    layers: set[str] = set()
    marks: list[Mark] = []
    links: list[Link] = []
    answers: list[Answer] = []
    for number, annotation in enumerate(map(opened, annotations)):
        part = _with_own_ids(annotation, number)
        own = {*part.layers, *(mark.layer for mark in part.marks), *(each.question for each in part.answers)}
        if twice := sorted(layers & own):
            raise InvariantError(
                f"document {doc_id}, annotator {name}",
                expected="one judgement per annotator and layer",
                found=f"two annotations with {', '.join(twice)}",
                action="Take one of them out, or give the second round its own annotator id.",
            )
        layers |= own
        marks += part.marks
        links += part.links
        answers += part.answers
    return Voter(name, frozenset(layers), tuple(marks), tuple(links), tuple(answers))


def _with_own_ids(annotation: Annotation, number: int) -> Annotation:
    """Keep ids of an annotator's further annotations apart from those of the first."""
    if number == 0:
        return annotation
    names = {mark.id: f"{mark.id}/{number}" for mark in annotation.marks}
    replace = msgspec.structs.replace
    return replace(
        annotation,
        marks=[replace(mark, id=names[mark.id]) for mark in annotation.marks],
        links=[
            replace(link, src=names.get(link.src, link.src), dst=names.get(link.dst, link.dst))
            for link in annotation.links
        ],
        answers=[replace(each, about=names.get(each.about or "", each.about)) for each in annotation.answers],
    )
