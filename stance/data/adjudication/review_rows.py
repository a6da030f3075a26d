"""Open items shown to a person: the words in their context and the votes, without who gave them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np

from stance.data.adjudication.verdicts import name_of
from stance.records.decision import ABSENT, Decision
from stance.records.document import Document
from stance.records.open_layers import Value

BETWEEN_VOTES = " ‖ "
BETWEEN_LABELS = " | "
_CONTEXT = 90
"""Characters shown on each side of what is judged."""
_OPENING = 240
"""Characters shown of a document that is judged as a whole."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")

Extents = Mapping[tuple[str, str], tuple[int, int]]
"""Document id and id of a mark to the stretch its annotators marked."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One row of a review file."""

    id: str
    document: str
    question: str
    where: str
    text: str
    votes: str
    decision: str = ""
    note: str = ""


def review_rows(
    decisions: Sequence[Decision], chosen: Sequence[Decision], documents: Mapping[str, Document], *, seed: int
) -> list[ReviewRow]:
    """Return the rows of the chosen decisions, in their order.

    Args:
        decisions: all of the adjudication; they tell where the marks are.
        chosen: those to show.
        documents: by id.
        seed: of the order in which the votes of an item are shown; that order says nothing of who voted.
    """
    extents = _extents(decisions)
    return [_row(decision, documents[decision.doc_id], extents, seed) for decision in chosen]


def options(decision: Decision) -> dict[str, str]:
    """Return the letters a person may choose for a mark, in text order, each with its bounds."""
    given = {vote for vote in decision.votes.values() if isinstance(vote, str) and vote != ABSENT}
    ordered = sorted(given, key=_numbers)
    return {
        ascii_lowercase[n] if n < len(ascii_lowercase) else f"z{n}": bounds
        for n, bounds in enumerate(ordered)
    }


def _extents(decisions: Sequence[Decision]) -> dict[tuple[str, str], tuple[int, int]]:
    found = {}
    for decision in decisions:
        if decision.kind == "mark":
            numbers = [number for bounds in options(decision).values() for number in _numbers(bounds)]
            found[decision.doc_id, decision.about or ""] = min(numbers), max(numbers)
    return found


def _row(decision: Decision, document: Document, extents: Extents, seed: int) -> ReviewRow:
    spans = _spans(decision, document, extents)
    return ReviewRow(
        id=decision.id,
        document=decision.doc_id,
        question=f"{decision.kind} {decision.name}",
        where=_where(decision, document, spans),
        text=_excerpt(document.text, spans),
        votes=BETWEEN_VOTES.join(_shuffled(_shown_votes(decision, document), decision, seed)),
    )


def _spans(decision: Decision, document: Document, extents: Extents) -> list[tuple[int, int]]:
    """Return what the item is about; nothing when it is about the document."""
    about = decision.about or ""
    marks = [
        extents[decision.doc_id, each] for each in about.split(">") if (decision.doc_id, each) in extents
    ]
    units = [(unit.start, unit.end) for unit in document.units if unit.id == about]
    return sorted(marks or units)


def _where(decision: Decision, document: Document, spans: Sequence[tuple[int, int]]) -> str:
    targets = {target.id: target.text for target in document.targets}
    entities = {entity.id: entity.name for entity in document.entities}
    parts = []
    if spans:
        parts += [unit.id for unit in document.units if unit.start <= spans[0][0] < unit.end]
    elif decision.about:
        parts.append(targets.get(decision.about, decision.about))
    if decision.holder:
        parts.append(f"holder: {entities.get(decision.holder, decision.holder)}")
    return ", ".join(parts) or "the document"


def _excerpt(text: str, spans: Sequence[tuple[int, int]]) -> str:
    if not spans:
        return _visible(text[:_OPENING]) + ("…" if len(text) > _OPENING else "")
    start, end = max(0, spans[0][0] - _CONTEXT), min(len(text), max(end for _, end in spans) + _CONTEXT)
    shown, at = "", start
    for opening, closing in spans:
        if opening >= at:
            shown += f"{text[at:opening]}[[{text[opening:closing]}]]"
            at = closing
    return ("…" if start else "") + _visible(shown + text[at:end]) + ("…" if end < len(text) else "")


def _shown_votes(decision: Decision, document: Document) -> list[str]:
    if decision.kind != "mark":
        return [shown(vote) for vote in decision.votes.values()]
    letters = {bounds: letter for letter, bounds in options(decision).items()}
    return [
        f"{letters[vote]}: {_words(document.text, vote)}"
        if isinstance(vote, str) and vote != ABSENT
        else ABSENT
        for vote in decision.votes.values()
    ]


def shown(value: Value | None) -> str:
    """Return a value as a person reads and writes it: labels of a set with " | " between them."""
    return name_of(value)


def _words(text: str, bounds: str) -> str:
    numbers = _numbers(bounds)
    return _visible(" … ".join(text[a:b] for a, b in zip(numbers[::2], numbers[1::2], strict=True)))


def _numbers(bounds: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", bounds)]


def _shuffled(votes: Sequence[str], decision: Decision, seed: int) -> list[str]:
    generator = np.random.default_rng([seed, int(decision.id[1:], 16)])
    # Sorted first, so that the names of the annotators leave no trace in the order.
    return [sorted(votes)[place] for place in generator.permutation(len(votes))]


def _visible(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()
