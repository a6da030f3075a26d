"""The noun phrase that begins right after a verb: "said the mayor of X, a lawyer, on Friday"."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.phrase_words import (
    MAX_TOKENS,
    NOUNS,
    PAREN_CLOSE,
    PAREN_OPEN,
    SUBJECT_PRONOUNS,
    TO_ROLES,
    Range,
    reporting_forms,
)
from stance.models.rules.attribution.reading import Reading


def subject_after(reading: Reading, first: int, last: int, *, open_end: bool = False) -> Range | None:
    """Return the noun phrase that begins at token `first` ("said the mayor of X, a lawyer, on Friday").

    Args:
        reading: the document.
        first: first token after the verb group.
        last: end of the unit (exclusive).
        open_end: True when nothing but the source can follow, as behind a quotation: further
            appositions and relative clauses belong to it.
    """
    if first >= last or not (
        _opens_noun_phrase(reading, first) or (open_end and _leads_to_name(reading, first, last))
    ):
        return None
    if reading.lower[first] in SUBJECT_PRONOUNS:
        return first, first + 1
    token = _right_end(reading, first, last, open_end=open_end)
    while token > first and not (reading.is_word(token - 1) or reading.lower[token - 1] in {")", ".", "'s"}):
        token -= 1
    if token > first and reading.lower[token - 1] == "." and token >= last:
        token -= 1
    return (first, token) if token > first else None


def _right_end(reading: Reading, first: int, last: int, *, open_end: bool) -> int:
    """Return where the noun phrase ends, closing punctuation possibly included."""
    token = first
    while token < min(last, first + MAX_TOKENS):
        word = reading.lower[token]
        if reading.quotation_of[token] != reading.quotation_of[first]:
            break
        if word == ",":
            after = _apposition_end(reading, token, last, open_end=open_end)
            if after is None:
                break
            token = after
        elif word in PAREN_OPEN:
            token = _closing_paren(reading, token, last)
        elif _stops_right(reading, token, first, last) and not (open_end and _goes_on(reading, token, last)):
            break
        else:
            token += 1
    return token


def _goes_on(reading: Reading, token: int, last: int) -> bool:
    """Return whether a source behind a quotation goes on in spite of a usual bound."""
    word = reading.lower[token]
    if not word[0].isalnum():
        return False
    if word in {
        "as",
        "when",
        "while",
        "after",
        "before",
        "because",
        "if",
        "but",
        "although",
        "though",
        "since",
    }:
        return False
    if word == "and":
        return not (token + 1 < last and reading.lower[token + 1] in SUBJECT_PRONOUNS)
    bits = reading.flags[token]
    if bits & w.WEEKDAY:
        return False
    return not (
        bits & w.PREPOSITION
        and word != "of"
        and _preposition_stops_right(reading, token, last)
        and word != "to"
    )


def _leads_to_name(reading: Reading, first: int, last: int) -> bool:
    """Return whether plain words lead to a name ("conservative activist Ann Lee")."""
    for token in range(first, min(last, first + 6)):
        if reading.is_capital(token):
            return True
        if not reading.is_word(token) or reading.flags[token] & ~NOUNS:
            return False
    return False


def _opens_noun_phrase(reading: Reading, token: int) -> bool:
    word, bits = reading.lower[token], reading.flags[token]
    if word in SUBJECT_PRONOUNS:
        return word not in {"who", "which", "it"}
    if word in {"that", "to", "there", "if", "so", "no", "this"} or bits & (
        w.TIME | w.AUXILIARY | w.SUBORDINATOR
    ):
        return False
    if bits & w.PREPOSITION or bits & w.OBJECT_PRONOUN & ~w.COLLECTIVE_NOUN:
        return False
    return (
        reading.is_capital(token)
        or word[0].isdigit()
        or bool(bits & (w.DETERMINER | w.POSSESSIVE | w.ROLE_NOUN | w.COLLECTIVE_NOUN))
    )


def _closing_paren(reading: Reading, token: int, last: int) -> int:
    for index in range(token + 1, min(last, token + 15)):
        if reading.lower[index] in PAREN_CLOSE:
            return index + 1
    return token + 1


def _apposition_end(reading: Reading, comma: int, last: int, *, open_end: bool) -> int | None:
    """Return the token after an apposition that starts at a comma, None when none starts there."""
    start = comma + 1
    if start >= last or reading.quotation_of[start] != reading.quotation_of[comma]:
        return None
    word, bits = reading.lower[start], reading.flags[start]
    if word in {
        "which",
        "that",
        "one",
        "he",
        "she",
        "they",
        "it",
        "i",
        "we",
        "his",
        "her",
        "and",
        "but",
        "as",
    }:
        return None
    opens = bits & (w.DETERMINER | w.ROLE_NOUN) or word[0].isdigit() or reading.is_capital(start)
    if bits & (w.TIME | w.SUBORDINATOR) or not (opens or open_end) or word.endswith("ing"):
        return None
    if bits & w.PREPOSITION and not (open_end and word == "of"):
        return None
    if bits & w.RELATIVE and not open_end:
        return None
    token = start + 1
    while token < last and reading.lower[token] != ",":
        if _stops_right(reading, token, start, last) and not (open_end and _goes_on(reading, token, last)):
            break
        token += 1
    return token


def _stops_right(reading: Reading, token: int, first: int, last: int) -> bool:
    word, bits = reading.lower[token], reading.flags[token]
    if not word[0].isalnum():
        return word not in {".", "'s", "'", "$", "%", "&", "/", "@", "#", "-"} or (
            word == "." and token == last - 1
        )
    if token == first:
        return False
    if word in {"and", "or"}:
        return not (
            token + 1 < last and (reading.is_capital(token + 1) or reading.flags[token + 1] & w.DETERMINER)
        )
    if bits & (w.WEEKDAY | w.FINITE_VERB) or word in SUBJECT_PRONOUNS or word in {"that", "whose"}:
        return True
    if not reading.is_capital(token) and word in reporting_forms() and not bits & NOUNS:
        return True
    if bits & w.PREPOSITION:
        return _preposition_stops_right(reading, token, last)
    if bits & (w.SUBORDINATOR | w.COORDINATOR | w.AUXILIARY | w.ADVERB) and not reading.is_capital(token):
        return word not in {"one", "former", "most"}
    return False


def _preposition_stops_right(reading: Reading, token: int, last: int) -> bool:
    word = reading.lower[token]
    if word == "of":
        return False
    if word in {
        "during",
        "before",
        "after",
        "about",
        "amid",
        "through",
        "by",
        "since",
        "despite",
        "following",
        "as",
        "including",
    }:
        return True
    if word == "to":
        return reading.lower[token - 1] not in TO_ROLES
    window = range(token + 1, min(last, token + 6))
    return any(reading.flags[i] & (w.OCCASION | w.WEEKDAY | w.TIME) for i in window)
