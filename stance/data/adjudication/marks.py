"""Which marks, with which bounds, attributes and links, the votes keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stance.data.adjudication.decisions import Reviews, decide, decision_id, is_voted_on, recorded
from stance.data.adjudication.mark_groups import MarkGroup, bounds_text, group_marks
from stance.data.adjudication.verdicts import Ballot, Verdict, judge
from stance.data.adjudication.voters import Poll
from stance.records.decision import ABSENT, LINKED, MARKED, Decision, Rule


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document with its marks in groups, and what was decided about them."""

    poll: Poll
    groups: list[MarkGroup]
    marks: dict[str, Decision] = field(default_factory=dict)
    """Id of the group to the decision on it."""
    attributes: dict[str, dict[str, Decision]] = field(default_factory=dict)
    """Id of the group to attribute to decision; of groups that are not decided to be absent."""
    links: dict[tuple[str, str, str, str], Decision] = field(default_factory=dict)
    """Layer, label and groups of both ends to decision."""

    @property
    def decisions(self) -> Iterator[Decision]:
        """All decisions, in reading order of the marks."""
        for group in self.groups:
            yield self.marks[group.id]
            yield from self.attributes.get(group.id, {}).values()
        yield from self.links.values()

    @property
    def kept(self) -> set[str]:
        """Groups in the gold: decided to be there, and parts only with something they are a part of."""
        there = {name for name, each in self.marks.items() if each.decided and each.value != ABSENT}
        return {
            group.id
            for group in self.groups
            if group.id in there and (not group.wholes or not there.isdisjoint(group.wholes))
        }

    def group_of(self) -> dict[tuple[str, str], str]:
        """Return (annotator, mark id) to the id of the mark's group."""
        return {(who, mark.id): group.id for group in self.groups for who, mark in group.marks.items()}


def adjudicate_marks(polls: Sequence[Poll], rule: Rule, reviews: Reviews) -> list[MarkedDocument]:
    """Return what the votes decide about marks, one entry per document.

    A mark is kept by the rule among those who annotated its layer in the document; its bounds are those most
    of its markers gave, and a tie about them leaves the mark open: bounds nobody gave are never made up. Its
    attributes go by the rule among its markers, where giving none is a vote too. A link goes by the rule
    among those who marked both ends. A part, such as the source of a statement, waits for its whole: while
    that is open or decided to be absent, the part is not in the gold.
    """
    documents = [MarkedDocument(poll, group_marks(poll)) for poll in polls]
    _decide_marks(documents, rule, reviews)
    _decide_attributes(documents, rule, reviews)
    _decide_links(documents, rule, reviews)
    return documents


def _decide_marks(documents: Sequence[MarkedDocument], rule: Rule, reviews: Reviews) -> None:
    places = [(document, group) for document in documents for group in document.groups]
    ballots = [_mark_ballot(document.poll, group, rule) for document, group in places]
    presence = [
        replace(ballot, votes={who: vote if vote == ABSENT else MARKED for who, vote in ballot.votes.items()})
        for ballot in ballots
    ]
    verdicts = judge(presence, rule)
    for (document, group), ballot, verdict in zip(places, ballots, verdicts, strict=True):
        settled = _with_bounds(verdict, ballot, rule) if verdict.value == MARKED else verdict
        document.marks[group.id] = recorded(ballot, settled, rule, reviews.get(ballot.id))


def _mark_ballot(poll: Poll, group: MarkGroup, rule: Rule) -> Ballot:
    asked = poll.asked(group.layer)
    return Ballot(
        id=decision_id(poll.doc_id, "mark", group.key),
        doc_id=poll.doc_id,
        kind="mark",
        name=f"{group.layer}/{group.label}",
        about=group.id,
        votes={who: bounds_text(group.marks[who]) if who in group.marks else ABSENT for who in asked},
        n_asked=len(asked),
        min_votes=rule.min_votes,
    )


def _with_bounds(verdict: Verdict, ballot: Ballot, rule: Rule) -> Verdict:
    counts = Counter(vote for vote in ballot.votes.values() if vote != ABSENT)
    (top, n_top), *others = counts.most_common()
    if others and rule.method in ("unanimous", "review"):
        return replace(verdict, reason="disputed", decided=False, value=None)
    if others and others[0][1] == n_top:
        return replace(verdict, reason="bounds_tie", decided=False, value=None)
    # All marked it, and the bounds are those of the greater part.
    reason = "majority" if others and verdict.reason == "agreed" else verdict.reason
    return replace(verdict, reason=reason, value=top)


def _decide_attributes(documents: Sequence[MarkedDocument], rule: Rule, reviews: Reviews) -> None:
    places = [
        (document, group, name)
        for document in documents
        for group in document.groups
        if document.marks[group.id].value != ABSENT
        for name in _attribute_names(group)
    ]
    ballots = [
        Ballot(
            id=decision_id(document.poll.doc_id, "attribute", group.key, name),
            doc_id=document.poll.doc_id,
            kind="attribute",
            name=f"{group.layer}.{name}",
            about=group.id,
            votes={who: mark.attributes.get(name) for who, mark in group.marks.items()},
            n_asked=len(document.poll.asked(group.layer)),
        )
        for document, group, name in places
    ]
    for (document, group, name), decision in zip(places, decide(ballots, rule, reviews), strict=True):
        document.attributes.setdefault(group.id, {})[name] = decision


def _attribute_names(group: MarkGroup) -> list[str]:
    names = {name for mark in group.marks.values() for name in mark.attributes}
    return sorted(filter(is_voted_on, names))


def _decide_links(documents: Sequence[MarkedDocument], rule: Rule, reviews: Reviews) -> None:
    places = [(document, *link) for document in documents for link in _linked(document).items()]
    ballots = [_link_ballot(document, link, linking) for document, link, linking in places]
    for (document, link, _), decision in zip(places, decide(ballots, rule, reviews), strict=True):
        document.links[link] = decision


def _linked(document: MarkedDocument) -> dict[tuple[str, str, str, str], set[str]]:
    """Return layer, label and ends of each link, none of them decided to be absent, to its annotators."""
    group_of = document.group_of()
    found: dict[tuple[str, str, str, str], set[str]] = {}
    for voter in document.poll.voters:
        for link in voter.links:
            src, dst = group_of.get((voter.id, link.src)), group_of.get((voter.id, link.dst))
            if src and dst and ABSENT not in (document.marks[src].value, document.marks[dst].value):
                found.setdefault((link.layer, link.label, src, dst), set()).add(voter.id)
    return dict(sorted(found.items()))


def _link_ballot(document: MarkedDocument, link: tuple[str, str, str, str], linking: set[str]) -> Ballot:
    layer, label, src, dst = link
    ends: Mapping[str, MarkGroup] = {group.id: group for group in document.groups}
    both = [who for who in ends[src].marks if who in ends[dst].marks]
    return Ballot(
        id=decision_id(document.poll.doc_id, "link", f"{layer}>{label}", ends[src].key, ends[dst].key),
        doc_id=document.poll.doc_id,
        kind="link",
        name=f"{layer}>{label}",
        about=f"{src}>{dst}",
        votes={who: LINKED if who in linking else ABSENT for who in both},
        n_asked=len(document.poll.asked(layer)),
    )
