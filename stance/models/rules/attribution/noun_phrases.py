"""Bounds of the noun phrase that names a source, left or right of the verb, without a parser.

The left bound of a subject is found by walking back to what cannot be inside it: punctuation, a
subordinator, a finite verb, a subject pronoun. Appositions between commas are stepped over.
"""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import verb_list

Range = tuple[int, int]

_SUBJECT_PRONOUNS = frozenset("he she they we i it you who which".split())
_QUANTIFIERS = frozenset(
    "some many others most few several both neither none all those these this another others everyone "
    "everybody nobody someone somebody anyone".split()
)
_HARD_STOPS = frozenset(";:—–!?…")
_PAREN_OPEN, _PAREN_CLOSE = frozenset("(["), frozenset(")]")
_TO_ROLES = frozenset("adviser advisor ambassador aide counsel assistant envoy contributor commentator candidate due close".split())
_MAX_TOKENS = 40
_NOUNS = w.ROLE_NOUN | w.COLLECTIVE_NOUN | w.DOCUMENT_NOUN


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
    return _walk_left(reading, end, floor)


def _walk_left(reading: Reading, end: int, floor: int) -> Range | None:
    lower = reading.lower
    if lower[end - 1] in _SUBJECT_PRONOUNS:
        return end - 1, end
    start = token = end
    limit = max(floor, end - _MAX_TOKENS)
    while token > limit:
        token -= 1
        if lower[token] in _PAREN_CLOSE:
            opening = _opening_paren(reading, token, limit)
            if opening is None:
                break
            token = start = opening
            continue
        if _stops_left(reading, token, end, limit):
            relative = _relative_opening(reading, token, limit)
            if relative is not None:
                head = _walk_left(reading, relative, floor)
                return None if head is None else (head[0], end)
            break
        start = token
    return _trim_left(reading, start, end)


def _relative_opening(reading: Reading, stop: int, limit: int) -> int | None:
    """Return the "who" of a relative clause in which the walk was stopped by its verb."""
    if not (reading.lower[stop][0].isalnum() and stop > limit) or reading.lower[stop] in {"who", "that", "and", "or"}:
        return None
    for token in range(stop, limit, -1):
        word = reading.lower[token]
        if word == "who":
            before = reading.lower[token - 1]
            return token if before[0].isalnum() and not reading.flags[token - 1] & (w.AUXILIARY | w.PREPOSITION) else None
        if not (word[0].isalnum() or word == "'s") or word in _SUBJECT_PRONOUNS or _is_listed_verb(word) and token < stop - 8:
            return None
    return None


def _opening_paren(reading: Reading, token: int, limit: int) -> int | None:
    for index in range(token - 1, limit - 1, -1):
        if reading.lower[index] in _PAREN_OPEN:
            return index
    return None


def _stops_left(reading: Reading, token: int, end: int, limit: int) -> bool:
    """Return whether a token cannot be inside the noun phrase that ends at `end`."""
    word, bits = reading.lower[token], reading.flags[token]
    if not word[0].isalnum():
        return _punctuation_stops(reading, token, end)
    if word in _SUBJECT_PRONOUNS:
        return True
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
        if bits & (w.AUXILIARY | w.FINITE_VERB | w.SUBORDINATOR) or word in _SUBJECT_PRONOUNS or _is_listed_verb(word):
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
        return before not in _TO_ROLES
    bits = reading.flags[token - 1]
    if not before[0].isalnum() or bits & (w.SUBORDINATOR | w.COORDINATOR | w.AUXILIARY | w.FINITE_VERB | w.ADVERB):
        return before not in {")", ".", "one", "some", "many", "others", "those", "most", "both"}
    if word in {"by", "after", "before", "during", "since", "following", "including", "like", "into", "despite", "amid"}:
        return True
    return _is_listed_verb(before) and not bits & _NOUNS


def _is_listed_verb(word: str) -> bool:
    return word in _finite_forms()


def _finite_forms() -> frozenset[str]:
    if not _FINITE:
        for word, entries in verb_list().verbs.items():
            if any(entry.form in {"past", "third"} for entry in entries):
                _FINITE.add(word)
    return _FINITE  # type: ignore[return-value]


_FINITE: set[str] = set()


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
    if _is_listed_verb(word) and not bits & _NOUNS:
        return token > limit
    if word.endswith("ed") and len(word) > 4:
        return token > limit and not before.endswith("ly") and not before_bits & w.PREPOSITION and bool(before[0].isalnum())
    return False


def _trim_left(reading: Reading, start: int, end: int) -> Range | None:
    lower, flags = reading.lower, reading.flags
    while start < end:
        word, bits = lower[start], flags[start]
        if word in _QUANTIFIERS or word in {"one", "no", "half", "all"}:
            break
        if not (word[0].isalnum() or word in "([$#@"):
            start += 1
        elif (bits & (w.ADVERB | w.COORDINATOR) and not bits & w.DETERMINER) or (word.endswith("ly") and not reading.is_capital(start)):
            start += 1
        elif bits & w.WEEKDAY and start + 1 < end and lower[start + 1] != "'s":
            start += 1
        else:
            break
    if start >= end:
        return None
    return (start, end) if _names_somebody(reading, start, end) else None


def _names_somebody(reading: Reading, start: int, end: int) -> bool:
    last = end - 1
    if lower_only_function(reading, start, end):
        return False
    return reading.lower[last][0].isalnum() or reading.lower[last] in {".", ")", "]", "%", "'s", "'"}


def lower_only_function(reading: Reading, start: int, end: int) -> bool:
    """Return whether the phrase has no content word and is no quantifier that can stand for people."""
    for token in range(start, end):
        word, bits = reading.lower[token], reading.flags[token]
        if word in _QUANTIFIERS or word == "one" or not bits or bits & _NOUNS:
            return False
        if reading.is_capital(token) and not bits & (w.PREPOSITION | w.SUBORDINATOR | w.COORDINATOR | w.TIME | w.DETERMINER):
            return False
    return True


def _with_apposition(reading: Reading, comma: int, floor: int) -> Range | None:
    """Return the phrase in "NAME, the mayor of X," where `comma` is the closing comma."""
    end = comma
    for _ in range(4):
        opening = _comma_before(reading, end, floor)
        if opening is None:
            return None
        kind = _apposition_kind(reading, opening + 1, comma)
        if kind is None:
            return None
        head = _walk_left(reading, opening, floor)
        if head is None:
            return None
        if not _is_apposition_part(reading, head, floor):
            return (head[0], comma) if kind == "apposition" else head
        end = opening
    return None


def _comma_before(reading: Reading, end: int, floor: int) -> int | None:
    for token in range(end - 1, max(floor, end - _MAX_TOKENS) - 1, -1):
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
    if start - 2 >= floor and reading.is_capital(start - 2) is False and not reading.lower[start - 2] == ".":
        return False
    # "R-Wis.", "D-N.J." and states after a town.
    first = reading.words[start]
    return (first[:2] in {"R-", "D-"}) or (end - start <= 2 and reading.is_capital(start)) or bool(
        reading.flags[start] & w.DETERMINER
    )


def subject_after(reading: Reading, first: int, last: int, *, open_end: bool = False) -> Range | None:
    """Return the noun phrase that begins at token `first` ("said the mayor of X, a lawyer, on Friday").

    Args:
        reading: the document.
        first: first token after the verb group.
        last: end of the unit (exclusive).
        open_end: True when nothing but the source can follow, as behind a quotation: further
            appositions and relative clauses belong to it.
    """
    if first >= last or not (_opens_noun_phrase(reading, first) or (open_end and _leads_to_name(reading, first, last))):
        return None
    if reading.lower[first] in _SUBJECT_PRONOUNS:
        return first, first + 1
    token = first
    while token < min(last, first + _MAX_TOKENS):
        word = reading.lower[token]
        if word == ",":
            after = _apposition_end(reading, token, last, open_end=open_end)
            if after is None:
                break
            token = after
        elif word in _PAREN_OPEN:
            token = _closing_paren(reading, token, last)
        elif _stops_right(reading, token, first, last) and not (open_end and _goes_on(reading, token, last)):
            break
        else:
            token += 1
    while token > first and not (reading.is_word(token - 1) or reading.lower[token - 1] in {")", ".", "'s"}):
        token -= 1
    if token > first and reading.lower[token - 1] == "." and token >= last:
        token -= 1
    return (first, token) if token > first else None


def _goes_on(reading: Reading, token: int, last: int) -> bool:
    """Return whether a source behind a quotation goes on in spite of a usual bound."""
    word = reading.lower[token]
    if not word[0].isalnum():
        return False
    if word in {"as", "when", "while", "after", "before", "because", "if", "but", "although", "though", "since"}:
        return False
    if word == "and":
        return not (token + 1 < last and reading.lower[token + 1] in _SUBJECT_PRONOUNS)
    bits = reading.flags[token]
    if bits & w.WEEKDAY:
        return False
    return not (bits & w.PREPOSITION and word != "of" and _preposition_stops_right(reading, token, last) and word != "to")


def _leads_to_name(reading: Reading, first: int, last: int) -> bool:
    """Return whether plain words lead to a name ("conservative activist Ann Lee")."""
    for token in range(first, min(last, first + 6)):
        if reading.is_capital(token):
            return True
        if not reading.is_word(token) or reading.flags[token]:
            return False
    return False


def _opens_noun_phrase(reading: Reading, token: int) -> bool:
    word, bits = reading.lower[token], reading.flags[token]
    if word in _SUBJECT_PRONOUNS:
        return word not in {"who", "which", "it"}
    if word in {"that", "to", "there", "if", "so", "no", "this"} or bits & (w.TIME | w.AUXILIARY | w.SUBORDINATOR):
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
        if reading.lower[index] in _PAREN_CLOSE:
            return index + 1
    return token + 1


def _apposition_end(reading: Reading, comma: int, last: int, *, open_end: bool) -> int | None:
    """Return the token after an apposition that starts at a comma, None when none starts there."""
    start = comma + 1
    if start >= last:
        return None
    word, bits = reading.lower[start], reading.flags[start]
    if word in {"which", "that", "one", "he", "she", "they", "it", "i", "we", "his", "her", "and", "but", "as"}:
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
        return word not in {".", "'s", "'", "$", "%", "&", "/", "@", "#", "-"} or (word == "." and token == last - 1)
    if token == first:
        return False
    if word in {"and", "or"}:
        return not (token + 1 < last and (reading.is_capital(token + 1) or reading.flags[token + 1] & w.DETERMINER))
    if bits & (w.WEEKDAY | w.FINITE_VERB) or word in _SUBJECT_PRONOUNS or word in {"that", "whose"}:
        return True
    if not reading.is_capital(token) and _is_listed_verb(word) and not bits & _NOUNS:
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
    if word in {"during", "before", "after", "about", "amid", "through", "by", "since", "despite", "following", "as", "including"}:
        return True
    if word == "to":
        return reading.lower[token - 1] not in _TO_ROLES
    window = range(token + 1, min(last, token + 6))
    return any(reading.flags[i] & (w.OCCASION | w.WEEKDAY | w.TIME) for i in window)
