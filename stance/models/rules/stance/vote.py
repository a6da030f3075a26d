"""One piece of evidence on a mentioned thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VoteKind = Literal["value", "effect", "outcome", "theme", "attitude"]


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of one mention."""

    sign: int
    weight: float
    kind: VoteKind
    """value: the words call the thing good or bad; effect: they tell of good or harm done by it; outcome:
    of how it fared; theme: that it begins, goes on or ends;
    attitude: of what somebody does or wants done about it."""
    contrast: bool = False
    harmed: bool = False
    """The thing is the one that suffers or gains ("they hurt the town"), which tells little of it."""
