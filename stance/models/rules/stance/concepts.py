"""What words stand for: stems, synonyms of news subjects, and predicates that are each other's contrary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.inflection import noun_forms, verb_forms
from stance.models.rules.lexicon.trie import Lexicon
from stance.models.rules.lexicon.word_classes import FUNCTION_WORDS
from stance.models.rules.stance.stems import stem

_LIGHT_WORDS = FUNCTION_WORDS | frozenset(
    [
        "'s",
        "'ll",
        "n't",
        "do",
        "does",
        "did",
        "doing",
        "done",
        "be",
        "am",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "have",
        "has",
        "had",
        "having",
        "such",
        "more",
        "most",
        "very",
        "also",
        "just",
        "still",
        "even",
        "yet",
        "so",
        "much",
        "many",
        "some",
        "any",
        "all",
        "both",
        "each",
        "other",
        "another",
        "own",
        "same",
        "new",
        "now",
        "there",
        "here",
        "said",
        "says",
        "say",
        "told",
        "tell",
        "mr",
        "mrs",
        "ms",
    ]
)


class _Contrary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    positive: list[str]
    negative: list[str]


class _ConceptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lexicon: str
    version: str
    language: str
    origin: str
    synonyms: list[list[str]]
    contraries: list[_Contrary]
    accusing: list[str]


@dataclass(frozen=True, slots=True)
class Pole:
    """One end of a pair of contrary predicates."""

    name: str
    sign: int


@dataclass(frozen=True)
class Concepts:
    """Synonyms and contraries, looked up by stem."""

    by_word: dict[str, str]
    """Form of a synonym to the key of its set: by form, since "agree" shares the stem of "agreement"."""
    phrases: Lexicon[str]
    """Synonyms of several words, by stems, to the key of their set."""
    poles: dict[str, Pole]
    pole_phrases: Lexicon[Pole]
    accusing: frozenset[str]
    """Stems of words that charge somebody with wrongdoing."""


@cache
def concepts() -> Concepts:
    """Return the packaged concept list."""
    listed = read_list(lexicon_folder() / "concepts.yaml", _ConceptFile)
    by_word: dict[str, str] = {}
    phrases: list[tuple[str, Sequence[tuple[str, ...]]]] = []
    for words in listed.synonyms:
        name = "=" + words[0]
        for word in words:
            if " " in word:
                phrases.append((name, [tuple(stem(part) for part in word.split())]))
            for form in (*noun_forms(word), *verb_forms(word)):
                by_word.setdefault(form, name)
    poles: dict[str, Pole] = {}
    pole_phrases: list[tuple[Pole, Sequence[tuple[str, ...]]]] = []
    for contrary in listed.contraries:
        for pole, words in (
            (Pole(contrary.name, 1), contrary.positive),
            (Pole(contrary.name, -1), contrary.negative),
        ):
            for word in words:
                stems = tuple(stem(part) for part in word.split())
                if len(stems) == 1:
                    poles.setdefault(stems[0], pole)
                else:
                    pole_phrases.append((pole, [stems]))
    accusing = frozenset(stem(word) for word in listed.accusing if " " not in word)
    return Concepts(by_word, Lexicon(phrases), poles, Lexicon(pole_phrases), accusing)


@lru_cache(maxsize=65_536)
def content_key(word: str) -> str:
    """Return the concept or stem of a lower-case token; "" for function words and punctuation.

    >>> content_key("talks") == content_key("negotiate")
    True
    >>> content_key("the")
    ''
    """
    if word in _LIGHT_WORDS or not word[:1].isalnum():
        return ""
    return concepts().by_word.get(word) or stem(word)


def stems(lower: Sequence[str]) -> list[str]:
    """Return one stem per lower-case token."""
    return [stem(word) for word in lower]


def content_keys(lower: Sequence[str], roots: Sequence[str]) -> list[str]:
    """Return one key per lower-case token; a synonym of several words has its key at its last word.

    Args:
        lower: the tokens.
        roots: their stems.
    """
    keys = [content_key(word) for word in lower]
    for match in concepts().phrases.find(roots):
        keys[match.first : match.last] = [""] * (match.last - match.first - 1) + [match.entry]
    return keys
