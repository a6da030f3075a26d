"""A text held against the claim it is about: what is said of the claim's words, read by its direction.

A claim that calls for an end ("X should be banned") turns round what praise or blame of X means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stance.models.linear.listed import NEGATORS, ListName, listed_words
from stance.models.linear.named import NamedBlock, NamedSettings, Reader
from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.stems import stem
from stance.models.trained import TextInput
from stance.text.tokens import tokenize

ENDING: Final = frozenset(
    "ban banned abolish abolished abolition end stop prohibit prohibited illegal outlaw outlawed eliminate "
    "remove scrap repeal withdraw leave boycott censor abandon restrict restricted limit limited cut reduce "
    "less against reject oppose".split()
)
"""Verbs and nouns of ending, forbidding and lessening, and words of opposition."""
REPROACH: Final = frozenset(
    "wrong bad harmful dangerous unjustified unnecessary unfair immoral unethical cruel fail failed "
    "too".split()
)
"""Words that find fault."""
_LISTS: Final[tuple[ListName, ...]] = ("cues", "polarity", "reporting")
_AROUND = (4, 5)
"""Tokens before and after a word of the claim that are read as said of it."""
_NEAR, _MIDDLE = 3, 7
_FUNCTION_WORDS = frozenset().union(*(WORD_CLASSES[name] for name in ("det", "prep", "modal"))) | frozenset(
    "and or is are be as it this that was were has have should would can will to not".split()
)


class ClaimSettings(NamedSettings, frozen=True, kw_only=True, tag="claim"):
    """TF-IDF of listed words, words around the claim's own and their distance, by the claim's direction."""


class ClaimBlock(NamedBlock):
    """The known comparisons and their weights."""

    __slots__ = ()

    @staticmethod
    def reader(_: ClaimSettings, /) -> Reader:
        """Return what names how an input's text and target stand to each other."""
        return _compare


def direction(claim: Sequence[str]) -> str:
    """Return "+" for a claim that wants or praises something, "-" where an odd number of words turn it.

    Args:
        claim: lower-case tokens.
    """
    n_turns = sum(word in ENDING or word in REPROACH or word in NEGATORS for word in claim)
    return "-" if n_turns % 2 else "+"


def _compare(given: TextInput) -> list[str]:
    words = tokenize(given.text).lower
    claim = tokenize(given.target or "").lower
    sign = direction(claim)
    stems = {stem(word) for word in claim if word.isalpha() and word not in _FUNCTION_WORDS}
    shared = [at for at, word in enumerate(words) if stem(word) in stems]
    listed = list(listed_words(words, _LISTS))
    names = [f"claim {sign}"]
    for _, kind in listed:
        names += (kind, f"{sign} {kind}")
    for at in shared:
        before, after = words[max(0, at - _AROUND[0]) : at], words[at + 1 : at + 1 + _AROUND[1]]
        names += [f"{sign} before {word}" for word in before if _can_be_saved(word)]
        names += [f"{sign} after {word}" for word in after if _can_be_saved(word)]
    for at, kind in listed:
        if kind.startswith(("polarity", "term", "negat")):
            names.append(f"{sign} {_distance(at, shared)} {kind}")
            if shared:
                names.append(f"{sign} {'before' if at < shared[0] else 'behind'} {kind}")
    return names


def _distance(at: int, shared: Sequence[int]) -> str:
    nearest = min((abs(at - other) for other in shared), default=None)
    if nearest is None or nearest > _MIDDLE:
        return "far"
    return "near" if nearest <= _NEAR else "middle"


def _can_be_saved(word: str) -> bool:
    """Return whether a word is more than a lone surrogate, which no file takes."""
    return word.isascii() or word.isalnum()
