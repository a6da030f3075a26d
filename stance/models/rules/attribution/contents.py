"""What is laid to a source: the stretch of text before or after the verb."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import verb_list

Offsets = tuple[int, int]

_CLAUSE_STOPS = frozenset({";"})
_PHRASE_STOPS = frozenset(
    "; : — – ( after when while because although though before but since unless during amid".split()
)
_CONTRAST = frozenset("but while though although whereas".split())
_REPORTING_GERUNDS = frozenset(
    "saying adding noting citing arguing calling telling insisting claiming suggesting explaining "
    "describing".split()
)


def quotation_before(reading: Reading, offset: int) -> int | None:
    """Return the index of the quotation that ends right before an offset, but for spaces and a comma."""
    text = reading.parsed.text
    at = offset
    while at > 0 and text[at - 1] in " ,\u2014\u2013-":
        at -= 1
    return reading.quotation_ending.get(at)


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
    inside = reading.quotation_of[start] if start and _same_quotation(reading, start) else -1
    if inside >= 0:
        # Words inside a quotation report to its end at most.
        last = next((i for i in range(start, last) if reading.starts[i] >= _inner_end(reading, inside)), last)
    end = _phrase_end(reading, start, last) if phrase else _clause_end(reading, start, last)
    while (
        end > start
        and reading.lower[end - 1] in {",", ".", ";", ":", "—", "–", "-"}
        and reading.quotation_of[end - 1] in {-1, inside}
    ):
        end -= 1
    if end <= start:
        return None
    offset = reading.ends[end - 1]
    quotation = reading.quotation_of[end - 1]
    if quotation >= 0 and quotation != inside:
        offset = max(offset, reading.quotations[quotation].end)
    return reading.starts[start], offset


def _same_quotation(reading: Reading, token: int) -> bool:
    return reading.quotation_of[token] == reading.quotation_of[token - 1]


def _inner_end(reading: Reading, quotation: int) -> int:
    """Return the offset of a quotation's closing mark, or its end when it has none."""
    found = reading.quotations[quotation]
    if not found.closed:
        return found.end
    two_singles = found.double and reading.parsed.text[found.end - 1] == "'"
    return found.end - (2 if two_singles else 1)


def _clause_end(reading: Reading, start: int, last: int) -> int:
    lower = reading.lower
    home = reading.quotation_of[start]
    for token in range(start + 1, last):
        word = lower[token]
        if reading.quotation_of[token] >= 0 and reading.quotation_of[token] != home:
            continue
        if word == ";" and home < 0:
            return token
        if (
            word == ","
            and token + 1 < last
            and home < 0
            and _other_clause_takes_over(reading, token + 1, last)
        ):
            return token
        if word in {"and", "but"} and home < 0 and _same_subject_verb(reading, token + 1, last):
            return token
    return last


def _other_clause_takes_over(reading: Reading, token: int, last: int) -> bool:
    word = reading.lower[token]
    if word in _REPORTING_GERUNDS or word == "according":
        return True
    if word in {"which", "whose"}:
        return not _verb_follows_comma(reading, token, last)
    if word in {"another", "others"}:
        return any(_is_speech_verb(reading, index) for index in range(token + 1, min(last, token + 3)))
    if word in _CONTRAST:
        return any(_is_speech_verb(reading, index) for index in range(token + 1, min(last, token + 7)))
    return word in {"and", "but"} and _same_subject_verb(reading, token + 1, last)


def _verb_follows_comma(reading: Reading, token: int, last: int) -> bool:
    """Return whether the clause goes on behind a relative one ("the pier, which burned, was shut")."""
    for comma in range(token + 1, last - 1):
        if reading.lower[comma] == ",":
            return bool(reading.flags[comma + 1] & (w.AUXILIARY | w.FINITE_VERB))
    return False


def _same_subject_verb(reading: Reading, token: int, last: int) -> bool:
    """Return whether a reporting verb without subject of its own follows ("and added that")."""
    token = _skip_adverbs(reading, token, last)
    return token < last and _is_speech_verb(reading, token)


def _skip_adverbs(reading: Reading, token: int, last: int) -> int:
    while token < last and (reading.flags[token] & w.ADVERB or reading.lower[token].endswith("ly")):
        token += 1
    return token


def _is_speech_verb(reading: Reading, token: int) -> bool:
    entries = verb_list().verbs.get(reading.lower[token], ())
    return any(
        entry.form in {"past", "third"} and any("quote" in sense.takes for sense in entry.senses)
        for entry in entries
    )


def _phrase_end(reading: Reading, start: int, last: int) -> int:
    lower, flags = reading.lower, reading.flags
    home = reading.quotation_of[start]
    for token in range(start + 1, last):
        if reading.quotation_of[token] >= 0:
            continue
        word = lower[token]
        if (home >= 0 and word != "of") or word in _PHRASE_STOPS:
            return token
        if word == "," and not _lists(reading, token, last):
            return token
        if flags[token] & w.WEEKDAY:
            return token - 1 if lower[token - 1] in {"on", "late", "early"} else token
        if token + 1 < last and _adjunct_follows(reading, token, last):
            return token
    return last


def _adjunct_follows(reading: Reading, token: int, last: int) -> bool:
    """Return whether a second verb, a time or an occasion begins ("and left", "in March", "in a speech")."""
    word, follows = reading.lower[token], reading.lower[token + 1]
    if word == "and":
        return _is_finite(reading, token + 1, last)
    if word == "for":
        return follows in {"years", "months", "weeks", "decades"}
    if word != "in":
        return False
    window = range(token + 1, min(last, token + 4))
    return (
        bool(reading.flags[token + 1] & w.TIME)
        or _is_year(follows)
        or any(reading.flags[i] & w.OCCASION for i in window)
    )


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
    token = _skip_adverbs(reading, token, last)
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
    return not any(reading.is_word(index) or reading.lower[index] == ":" for index in range(token, last))
