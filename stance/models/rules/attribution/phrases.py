"""Attribution without a verb: "according to X", "X: CONTENT" in headlines, nouns such as "the claim that"."""

from __future__ import annotations

import re

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.contents import (
    Offsets,
    clause_before,
    content_after,
    quotation_before,
    quoted_content,
)
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.phrase_words import NOUNS, Range, reporting_forms
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.subject_after import subject_after
from stance.models.rules.attribution.verb_list import Sense, verb_list


def find_by_prepositions(reading: Reading, unit: int) -> list[Finding]:
    """Return findings such as "according to the report" in one unit."""
    first, last = reading.parsed.unit_tokens[unit]
    table = verb_list().prepositions
    found: list[Finding] = []
    for token in range(first, last):
        for rest, sense in table.get(reading.lower[token], ()):
            end = token + 1 + len(rest)
            if tuple(reading.lower[token + 1 : end]) == rest and end < last:
                finding = _by_preposition(reading, token, end, (first, last), sense)
                if finding is not None:
                    found.append(finding)
                break
    return found


def _by_preposition(
    reading: Reading, token: int, end: int, bounds: tuple[int, int], sense: Sense
) -> Finding | None:
    opening = _opens_unit(reading, token, bounds[0])
    source = None
    if not opening:
        source = subject_after(reading, end, bounds[1], open_end=True)
    source = source or _bare_source(reading, end, bounds[1])
    if source is None:
        return None
    if opening:
        source = _with_apposition(reading, source, bounds[1])
    elif _interrupts(reading, token, bounds[0]):
        source = _up_to_comma(reading, source)
    content = _content_around(reading, token, source[1], bounds)
    if not content:
        return None
    return Finding(
        rule="according_to",
        sense=sense,
        cue=(reading.starts[token], reading.ends[end - 1]),
        content=content,
        source=(reading.starts[source[0]], reading.ends[source[1] - 1]),
        confidence=0.85,
    )


def _opens_unit(reading: Reading, token: int, first: int) -> bool:
    return token - first <= 2 and all(
        not reading.is_word(i) or reading.flags[i] & (w.COORDINATOR | w.ADVERB | w.SUBORDINATOR)
        for i in range(first, token)
    )


def _bare_source(reading: Reading, first: int, last: int) -> tuple[int, int] | None:
    """Return a source without article ("according to court documents") up to punctuation."""
    token = first
    while token < last and (reading.is_word(token) or reading.lower[token] in {"'s", ".", "-", "/", "&"}):
        token += 1
    return (first, token) if token > first else None


def _comma_from(reading: Reading, token: int, last: int) -> int:
    return next((i for i in range(token, last) if reading.lower[i] == ","), last)


def _interrupts(reading: Reading, token: int, first: int) -> bool:
    """Return whether a phrase between commas stands inside a clause ("The pier is, according to X, shut")."""
    if reading.lower[token - 1] != "," or token - 2 < first:
        return False
    if reading.flags[token - 2] & w.AUXILIARY and not reading.is_capital(token - 2):
        return True
    return not any(
        reading.flags[i] & (w.AUXILIARY | w.FINITE_VERB) or reading.lower[i].endswith("ed")
        for i in range(first, token)
    )


def _with_apposition(reading: Reading, source: Range, last: int) -> Range:
    """Return a source with the apposition behind it, when a clause follows that ("X, the mayor, ...")."""
    first, end = source
    if end + 1 >= last or reading.lower[end] != ",":
        return source
    closing = _comma_from(reading, end + 1, last)
    opens = reading.flags[end + 1] & (w.DETERMINER | w.ROLE_NOUN)
    if closing >= last or not opens or closing - end > _MAX_APPOSITION:
        return source
    verb = any(reading.flags[i] & (w.AUXILIARY | w.FINITE_VERB) for i in range(end, closing))
    return source if verb else (first, closing)


def _up_to_comma(reading: Reading, source: Range) -> Range:
    first, last = source
    comma = next((i for i in range(first + 1, last) if reading.lower[i] == ","), last)
    return first, comma


def _content_around(reading: Reading, token: int, source_end: int, bounds: tuple[int, int]) -> list[Offsets]:
    first, last = bounds
    if token > first:
        quotation = quotation_before(reading, reading.starts[token])
        if quotation is not None:
            return [quoted_content(reading, quotation, reading.starts[first])]
    if _opens_unit(reading, token, first):
        after = _comma_from(reading, source_end, last)
        if after + 1 < last and reading.lower[after + 1] in {"who", "which", "whose"}:
            after = _comma_from(reading, after + 1, last)
        content = content_after(reading, after, last, phrase=False) if after < last else None
        return [content] if content else []
    interrupted = _interrupts(reading, token, first)
    comma = token - 1 if token > first and reading.lower[token - 1] == "," else token
    clause = clause_before(reading, comma, first, min_tokens=1 if interrupted else 3)
    if clause is None:
        return []
    rest = content_after(reading, source_end, last, phrase=False) if interrupted else None
    return [clause] if rest is None else [clause, rest]


def find_by_adverbs(reading: Reading, unit: int) -> list[Finding]:
    """Return clauses laid to nobody by an adverb: "The yard is reportedly for sale"."""
    first, last = reading.parsed.unit_tokens[unit]
    found: list[Finding] = []
    if _HEARSAY_ADVERBS.isdisjoint(reading.lower[first:last]):
        return found
    for token in range(first, last):
        if reading.lower[token] not in _HEARSAY_ADVERBS:
            continue
        content = _clause_around(reading, token, (first, last))
        if content:
            sense = Sense(reading.lower[token], frozenset(), "speculative", "assertion")
            cue = reading.span_of((token, token + 1))
            found.append(Finding("adverb_hearsay", sense, cue, content, source=None, confidence=0.4))
    return found


def _clause_around(reading: Reading, token: int, bounds: tuple[int, int]) -> list[Offsets]:
    """Return the parts of a clause before and behind a token, up to punctuation and conjunctions."""
    home = reading.quotation_of[token]
    start, end = token, token + 1
    while start > bounds[0] and _in_clause(reading, start - 1, home):
        if reading.lower[start - 1] in reporting_forms():
            break
        start -= 1
    while end < bounds[1] and _in_clause(reading, end, home):
        end += 1
    return [reading.span_of(part) for part in ((start, token), (token + 1, end)) if part[0] < part[1]]


def _in_clause(reading: Reading, token: int, home: int) -> bool:
    word = reading.lower[token]
    return (
        (reading.is_word(token) or word in {"'s", "$", "£", "€", "%"})
        and word not in {"and", "but", "that"}
        and reading.quotation_of[token] == home
    )


def _signs(reading: Reading, first: int, last: int) -> bool:
    """Return whether the words before a colon can be a speaker, not a kicker ("EXCLUSIVE:") or a clause."""
    for token in range(first, last):
        word, bits = reading.words[token], reading.flags[token]
        if not reading.is_word(token):
            continue
        if not (word[0].isupper() or bits & (w.DETERMINER | w.PREPOSITION | NOUNS)) or bits & (
            w.PRONOUN | w.AUXILIARY
        ):
            return False
        if (word.isupper() and len(word) > _MAX_ACRONYM) or reading.lower[token] in _KICKERS:
            return False
    return True


def find_by_colon(reading: Reading, unit: int) -> list[Finding]:
    """Return "SOURCE: CONTENT" when the unit is a headline or the source is short and the content quoted."""
    first, last = reading.parsed.unit_tokens[unit]
    found_unit = reading.parsed.document.units[unit]
    for token in range(first + 1, min(last - 2, first + 8)):
        if reading.lower[token] != ":":
            continue
        quoted = reading.quotation_of[token + 1] >= 0
        headline = found_unit.id.startswith(("H", "D")) or unit == 0
        if not _signs(reading, first, token) or not (quoted or headline) or reading.quotation_of[token] >= 0:
            return []
        content = content_after(reading, token + 1, last, phrase=False)
        if content is None:
            return []
        return [
            Finding(
                rule="colon",
                sense=_COLON,
                cue=(reading.starts[token], reading.ends[token]),
                content=[content],
                source=(reading.starts[first], reading.ends[token - 1]),
                confidence=0.7,
            )
        ]
    return []


_MAX_APPOSITION = 10
_HEARSAY_ADVERBS = frozenset({"reportedly", "reputedly"})
_MAX_ACRONYM = 5
_KICKERS = frozenset(
    "watch live video photos exclusive breaking update opinion analysis editorial note".split()
)
_COLON = Sense(":", frozenset({"quote"}), "neutral", "assertion")


# At most 80 characters of name after the dash, so the match is bounded.
_SIGNATURE = re.compile(r"\s*([—–]|--?)\s*([A-Z][^\n.!?—–]{2,80})\.?\s*")
_DASH = Sense("—", frozenset({"quote"}), "neutral", "assertion")


def find_by_dash(reading: Reading) -> list[Finding]:
    """Return quotations signed with a dash and a name at the end of their paragraph."""
    text = reading.parsed.text
    found: list[Finding] = []
    for quotation in reading.quotations:
        end = text.find("\n", quotation.end)
        tail = text[quotation.end : end if end >= 0 else len(text)]
        signed = _SIGNATURE.fullmatch(tail)
        if signed is None or not quotation.double:
            continue
        offset = quotation.end
        found.append(
            Finding(
                rule="dash",
                sense=_DASH,
                cue=(offset + signed.start(1), offset + signed.end(1)),
                content=[(quotation.start, quotation.end)],
                source=(offset + signed.start(2), offset + signed.end(2)),
                confidence=0.7,
            )
        )
    return found
