"""The noun phrase that ends right before a verb, without a parser.

Its left bound is found by walking back to what cannot be inside it: punctuation, a subordinator, a finite
verb, a subject pronoun. Appositions between commas are stepped over.
"""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.left_bounds import stops_left
from stance.models.rules.attribution.phrase_words import (
    MAX_TOKENS,
    NOUNS,
    PAREN_CLOSE,
    PAREN_OPEN,
    QUANTIFIERS,
    SUBJECT_PRONOUNS,
    Range,
    reporting_forms,
)
from stance.models.rules.attribution.reading import Reading

_DASHES = frozenset({"—", "–", "--"})
_HARD_STOPS = frozenset(";:—–!?…")


def subject_before(reading: Reading, end: int, floor: int) -> Range | None:
    """Return the noun phrase that ends right before token `end`, None when there is none.

    Args:
        reading: the document.
        end: first token of the verb group.
        floor: first token that may belong to the phrase (start of unit or clause).
    """
    if end <= floor:
        return None
    if reading.lower[end - 1] == ",":
        return _with_apposition(reading, end - 1, floor)
    if reading.lower[end - 1] in _DASHES:
        opening = next((i for i in range(end - 2, floor, -1) if reading.lower[i] in _DASHES), floor)
        return _walk_left(reading, opening, floor) if opening > floor else None
    return _walk_left(reading, end, floor)


def _walk_left(reading: Reading, end: int, floor: int) -> Range | None:
    lower = reading.lower
    if lower[end - 1] in SUBJECT_PRONOUNS:
        return end - 1, end
    start = token = end
    limit = max(floor, end - MAX_TOKENS)
    while token > limit:
        token -= 1
        if lower[token] in PAREN_CLOSE:
            opening = _opening_paren(reading, token, limit)
            if opening is None:
                break
            token = start = opening
            continue
        if stops_left(reading, token, end, limit):
            relative = _relative_opening(reading, token, limit)
            if relative is not None:
                head = _walk_left(reading, relative, floor)
                return None if head is None else (head[0], end)
            break
        start = token
    return _trim_left(reading, start, end)


def _relative_opening(reading: Reading, stop: int, limit: int) -> int | None:
    """Return the "who" of a relative clause in which the walk was stopped by its verb."""
    if not (reading.lower[stop][0].isalnum() and stop > limit) or reading.lower[stop] in {
        "who",
        "that",
        "and",
        "or",
    }:
        return None
    for token in range(stop, limit, -1):
        word = reading.lower[token]
        if word == "who":
            before = reading.lower[token - 1]
            return (
                token
                if before[0].isalnum() and not reading.flags[token - 1] & (w.AUXILIARY | w.PREPOSITION)
                else None
            )
        if (
            not (word[0].isalnum() or word == "'s")
            or word in SUBJECT_PRONOUNS
            or word in reporting_forms()
            and token < stop - 8
        ):
            return None
    return None


def _opening_paren(reading: Reading, token: int, limit: int) -> int | None:
    for index in range(token - 1, limit - 1, -1):
        if reading.lower[index] in PAREN_OPEN:
            return index
    return None


def _trim_left(reading: Reading, start: int, end: int) -> Range | None:
    lower, flags = reading.lower, reading.flags
    while start < end:
        word, bits = lower[start], flags[start]
        if word in QUANTIFIERS or word in {"one", "no", "half", "all"}:
            break
        if (
            not (word[0].isalnum() or word in "([$#@")
            or (bits & (w.ADVERB | w.COORDINATOR) and not bits & w.DETERMINER)
            or (word.endswith("ly") and not reading.is_capital(start))
            or bits & w.WEEKDAY
            and start + 1 < end
            and lower[start + 1] != "'s"
        ):
            start += 1
        else:
            break
    if start >= end:
        return None
    return (start, end) if _names_somebody(reading, start, end) else None


def _names_somebody(reading: Reading, start: int, end: int) -> bool:
    last = end - 1
    if _only_function_words(reading, start, end):
        return False
    return reading.lower[last][0].isalnum() or reading.lower[last] in {".", ")", "]", "%", "'s", "'"}


def _only_function_words(reading: Reading, start: int, end: int) -> bool:
    """Return whether the phrase has no content word and is no quantifier that can stand for people."""
    for token in range(start, end):
        word, bits = reading.lower[token], reading.flags[token]
        if word in QUANTIFIERS or word == "one" or not bits or bits & (NOUNS | w.ANONYMOUS_MARKER):
            return False
        if reading.is_capital(token) and not bits & (
            w.PREPOSITION | w.SUBORDINATOR | w.COORDINATOR | w.TIME | w.DETERMINER
        ):
            return False
    return True


def _with_apposition(reading: Reading, comma: int, floor: int) -> Range | None:
    """Return the phrase in "NAME, the mayor of X," where `comma` is the closing comma."""
    end = tail = comma
    for _ in range(4):
        opening = _comma_before(reading, end, floor)
        if opening is None:
            return None
        kind = _apposition_kind(reading, opening + 1, tail)
        if kind is None:
            return None
        if kind == "clause":
            tail = opening
        head = _walk_left(reading, opening, floor)
        if head is None:
            return None
        if not _is_apposition_part(reading, head, floor):
            return head[0], tail
        end = opening
    return None


def _comma_before(reading: Reading, end: int, floor: int) -> int | None:
    for token in range(end - 1, max(floor, end - MAX_TOKENS) - 1, -1):
        if reading.lower[token] == ",":
            return token
        if reading.lower[token] in _HARD_STOPS or reading.quotation_of[token] != reading.quotation_of[end]:
            return None
    return None


def _apposition_kind(reading: Reading, start: int, end: int) -> str | None:
    if start >= end:
        return None
    word, bits = reading.lower[start], reading.flags[start]
    if word in {"who", "which", "whose", "whom", "when", "where", "as", "while", "after", "before"}:
        return "clause"
    if bits & (w.DETERMINER | w.POSSESSIVE | w.ROLE_NOUN) or word[0].isdigit() or reading.is_capital(start):
        return "apposition"
    if word == "of":
        return "apposition"
    if word.endswith("ing") or word.endswith("ed") or bits & (w.PREPOSITION | w.ADVERB):
        return "clause"
    if bits & (w.PRONOUN | w.AUXILIARY | w.COORDINATOR | w.SUBORDINATOR):
        return None
    return "apposition"


def _is_apposition_part(reading: Reading, head: Range, floor: int) -> bool:
    """Return whether a phrase before the comma is itself in apposition to one further left."""
    start, end = head
    if start <= floor or reading.lower[start - 1] != ",":
        return False
    if reading.lower[start][0].isdigit() and end - start == 1:
        return True
    if start - 2 >= floor and not reading.is_capital(start - 2) and reading.lower[start - 2] != ".":
        return False
    # "R-Wis.", "D-N.J." and states after a town.
    first = reading.words[start]
    return (
        (first[:2] in {"R-", "D-"})
        or (end - start <= 2 and reading.is_capital(start))
        or bool(reading.flags[start] & w.DETERMINER)
    )
