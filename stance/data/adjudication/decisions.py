"""From ballots to decisions: the rule, or what a person decided in a review."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stance.data.adjudication.verdicts import Ballot, Verdict, judge
from stance.records.decision import Decision, Rule
from stance.records.open_layers import Value

REMARKS = frozenset({"id", "note", "rationale", "alternatives", "confidence", "origin", "evidence"})
"""Attributes that explain a judgement and are none: nobody votes on them, and they stay in the raw votes."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a person decided about an item."""

    value: Value | None
    reviewer: str
    note: str | None = None


Reviews = Mapping[str, Reviewed]
"""Id of a decision to what a person decided."""


def decision_id(doc_id: str, kind: str, *what: str) -> str:
    """Return the id of an item's decision: the same for the same item, whatever else is voted on."""
    key = "\n".join((doc_id, kind, *what))
    return "d" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:15]


def decide(ballots: Sequence[Ballot], rule: Rule, reviews: Reviews) -> list[Decision]:
    """Return the decision on each ballot; what a person decided goes before the rule."""
    return [
        recorded(ballot, verdict, rule, reviews.get(ballot.id))
        for ballot, verdict in zip(ballots, judge(ballots, rule), strict=True)
    ]


def recorded(ballot: Ballot, verdict: Verdict, rule: Rule, review: Reviewed | None) -> Decision:
    """Return the record of a verdict, or of the review that stands in its place."""
    if review is not None:
        verdict = Verdict("reviewed", True, review.value, verdict.distribution)
    return Decision(
        id=ballot.id,
        doc_id=ballot.doc_id,
        kind=ballot.kind,
        name=ballot.name,
        about=ballot.about,
        holder=ballot.holder,
        method=rule.method,
        votes=dict(ballot.votes),
        distribution=verdict.distribution,
        decided=verdict.decided,
        value=verdict.value,
        reason=verdict.reason,
        reviewer=review.reviewer if review else None,
        note=review.note if review else None,
    )


def is_voted_on(attribute: str) -> bool:
    """Whether an attribute is a judgement; "confidence.economic" is a remark as "confidence" is."""
    return attribute.partition(".")[0] not in REMARKS
