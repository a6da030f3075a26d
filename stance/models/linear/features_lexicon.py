"""Kinds of words that stand on the word lists of the project, anywhere or seen from the target."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Literal

from stance.models.linear.blocks import require
from stance.models.linear.listed import ListName, listed_words
from stance.models.linear.named import NamedBlock, NamedSettings, Reader
from stance.models.trained import TextInput
from stance.text.tokens import tokenize

_NEAR = (2, 5, 10)
"""Bounds of the distances to the target, in tokens, that are told apart."""


class LexiconSettings(NamedSettings, frozen=True, kw_only=True, tag="lexicon"):
    """TF-IDF of the kinds of words that the lists of the project know; the lists come from no corpus."""

    lists: tuple[ListName, ...] = ("cues", "cue_classes", "polarity", "reporting")
    """Lists to look in, see `stance.models.linear.listed`."""
    view: Literal["text", "around"] = "text"
    """text: where a word stands does not matter. around: counted again by side of the target, and by side and
    distance; the same as text where the target does not stand in the text."""

    def __post_init__(self) -> None:
        """Refuse an empty or repeated choice of lists."""
        NamedSettings.__post_init__(self)
        fits = len(self.lists) > 0 and len(set(self.lists)) == len(self.lists)
        require(fits, "lists", "one list or more, none twice", self.lists)


class LexiconBlock(NamedBlock):
    """The known kinds of words and their weights."""

    __slots__ = ()

    @staticmethod
    def reader(settings: LexiconSettings, /) -> Reader:
        """Return what names the kinds of listed words in an input."""
        lists = settings.lists
        if settings.view == "around":
            return lambda given: _around(given, lists)
        return lambda given: [kind for _, kind in _listed(given.text, lists)]


# Training reads the same texts again for each inner fold.
@lru_cache(maxsize=8192)
def _listed(text: str, lists: tuple[ListName, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((at, sys.intern(kind)) for at, kind in listed_words(tokenize(text).lower, lists))


def _around(given: TextInput, lists: tuple[ListName, ...]) -> list[str]:
    found = _listed(given.text, lists)
    kinds = [kind for _, kind in found]
    if given.target_start is None or given.target_end is None:
        return kinds
    tokens = tokenize(given.text)
    first = bisect_right(tokens.ends, given.target_start)
    after = bisect_left(tokens.starts, given.target_end)
    for at, kind in found:
        if at < first:
            kinds += (f"before {kind}", f"before {_step(first - at)} {kind}")
        elif at >= after:
            kinds += (f"after {kind}", f"after {_step(at - after + 1)} {kind}")
    return kinds


def _step(distance: int) -> str:
    """Return the distance as a step: 1 for the nearest words."""
    return str(bisect_left(_NEAR, distance) + 1)
