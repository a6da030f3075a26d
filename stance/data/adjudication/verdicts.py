"""What a set of votes decides: labels, sets of labels and numbers, by counting or by annotator quality."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stance.records.decision import NOT_GIVEN, DecisionKind, DecisionReason, Rule
from stance.records.open_layers import Value

Votes = Mapping[str, Value | None]
"""Annotator to value; None is "gave no value"."""
_TIE = 1e-9
"""Posterior probabilities nearer than this are equal; they differ by the order of summation alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The votes on one item."""

    id: str
    doc_id: str
    kind: DecisionKind
    name: str
    about: str | None = None
    holder: str | None = None
    votes: Votes
    """Annotators ascend."""
    n_asked: int
    """Annotators who annotated the layer in this document."""
    min_votes: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the votes decide; value None and decided means that "no value" won."""

    reason: DecisionReason
    decided: bool
    value: Value | None = None
    distribution: dict[str, float] = field(default_factory=dict)


def judge(ballots: Sequence[Ballot], rule: Rule) -> list[Verdict]:
    """Return the verdict on each ballot.

    Labels: the one with more than half of the votes; without one the item stays open. Sets of labels: each
    label is in or out by more than half, and a tie about any label leaves the set open. Numbers: the median,
    which is the value of more than half where there is one; open where the two middle values differ, since a
    number nobody gave is never made up. Dawid-Skene weighs labels, sets and whole numbers by the annotators'
    estimated errors, all ballots of one name together; other numbers go by the median.

    Raises:
        MissingExtraError: Dawid-Skene without crowd-kit.
    """
    verdicts = [_without_counting(ballot, rule) or _count(ballot.votes, rule) for ballot in ballots]
    if rule.method != "dawid-skene":
        return verdicts
    weighed = [n for n, ballot in enumerate(ballots) if _is_weighed(ballot, rule)]
    for n, verdict in zip(weighed, _weigh([ballots[n] for n in weighed], rule), strict=True):
        verdicts[n] = verdict
    return verdicts


def name_of(value: Value | None) -> str:
    """Return a value as the key of a distribution."""
    if isinstance(value, list):
        return " | ".join(sorted(value)) or NOT_GIVEN
    return NOT_GIVEN if value is None else str(value)


def _without_counting(ballot: Ballot, rule: Rule) -> Verdict | None:
    shares = {} if ballot.n_asked > 1 else _count(ballot.votes, rule).distribution
    if ballot.n_asked > 1:
        if len(ballot.votes) >= ballot.min_votes:
            return None
        return Verdict("too_few_votes", False, None, _count(ballot.votes, rule).distribution)
    if rule.single == "undecided":
        return Verdict("too_few_votes", False, None, shares)
    return Verdict("single", True, _settled(next(iter(ballot.votes.values()))), shares)


def _count(votes: Votes, rule: Rule) -> Verdict:
    values = list(votes.values())
    if any(isinstance(value, list) for value in values):
        return _count_sets(values, rule)
    if all(isinstance(value, int | float) for value in values):
        return _count_numbers(values, rule)
    return _count_labels(values, rule)


def _count_labels(values: Sequence[Value | None], rule: Rule) -> Verdict:
    counts = Counter(map(name_of, values))
    shares = _shares(counts, len(values))
    (top, n_top), *others = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    value = next(value for value in values if name_of(value) == top)
    if not others:
        return Verdict(_agreed(values), True, value, shares)
    if rule.method in ("unanimous", "review"):
        return Verdict("disputed", False, None, shares)
    if 2 * n_top > len(values):
        return Verdict("majority", True, value, shares)
    return Verdict("tie" if others[0][1] == n_top else "no_majority", False, None, shares)


def _count_sets(values: Sequence[Value | None], rule: Rule) -> Verdict:
    sets = [_as_set(value) for value in values]
    counts = Counter(label for labels in sets for label in labels)
    shares = _shares(counts, len(values))
    if all(labels == sets[0] for labels in sets):
        return Verdict(_agreed(values), True, sorted(sets[0]), shares)
    if rule.method in ("unanimous", "review"):
        return Verdict("disputed", False, None, shares)
    if any(2 * n == len(values) for n in counts.values()):
        return Verdict("tie", False, None, shares)
    return Verdict(
        "majority", True, sorted(label for label, n in counts.items() if 2 * n > len(values)), shares
    )


def _count_numbers(values: Sequence[Value | None], rule: Rule) -> Verdict:
    numbers = sorted(value for value in values if isinstance(value, int | float))
    counts = Counter(numbers)
    shares = _shares({name_of(value): n for value, n in counts.items()}, len(values))
    if len(counts) == 1:
        return Verdict(_agreed(values), True, numbers[0], shares)
    if rule.method in ("unanimous", "review"):
        return Verdict("disputed", False, None, shares)
    low, high = numbers[(len(numbers) - 1) // 2], numbers[len(numbers) // 2]
    if low != high:
        return Verdict("tie", False, None, shares)
    return Verdict("majority" if 2 * counts[low] > len(values) else "median", True, low, shares)


def _is_weighed(ballot: Ballot, rule: Rule) -> bool:
    return _without_counting(ballot, rule) is None and not any(
        isinstance(value, float) for value in ballot.votes.values()
    )


def _weigh(ballots: Sequence[Ballot], rule: Rule) -> list[Verdict]:
    from stance.data.adjudication.dawid_skene import posteriors

    names = {
        ballot.name for ballot in ballots if any(isinstance(value, list) for value in ballot.votes.values())
    }
    labels = [ballot for ballot in ballots if ballot.name not in names]
    by_item = posteriors(
        {(ballot.name, ballot.id): {who: name_of(v) for who, v in ballot.votes.items()} for ballot in labels},
        n_iter=rule.n_iter,
    )
    sets = [ballot for ballot in ballots if ballot.name in names]
    by_label = posteriors(_yes_or_no(sets), n_iter=rule.n_iter)
    yes: dict[str, dict[str, float]] = {ballot.id: {} for ballot in sets}
    for (name, item), shares in by_label.items():
        yes[item][name.split("\n", 1)[1]] = shares.get("yes", 0.0)
    return [
        _likely_set(yes[ballot.id], ballot.votes)
        if ballot.name in names
        else _likely_label(by_item[ballot.name, ballot.id], ballot.votes)
        for ballot in ballots
    ]


def _yes_or_no(ballots: Sequence[Ballot]) -> dict[tuple[str, str], dict[str, str]]:
    """Return each label of sets of labels as a question of its own, asked of every ballot of the name."""
    labels: dict[str, set[str]] = {}
    for ballot in ballots:
        labels.setdefault(ballot.name, set()).update(*map(_as_set, ballot.votes.values()))
    return {
        (f"{ballot.name}\n{label}", ballot.id): {
            who: "yes" if label in _as_set(value) else "no" for who, value in ballot.votes.items()
        }
        for ballot in ballots
        for label in labels[ballot.name]
    }


def _likely_label(shares: dict[str, float], votes: Votes) -> Verdict:
    ranked = sorted(shares, key=lambda label: (-shares[label], label))
    if len(ranked) > 1 and shares[ranked[0]] - shares[ranked[1]] < _TIE:
        return Verdict("tie", False, None, shares)
    given = {name_of(value): value for value in votes.values()}
    if ranked[0] not in given:
        # What nobody said of this item is for a person to decide.
        return Verdict("no_majority", False, None, shares)
    return Verdict("agreed" if len(given) == 1 else "posterior", True, given[ranked[0]], shares)


def _likely_set(shares: dict[str, float], votes: Votes) -> Verdict:
    if any(abs(share - 0.5) < _TIE for share in shares.values()):
        return Verdict("tie", False, None, shares)
    value = sorted(label for label, share in shares.items() if share > 0.5)
    same = all(_as_set(vote) == set(value) for vote in votes.values())
    return Verdict("agreed" if same else "posterior", True, value, shares)


def _as_set(value: Value | None) -> set[str]:
    if isinstance(value, list):
        return set(value)
    return set() if value is None else {str(value)}


def _settled(value: Value | None) -> Value | None:
    return sorted(set(value)) if isinstance(value, list) else value


def _agreed(values: Sequence[Value | None]) -> DecisionReason:
    return "single" if len(values) == 1 else "agreed"


def _shares(counts: Mapping[str, int], n: int) -> dict[str, float]:
    return {label: counts[label] / n for label in sorted(counts)}
