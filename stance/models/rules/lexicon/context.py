"""Conditions on the words around a match: a word is loaded in a use, never by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from stance.models.rules.lexicon.pattern import expand_token
from stance.models.rules.lexicon.word_classes import FUNCTION_WORDS, WORD_CLASSES, is_number
from stance.text.parse import ParsedDocument

Use = Literal["noun", "verb", "adjective"]

_BEFORE_NOUN = WORD_CLASSES["det"] | WORD_CLASSES["prep"] | WORD_CLASSES["conj"] | WORD_CLASSES["num"]
_BEFORE_VERB = WORD_CLASSES["subj"] | WORD_CLASSES["modal"] | WORD_CLASSES["have"] | {"to"}
_AFTER_VERB = WORD_CLASSES["det"] | WORD_CLASSES["obj"] | WORD_CLASSES["prep"]
_BEFORE_PREDICATE = WORD_CLASSES["be"] | WORD_CLASSES["degree"] | {"seem", "seems", "seemed", "look", "looks"}


class Surroundings:
    """A parsed document as conditions see it: neighbours, words of the unit, words of the document."""

    def __init__(self, parsed: ParsedDocument) -> None:
        self.parsed = parsed
        self.lower = parsed.tokens.lower
        self.words = parsed.tokens.words
        self._units: dict[int, frozenset[str]] = {}
        self._titled: dict[int, bool] = {}

    @cached_property
    def document_words(self) -> frozenset[str]:
        """All lower-case tokens of the document."""
        return frozenset(self.lower)

    def unit_words(self, token: int) -> frozenset[str]:
        """Return the lower-case tokens of the unit that holds a token; empty outside units."""
        unit = self.parsed.token_units[token]
        if unit < 0:
            return frozenset()
        if unit not in self._units:
            first, last = self.parsed.unit_tokens[unit]
            self._units[unit] = frozenset(self.lower[first:last])
        return self._units[unit]

    def previous(self, first: int) -> str:
        """Return the token before one, "" at the start of its unit."""
        units = self.parsed.token_units
        return self.lower[first - 1] if first > 0 and units[first - 1] == units[first] else ""

    def next(self, last: int) -> str:
        """Return the token at `last`, the one after a match; "" past the end of its unit."""
        units = self.parsed.token_units
        return self.lower[last] if last < len(self.lower) and units[last] == units[last - 1] else ""

    def is_capitalised(self, token: int) -> bool:
        """Return whether a token begins with a capital letter."""
        return self.words[token][:1].isupper()

    def is_name_part(self, first: int, last: int) -> bool:
        """Return whether capitals make tokens first to last part of a proper name.

        A capital says nothing at the start of a unit or quotation, or in a line set in title case.
        """
        if not self.is_capitalised(first):
            return last - first > 1 and self.is_capitalised(last - 1) and not self._in_titled_unit(first)
        if self._in_titled_unit(first):
            return False
        opener = self.previous(first)
        return opener != "" and opener[0] not in "“\"‘':—–(…." and opener != "--"

    def _in_titled_unit(self, token: int) -> bool:
        unit = self.parsed.token_units[token]
        if unit not in self._titled:
            self._titled[unit] = self._is_titled(unit)
        return self._titled[unit]

    def _is_titled(self, unit: int) -> bool:
        if unit < 0 or self.parsed.document.units[unit].id.startswith("S"):
            return False
        first, last = self.parsed.unit_tokens[unit]
        content = [w for w in self.words[first:last] if len(w) > 3 and w.isalpha()]
        capitals = sum(1 for w in content if w[0].isupper())
        return len(content) >= 2 and capitals >= 0.75 * len(content)


@dataclass(frozen=True, slots=True)
class WordTest:
    """A set of words, one of which may be any number."""

    words: frozenset[str]
    any_number: bool

    def holds(self, token: str) -> bool:
        """Return whether a lower-case token belongs to the set."""
        return token in self.words or (self.any_number and is_number(token))


def word_test(items: Sequence[str], where: str) -> WordTest | None:
    """Return the test for a list of words and word classes, None for an empty list."""
    if not items:
        return None
    words = frozenset(form for item in items for form in expand_token(item, where))
    return WordTest(words, any_number="$num" in items)


@dataclass(frozen=True, slots=True)
class Condition:
    """What must or must not stand around a match; None asks nothing."""

    before: WordTest | None = None
    """The token before must be one of these."""
    not_before: WordTest | None = None
    after: WordTest | None = None
    """The token after must be one of these."""
    not_after: WordTest | None = None
    near: frozenset[str] = frozenset()
    """One of these must stand in the same unit."""
    not_near: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    """One of these must stand anywhere in the document."""
    use: Use | None = None
    """Part of speech, told from the neighbours."""

    def holds(self, around: Surroundings, first: int, last: int) -> bool:
        """Return whether tokens first to last stand in the asked-for surroundings."""
        return (
            self._neighbours_fit(around, first, last)
            and (not self.near or not self.near.isdisjoint(around.unit_words(first)))
            and (not self.not_near or self.not_near.isdisjoint(around.unit_words(first)))
            and (not self.topic or not self.topic.isdisjoint(around.document_words))
            and (self.use is None or _fits_use(self.use, around, first, last))
        )

    def _neighbours_fit(self, around: Surroundings, first: int, last: int) -> bool:
        previous, following = around.previous(first), around.next(last)
        return (
            (self.before is None or self.before.holds(previous))
            and (self.not_before is None or not self.not_before.holds(previous))
            and (self.after is None or self.after.holds(following))
            and (self.not_after is None or not self.not_after.holds(following))
        )


def _fits_use(use: Use, around: Surroundings, first: int, last: int) -> bool:
    previous, following = around.previous(first), around.next(last)
    if use == "adjective":
        return (
            previous in _BEFORE_PREDICATE
            or following not in FUNCTION_WORDS
            or following in WORD_CLASSES["conj"]
        )
    if use == "noun":
        return previous not in _BEFORE_VERB and (
            previous in _BEFORE_NOUN or following not in WORD_CLASSES["det"] | WORD_CLASSES["obj"]
        )
    if previous in _BEFORE_VERB:
        return True
    names_object = following != "" and around.is_capitalised(last)
    return previous not in _BEFORE_NOUN and (following in _AFTER_VERB or names_object)
