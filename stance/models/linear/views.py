"""What of an input a block reads: the text, the target, the text around the target."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

from stance.models.trained import TextInput

View = Literal["text", "target", "masked", "before", "after", "window"]
TokenKind = Literal["words", "all"]

TARGET: Final = "$T$"
"""Stands for the target where it is masked; no token of a text is spelled so."""
_WINDOW = 8
"""Tokens on each side of the target."""
# "words" is the pattern of scikit-learn's vectorizers; "all" keeps short words and marks. Lone surrogates
# are no tokens: they cannot be saved.
_TOKENS: Final = {
    "words": re.compile(r"\b\w\w+\b"),
    "all": re.compile(r"\w+(?:['’]\w+)*|[^\w\s\ud800-\udfff]"),
}


def tokenizer(kind: TokenKind, *, lowercase: bool) -> Callable[[str], list[str]]:
    """Return the function that cuts a text into tokens."""
    find = _TOKENS[kind].findall
    return (lambda text: find(text.lower())) if lowercase else find


def view_of(view: View, tokens_of: Callable[[str], list[str]]) -> Callable[[TextInput], list[str]]:
    """Return the function that gives the tokens of one view of an input.

    text: of the whole text. target: of the target. masked: of the text, the target replaced by `TARGET`; the
    whole text where the target does not stand in it. before, after: of the 8 tokens on that side of the
    target. window: of both sides, the target replaced by `TARGET`; nothing of these three where the target
    does not stand in the text.
    """
    if view == "text":
        return lambda given: tokens_of(given.text)
    if view == "target":
        return lambda given: tokens_of(given.target or "")
    return lambda given: _around(view, given, tokens_of)


def _around(view: View, given: TextInput, tokens_of: Callable[[str], list[str]]) -> list[str]:
    if given.target_start is None or given.target_end is None:
        return tokens_of(given.text) if view == "masked" else []
    before = tokens_of(given.text[: given.target_start])
    after = tokens_of(given.text[given.target_end :])
    if view == "masked":
        return [*before, TARGET, *after]
    if view == "before":
        return before[-_WINDOW:]
    if view == "after":
        return after[:_WINDOW]
    return [*before[-_WINDOW:], TARGET, *after[:_WINDOW]]
