"""Which answers, with which attributes, the votes decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stance.data.adjudication.decisions import Reviews, decide, decision_id, is_voted_on
from stance.data.adjudication.marks import MarkedDocument
from stance.data.adjudication.verdicts import Ballot
from stance.data.votes import Item
from stance.errors import InvariantError
from stance.records.decision import Decision, Rule
from stance.records.open_layers import Answer


@dataclass(frozen=True, slots=True)
class AskedItem:
    """A question about a document or a part of it, with its answers."""

    item: Item
    """Its `about` is the id of the gold mark where the question is about a mark."""
    key: str
    """What it is about, without ids of marks."""
    answers: Mapping[str, Answer]
    """Annotator to answer; annotators ascend."""
    n_asked: int
    """Annotators who annotated the layer in this document."""


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """A question with what was decided about it."""

    asked: AskedItem
    decision: Decision
    attributes: dict[str, Decision] = field(default_factory=dict)

    @property
    def decisions(self) -> Iterator[Decision]:
        """The decision on the answer, then those on its attributes."""
        yield self.decision
        yield from self.attributes.values()


def adjudicate_answers(
    documents: Sequence[MarkedDocument], rule: Rule, reviews: Reviews
) -> list[AnsweredItem]:
    """Return what the votes decide about every question somebody answered, in the order of the items.

    Only those who answered vote. Attributes of an answer, such as its strength, are decided among those who
    gave the answer that was decided on.
    """
    asked = [each for document in documents for each in _asked(document)]
    ballots = [
        Ballot(
            id=decision_id(each.item.doc_id, "answer", each.item.question, each.key, each.item.holder),
            doc_id=each.item.doc_id,
            kind="answer",
            name=each.item.question,
            about=each.item.about or None,
            holder=each.item.holder or None,
            votes={who: answer.value for who, answer in each.answers.items()},
            n_asked=each.n_asked,
            min_votes=rule.min_votes,
        )
        for each in asked
    ]
    items = [
        AnsweredItem(each, decision)
        for each, decision in zip(asked, decide(ballots, rule, reviews), strict=True)
    ]
    _decide_attributes(items, rule, reviews)
    return items


def _asked(document: MarkedDocument) -> list[AskedItem]:
    group_of = document.group_of()
    keys = {group.id: group.key for group in document.groups}
    found: dict[Item, dict[str, Answer]] = {}
    for voter in document.poll.voters:
        for answer in voter.answers:
            about = group_of.get((voter.id, answer.about or ""), answer.about or "")
            item = Item(document.poll.doc_id, answer.question, about, answer.holder or "")
            if voter.id in found.setdefault(item, {}):
                raise _answered_twice(item, voter.id)
            found[item][voter.id] = answer
    return [
        AskedItem(item, keys.get(item.about, item.about), answers, len(document.poll.asked(item.question)))
        for item, answers in sorted(found.items())
    ]


def _answered_twice(item: Item, annotator: str) -> InvariantError:
    about = ", ".join(part for part in (item.about, item.holder) if part) or "the document"
    return InvariantError(
        f"document {item.doc_id}, annotator {annotator}",
        expected=f"one answer to {item.question} about {about}",
        found="two",
        action="Take one of them out; several labels of one question are one answer with a list.",
    )


def _decide_attributes(items: Sequence[AnsweredItem], rule: Rule, reviews: Reviews) -> None:
    places = [(item, name) for item in items if item.decision.decided for name in _attribute_names(item)]
    ballots = [_attribute_ballot(item.asked, name, supporters(item)) for item, name in places]
    for (item, name), decision in zip(places, decide(ballots, rule, reviews), strict=True):
        item.attributes[name] = decision


def _attribute_ballot(asked: AskedItem, name: str, answers: Mapping[str, Answer]) -> Ballot:
    item = asked.item
    return Ballot(
        id=decision_id(item.doc_id, "attribute", item.question, asked.key, item.holder, name),
        doc_id=item.doc_id,
        kind="attribute",
        name=f"{item.question}.{name}",
        about=item.about or None,
        holder=item.holder or None,
        votes={who: answer.attributes.get(name) for who, answer in answers.items()},
        n_asked=asked.n_asked,
    )


def supporters(item: AnsweredItem) -> Mapping[str, Answer]:
    """Return the annotators, with their answers, who gave the value that was decided; for sets, all."""
    value, answers = item.decision.value, item.asked.answers
    if isinstance(value, list):
        return answers
    return {who: answer for who, answer in answers.items() if answer.value == value}


def _attribute_names(item: AnsweredItem) -> list[str]:
    names = {name for answer in supporters(item).values() for name in answer.attributes}
    return sorted(filter(is_voted_on, names))
