"""A possible cue, before voice and overlaps are settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from stance.records.annotation import CueType

Intensity: TypeAlias = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the text that a list entry or rule marks."""

    start: int
    end: int
    type: CueType
    intensity: Intensity
    certain: bool
    confidence: float
    origin: str
    alternatives: tuple[str, ...] = ()
    secondary: tuple[CueType, ...] = ()
    aligned_side: str | None = None
    priority: int = 0
    """Among spans of equal length and words, the lowest gives the type."""

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether the span shares a code point with text[start:end]."""
        return self.start < end and start < self.end
