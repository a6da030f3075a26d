"""Closed word classes of English, referred to as `$name` in patterns and conditions."""

from __future__ import annotations

from collections.abc import Mapping

_ARTICLES = frozenset({"the", "a", "an"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_POSSESSIVES = frozenset({"my", "your", "his", "her", "its", "our", "their", "whose", "'s", "'"})
_SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who", "which"})
_OBJECTS = frozenset({"me", "you", "him", "her", "it", "us", "them", "themselves", "himself", "herself"})
_BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'re", "'m", "get", "got"})
_HAVE = frozenset({"have", "has", "had", "having", "'ve"})
_MODALS = frozenset(
    {"can", "could", "may", "might", "must", "shall", "should", "will", "would", "'ll", "'d", "ca", "wo"}
)
_PREPOSITIONS = frozenset(
    [
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "amid",
        "among",
        "around",
        "as",
        "at",
        "before",
        "behind",
        "below",
        "beneath",
        "beside",
        "between",
        "beyond",
        "by",
        "despite",
        "down",
        "during",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "like",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "outside",
        "over",
        "past",
        "per",
        "since",
        "through",
        "throughout",
        "to",
        "toward",
        "towards",
        "under",
        "until",
        "up",
        "upon",
        "via",
        "with",
        "within",
        "without",
    ]
)
_CONJUNCTIONS = frozenset({"and", "or", "but", "nor", "so", "yet", "if", "because", "while", "when", "than"})
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "dozens",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "hundreds",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "trillion",
        "half",
        "third",
        "quarter",
        "percent",
        "%",
        "$",
        "€",
        "£",
    ]
)
_NEGATIONS = frozenset({"not", "n't", "never", "no"})
_DEGREES = frozenset({"very", "so", "too", "more", "most", "less", "as", "how", "quite", "increasingly"})
_SPEAKING = frozenset(
    [
        "said",
        "say",
        "says",
        "saying",
        "told",
        "tell",
        "tells",
        "asked",
        "added",
        "called",
        "calling",
        "wrote",
        "writes",
        "tweeted",
        "argued",
        "warned",
        "described",
        "declared",
        "announced",
        "explained",
        "insisted",
        "claimed",
        "testified",
        "quoted",
    ]
)

WORD_CLASSES: Mapping[str, frozenset[str]] = {
    "art": _ARTICLES,
    "dem": _DEMONSTRATIVES,
    "poss": _POSSESSIVES,
    "det": _ARTICLES | _DEMONSTRATIVES | _POSSESSIVES,
    "definite": _POSSESSIVES | _DEMONSTRATIVES | {"the"},
    "subj": _SUBJECTS,
    "obj": _OBJECTS,
    "be": _BE,
    "have": _HAVE,
    "modal": _MODALS,
    "prep": _PREPOSITIONS,
    "conj": _CONJUNCTIONS,
    "num": _NUMBERS,
    "neg": _NEGATIONS,
    "degree": _DEGREES,
    "say": _SPEAKING,
}

FUNCTION_WORDS: frozenset[str] = frozenset().union(
    _ARTICLES,
    _DEMONSTRATIVES,
    _POSSESSIVES,
    _SUBJECTS,
    _OBJECTS,
    _BE,
    _HAVE,
    _MODALS,
    _PREPOSITIONS,
    _CONJUNCTIONS,
    _NEGATIONS,
    {"there", "then", "also", "just", "only", "what", "where", "how", "why", "do", "does", "did"},
)


def is_number(token: str) -> bool:
    """Return whether a lower-case token is a figure, a number word or a unit sign."""
    return token[:1].isdigit() or token in _NUMBERS
