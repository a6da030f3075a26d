"""Word classes by closed lists, one bit each, so that a token is classified by one look-up."""

from __future__ import annotations

from enum import IntFlag
from functools import cache
from typing import Final

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list


class W(IntFlag):
    """Bits of a word's possible classes."""

    DETERMINER = 1 << 0
    POSSESSIVE = 1 << 1
    PREPOSITION = 1 << 2
    COORDINATOR = 1 << 3
    SUBORDINATOR = 1 << 4
    PRONOUN = 1 << 5
    OBJECT_PRONOUN = 1 << 6
    RELATIVE = 1 << 7
    BE = 1 << 8
    AUXILIARY = 1 << 9
    NEGATOR = 1 << 10
    ADVERB = 1 << 11
    TIME = 1 << 12
    WEEKDAY = 1 << 13
    WH = 1 << 14
    OCCASION = 1 << 15
    FINITE_VERB = 1 << 16
    ROLE_NOUN = 1 << 17
    COLLECTIVE_NOUN = 1 << 18
    DOCUMENT_NOUN = 1 << 19
    ANONYMOUS_MARKER = 1 << 20


# Plain ints: IntFlag arithmetic is too slow for inner loops.
DETERMINER: Final = int(W.DETERMINER)
POSSESSIVE: Final = int(W.POSSESSIVE)
PREPOSITION: Final = int(W.PREPOSITION)
COORDINATOR: Final = int(W.COORDINATOR)
SUBORDINATOR: Final = int(W.SUBORDINATOR)
PRONOUN: Final = int(W.PRONOUN)
OBJECT_PRONOUN: Final = int(W.OBJECT_PRONOUN)
RELATIVE: Final = int(W.RELATIVE)
BE: Final = int(W.BE)
AUXILIARY: Final = int(W.AUXILIARY)
NEGATOR: Final = int(W.NEGATOR)
ADVERB: Final = int(W.ADVERB)
TIME: Final = int(W.TIME)
WEEKDAY: Final = int(W.WEEKDAY)
WH: Final = int(W.WH)
OCCASION: Final = int(W.OCCASION)
FINITE_VERB: Final = int(W.FINITE_VERB)
ROLE_NOUN: Final = int(W.ROLE_NOUN)
COLLECTIVE_NOUN: Final = int(W.COLLECTIVE_NOUN)
DOCUMENT_NOUN: Final = int(W.DOCUMENT_NOUN)
ANONYMOUS_MARKER: Final = int(W.ANONYMOUS_MARKER)


class _Classes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lexicon: str
    version: str
    language: str
    origin: str
    classes: dict[str, list[str]]


@cache
def word_classes() -> dict[str, int]:
    """Return every listed word with the bits of its classes."""
    listed = read_list(lexicon_folder() / "function_words.yaml", _Classes)
    bits: dict[str, int] = {}
    for name, words in listed.classes.items():
        bit = int(W[name.upper()])
        for word in words:
            bits[word] = bits.get(word, 0) | bit
    return bits
