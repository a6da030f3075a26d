"""Article text made safe to look at: nothing hidden, nothing that steers the page or the terminal."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# C0 and C1 controls (tab and newline excepted), bidi controls and isolates, line and paragraph
# separators, zero-width space and no-break space, tag characters, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


def show_hidden(text: str) -> str:
    """Return the text with each hidden control written out as ⟦U+202E⟧.

    >>> show_hidden("pay\u202etxt")
    'pay⟦U+202E⟧txt'
    """
    if text.isprintable():
        return text
    return _HIDDEN.sub(lambda match: f"⟦U+{ord(match.group()):04X}⟧", text)


def web_link(url: str | None) -> str | None:
    """Return the address when it is a plain http or https one, None for anything else.

    >>> web_link("javascript:alert(1)")
    >>> web_link("https://example.org/a")
    'https://example.org/a'
    """
    if url is None or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def excerpt(text: str, limit: int) -> str:
    """Return the text on one line, cut at a word to at most `limit` characters.

    >>> excerpt("the long road home", 12)
    'the long…'
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
