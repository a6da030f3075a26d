"""A relation as the rules find it, in offsets, before its attributes are decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stance.models.rules.attribution.contents import Offsets
from stance.models.rules.attribution.verb_list import Sense


@dataclass(slots=True)
class Finding:
    """A source – cue – content relation in offsets, before attributes are decided."""

    rule: str
    sense: Sense
    cue: Offsets
    content: list[Offsets]
    source: Offsets | None
    recipient: Offsets | None = None
    negative: bool = False
    confidence: float = 0.5
    shape: Literal["clause", "phrase"] = "clause"
    """A clause is a proposition; a phrase only names what was said, wanted or done."""
    quoted: set[int] = field(default_factory=set)
    """Quotations taken as content."""
