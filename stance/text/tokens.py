"""Tokens with code-point offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"[^\W\d_]\.(?:[^\W\d_]\.)+"  # initials: U.S., e.g.
    r"|\d+(?:[.,:]\d+)*(?:[^\W\d_]+)?"  # numbers, times, 5th
    r"|[^\W_]+(?:[’'\-‑][^\W_]+)*"  # words with inner apostrophe or hyphen
    r"|\.\.\.+|[–—]|--+"
    r"|[^\w\s]|_"
)
_CLITIC = re.compile(r"(?:[’'](?:s|S|re|ve|ll|d|m|RE|VE|LL|D|M)|(?:n[’']t|N[’']T))$")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists, one entry per token: cheap to index in inner loops.

    `’s`, `’ll` and other clitics are tokens of their own; `n’t` too ("did", "n’t").
    """

    starts: list[int]
    ends: list[int]
    words: list[str]
    lower: list[str]
    """Lower case, with curly apostrophes made straight, for look-ups."""

    def __len__(self) -> int:
        """Number of tokens."""
        return len(self.starts)


def tokenize(text: str) -> Tokens:
    """Return the tokens of a text in reading order; white space belongs to none.

    >>> tokenize("The U.S. didn’t pay 3.5m.").words
    ['The', 'U.S.', 'did', 'n’t', 'pay', '3.5m', '.']
    """
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    lower: list[str] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        if "’" in word or "'" in word:
            clitic = _CLITIC.search(word)
            if clitic and clitic.start() > 0:
                cut = start + clitic.start()
                starts.append(start)
                ends.append(cut)
                words.append(text[start:cut])
                lower.append(text[start:cut].lower().replace("’", "'"))
                start = cut
                word = text[cut:end]
        starts.append(start)
        ends.append(end)
        words.append(word)
        lower.append(word.lower().replace("’", "'"))
    return Tokens(starts, ends, words, lower)
