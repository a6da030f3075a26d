"""Contradictions found in a record, told in four parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stance.errors import InvariantError

_SHOWN = 60
"""Characters of a text quoted in a message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken invariant."""

    where: str
    """Record and field, for example `document-1: attribution A3, content`."""
    expected: str
    found: str
    action: str


def require_valid(problems: Sequence[Problem]) -> None:
    """Raise the first problem, with the number of the others; do nothing without problems.

    Raises:
        InvariantError: there is a problem.
    """
    if problems:
        first = problems[0]
        others = f" ({len(problems) - 1} more problems.)" if len(problems) > 1 else ""
        raise InvariantError(
            first.where, expected=first.expected, found=first.found, action=first.action + others
        )


def quoted(text: str) -> str:
    """Return a text as it is shown in a message: in quotes, cut to 60 characters.

    >>> quoted("short")
    "'short'"
    """
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def repeated_ids(where: str, ids: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each id that is given more than once."""
    for name, n in Counter(ids).items():
        if n > 1:
            yield Problem(where, "ids given once", f"{name!r} {n} times", "Give each its own id.")
