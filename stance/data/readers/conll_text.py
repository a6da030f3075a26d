"""Tokens put together to a text, or found again in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from stance.data.files import refuse

Join = Literal["space", "news"]
Place = tuple[int, int]

_CLOSING: Final = frozenset(". , ; : ! ? % ) ] } ” ’ ' … '' n't n’t -RRB- -RSB- -RCB-".split())
_CLITICS: Final = ("'s", "'re", "'ve", "'ll", "'d", "'m", "'S", "’s", "’re", "’ve", "’ll", "’d", "’m")
_OPENING: Final = frozenset("( [ { “ ‘ $ £ € `` -LRB- -LSB- -LCB-".split())
_QUOTE: Final = '"'
_WRITTEN: Final = {
    "-LRB-": ("(",), "-RRB-": (")",), "-LSB-": ("[",), "-RSB-": ("]",), "-LCB-": ("{",), "-RCB-": ("}",),
    "``": ('"', "“"), "''": ('"', "”"), "`": ("'", "‘"), "'": ("’", "‘"), '"': ("“", "”"),
    "...": ("…",), "--": ("—", "–"),
}  # fmt: skip
"""How a token of a treebank may stand in the raw text."""


def joined(sentences: Sequence[Sequence[str]], join: Join) -> tuple[str, list[Place]]:
    """Return the text of some tokens, a sentence a line, and where each token stands in it.

    Straight quotes open and close in turn within a sentence. Tokens stand as they are given.

    >>> joined([["He", "said", "(", "twice", ")", ",", '"', "No", ".", '"']], "news")[0]
    'He said (twice), "No."'
    """
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for sentence in sentences:
        glue_next = True
        in_quotes = False
        for token in sentence:
            glue = join == "news" and (
                token in _CLOSING or token in _CLITICS or (token == _QUOTE and in_quotes)
            )
            between = "" if glue_next or glue else " "
            parts.append(between + token)
            places.append((length + len(between), length + len(between) + len(token)))
            length = places[-1][1]
            in_quotes ^= token == _QUOTE
            glue_next = join == "news" and (token in _OPENING or (token == _QUOTE and in_quotes))
        parts.append("\n")
        length += 1
    return "".join(parts[:-1]), places


def aligned(text: str, tokens: Sequence[tuple[str, str]], name: str) -> list[Place]:
    """Return where each token stands in a text, in order, with nothing but white space between them.

    Args:
        text: the raw text.
        tokens: each with its file and line, for the error message.
        name: of the text.

    Raises:
        InputError: a token is not the next thing in the text, also not in another spelling of treebanks.
    """
    places: list[Place] = []
    at = 0
    for token, where in tokens:
        while at < len(text) and text[at].isspace():
            at += 1
        found = next((form for form in (token, *_WRITTEN.get(token, ())) if text.startswith(form, at)), None)
        if found is None:
            raise refuse(
                where,
                "parse_error",
                f"the next word of {name}, {text[at : at + 20]!r} at {at}",
                repr(token),
                "Give the raw text the tokens were made from, or none to have one put together.",
            )
        places.append((at, at + len(found)))
        at += len(found)
    return places
