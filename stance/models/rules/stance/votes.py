"""What a passage says for or against a thing it mentions.

Three readings, each by the words between the mention and its governing or predicated terms:
object ("rejected the toll"), subject ("the toll has cut pollution", "the toll was scrapped") and
attribute ("the unfair toll"). Signs multiply along the chain of governing terms, so that negators and
contrary verbs turn a reading round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.clauses import AUXILIARIES, BE_FORMS, RELATIVES, Clause, Passage
from stance.models.rules.stance.terms import Hit

_OWNER_MARKS = frozenset({"'s", "'"})
_COPULAS = BE_FORMS | frozenset(
    [
        "seem",
        "seems",
        "seemed",
        "look",
        "looks",
        "looked",
        "remain",
        "remains",
        "remained",
        "become",
        "becomes",
        "became",
        "prove",
        "proves",
        "proved",
        "feel",
        "feels",
        "felt",
        "sound",
        "sounds",
        "as",
    ]
)
_PREPOSITIONS = WORD_CLASSES["prep"]
_SKIPPED_IN_NAMING = WORD_CLASSES["art"] | frozenset(
    ["“", "”", '"', "'", "‘", "’", "as", "to", "be", "very", "so", "too", "such", "more", "most"]
)
_GROUP_PREPOSITIONS = frozenset({"of", "on", "for", "to", "in", "at", "with", "from", "between"})
_NAMING_VERBS = ("call", "label", "brand", "consider", "deem", "dub", "find", "found", "term", "describ")
_REACH_LEFT = 14
_REACH_RIGHT = 16
_GAP_TO_VERB = 9
_ATTRIBUTE_REACH = 2
_APPOSITION = 16
_OBJECT_HEAD = 4


VoteKind = Literal["value", "effect", "outcome", "attitude"]


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of one mention."""

    sign: int
    weight: float
    kind: VoteKind
    """value: the words call the thing good or bad; effect: they tell of good or harm done by it; outcome:
    of how it fared; attitude: of what somebody does or wants done about it."""
    contrast: bool = False
    harmed: bool = False
    """The thing is the one that suffers or gains ("they hurt the town"), which tells little of it."""


def read_votes(passage: Passage, first: int, last: int, *, actor: bool = False) -> Iterator[Vote]:
    """Yield the votes of a passage on the thing mentioned at tokens first to last (half-open).

    Args:
        passage: the clause or clauses that speak of it.
        first: first token of the mention.
        last: one past its last token.
        actor: a person or body; being somewhere in the sentence ("in the town") then is no argument.
    """
    clause = passage.clause_at(first)
    if clause.factor == 0:
        return
    if last < clause.last and passage.lower[last] in _OWNER_MARKS:
        owned = _attribute_vote(passage, clause, first, last + 1)
        if owned is not None:
            yield owned
        return
    subjects = (
        []
        if actor and _embedded(passage, clause, first)
        else list(_subject_votes(passage, clause, first, last))
    )
    yield from subjects
    if not subjects or not passage.finite_after(last, clause.last):
        governed = _object_vote(passage, clause, first, actor=actor)
        if governed is not None:
            yield governed
    attribute = _attribute_vote(passage, clause, first, last)
    if attribute is not None:
        yield attribute


def _attribute_vote(passage: Passage, clause: Clause, first: int, last: int) -> Vote | None:
    """Read "the unfair toll", "the toll disaster"."""
    for at in range(first - 1, max(clause.first, first - _ATTRIBUTE_REACH) - 1, -1):
        hit = passage.hit_end.get(at + 1)
        if hit is not None:
            if hit.term.role == "value" and hit.term.part == "adjective":
                sign = hit.term.sign * passage.negation_before(hit.first, clause.first)
                return Vote(sign * clause.factor, 0.8, "value", clause.contrast)
            break
        if passage.lower[at] in _PREPOSITIONS or passage.lower[at] in AUXILIARIES:
            break
    after = passage.hit_at.get(last)
    if after is not None and after.last <= clause.last and after.term.part == "noun":
        if after.term.role == "value":
            return Vote(after.term.sign * clause.factor, 0.8, "value", clause.contrast)
    return None


# ---------------------------------------------------------------- object


@dataclass(slots=True)
class _Chain:
    """Signs gathered while reading leftwards from a mention."""

    sign: int = 1
    found: bool = False
    kind: VoteKind = "attitude"
    harmed: bool = False
    done: bool = False
    verb: bool = False


def _object_vote(passage: Passage, clause: Clause, first: int, *, actor: bool) -> Vote | None:
    chain = _Chain()
    at = first - 1
    floor = max(clause.first, first - _REACH_LEFT)
    linked = False
    while at >= floor and not chain.done:
        hit = passage.hit_end.get(at + 1)
        if hit is None or hit.first < floor:
            word = passage.lower[at]
            linked = linked or word in _PREPOSITIONS
            if word == "by" and not chain.found and _passive_before(passage, at, clause.first):
                return None
            at -= 1
            continue
        if actor and linked and not chain.found and not _adjoins(passage, hit, first):
            return None
        _govern(passage, clause, chain, hit, linked=linked)
        at = hit.first - 1
    if not chain.found:
        return None
    factor = clause.factor * (clause.attitude if chain.kind == "attitude" else 1)
    return Vote(chain.sign * factor, 1.0, chain.kind, clause.contrast, chain.harmed)


def _adjoins(passage: Passage, hit: Hit, first: int) -> bool:
    """Return whether nothing but a preposition and articles stands between a term and a mention."""
    between = passage.lower[hit.last : first]
    return all(word in _PREPOSITIONS or word in WORD_CLASSES["det"] for word in between)


def _passive_before(passage: Passage, at: int, floor: int) -> bool:
    hit = passage.hit_end.get(at)
    return (hit is not None and hit.term.form == "past") or (
        at > floor and passage.lower[at - 1].endswith("ed")
    )


def _govern(passage: Passage, clause: Clause, chain: _Chain, hit: Hit, *, linked: bool) -> None:
    """Take one governing term, met leftwards, into the chain."""
    term = hit.term
    if term.part == "verb":
        _govern_by_verb(passage, clause, chain, hit)
    elif term.role == "modal":
        chain.sign *= passage.negation_after(hit.last)
        chain.found = chain.done = True
    elif term.role == "denial" and chain.found:
        chain.sign *= term.sign
    elif term.role == "negator":
        if hit.last - hit.first > 1 or chain.found or passage.lower[hit.first] == "no":
            chain.sign *= term.sign
    elif term.role in {"attitude", "change", "cause", "request"}:
        if linked or term.governs or chain.found:
            if chain.verb and term.part == "noun":
                chain.done = True
                return
            chain.sign *= term.sign * (
                1 if term.part == "noun" else passage.negation_before(hit.first, clause.first)
            )
            chain.found = True
            chain.done = term.part != "noun"
    elif term.role == "value" and term.part == "noun" and not chain.found and _binds(passage, hit):
        chain.sign *= term.sign
        chain.found = True
        chain.kind = "value"


def _binds(passage: Passage, hit: Hit) -> bool:
    """Return whether a noun is followed by "of" or a like preposition ("the danger of")."""
    return hit.last < passage.last and passage.lower[hit.last] in {
        "of",
        "from",
        "behind",
        "around",
        "over",
        "about",
    }


def _govern_by_verb(passage: Passage, clause: Clause, chain: _Chain, hit: Hit) -> None:
    term = hit.term
    before = passage.lower[hit.first - 1] if hit.first > clause.first else ""
    governor = passage.hit_end.get(hit.first)
    chain.sign *= term.sign
    if term.role in {"effect", "outcome"} and not chain.found:
        chain.harmed = True
    chain.found = chain.verb = True
    if before == "to" or (term.form == "gerund" and before not in BE_FORMS):
        return
    if governor is not None and governor.term.part == "verb":
        return
    if governor is not None and governor.term.role == "negator" and governor.last - governor.first > 1:
        return
    chain.sign *= passage.negation_before(hit.first, clause.first)
    chain.done = True


# --------------------------------------------------------------- subject


@dataclass(slots=True)
class _Predicate:
    """What has been read rightwards from a mention."""

    sign: int = 1
    linked: bool = False
    last_verb: Hit | None = None
    terminal: bool = False


def _subject_votes(passage: Passage, clause: Clause, first: int, last: int) -> Iterator[Vote]:
    start, end = _predicate_bounds(passage, clause, last)
    if start >= end:
        return
    if passage.lower[start] in RELATIVES and start + 1 < end and not passage.finite_after(start + 1, end):
        relative = _relative_object(passage, clause, start + 1, end)
        if relative is not None:
            yield relative
        return
    denied = _denial_before(passage, clause, first) * clause.factor
    weight = 0.6 if _embedded(passage, clause, first) else 1.0
    for begin, stop in ((start, end), *_coordinated(passage, end)):
        vote = _predicate_vote(passage, clause, begin, stop)
        if vote is not None:
            yield Vote(vote.sign * denied, vote.weight * weight, vote.kind, clause.contrast, vote.harmed)


def _coordinated(passage: Passage, end: int) -> Iterator[tuple[int, int]]:
    """Yield the predicates that share the subject of a clause that ends at a token ("..., and then left")."""
    while end < passage.last:
        clause = passage.clause_at(end)
        word = passage.lower[clause.first]
        if word in {"and", "but", "or"}:
            if not passage.finite_after(clause.first + 1, clause.last):
                return
            yield clause.first + 1, clause.last
        elif word != ",":
            return
        end = clause.last


def _predicate_vote(passage: Passage, clause: Clause, start: int, end: int) -> Vote | None:
    state = _Predicate()
    at = start
    while at < min(end, start + _REACH_RIGHT):
        hit = passage.hit_at.get(at)
        if hit is None or hit.last > end:
            if not _step(passage, state, at, start):
                break
            at += 1
            continue
        vote = _predicate(passage, clause, state, hit, end, small=_is_small(passage, start, at))
        if vote is not None:
            return vote
        at = hit.last
    return None


def _predicate_bounds(passage: Passage, clause: Clause, last: int) -> tuple[int, int]:
    """Return where the predicate of a mention may begin and end, past a bracketing of commas."""
    lower = passage.lower
    if last < clause.last:
        return last, clause.last
    if last < passage.last and lower[last] in RELATIVES:
        return last, passage.clause_at(last).last
    if last < passage.last and lower[last] == "," and last + 1 < passage.last:
        if lower[last + 1] in RELATIVES and passage.finite_after(last + 2, passage.last):
            return last + 2, passage.clause_at(last + 2).last
        for at in range(last + 1, min(last + _APPOSITION, passage.last - 1)):
            if lower[at] == "," and passage.finite_after(at + 1, passage.last):
                return at + 1, passage.clause_at(at + 1).last
    return last, last


def _denial_before(passage: Passage, clause: Clause, first: int) -> int:
    """Return -1 when a denial governs the mention's clause without "that" ("wrong to call it ...")."""
    sign = 1
    for hit in passage.hits:
        if clause.first <= hit.first and hit.last <= first and hit.term.role == "denial":
            sign *= hit.term.sign * passage.negation_before(hit.first, clause.first)
    return sign


def _embedded(passage: Passage, clause: Clause, first: int) -> bool:
    """Return whether the mention hangs on a preposition, so that another noun is the subject."""
    for at in range(first - 1, max(clause.first, first - 4) - 1, -1):
        if passage.lower[at] in _PREPOSITIONS:
            return at > clause.first
    return False


def _is_small(passage: Passage, start: int, at: int) -> bool:
    return all(passage.lower[k] in _SKIPPED_IN_NAMING for k in range(start, at))


def _step(passage: Passage, state: _Predicate, at: int, start: int) -> bool:
    """Take an unlisted word; False ends the reading."""
    word = passage.lower[at]
    if word in _COPULAS:
        state.linked = True
        return True
    if (
        word in AUXILIARIES
        or word in WORD_CLASSES["art"]
        or word in _SKIPPED_IN_NAMING
        or word.endswith("ly")
    ):
        return True
    return state.linked or at - start < _GAP_TO_VERB


def _predicate(
    passage: Passage, clause: Clause, state: _Predicate, hit: Hit, end: int, *, small: bool
) -> Vote | None:
    """Take one term of the predicate; a vote ends the reading."""
    term = hit.term
    if term.role in {"negator", "denial"} and term.part != "noun":
        state.sign *= term.sign
        state.linked = state.linked or term.role == "denial" or hit.last - hit.first > 1
        return None
    if term.role == "modal":
        state.linked = True
        return None
    if term.part == "verb":
        return _predicate_verb(passage, clause, state, hit, end)
    if not (state.linked or small or term.part == "other"):
        return None
    if term.role in {"effect", "outcome"}:
        return Vote(state.sign * term.sign, 1.0, "outcome" if term.role == "outcome" else "effect")
    if term.role == "value":
        return Vote(state.sign * _head_sign(passage, hit, end), 1.0, _value_kind(state))
    if term.role == "attitude" and not _has_object(passage, hit, end) and state.last_verb is not None:
        return Vote(state.sign * term.sign, 0.7, "effect")
    state.sign *= term.sign
    return None


def _value_kind(state: _Predicate) -> VoteKind:
    """A value that a verb brings about is an effect ("cut pollution"); one after a copula is a value."""
    return "value" if state.last_verb is None else "effect"


def _predicate_verb(passage: Passage, clause: Clause, state: _Predicate, hit: Hit, end: int) -> Vote | None:
    term = hit.term
    if term.form == "past" and _is_passive(passage, hit):
        if state.last_verb is not None:
            return None
        return Vote(
            state.sign * term.sign * clause.attitude,
            1.0,
            "attitude",
            harmed=term.role in {"effect", "outcome"},
        )
    state.sign *= term.sign
    state.linked = True
    state.last_verb = hit
    if term.role in {"effect", "outcome"}:
        kind: VoteKind = "outcome" if term.role == "outcome" else "effect"
        return Vote(state.sign * _object_sign(passage, hit, end), 1.0, kind)
    if term.role == "change" and not _has_object(passage, hit, end):
        return Vote(state.sign * clause.attitude, 1.0, "attitude")
    return None


def _is_passive(passage: Passage, hit: Hit) -> bool:
    at = hit.first - 1
    while at >= passage.first and (
        passage.lower[at].endswith("ly") or passage.lower[at] in {"not", "n't", "never"}
    ):
        at -= 1
    if at >= passage.first and passage.lower[at] in BE_FORMS:
        return True
    return hit.last < passage.last and passage.lower[hit.last] == "by"


def _head_sign(passage: Passage, hit: Hit, end: int) -> int:
    """Return the sign of a value, of the noun where an adjective stands before one."""
    following = passage.hit_at.get(hit.last)
    if following is not None and following.last <= end and following.term.role == "value":
        return following.term.sign
    return hit.term.sign


def _object_sign(passage: Passage, hit: Hit, end: int) -> int:
    """Return -1 when what is helped or harmed is itself bad ("protects criminals")."""
    for at in range(hit.last, min(hit.last + _OBJECT_HEAD, end)):
        found = passage.hit_at.get(at)
        if found is not None and found.term.role == "value" and found.term.part == "noun":
            return found.term.sign
        if passage.lower[at] in _PREPOSITIONS:
            break
    return 1


def _has_object(passage: Passage, hit: Hit, end: int) -> bool:
    if hit.last >= end:
        return False
    word = passage.lower[hit.last]
    if hit.term.governs:
        return True
    if (
        word in _PREPOSITIONS
        or word.endswith("ly")
        or word in {"and", "or", "”", '"', "soon", "again", "now"}
    ):
        return hit.term.part != "verb" and word in _GROUP_PREPOSITIONS
    return True


def _relative_object(passage: Passage, clause: Clause, start: int, end: int) -> Vote | None:
    """Read "the toll that critics oppose"."""
    for at in range(start, end):
        hit = passage.hit_at.get(at)
        if hit is not None and hit.term.part == "verb" and not _has_object(passage, hit, end):
            sign = hit.term.sign * passage.negation_before(hit.first, start)
            return Vote(sign * clause.factor, 0.7, "attitude", clause.contrast)
    return None
