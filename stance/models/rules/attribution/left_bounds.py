"""What cannot be inside a noun phrase, met on the way to its left end."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.phrase_words import (
    NOUNS,
    SUBJECT_PRONOUNS,
    TO_ROLES,
    reporting_forms,
)
from stance.models.rules.attribution.reading import Reading


def stops_left(reading: Reading, token: int, end: int, limit: int) -> bool:
    """Return whether a token cannot be inside the noun phrase that ends at `end`."""
    word, bits = reading.lower[token], reading.flags[token]
    if not word[0].isalnum():
        return _punctuation_stops(reading, token, end)
    if word in SUBJECT_PRONOUNS:
        return True
    if word == "than" and token > limit and reading.lower[token - 1] in {"more", "fewer", "less"}:
        return False
    if word in {"and", "or"}:
        return not _joins_nouns(reading, token, limit)
    if word == "that":
        return token > limit and not reading.flags[token - 1] & w.PREPOSITION
    if bits & w.PREPOSITION:
        return _preposition_stops(reading, token, limit)
    if bits & (w.SUBORDINATOR | w.COORDINATOR) and word not in {"one", "both", "neither"}:
        return True
    return _is_verb_like(reading, token, end, limit)


def _punctuation_stops(reading: Reading, token: int, end: int) -> bool:
    word = reading.lower[token]
    if word in {".", "$", "%", "&", "/", "@", "#", "'s", "'", "_", "+", "’", "£", "€"}:
        # An opening single mark is no part of a name; a plural possessive is.
        return word == "'" and reading.quotation_of[token] != reading.quotation_of[end - 1]
    return True


def _joins_nouns(reading: Reading, token: int, limit: int) -> bool:
    """Return whether "and" joins two parts of one noun phrase rather than two clauses."""
    if token <= limit or token + 1 >= len(reading.lower):
        return False
    if reading.is_capital(token - 1) and reading.is_capital(token + 1):
        return True
    for index in range(token - 1, max(limit, token - 6) - 1, -1):
        word, bits = reading.lower[index], reading.flags[index]
        if (
            bits & (w.AUXILIARY | w.FINITE_VERB | w.SUBORDINATOR)
            or word in SUBJECT_PRONOUNS
            or word in reporting_forms()
        ):
            return False
        if word == ",":
            return False
    return token - limit <= 6


def _preposition_stops(reading: Reading, token: int, limit: int) -> bool:
    word = reading.lower[token]
    if word == "of":
        return False
    if token <= limit:
        return True
    before = reading.lower[token - 1]
    if word == "to":
        return before not in TO_ROLES
    bits = reading.flags[token - 1]
    if not before[0].isalnum() or bits & (
        w.SUBORDINATOR | w.COORDINATOR | w.AUXILIARY | w.FINITE_VERB | w.ADVERB
    ):
        return before not in {")", ".", "one", "some", "many", "others", "those", "most", "both"}
    if word in {
        "by",
        "after",
        "before",
        "during",
        "since",
        "following",
        "including",
        "like",
        "into",
        "despite",
        "amid",
    }:
        return True
    return before in reporting_forms() and not bits & NOUNS


def _is_verb_like(reading: Reading, token: int, end: int, limit: int) -> bool:
    """Return whether a token inside the walk is the verb of another clause."""
    word, bits = reading.lower[token], reading.flags[token]
    if word == "'s":
        return False
    if bits & w.AUXILIARY:
        return True
    if token == end - 1 or reading.is_capital(token):
        return False
    before_bits = reading.flags[token - 1] if token > limit else 0
    before = reading.lower[token - 1] if token > limit else ""
    if before_bits & (w.DETERMINER | w.POSSESSIVE) and before not in {"some", "many", "others", "most"}:
        return False
    if bits & w.FINITE_VERB:
        return True
    if word in reporting_forms() and not bits & NOUNS:
        return token > limit
    if word.endswith("ed") and len(word) > 4:
        return (
            token > limit
            and not before.endswith("ly")
            and not before_bits & w.PREPOSITION
            and bool(before[0].isalnum())
        )
    return False
