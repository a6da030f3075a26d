"""What a passage says for or against a thing it mentions.

Three readings, each by the words between the mention and its governing or predicated terms:
object ("rejected the toll"), subject ("the toll has cut pollution", "the toll was scrapped") and
attribute ("the unfair toll").
"""

from __future__ import annotations

from collections.abc import Iterator

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.clauses import AUXILIARIES, Clause, Passage
from stance.models.rules.stance.object_reading import read_object
from stance.models.rules.stance.subject_reading import is_embedded, read_subject
from stance.models.rules.stance.vote import Vote

_OWNER_MARKS = frozenset({"'s", "'"})
_PEOPLE_AROUND = frozenset(
    """supporter supporters voter voters adviser advisers advisor advisors aide aides ally allies critic
    critics opponent opponents rival rivals fan fans donor donors staffer staffers backer backers
    official officials spokesman spokeswoman spokesperson surrogate surrogates delegate delegates
    loyalist loyalists
    """.split()
)
"""Heads that make a name say whose people are meant ("Reed supporters")."""
_PREPOSITIONS = WORD_CLASSES["prep"]
_ATTRIBUTE_REACH = 2
_ATTRIBUTE_WEIGHT = 0.8


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
    if actor and last < clause.last and passage.lower[last] in _PEOPLE_AROUND:
        return
    if last < clause.last and passage.lower[last] in _OWNER_MARKS:
        owned = _attribute_vote(passage, clause, first, last + 1)
        if owned is not None:
            yield owned
        return
    subjects = (
        []
        if actor and is_embedded(passage, clause, first)
        else list(read_subject(passage, clause, first, last, actor=actor))
    )
    yield from subjects
    if not subjects or not passage.finite_after(last, clause.last):
        governed = read_object(passage, clause, first, actor=actor)
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
                return Vote(sign * clause.factor, _ATTRIBUTE_WEIGHT, "value", clause.contrast)
            break
        if passage.lower[at] in _PREPOSITIONS or passage.lower[at] in AUXILIARIES:
            break
    after = passage.hit_at.get(last)
    if after is None or after.last > clause.last or after.term.role != "value" or after.term.part != "noun":
        return None
    return Vote(after.term.sign * clause.factor, _ATTRIBUTE_WEIGHT, "value", clause.contrast)
