"""A document read for its targets: mentions by target and unit, sides of targets and entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.models.rules.stance.targets import DISCUSSED_SCORE, MENTION_SCORE, Mention, TargetMatcher
from stance.records.document import Entity, Target
from stance.text.parse import ParsedDocument

_OWN_MARKS = frozenset({"'s", "'"})


@dataclass(frozen=True)
class TargetReading:
    """What the later steps share, so that a document is searched once."""

    parsed: ParsedDocument
    targets: list[Target]
    mentions: list[list[Mention]]
    """Per target, in reading order."""
    side_of: dict[str, str]
    """Entity id to side."""
    party_at: dict[int, str]
    """First token of a party's name to its side."""
    target_sides: list[str]
    """Per target, the side whose doing it is; "none" when unknown."""

    def within(self, target: int, first: int, last: int) -> Iterator[Mention]:
        """Yield the mentions of a target that are full enough to be read, inside a token range."""
        for mention in self.mentions[target]:
            if first <= mention.first and mention.last <= last and mention.score >= MENTION_SCORE:
                yield mention

    def best_score(self, target: int) -> float:
        """Return the score of a target's fullest mention, 0 when there is none."""
        return max((mention.score for mention in self.mentions[target]), default=0.0)

    def is_discussed(self, target: int) -> bool:
        """Return whether the document mentions a target or its paraphrase."""
        return self.best_score(target) >= DISCUSSED_SCORE


def read_targets(
    parsed: ParsedDocument, targets: Sequence[Target], entities: Sequence[Entity]
) -> TargetReading:
    """Return the document read for its targets."""
    side_of = {entity.id: entity.side for entity in entities}
    return TargetReading(
        parsed,
        list(targets),
        TargetMatcher(targets, entities).find(parsed),
        side_of,
        _parties(parsed, entities) if targets else {},
        [_side(target, entities, side_of) for target in targets],
    )


def _side(target: Target, entities: Sequence[Entity], side_of: dict[str, str]) -> str:
    """Return the side of a target's entities, else of the party that its text makes the owner.

    "The north's blockade of the south" is the north's; a text that names two sides without an owner has none.
    """
    sides = {side_of.get(entity_id, "none") for entity_id in target.entity_ids} - {"none", "both"}
    if target.entity_ids:
        return sides.pop() if len(sides) == 1 else "none"
    text = target.text.replace("’", "'")
    for entity in entities:
        if entity.side in {"none", "both"}:
            continue
        for name in (entity.name, *entity.aliases):
            if text.startswith(name) and text[len(name) : len(name) + 2] in _OWN_MARKS:
                return entity.side
    return "none"


def _parties(parsed: ParsedDocument, entities: Sequence[Entity]) -> dict[int, str]:
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entity in entities:
        if entity.side not in {"none", "both"}:
            for name in (entity.name, *entity.aliases):
                words = tuple(name.lower().replace("’", "'").split())
                names.setdefault(words[0], []).append((words, entity.side))
    lower = parsed.tokens.lower
    return {
        token: side
        for token, word in enumerate(lower)
        if word in names
        for words, side in names[word]
        if tuple(lower[token : token + len(words)]) == words
    }
