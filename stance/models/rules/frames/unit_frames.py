"""Frames of single units from weighted terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from stance.models.rules.frames.frame_lists import Term
from stance.models.rules.lexicon.trie import Lexicon, Match
from stance.text.parse import ParsedDocument

UNIT_THRESHOLD = 2
"""Weight at which a unit carries a frame: one strong term, or two plain ones."""
HEADLINE_FACTOR = 2
"""A headline is short and chosen: its terms count double."""


@dataclass(slots=True)
class _Tally:
    """What one unit has of one frame."""

    terms: dict[str, int] = field(default_factory=dict)
    has_context: bool = False
    ends: int = 0
    """Token at which the last counted term ends: a word counts once per frame."""

    def weight(self) -> int:
        total = sum(self.terms.values())
        return total + self.has_context if total else 0


@dataclass(frozen=True, slots=True)
class UnitFrames:
    """Frames of one unit and the terms that carry them."""

    unit: int
    """Index in `document.units`."""
    terms: dict[str, list[str]]
    """Frame to patterns."""


def find_unit_frames(parsed: ParsedDocument, lexicon: Lexicon[Term]) -> list[UnitFrames]:
    """Return the frames of every unit that carries one, in reading order.

    Within a unit a term counts once per frame, however often it is repeated.
    """
    tallies: dict[int, dict[str, _Tally]] = {}
    for match in lexicon.find(parsed.tokens.lower):
        unit = parsed.token_units[match.first]
        if unit >= 0:
            _count(tallies.setdefault(unit, {}), match)
    found: list[UnitFrames] = []
    for unit in sorted(tallies):
        factor = HEADLINE_FACTOR if parsed.document.units[unit].id == "H1" else 1
        terms = {
            frame: list(tally.terms)
            for frame, tally in tallies[unit].items()
            if tally.weight() * factor >= UNIT_THRESHOLD
        }
        if terms:
            found.append(UnitFrames(unit, terms))
    return found


def _count(tallies: dict[str, _Tally], match: Match[Term]) -> None:
    term = match.entry
    tally = tallies.setdefault(term.label, _Tally())
    if term.weight == 0:
        tally.has_context = True
    elif match.first >= tally.ends:
        tally.terms[term.pattern] = term.weight
        tally.ends = match.last
