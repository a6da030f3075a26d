"""What stands between the verb and its content: day, place, occasion, recipient."""

from __future__ import annotations

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.reading import Reading

_ADJUNCT_OPENERS = frozenset("on in at during after before late early this last next".split())


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
    if (
        bits & w.ADVERB
        and word not in {"that", "so", "there", "all", "even", "only", "both"}
        and token + 1 < last
    ):
        follows = reading.lower[token + 1]
        return (
            token + 1 if follows in {"that", ",", ":"} or reading.flags[token + 1] & w.PREPOSITION else token
        )
    if word in _ADJUNCT_OPENERS or word in {"to", "from", "with", "about", "of"}:
        return _adjunct_end(reading, token, last)
    return token


def _adjunct_end(reading: Reading, token: int, last: int) -> int:
    """Return the end of a prepositional phrase if it is a time or occasion, or "that" follows it."""
    limit = min(last, token + 14)
    for index in range(token + 1, limit):
        word, bits = reading.lower[index], reading.flags[index]
        if _opens_quotation(reading, index, token) or word in {"that", ":"}:
            return index
        if word == ",":
            return index if index + 1 < last and _opens_quotation(reading, index + 1, token) else token
        if bits & (w.AUXILIARY | w.SUBORDINATOR) or (word in {"he", "she", "they", "we", "i", "it"}):
            return token
        if bits & (w.WEEKDAY | w.TIME) and not (index + 1 < last and reading.flags[index + 1] & w.TIME):
            return index + 1
        if bits & w.OCCASION:
            following = reading.lower[index + 1] if index + 1 < last else "."
            if following not in {
                "of",
                "with",
                "to",
                "on",
                "from",
                "for",
                "in",
                "at",
                "by",
            } and not reading.is_capital(index):
                return index + 1
    return token


def _opens_quotation(reading: Reading, index: int, token: int) -> bool:
    """Return whether another quotation than that of a token begins (or goes on) at an index."""
    return reading.quotation_of[index] not in {-1, reading.quotation_of[token]}


def recipient_after(reading: Reading, token: int, last: int) -> tuple[int, int] | None:
    """Return the recipient phrase at a token ("told reporters that"), None when there is none."""
    if token >= last:
        return None
    word = reading.lower[token]
    if word == "that":
        return None
    if reading.flags[token] & w.OBJECT_PRONOUN and word != "it":
        return token, token + 1
    for index in range(token, min(last, token + 14)):
        at, bits = reading.lower[index], reading.flags[index]
        opens_quote = reading.quotation_of[index] >= 0 and reading.quotation_of[token] < 0
        if index > token and (at in {"that", ",", ":", "to", "not"} or opens_quote or bits & w.WH):
            return token, index
        if at in {"he", "she", "they", "we", "i", "it", "there"} or bits & w.WEEKDAY:
            return (token, index) if index > token else None
        if (
            index > token
            and at in {"on", "in", "at", "during", "after", "before"}
            and skip_adjuncts(reading, index, last) > index
        ):
            return token, index
        if (
            index > token
            and bits & w.DETERMINER
            and not reading.flags[index - 1] & (w.PREPOSITION | w.COORDINATOR)
        ):
            return token, index
        if at == "." and index == last - 1:
            return (token, index) if _is_somebody(reading, token, index) else None
    return None


def _is_somebody(reading: Reading, start: int, end: int) -> bool:
    """Return whether a phrase can be told something: a name, a role or a body."""
    bits = w.ROLE_NOUN | w.COLLECTIVE_NOUN | w.OBJECT_PRONOUN
    return any(reading.is_capital(i) or reading.flags[i] & bits for i in range(start, end))
