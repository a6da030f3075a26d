"""Reading rightwards from a mention: what is predicated of it ("the toll has cut pollution")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.clauses import AUXILIARIES, BE_FORMS, RELATIVES, Clause, Passage
from stance.models.rules.stance.terms import Hit
from stance.models.rules.stance.vote import Vote, VoteKind

_COPULAS = BE_FORMS | frozenset(
    """seem seems seemed look looks looked remain remains remained become becomes became prove proves proved
    feel feels felt sound sounds as""".split()
)
_PREPOSITIONS = WORD_CLASSES["prep"]
_SKIPPED_IN_NAMING = WORD_CLASSES["art"] | frozenset(
    "“ ” \" ' ‘ ’ as to be very so too such more most".split()
)
_AFTER_INTRANSITIVE = frozenset({"and", "or", "”", '"', "soon", "again", "now"})
_GROUP_PREPOSITIONS = frozenset({"of", "on", "for", "to", "in", "at", "with", "from", "between"})
_EMBEDDED_WEIGHT = 0.6
"""Of a predicate whose subject only holds the mention ("the effects of the toll are dire")."""
_REACH = 16
_GAP_TO_VERB = 9
_APPOSITION = 16
_OBJECT_HEAD = 4


@dataclass(slots=True)
class _Predicate:
    """What has been read rightwards from a mention."""

    sign: int = 1
    linked: bool = False
    last_verb: Hit | None = None


def read_subject(passage: Passage, clause: Clause, first: int, last: int, *, actor: bool) -> Iterator[Vote]:
    """Yield the votes of the predicates of which a mention at tokens first to last is the subject."""
    start, end = _predicate_bounds(passage, clause, last)
    if start >= end:
        return
    if passage.lower[start] in RELATIVES and start + 1 < end and not passage.finite_after(start + 1, end):
        relative = _relative_object(passage, clause, start + 1, end)
        if relative is not None:
            yield relative
        return
    denied = _denial_before(passage, clause, first) * clause.factor
    weight = _EMBEDDED_WEIGHT if is_embedded(passage, clause, first) else 1.0
    for begin, stop in ((start, end), *_coordinated(passage, end)):
        vote = _predicate_vote(passage, clause, begin, stop)
        if vote is not None and not (actor and vote.kind == "theme"):
            kind: VoteKind = "attitude" if vote.kind == "theme" else vote.kind
            yield Vote(vote.sign * denied, vote.weight * weight, kind, clause.contrast, vote.harmed)


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
    while at < min(end, start + _REACH):
        hit = passage.hit_at.get(at)
        if hit is not None and _tells_nothing(passage, hit):
            return None
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


def is_embedded(passage: Passage, clause: Clause, first: int) -> bool:
    """Return whether the mention hangs on a preposition, so that another noun is the subject."""
    for at in range(first - 1, max(clause.first, first - 4) - 1, -1):
        if passage.lower[at] in _PREPOSITIONS:
            return at > clause.first
    return False


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


def _is_small(passage: Passage, start: int, at: int) -> bool:
    return all(passage.lower[k] in _SKIPPED_IN_NAMING for k in range(start, at))


def _step(passage: Passage, state: _Predicate, at: int, start: int) -> bool:
    """Take an unlisted word; False ends the reading."""
    word = passage.lower[at]
    if word in _COPULAS:
        state.linked = True
        return True
    if word in AUXILIARIES or word in _SKIPPED_IN_NAMING or word.endswith("ly"):
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
    if (
        term.role in {"attitude", "judgement"}
        and not _has_object(passage, hit, end)
        and state.last_verb is not None
    ):
        return Vote(state.sign * term.sign, 0.7, "effect")
    state.sign *= term.sign
    return None


def _value_kind(state: _Predicate) -> VoteKind:
    """A value that a verb brings about is an effect ("cut pollution"); one after a copula is a value."""
    return "value" if state.last_verb is None else "effect"


def _predicate_verb(passage: Passage, clause: Clause, state: _Predicate, hit: Hit, end: int) -> Vote | None:
    term = hit.term
    if term.form == "past" and _is_passive(passage, hit):
        if state.last_verb is not None or term.role in {"request", "duty"}:
            return None
        return Vote(
            state.sign * term.sign * clause.attitude,
            1.0,
            "attitude",
            harmed=term.role in {"effect", "outcome"},
        )
    if term.role == "duty":
        governed = state.last_verb is not None or state.linked or state.sign < 0
        return Vote(state.sign * term.sign, 1.0, "effect") if governed else None
    state.sign *= term.sign
    state.linked = True
    state.last_verb = hit
    if term.role in {"effect", "outcome"}:
        kind: VoteKind = "outcome" if term.role == "outcome" else "effect"
        return Vote(state.sign * _object_sign(passage, hit, end), 1.0, kind)
    if term.role == "change" and not _has_object(passage, hit, end):
        return Vote(state.sign * clause.attitude, 1.0, "theme")
    return None


def _tells_nothing(passage: Passage, hit: Hit) -> bool:
    """Return whether a verb ends the reading: what its subject blames, praises or denies is no news of it."""
    if hit.term.part != "verb" or hit.term.role not in {"judgement", "denial"}:
        return False
    return not (hit.term.form == "past" and _is_passive(passage, hit))


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
    if word in _PREPOSITIONS or word.endswith("ly") or word in _AFTER_INTRANSITIVE:
        return hit.term.part != "verb" and word in _GROUP_PREPOSITIONS
    return True


def _relative_object(passage: Passage, clause: Clause, start: int, end: int) -> Vote | None:
    """Read "the toll that critics oppose"."""
    for at in range(start, end):
        hit = passage.hit_at.get(at)
        if hit is None or hit.term.part != "verb":
            continue
        if passage.finite_after(hit.last, end) or not _has_object(passage, hit, end):
            sign = hit.term.sign * passage.negation_before(hit.first, start)
            return Vote(sign * clause.factor, 0.7, "attitude", clause.contrast)
    return None
