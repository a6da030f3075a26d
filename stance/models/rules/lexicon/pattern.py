"""The pattern syntax of the word lists.

A pattern is lower-case tokens separated by blanks, each matching one token of the text:

    witch hunt+n        `+n` singular and plural, `+v` all forms of a regular verb,
                        `+vv` the same with the last consonant doubled
    crush|quash+v       alternatives within a token, each with its own mark
    the? so-called      `?` makes a token optional
    $poss puppet+n      a closed word class (see word_classes)
    *-like, anti-*      a hyphenated token by its last or first part; only as a whole pattern
    Kiev                a capital letter: the text must have a capital there too

Clitics are tokens of their own: "people 's".
"""

from __future__ import annotations

from itertools import product

from stance.errors import ConfigError
from stance.models.rules.lexicon.inflection import noun_forms, verb_forms
from stance.models.rules.lexicon.word_classes import WORD_CLASSES

_MAX_SEQUENCES = 2000


def expand_token(token: str, where: str) -> tuple[str, ...]:
    """Return the lower-case tokens that one pattern token stands for.

    Args:
        token: without `?`.
        where: list and entry, for the error message.

    Raises:
        ConfigError: an unknown word class or inflection mark.

    >>> expand_token("thug+n|goon", "example")
    ('thug', 'thugs', 'goon')
    """
    forms: list[str] = []
    for part in token.lower().split("|"):
        if part.startswith("$") and len(part) > 1:
            forms.extend(sorted(_word_class(part[1:], where)))
            continue
        word, _, mark = part.partition("+")
        forms.extend(_inflect(word, mark, where))
    return tuple(dict.fromkeys(forms))


def expand_pattern(pattern: str, where: str) -> list[tuple[str, ...]]:
    """Return every token sequence that a pattern matches.

    Raises:
        ConfigError: an empty pattern, unknown marks, or more than 2,000 sequences.

    >>> expand_pattern("the? iron fist", "example")
    [('the', 'iron', 'fist'), ('iron', 'fist')]
    """
    if pattern.isalpha() and pattern.islower():
        return [(pattern,)]
    slots: list[tuple[tuple[str, ...], ...]] = []
    n_sequences = 1
    for token in pattern.split():
        optional = token.endswith("?") and len(token) > 1
        forms: tuple[tuple[str, ...], ...] = tuple((f,) for f in expand_token(token.removesuffix("?"), where))
        slots.append((*forms, ()) if optional else forms)
        n_sequences *= len(slots[-1])
    if not slots or n_sequences > _MAX_SEQUENCES:
        raise ConfigError(
            where,
            expected=f"a pattern with 1 to {_MAX_SEQUENCES} readings",
            found=f"{pattern!r}, which has {n_sequences if slots else 0}",
            action="Write it as several entries.",
        )
    sequences = (tuple(word for slot in choice for word in slot) for choice in product(*slots))
    return [sequence for sequence in sequences if sequence]


def _word_class(name: str, where: str) -> frozenset[str]:
    if name not in WORD_CLASSES:
        raise ConfigError(
            where,
            expected="a word class (" + ", ".join(sorted(WORD_CLASSES)) + ")",
            found=f"${name}",
            action="Correct the name or list the words.",
        )
    return WORD_CLASSES[name]


def _inflect(word: str, mark: str, where: str) -> tuple[str, ...]:
    if mark == "":
        return (word,)
    if mark == "n":
        return noun_forms(word)
    if mark in {"v", "vv"}:
        return verb_forms(word, doubled=mark == "vv")
    raise ConfigError(
        where, expected="an inflection mark +n, +v or +vv", found=f"+{mark}", action="Correct the pattern."
    )
