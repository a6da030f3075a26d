"""Small pieces of Markdown in which whatever comes from data is harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What could become a link, a picture, code or a cell of a table; all else is at worst slanted.
_SPECIAL = re.compile(r"([\\`*\[|])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u0085\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    r"""Return a text of unknown origin so that Markdown and HTML show it as it is, on one line.

    >>> plain("<b>a|b</b>")
    '&lt;b>a\\|b&lt;/b>'
    """
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", text)).replace("<", "&lt;")


def heading(level: int, text: str) -> str:
    """Return a heading."""
    return f"{'#' * level} {plain(text)}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown already (see `plain`)."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def figure(value: float | None) -> str:
    """Return a score to three places, a dash where it is undefined."""
    return "–" if value is None else f"{value:.3f}"
