"""Attribution before its content: "X said CONTENT"."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.adjuncts import recipient_after, skip_adjuncts
from stance.models.rules.attribution.contents import (
    Offsets,
    content_after,
    ends_sentence,
)
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.phrase_words import Range
from stance.models.rules.attribution.predicates import Predicate
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import Sense

# Particles that make another verb of it ("noted down the number", "wrote off the debt").
_OTHER_VERB = frozenset("down off away".split())
_ALWAYS_CLAUSE = frozenset({"say", "add", "show", "find"})


def read_forward(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], source: Range, *, rule: str
) -> Finding | None:
    """Read "X said CONTENT"."""
    last = bounds[1]
    token = predicate.last
    recipient: Range | None = None
    if predicate.sense("to_whom") is not None:
        recipient = recipient_after(reading, token, last)
        token = recipient[1] if recipient else token
    token = skip_adjuncts(reading, token, last)
    if token >= last or ends_sentence(reading, token, last):
        return None
    sense, phrase = _complement(reading, predicate, token, last)
    if sense is None:
        return None
    if phrase and _is_reduced_relative(reading, token, last):
        return None
    source, object_before = _split_relative(reading, source)
    if object_before is not None or reading.lower[source[0]] == "who":
        last = _end_of_relative(reading, token, last, main_verb=object_before is None)
    content = content_after(reading, token, last, phrase=phrase)
    if content is None:
        return None
    contents = [content] if object_before is None else [object_before, content]
    return Finding(
        rule,
        sense,
        reading.span_of((predicate.first, predicate.last)),
        contents,
        reading.span_of(source),
        recipient=reading.span_of(recipient) if recipient else None,
        negative=predicate.negative,
        confidence=0.6 if phrase else 0.85,
        shape="phrase" if phrase else "clause",
    )


def _end_of_relative(reading: Reading, token: int, last: int, *, main_verb: bool) -> int:
    """Return the comma that ends a relative clause.

    Args:
        reading: the document.
        token: first token of the content.
        last: end of the unit (exclusive), also returned when there is no such comma.
        main_verb: whether the sentence's verb must follow the comma.
    """
    for comma in range(token + 1, last - 1):
        if reading.lower[comma] != "," or reading.quotation_of[comma] >= 0:
            continue
        follows = reading.lower[comma + 1]
        if (
            not main_verb
            or reading.flags[comma + 1] & (w.AUXILIARY | w.FINITE_VERB)
            or follows.endswith("ed")
        ):
            return comma
    return last


def _is_reduced_relative(reading: Reading, token: int, last: int) -> bool:
    """Return whether the verb only describes a noun, as another follows ("a boat called the X has left")."""
    for index in range(token, last):
        bits = reading.flags[index]
        if reading.quotation_of[index] >= 0:
            continue
        if not reading.is_word(index) or bits & (w.SUBORDINATOR | w.RELATIVE | w.WH | w.COORDINATOR):
            return False
        if bits & w.AUXILIARY and not reading.is_capital(index):
            return reading.lower[index - 1] not in {"to", "not"} and not bits & w.PRONOUN
    return False


def _split_relative(reading: Reading, source: Range) -> tuple[Range, Offsets | None]:
    """Return the source without the object that a relative clause puts before it ("whose plan X sees as")."""
    start, end = source
    if reading.lower[start] == "whose":
        cut = next(
            (i for i in range(start + 2, end) if reading.is_capital(i) or reading.flags[i] & w.DETERMINER),
            None,
        )
        return (source, None) if cut is None else ((cut, end), (reading.starts[start], reading.ends[cut - 1]))
    if start > 0 and reading.lower[start - 1] in {"which", "what", "whom"}:
        return source, (reading.starts[start - 1], reading.ends[start - 1])
    return source, None


def _complement(reading: Reading, predicate: Predicate, token: int, last: int) -> tuple[Sense | None, bool]:
    """Return the sense that fits what follows the verb, and whether that is a phrase."""
    word, bits = reading.lower[token], reading.flags[token]
    if reading.quotation_of[token] >= 0 or (
        word in {",", ":"} and token + 1 < last and reading.quotation_of[token + 1] >= 0
    ):
        sense = predicate.sense("quote")
        return (sense, False) if sense else (predicate.sense("np"), True)
    if word == ":":
        return predicate.sense("quote"), False
    if word == "," or word in _OTHER_VERB:
        return None, False
    if word == "that":
        return predicate.sense("clause", "quote"), False
    if bits & w.WH:
        return predicate.sense("wh", "clause"), False
    if word == "to":
        return predicate.sense("to"), True
    if word in {"he", "she", "they", "we", "i", "it", "there", "you"}:
        return predicate.sense("clause", "np"), predicate.sense("clause") is None
    if bits & w.PREPOSITION and word not in {
        "in",
        "at",
        "after",
        "among",
        "under",
        "by",
        "for",
        "with",
        "if",
        "about",
        "of",
        "as",
    }:
        return None, False
    return _bare_complement(reading, predicate, token, last)


def _bare_complement(
    reading: Reading, predicate: Predicate, token: int, last: int
) -> tuple[Sense | None, bool]:
    clause, phrase = predicate.sense("clause"), predicate.sense("np")
    if clause is not None and (clause.lemma in _ALWAYS_CLAUSE or has_finite_verb(reading, token, last)):
        return clause, False
    if reading.flags[token] & w.PREPOSITION:
        return None, True
    return phrase, True


def has_finite_verb(reading: Reading, token: int, last: int) -> bool:
    """Return whether a clause without "that" begins at a token: a finite verb stands before a comma."""
    for index in range(token + 1, min(last, token + 12)):
        word, bits = reading.lower[index], reading.flags[index]
        if word in {",", ";"} or bits & w.SUBORDINATOR or word in {"to", "who", "which"}:
            return False
        if bits & (w.AUXILIARY | w.FINITE_VERB) and word not in {"'s", "be", "being", "been"}:
            return True
    return False
