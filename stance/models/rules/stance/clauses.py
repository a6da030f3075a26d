"""Clauses of a passage, cut at punctuation and conjunctions, with what a governing word does to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.terms import Hit, find_terms

AUXILIARIES = WORD_CLASSES["be"] | WORD_CLASSES["have"] | WORD_CLASSES["modal"] | {"do", "does", "did", "'s"}
BE_FORMS = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "am", "'re", "'m", "'s", "got", "get"}
)
RELATIVES = frozenset({"who", "which", "that"})
_CUTS = frozenset({";", ":", "(", ")", "—", "–", "--", "...", "?", "!", ".", "[", "]"})
_SUBORDINATORS = frozenset(
    [
        "because",
        "although",
        "though",
        "while",
        "whereas",
        "when",
        "whenever",
        "if",
        "unless",
        "whether",
        "until",
        "since",
        "once",
        "where",
        "wherever",
        "after",
        "before",
        "so",
        "but",
        "yet",
        "however",
        "who",
        "which",
        "whom",
        "whose",
        "what",
        "why",
        "how",
        "except",
        "despite",
        "than",
        "lest",
    ]
)
_SENTENCE_ENDS = frozenset({".", "?", "!"})
_ABBREVIATIONS = frozenset("mr mrs ms dr sen rep gov gen lt col sgt st jr sr prof hon rev no vs".split())
_CONTRAST = frozenset({"but", "yet", "however"})
_UNREAL = frozenset({"if", "unless", "whether", "lest"})
_SUBJECT_PRONOUNS = WORD_CLASSES["subj"] | {"there"}
_LINK_REACH = 5
"""Tokens between a governing word and the "that" of its clause ("denied on Monday that")."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens first to last (half-open) of a passage that make one clause."""

    first: int
    last: int
    factor: int
    """-1 when a denial governs the clause, 0 when it is only supposed ("if"), else 1."""
    attitude: int
    """Sign of a governing attitude ("hope that", "fear that"), else 1."""
    contrast: bool
    """The clause or an earlier one of its sentence opened with "but"."""


class Passage:
    """A stretch of tokens with its polarity terms and clauses.

    Args:
        lower: lower-case tokens of the document.
        first: first token of the passage.
        last: one past its last token.
        factor: -1 when the whole passage is denied, else 1.
    """

    def __init__(self, lower: Sequence[str], first: int, last: int, *, factor: int = 1) -> None:
        self.lower = lower
        self.first = first
        self.last = last
        self.hits = find_terms(lower, first, last)
        self.hit_at: dict[int, Hit] = {hit.first: hit for hit in self.hits}
        self.hit_end: dict[int, Hit] = {hit.last: hit for hit in self.hits}
        self._inside = {at for hit in self.hits for at in range(hit.first + 1, hit.last)}
        self.clauses = self._cut(factor)

    def clause_at(self, token: int) -> Clause:
        """Return the clause that holds a token of the passage."""
        for clause in self.clauses:
            if token < clause.last:
                return clause
        return self.clauses[-1]

    def sentence_at(self, token: int) -> tuple[int, int]:
        """Return the half-open token range of the sentence that holds a token of the passage."""
        first, last = self.first, self.last
        for clause in self.clauses:
            if self.lower[clause.first] in _SENTENCE_ENDS:
                if clause.first > token:
                    last = clause.first
                    break
                first = clause.first
        return first, last

    def finite_after(self, token: int, end: int) -> bool:
        """Return whether a verb group begins at a token, adverbs and negators aside."""
        for at in range(token, min(token + 3, end)):
            word = self.lower[at]
            if word in AUXILIARIES:
                return True
            hit = self.hit_at.get(at)
            if hit is not None and hit.term.part == "verb":
                return hit.term.form in {"third", "past"}
            if not (word.endswith("ly") or word in {"not", "n't", "never", "then", "also", "again"}):
                return word.endswith("ed")
        return False

    def _cut(self, factor: int) -> list[Clause]:
        clauses: list[Clause] = []
        begin, contrast = self.first, False
        if self.last <= self.first:
            return clauses
        opening = (0 if self.lower[self.first] in _UNREAL else factor, 1)
        for at in range(self.first, self.last):
            word = self.lower[at]
            if at <= begin or not self._cuts(at, word):
                contrast = contrast or (at == begin and word in _CONTRAST)
                continue
            clauses.append(Clause(begin, at, *opening, contrast))
            opening = self._opening(at, word, clauses[-1], factor)
            contrast = word in _CONTRAST or (contrast and word not in _SENTENCE_ENDS)
            begin = at
        if self.last > begin:
            clauses.append(Clause(begin, self.last, *opening, contrast))
        return clauses

    def _cuts(self, at: int, word: str) -> bool:
        if at in self._inside:
            return False
        if word in _CUTS or word == ",":
            return word != "." or self.lower[at - 1] not in _ABBREVIATIONS
        if word in _SUBORDINATORS:
            return at not in self.hit_at
        if word == "that":
            return self.lower[at - 1] not in WORD_CLASSES["prep"]
        if word in {"and", "or"}:
            return self._starts_clause(at + 1)
        return False

    def _starts_clause(self, token: int) -> bool:
        if token >= self.last:
            return False
        return self.lower[token] in _SUBJECT_PRONOUNS or self.finite_after(token, self.last)

    def _opening(self, at: int, word: str, before: Clause, factor: int) -> tuple[int, int]:
        """Return factor and attitude of the clause that opens at a token."""
        if word in _UNREAL:
            return 0, 1
        if word != "that":
            return factor, 1
        for hit in reversed(self.hits):
            if before.first <= hit.first and hit.last <= at and at - hit.last <= _LINK_REACH:
                sign = hit.term.sign * self.negation_before(hit.first, before.first)
                if hit.term.role == "denial" or (
                    hit.term.role in {"attitude", "judgement"} and self._denies(hit)
                ):
                    return before.factor * sign, 1
                if hit.term.role in {"attitude", "judgement", "request"}:
                    return before.factor, sign
                if hit.term.role != "negator":
                    return before.factor, 1
        return before.factor, 1

    def _denies(self, hit: Hit) -> bool:
        return hit.term.sign < 0 and self.lower[hit.first].startswith(
            ("reject", "doubt", "question", "challeng")
        )

    def negation_before(self, token: int, floor: int) -> int:
        """Return -1 when an odd number of negators stands before a verb, auxiliaries and adverbs aside."""
        sign = 1
        at = token - 1
        while at >= floor:
            hit = self.hit_end.get(at + 1)
            if hit is not None and hit.term.role == "negator":
                sign = -sign
                at = hit.first - 1
                continue
            word = self.lower[at]
            if not (
                word in AUXILIARIES or word.endswith("ly") or word in {"to", "ever", "yet", "also", "be"}
            ):
                break
            at -= 1
        return sign

    def negation_after(self, token: int) -> int:
        """Return -1 when a negator stands at a token ("must never")."""
        hit = self.hit_at.get(token)
        return -1 if hit is not None and hit.term.role == "negator" else 1
