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
_REPORTS = Sense("report", frozenset({"that", "of"}), "neutral", "assertion")
_POSSESSIVES = frozenset("his her their its my our 's".split())
_NOT_FINITE = frozenset("'s be been being having".split())


def find_by_nouns(reading: Reading, unit: int) -> list[Finding]:
    """Return findings whose cue is a noun or an adjective in one unit."""
    first, last = reading.parsed.unit_tokens[unit]
    tables = verb_list()
    found: list[Finding] = []
    for token in range(first, last - 2):
        word = reading.lower[token]
        if word in tables.nouns:
            sense = _REPORTS if word == "reports" else tables.nouns[word]
            finding = _by_noun(reading, token, (first, last), sense)
        elif word in tables.adjectives:
            finding = _by_adjective(reading, token, (first, last), tables.adjectives[word])
        else:
            continue
        if finding is not None:
            found.append(finding)
    return found


def _by_noun(reading: Reading, token: int, bounds: tuple[int, int], sense: Sense) -> Finding | None:
    follows = reading.lower[token + 1]
    hearsay = reading.lower[token] in _HEARSAY_NOUNS
    if follows not in sense.takes:
        return None
    source = _possessor(reading, token, bounds[0])
    if source is None and not (hearsay or follows == "that"):
        return None
    if source is None and hearsay and token > bounds[0] and reading.lower[token - 1] in _POSSESSIVES:
        return None
    keeps_preposition = follows in {"that", "to"}
    begins = token + 1 if keeps_preposition else token + 2
    content = content_after(
        reading,
        begins,
        _end_of_subject(reading, token, bounds, begins),
        phrase=follows != "that" and source is not None,
    )
    if content is None:
        return None
    return Finding(
        rule="noun_hearsay" if source is None else "noun",
        sense=sense,
        cue=(reading.starts[token], reading.ends[begins - 1 if not keeps_preposition else token]),
        content=[content],
        source=source,
        confidence=0.5 if source is None else 0.6,
        shape="phrase" if follows != "that" else "clause",
    )


def _end_of_subject(reading: Reading, noun: int, bounds: tuple[int, int], begins: int) -> int:
    """Return where the main verb stands if the noun is the subject ("X's claim that it is safe failed")."""
    first, last = bounds
    if any(_is_finite(reading, token) for token in range(first, noun)):
        return last
    # Behind "that" comes a clause, the verb of which is passed over first.
    passed = -1 if reading.lower[begins] == "that" else 0
    in_group = False
    for token in range(begins + 1, last):
        if reading.quotation_of[token] >= 0:
            continue
        bits = reading.flags[token]
        if bits & (w.SUBORDINATOR | w.COORDINATOR | w.RELATIVE):
            passed -= 1
        finite = _is_finite(reading, token)
        if finite and not in_group:
            if passed == 0:
                return token
            passed += 1
        in_group = finite or (in_group and bool(bits & (w.ADVERB | w.NEGATOR | w.AUXILIARY)))
    return last


def _is_finite(reading: Reading, token: int) -> bool:
    """Return whether a token looks like a finite verb: an auxiliary, a frequent verb, a past form in -ed."""
    word, bits = reading.lower[token], reading.flags[token]
    before = reading.lower[token - 1] if token else ""
    if word in _NOT_FINITE or before == "to":
        return False
    if bits & (w.AUXILIARY | w.FINITE_VERB):
        return True
    if not word.endswith("ed") or len(word) < 5 or reading.is_capital(token):
        return False
    return not reading.flags[token - 1] & (w.DETERMINER | w.POSSESSIVE | w.PREPOSITION | w.AUXILIARY)


def _possessor(reading: Reading, token: int, first: int) -> Offsets | None:
    """Return the possessor in front of a noun, stepping over up to two adjectives."""
    for at in range(token - 1, max(first, token - 3) - 1, -1):
        word = reading.lower[at]
        if word in _POSSESSIVES and word != "'s":
            return reading.starts[at], reading.ends[at]
        if word == "'s" or (word == "'" and reading.quotation_of[at] < 0):
            holder = subject_before(reading, at, first)
            # "next year's budget" belongs to nobody.
            if holder is None or reading.flags[holder[1] - 1] & w.TIME:
                return None
            return reading.span_of(holder)
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
        source=reading.span_of(source),
        negative=any(reading.flags[i] & w.NEGATOR for i in range(start, token)),
        confidence=0.5,
        shape="clause" if clause else "phrase",
    )
