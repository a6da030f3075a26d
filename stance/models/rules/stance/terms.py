"""Polarity terms: words for or against, of help or harm, good or bad, and words that turn these round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.inflection import noun_forms, verb_forms
from stance.models.rules.lexicon.trie import Lexicon, Match
from stance.models.rules.lexicon.word_classes import WORD_CLASSES

Role = Literal[
    "attitude", "judgement", "request", "change", "cause", "effect", "duty", "outcome", "value", "denial",
    "negator", "modal", "none",
]  # fmt: skip
Part = Literal["verb", "noun", "adjective", "other"]
Form = Literal["base", "third", "past", "gerund", ""]

_PREPOSITIONS = WORD_CLASSES["prep"]
_VERB_FORMS: tuple[Form, ...] = ("base", "third", "past", "gerund")
_ARTICLES = WORD_CLASSES["det"] - {"'s", "'"}
_BEFORE_NOUN = WORD_CLASSES["det"] | WORD_CLASSES["num"] | {"'s", "no", "any", "some", "of", "such"}
_BEFORE_VERB = WORD_CLASSES["modal"] | {"to", "not", "n't", "do", "does", "did", "never", "i", "we", "they"}


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role
    sign: Literal[-1, 1]
    verbs: list[str] = []
    nouns: list[str] = []
    adjectives: list[str] = []
    other: list[str] = []


class _PolarityFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lexicon: str
    version: str
    language: str
    origin: str
    groups: dict[str, _Group]
    irregular: dict[str, list[str]]
    doubled: list[str]


@dataclass(frozen=True, slots=True)
class Term:
    """How a listed word form works."""

    role: Role
    sign: int
    part: Part
    form: Form
    """Of a verb's first word; "" for other parts of speech."""
    governs: bool
    """The entry ends in a preposition or particle that binds its object ("call for")."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term at tokens first to last (half-open)."""

    first: int
    last: int
    term: Term


@cache
def polarity_terms() -> Lexicon[Term]:
    """Return the packaged polarity list in one matcher."""
    listed = read_list(lexicon_folder() / "polarity_terms.yaml", _PolarityFile)
    return Lexicon(
        (term, [sequence]) for group in listed.groups.values() for term, sequence in _entries(group, listed)
    )


def find_terms(lower: Sequence[str], first: int, last: int) -> list[Hit]:
    """Return the polarity terms of tokens first to last, in order and without overlap.

    The longest term wins; a word that is listed as noun and verb is read by its left neighbour.
    """
    hits: list[Hit] = []
    end = 0
    matches = polarity_terms().find(lower[first:last])
    index = 0
    while index < len(matches):
        same = [matches[index]]
        index += 1
        while index < len(matches) and matches[index].first == same[0].first:
            same.append(matches[index])
            index += 1
        if same[0].first >= end:
            before = lower[first + same[0].first - 1] if first + same[0].first > first else ""
            chosen = _choose(same, before)
            if (
                before in _ARTICLES
                and chosen.entry.form in {"past", "gerund"}
                and not _heads(chosen, lower, first)
            ):
                # "The proposed wall", "an overwhelming lead": the participle only describes.
                continue
            end = chosen.last
            hits.append(Hit(first + chosen.first, first + chosen.last, chosen.entry))
    return [hit for hit in hits if hit.term.role != "none"]


def _choose(matches: list[Match[Term]], before: str) -> Match[Term]:
    wants_noun = before in _BEFORE_NOUN
    wants_verb = before in _BEFORE_VERB
    for match in matches:
        part = match.entry.part
        if (wants_noun and part in {"noun", "adjective"}) or (wants_verb and part == "verb"):
            return match
    chosen = matches[0]
    term = chosen.entry
    if (
        wants_noun
        and term.part == "verb"
        and term.form in {"base", "third"}
        and chosen.last - chosen.first == 1
    ):
        # "the cut", "a block": the verb's noun works alike, but has no subject.
        return Match(chosen.first, chosen.last, _as_noun(term))
    return chosen


def _heads(match: Match[Term], lower: Sequence[str], first: int) -> bool:
    """Return whether a gerund is a noun with an object of its own ("the closing of")."""
    after = first + match.last
    return match.entry.form == "gerund" and after < len(lower) and lower[after] == "of"


def _as_noun(term: Term) -> Term:
    return Term(term.role, term.sign, "noun", "", term.governs)


def _entries(group: _Group, listed: _PolarityFile) -> Iterator[tuple[Term, tuple[str, ...]]]:
    for phrase in group.verbs:
        head, *rest = phrase.split()
        governs = bool(rest) and rest[-1] in _PREPOSITIONS
        for form, word in _inflected(head, listed):
            yield Term(group.role, group.sign, "verb", form, governs), (word, *rest)
    for phrase in group.nouns:
        *rest, head = phrase.split()
        for word in noun_forms(head):
            yield Term(group.role, group.sign, "noun", "", False), (*rest, word)
    for part, phrases in (("adjective", group.adjectives), ("other", group.other)):
        for phrase in phrases:
            words = tuple(phrase.split())
            governs = words[-1] in _PREPOSITIONS
            yield Term(group.role, group.sign, part, "", governs), words  # type: ignore[arg-type]


def _inflected(head: str, listed: _PolarityFile) -> Iterator[tuple[Form, str]]:
    forms = verb_forms(head, doubled=head in listed.doubled)
    irregular = listed.irregular.get(head)
    for form, word in zip(_VERB_FORMS, forms, strict=True):
        if form != "past" or irregular is None:
            yield form, word
    if irregular is not None:
        for word in irregular or [head]:
            yield "past", word
