"""Nouns and adjectives by which something is laid to a source: "X's claim that", "was confident that"."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.contents import Offsets, content_after
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.subject_before import subject_before
from stance.models.rules.attribution.verb_list import Sense, verb_list

# Plural nouns that stand for speech with nobody behind it.
_HEARSAY_NOUNS = frozenset({"reports", "rumors", "rumours", "claims", "allegations", "accusations"})
_HEARSAY = Sense("report", frozenset({"of"}), "neutral", "assertion")


def find_by_nouns(reading: Reading, unit: int) -> list[Finding]:
    """Return findings whose cue is a noun or an adjective in one unit."""
    first, last = reading.parsed.unit_tokens[unit]
    tables = verb_list()
    found: list[Finding] = []
    for token in range(first, last - 2):
        word = reading.lower[token]
        if word in tables.nouns or word in _HEARSAY_NOUNS:
            finding = _by_noun(reading, token, (first, last), tables.nouns.get(word, _HEARSAY))
        elif word in tables.adjectives:
            finding = _by_adjective(reading, token, (first, last), tables.adjectives[word])
        else:
            continue
        if finding is not None:
            found.append(finding)
    return found


def _by_noun(reading: Reading, token: int, bounds: tuple[int, int], sense: Sense) -> Finding | None:
    first, last = bounds
    follows = reading.lower[token + 1]
    hearsay = reading.lower[token] in _HEARSAY_NOUNS and follows == "of"
    if follows not in sense.takes and not hearsay:
        return None
    source = _possessor(reading, token, first)
    if source is None and not hearsay and follows != "that":
        return None
    if (
        source is None
        and hearsay
        and token > first
        and reading.lower[token - 1] in {"'s", "his", "her", "their", "its"}
    ):
        return None
    keeps_preposition = follows in {"that", "to"}
    content = content_after(
        reading, token + 1 if keeps_preposition else token + 2, last, phrase=follows != "that"
    )
    if content is None:
        return None
    cue_end = token if keeps_preposition else token + 1
    return Finding(
        rule="noun_hearsay" if source is None else "noun",
        sense=sense,
        cue=(reading.starts[token], reading.ends[cue_end]),
        content=[content],
        source=source,
        confidence=0.5 if source is None else 0.6,
        shape="phrase" if follows != "that" else "clause",
    )


def _possessor(reading: Reading, token: int, first: int) -> Offsets | None:
    """Return the possessor in front of a noun, stepping over up to two adjectives."""
    for at in range(token - 1, max(first, token - 3) - 1, -1):
        word = reading.lower[at]
        if word in {"his", "her", "their", "its", "my", "our"}:
            return reading.starts[at], reading.ends[at]
        if word == "'s" or (word == "'" and reading.quotation_of[at] < 0):
            holder = subject_before(reading, at, first)
            return None if holder is None else (reading.starts[holder[0]], reading.ends[at])
        if reading.flags[at] or not reading.is_word(at):
            return None
    return None


def _by_adjective(reading: Reading, token: int, bounds: tuple[int, int], sense: Sense) -> Finding | None:
    first, last = bounds
    if reading.lower[token + 1] not in sense.takes or token <= first:
        return None
    start = token
    while start > first and (
        reading.flags[start - 1] & (w.AUXILIARY | w.ADVERB | w.NEGATOR)
        or reading.lower[start - 1] in {"feels", "felt", "very", "remained", "remains"}
    ):
        start -= 1
    if not any(
        reading.flags[i] & w.BE or reading.lower[i] in {"feels", "felt", "remained", "remains"}
        for i in range(start, token)
    ):
        return None
    source = subject_before(reading, start, first)
    if source is None:
        return None
    clause = reading.lower[token + 1] == "that"
    content = content_after(reading, token + 1, last, phrase=not clause)
    if content is None:
        return None
    return Finding(
        rule="adjective",
        sense=sense,
        cue=(reading.starts[start], reading.ends[token]),
        content=[content],
        source=(reading.starts[source[0]], reading.ends[source[1] - 1]),
        negative=any(reading.flags[i] & w.NEGATOR for i in range(start, token)),
        confidence=0.5,
        shape="clause" if clause else "phrase",
    )
