"""What is laid to a source: the stretch of text before or after the verb, and continued quotations."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import verb_list

Offsets = tuple[int, int]

_CLAUSE_STOPS = frozenset({";"})
_CONTRAST = frozenset("but while though although whereas".split())
_REPORTING_GERUNDS = frozenset("saying adding noting citing arguing calling telling insisting claiming suggesting explaining describing".split())
_SENTENCE_END = frozenset(".!?…")
_ADJUNCT_OPENERS = frozenset("on in at during after before late early this last next".split())


def quotation_before(reading: Reading, offset: int) -> int | None:
    """Return the index of the quotation that ends right before an offset, but for spaces and a comma."""
    text = reading.parsed.text
    at = offset
    while at > 0 and text[at - 1] in " ,\u2014\u2013-":
        at -= 1
    return reading.quotation_ending.get(at)


def quotation_after(reading: Reading, offset: int) -> int | None:
    """Return the index of the quotation that starts right after an offset, but for spaces and , . : ;"""
    text = reading.parsed.text
    at = offset
    while at < len(text) and text[at] in " ,:.;\u2014\u2013-":
        at += 1
    return reading.quotation_starting.get(at)


def quoted_content(reading: Reading, index: int, unit_start: int) -> Offsets:
    """Return the content that ends with a quotation, from its clause's start when only its end is quoted.

    Args:
        reading: the document.
        index: the quotation.
        unit_start: start offset of the unit in which the attribution cue stands.
    """
    quotation = reading.quotations[index]
    unit = reading.parsed.unit_at(quotation.start)
    start = min(unit_start, unit.start if unit else unit_start)
    lead = reading.parsed.text[start : quotation.start].strip(" ,\u2014-")
    if quotation.start > start and lead and lead[-1] not in ".!?:;”\"’'":
        return start, quotation.end
    return quotation.start, quotation.end


def clause_before(reading: Reading, comma: int, floor: int, *, min_tokens: int = 3) -> Offsets | None:
    """Return the clause from the unit's start (or the last semicolon) up to a comma."""
    start = floor
    for token in range(comma - 1, floor - 1, -1):
        if reading.lower[token] in _CLAUSE_STOPS:
            start = token + 1
            break
    while start < comma and reading.lower[start] in {",", "-", "—", "–"}:
        start += 1
    if comma - start < min_tokens:
        return None
    return reading.starts[start], reading.ends[comma - 1]


def skip_adjuncts(reading: Reading, token: int, last: int) -> int:
    """Return the first token behind day, place and occasion ("on Friday", "in a statement", "Thursday")."""
    for _ in range(3):
        after = _one_adjunct(reading, token, last)
        if after == token:
            break
        token = after
    return token


def _one_adjunct(reading: Reading, token: int, last: int) -> int:
    if token >= last:
        return token
    word, bits = reading.lower[token], reading.flags[token]
    if bits & w.WEEKDAY:
        token += 1
        while token < last and reading.flags[token] & w.TIME:
            token += 1
        return token
    if bits & w.ADVERB and word not in {"that", "so", "there", "all", "even", "only", "both"} and token + 1 < last:
        follows = reading.lower[token + 1]
        return token + 1 if follows in {"that", ",", ":"} or reading.flags[token + 1] & w.PREPOSITION else token
    if word in _ADJUNCT_OPENERS or word in {"to", "from", "with", "about", "of"}:
        return _adjunct_end(reading, token, last)
    return token


def _adjunct_end(reading: Reading, token: int, last: int) -> int:
    """Return the end of a prepositional phrase if it is a time or occasion, or "that" follows it."""
    limit = min(last, token + 14)
    for index in range(token + 1, limit):
        word, bits = reading.lower[index], reading.flags[index]
        if word == "that" or reading.quotation_of[index] >= 0 or word in {":", ","}:
            if word == "," and not (index + 1 < last and reading.quotation_of[index + 1] >= 0):
                return token
            return index
        if bits & (w.AUXILIARY | w.SUBORDINATOR) or (word in {"he", "she", "they", "we", "i", "it"}):
            return token
        if bits & (w.WEEKDAY | w.TIME) and not (index + 1 < last and reading.flags[index + 1] & w.TIME):
            return index + 1
        if bits & w.OCCASION:
            following = reading.lower[index + 1] if index + 1 < last else "."
            if following not in {"of", "with", "to", "on", "from", "for", "in", "at", "by"} and not reading.is_capital(index):
                return index + 1
    return token


def recipient_after(reading: Reading, token: int, last: int) -> tuple[int, int] | None:
    """Return the recipient phrase at a token ("told reporters that"), None when there is none."""
    if token >= last:
        return None
    word = reading.lower[token]
    if reading.flags[token] & w.OBJECT_PRONOUN and word != "it":
        return token, token + 1
    for index in range(token, min(last, token + 14)):
        at, bits = reading.lower[index], reading.flags[index]
        opens_quote = reading.quotation_of[index] >= 0 and reading.quotation_of[token] < 0
        if index > token and (at in {"that", ",", ":", "to", "not"} or opens_quote or bits & w.WH):
            return token, index
        if at in {"he", "she", "they", "we", "i", "it", "there"} or bits & w.WEEKDAY:
            return (token, index) if index > token else None
        if index > token and at in {"on", "in", "at", "during", "after", "before"} and skip_adjuncts(reading, index, last) > index:
            return token, index
        if index > token and bits & w.DETERMINER and not reading.flags[index - 1] & (w.PREPOSITION | w.COORDINATOR):
            return token, index
        if at == "." and index == last - 1:
            return token, index
    return None


def content_after(reading: Reading, start: int, last: int, *, phrase: bool) -> Offsets | None:
    """Return the content that starts at a token.

    Args:
        reading: the document.
        start: first token of the content.
        last: end of the unit (exclusive).
        phrase: True for a noun phrase or infinitive (ends at a comma or subordinate clause),
            False for a clause (runs to the end of the sentence unless another clause takes over).
    """
    while start < last and reading.lower[start] in {",", ":", "-", "—", "–"}:
        start += 1
    if start >= last:
        return None
    end = _phrase_end(reading, start, last) if phrase else _clause_end(reading, start, last)
    while end > start and reading.lower[end - 1] in {",", ".", ";", ":", "—", "–", "-"} and reading.quotation_of[end - 1] < 0:
        end -= 1
    if end <= start:
        return None
    offset = reading.ends[end - 1]
    quotation = reading.quotation_of[end - 1]
    if quotation >= 0:
        offset = max(offset, reading.quotations[quotation].end)
    return reading.starts[start], offset


def _clause_end(reading: Reading, start: int, last: int) -> int:
    lower = reading.lower
    home = reading.quotation_of[start]
    for token in range(start + 1, last):
        word = lower[token]
        if reading.quotation_of[token] >= 0 and reading.quotation_of[token] != home:
            continue
        if word == ";" and home < 0:
            return token
        if word == "," and token + 1 < last and home < 0 and _other_clause_takes_over(reading, token + 1, last):
            return token
        if word in {"and", "but"} and home < 0 and _same_subject_verb(reading, token + 1, last):
            return token
    return last


def _other_clause_takes_over(reading: Reading, token: int, last: int) -> bool:
    word = reading.lower[token]
    if word in _REPORTING_GERUNDS or word in {"according", "which", "whose"}:
        return True
    if word in {"another", "others"}:
        return any(_is_speech_verb(reading, index) for index in range(token + 1, min(last, token + 3)))
    if word in _CONTRAST:
        return any(_is_speech_verb(reading, index) for index in range(token + 1, min(last, token + 7)))
    return word in {"and", "but"} and _same_subject_verb(reading, token + 1, last)


def _same_subject_verb(reading: Reading, token: int, last: int) -> bool:
    """Return whether a reporting verb without subject of its own follows ("and added that")."""
    while token < last and reading.flags[token] & w.ADVERB or (token < last and reading.lower[token].endswith("ly")):
        token += 1
    return token < last and _is_speech_verb(reading, token)


def _is_speech_verb(reading: Reading, token: int) -> bool:
    entries = verb_list().verbs.get(reading.lower[token], ())
    return any(entry.form in {"past", "third"} and "quote" in _takes(entry.senses) for entry in entries)


def _takes(senses: tuple[object, ...]) -> frozenset[str]:
    return frozenset().union(*(sense.takes for sense in senses))  # type: ignore[attr-defined]


def _phrase_end(reading: Reading, start: int, last: int) -> int:
    lower, flags = reading.lower, reading.flags
    home = reading.quotation_of[start]
    for token in range(start + 1, last):
        word, bits = lower[token], flags[token]
        inside = reading.quotation_of[token]
        if inside >= 0:
            continue
        if home >= 0 and inside != home and word != "of":
            return token
        if word in {";", ":", "—", "–", "("} or (word == "," and not _lists(reading, token, last)):
            return token
        if word in {"after", "when", "while", "because", "although", "though", "before", "but", "since", "unless", "during", "amid"}:
            return token
        if bits & w.WEEKDAY and token > start:
            return token - 1 if lower[token - 1] in {"on", "late", "early"} else token
        if word == "and" and token + 1 < last and _is_finite(reading, token + 1, last):
            return token
        if word == "for" and token + 1 < last and lower[token + 1] in {"years", "months", "weeks", "decades"}:
            return token
        if word == "in" and token + 1 < last and (flags[token + 1] & w.TIME or _is_year(lower[token + 1])):
            return token
        if word == "in" and any(flags[i] & w.OCCASION for i in range(token + 1, min(last, token + 4))):
            return token
    return last


def _lists(reading: Reading, comma: int, last: int) -> bool:
    """Return whether a comma stands inside "A, B and C"."""
    for token in range(comma + 2, min(last, comma + 7)):
        word = reading.lower[token]
        if word in {"and", "or"}:
            return not _is_finite(reading, token + 1, last)
        if reading.flags[token] & (w.AUXILIARY | w.SUBORDINATOR | w.FINITE_VERB | w.RELATIVE):
            return False
    return False


def _is_finite(reading: Reading, token: int, last: int) -> bool:
    while token < last and (reading.flags[token] & w.ADVERB or reading.lower[token].endswith("ly")):
        token += 1
    if token >= last:
        return False
    if reading.flags[token] & (w.AUXILIARY | w.FINITE_VERB):
        return True
    entries = verb_list().verbs.get(reading.lower[token], ())
    return any(entry.form == "past" for entry in entries)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit()


def ends_sentence(reading: Reading, token: int, last: int) -> bool:
    """Return whether nothing but closing punctuation is left in the unit from a token on."""
    return all(not reading.is_word(index) for index in range(token, last)) and not any(
        reading.lower[index] in {":"} for index in range(token, last)
    )
