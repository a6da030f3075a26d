"""Reading leftwards from a mention: the terms that govern it ("did not reject the toll").

Signs multiply along the chain of governing terms up to the finite verb, so that negators and contrary
verbs turn the reading round ("rejected criticism of the toll").
"""

from __future__ import annotations

from dataclasses import dataclass

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.clauses import BE_FORMS, Clause, Passage
from stance.models.rules.stance.terms import Hit
from stance.models.rules.stance.vote import Vote, VoteKind

_PREPOSITIONS = WORD_CLASSES["prep"]
_OPERATORS = frozenset({"attitude", "judgement", "change", "cause", "request"})
_COORDINATORS = frozenset({"and", "or"})
_BINDING = frozenset({"of", "from", "behind", "around", "over", "about"})
_REACH = 14


@dataclass(slots=True)
class _Chain:
    """Signs gathered while reading leftwards from a mention."""

    sign: int = 1
    found: bool = False
    kind: VoteKind = "attitude"
    harmed: bool = False
    done: bool = False
    verb: bool = False


def read_object(passage: Passage, clause: Clause, first: int, *, actor: bool) -> Vote | None:
    """Return the vote of the terms that govern a mention which begins at a token; None without one."""
    chain = _Chain()
    at = first - 1
    floor = max(clause.first, first - _REACH)
    linked = False
    while at >= floor and not chain.done:
        hit = passage.hit_end.get(at + 1)
        if hit is None or hit.first < floor:
            word = passage.lower[at]
            linked = linked or word in _PREPOSITIONS
            if word in _COORDINATORS and not chain.found and passage.lower[at + 1].endswith("ing"):
                # "Attacking Reed and visiting the port": another predicate governs the mention.
                return None
            if word == "by" and not chain.found:
                return _agent_vote(passage, clause, at)
            at -= 1
            continue
        if actor and not chain.found and not _takes_actor(passage, hit, first, linked=linked):
            return None
        _govern(passage, clause, chain, hit, first=first, linked=linked)
        at = hit.first - 1
    if not chain.found:
        return None
    factor = clause.factor * (clause.attitude if chain.kind == "attitude" else 1)
    return Vote(chain.sign * factor, 1.0, chain.kind, clause.contrast, chain.harmed)


def _takes_actor(passage: Passage, hit: Hit, first: int, *, linked: bool) -> bool:
    """Return whether a term says something of a person or body that it governs.

    "Attacks on the mayor" does; "work in the town", "joined the mayor" and "asked the mayor to" do not.
    """
    if hit.term.role in {"change", "cause", "request"}:
        return False
    between = passage.lower[hit.last : first]
    return not linked or all(word in _PREPOSITIONS or word in WORD_CLASSES["det"] for word in between)


def _agent_vote(passage: Passage, clause: Clause, by: int) -> Vote | None:
    """Read "traders hurt by the toll"; what an agent rejects or praises tells nothing of the agent."""
    hit = passage.hit_end.get(by)
    if hit is None or hit.term.role != "effect":
        return None
    sign = hit.term.sign * passage.negation_before(hit.first, clause.first)
    return Vote(sign * clause.factor, 1.0, "effect", clause.contrast)


def _govern(passage: Passage, clause: Clause, chain: _Chain, hit: Hit, *, first: int, linked: bool) -> None:
    """Take one governing term, met leftwards, into the chain."""
    term = hit.term
    if term.role == "request" and not chain.found and "to" in passage.lower[hit.last : first]:
        # "Asked the court to review the act": what is asked for has no listed sign.
        chain.done = True
    elif term.part == "verb":
        _govern_by_verb(passage, clause, chain, hit)
    elif term.role == "modal":
        chain.sign *= passage.negation_after(hit.last)
        chain.found = chain.done = True
    elif term.role in {"denial", "negator"}:
        if chain.found or (term.role == "negator" and _negates_noun(passage, hit)):
            chain.sign *= term.sign
    elif term.role in _OPERATORS:
        _govern_by_operator(passage, clause, chain, hit, linked=linked)
    elif term.role == "value" and term.part == "noun" and not chain.found and _binds(passage, hit):
        chain.sign *= term.sign
        chain.found = True
        chain.kind = "value"


def _negates_noun(passage: Passage, hit: Hit) -> bool:
    return hit.last - hit.first > 1 or passage.lower[hit.first] == "no"


def _govern_by_operator(passage: Passage, clause: Clause, chain: _Chain, hit: Hit, *, linked: bool) -> None:
    """Take in a noun or adjective that is for or against what it governs."""
    term = hit.term
    is_noun = term.part == "noun"
    if not (linked or term.governs or chain.found):
        return
    if chain.verb and is_noun:
        # It belongs to the subject of the verb ("opponents of the plan backed ...").
        chain.done = True
        return
    chain.sign *= term.sign * (1 if is_noun else passage.negation_before(hit.first, clause.first))
    chain.found = True
    chain.done = not is_noun


def _binds(passage: Passage, hit: Hit) -> bool:
    """Return whether a noun is followed by "of" or a like preposition ("the danger of")."""
    return hit.last < passage.last and passage.lower[hit.last] in _BINDING


def _govern_by_verb(passage: Passage, clause: Clause, chain: _Chain, hit: Hit) -> None:
    term = hit.term
    before = passage.lower[hit.first - 1] if hit.first > clause.first else ""
    governor = passage.hit_end.get(hit.first)
    chain.sign *= term.sign
    if term.role in {"effect", "outcome", "duty"} and not chain.found:
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
