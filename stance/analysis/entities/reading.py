"""Whom a document has named up to a place in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from stance.analysis.entities.mentions import PersonMention
from stance.analysis.entities.registry import Known, Registry
from stance.text.parse import ParsedDocument

# A few sentences hold no more entities than these.
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """An entity at a place of the text, as a later pronoun may mean it."""

    at: int
    unit: int
    """Index of the unit in which it stands."""
    known: Known
    subject: bool
    """Whether it speaks or opens its unit, as what a pronoun takes up mostly does."""


@dataclass(slots=True)
class Resolver:
    """A document being read from top to bottom, with whom it has named so far."""

    parsed: ParsedDocument
    registry: Registry
    persons: list[PersonMention]
    """All mentions of persons, in reading order."""
    seen: list[Seen] = field(default_factory=list)
    next_person: int = 0
    """Index of the first mention not yet read."""

    def advance(self, offset: int) -> None:
        """Take note of the persons named before an offset."""
        while self.next_person < len(self.persons) and self.persons[self.next_person].start < offset:
            mention = self.persons[self.next_person]
            known = self.registry.person(mention, self.parsed.text[mention.start : mention.end])
            self.seen.append(Seen(mention.start, self.unit_of(mention.start), known, mention.opens_unit))
            self.next_person += 1

    def mentions_in(self, start: int, end: int) -> list[PersonMention]:
        """Return the mentions of persons inside a stretch."""
        first = bisect_left(self.persons, start, key=lambda mention: mention.start)
        last = bisect_left(self.persons, end, lo=first, key=lambda mention: mention.start)
        return self.persons[first:last]

    def unit_of(self, offset: int) -> int:
        """Return the index of the unit that holds an offset."""
        return bisect_right(self.parsed.document.units, offset, key=lambda unit: unit.start) - 1

    def latest(self, offset: int, *, reach: int | None = None) -> Iterator[Seen]:
        """Yield what was seen before an offset, latest first.

        Args:
            offset: into the text.
            reach: how many units back; None goes to the start.
        """
        unit = self.unit_of(offset)
        for seen in sorted(reversed(self.seen[-_WINDOW:] if reach else self.seen), key=lambda s: -s.at):
            if reach is not None and unit - seen.unit > reach:
                return
            if seen.at < offset:
                yield seen

    def recent(self, offset: int) -> list[Known]:
        """Return the entities seen before an offset, latest first, without repeats."""
        return list({seen.known.id: seen.known for seen in self.latest(offset)}.values())
