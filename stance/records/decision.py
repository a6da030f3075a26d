"""How each gold label came about: the votes, the rule, what was decided and why."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

from stance.records.document import Record
from stance.records.imports import Loss
from stance.records.open_layers import Value

DECISION_FORMAT: Final = "stance.decision/1.0.0"
ADJUDICATION_FORMAT: Final = "stance.adjudication/1.0.0"

Method = Literal["given", "majority", "unanimous", "dawid-skene", "review"]
"""How votes become gold. "given" takes what was delivered as adjudicated; "review" decides only what all
agree on and leaves the rest to a person."""
DecisionKind = Literal["answer", "mark", "attribute", "link", "layer"]
DecisionReason = Literal[
    "given",
    "single",
    "agreed",
    "majority",
    "median",
    "posterior",
    "reviewed",
    "tie",
    "no_majority",
    "disputed",
    "bounds_tie",
    "too_few_votes",
]
"""The first seven decide, the others leave the item open."""
ABSENT: Final = "absent"
"""Vote of an annotator who looked and did not mark, or did not link."""
MARKED: Final = "marked"
LINKED: Final = "linked"
NOT_GIVEN: Final = "(none)"
"""Name, in a distribution, of the vote for giving no value."""


class Rule(Record, frozen=True, kw_only=True):
    """How to adjudicate."""

    method: Method
    min_votes: Annotated[int, msgspec.Meta(ge=1)] = 1
    """Fewest votes an item needs to be decided where several annotators were asked."""
    single: Literal["keep", "undecided"] = "keep"
    """What becomes of a layer that only one annotator annotated in a document."""
    voters: Literal["all", "first"] = "all"
    """first: in each document only the person whose id comes first, for corpora in which few documents have
    several annotators and gold is to be made alike everywhere."""
    n_iter: Annotated[int, msgspec.Meta(ge=1)] = 100
    """Most steps of the Dawid-Skene estimation."""


class Decision(Record, frozen=True, kw_only=True):
    """What became of one item: a question, a mark, an attribute or a link."""

    schema: Literal["stance.decision/1.0.0"] = DECISION_FORMAT
    id: str
    """Made from what the item is, so that it is the same whenever the votes are counted."""
    doc_id: str
    kind: DecisionKind
    name: str
    """"question", "layer/label" of a mark, "layer.attribute", "layer>label" of a link."""
    about: str | None = None
    """Id of a unit or target, id of the gold mark, "M1>M2" for a link; None is the document."""
    holder: str | None = None
    method: Method
    votes: dict[str, Value | None]
    """Annotator to value. Marks: bounds ("12-30;41-44") or "absent"; links: "linked" or "absent". None is an
    attribute that was not given."""
    distribution: dict[str, float]
    """Label to the share of votes, or to the posterior probability, 0 to 1. For sets of labels each share is
    that of the label alone; for marks the names are "marked" and "absent"."""
    decided: bool
    value: Value | None = None
    """What was decided, as in `votes`; None where nothing was, or where "no value" was decided."""
    reason: DecisionReason
    reviewer: str | None = None
    note: str | None = None


class AdjudicationReport(Record, frozen=True, kw_only=True):
    """What an adjudication did, in numbers."""

    schema: Literal["stance.adjudication/1.0.0"] = ADJUDICATION_FORMAT
    rule: Rule
    n_documents: int
    """Documents with gold."""
    n_annotators: int
    """Annotators whose annotations were counted as votes, or taken as given."""
    n_by_reason: dict[str, dict[str, int]]
    """Kind of item to reason to number of decisions."""
    n_undecided: int
    without_votes: list[str] = []
    """Documents that nobody annotated, or that had nothing given."""
    losses: list[Loss] = []
    """What was decided and does not fit the layers of the label schema."""
