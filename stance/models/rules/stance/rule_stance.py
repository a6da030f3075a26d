"""Stance by rules: the one object the analyzer talks to."""

from __future__ import annotations

from collections.abc import Sequence

from stance.models.rules.stance.article import ArticleJudge
from stance.models.rules.stance.content import ContentWeights, with_content_stance
from stance.models.rules.stance.direction import with_direction
from stance.models.rules.stance.reading import TargetReading, read_targets
from stance.models.rules.stance.sources import judge_sources
from stance.models.rules.stance.weights import StanceWeights
from stance.records.annotation import Attribution, Cue, Relation, Stance
from stance.records.document import Entity, Target
from stance.text.parse import ParsedDocument


class RuleStance:
    """Fills in content stance and cue direction and judges stance per target and holder.

    Args:
        weights: of the article's and the sources' stance.
        content_weights: of content stance.

    The document last read for its targets is kept, so that the three steps search it once.
    """

    def __init__(
        self, weights: StanceWeights | None = None, content_weights: ContentWeights | None = None
    ) -> None:
        self._weights = weights or StanceWeights()
        self._content_weights = content_weights or ContentWeights()
        self._last: tuple[ParsedDocument, list[Entity], TargetReading] | None = None

    def read(
        self, parsed: ParsedDocument, targets: Sequence[Target], entities: Sequence[Entity]
    ) -> TargetReading:
        """Return the document read for its targets."""
        last = self._last
        if (
            last is not None
            and last[0] is parsed
            and last[1] == list(entities)
            and last[2].targets == list(targets)
        ):
            return last[2]
        reading = read_targets(parsed, targets, entities)
        self._last = (parsed, list(entities), reading)
        return reading

    def fill_content_stance(
        self,
        parsed: ParsedDocument,
        attributions: Sequence[Attribution],
        *,
        targets: Sequence[Target],
        entities: Sequence[Entity],
    ) -> list[Attribution]:
        """Return the attributions with `content_stance`; call it once sources are resolved to entities."""
        if not targets:
            return list(attributions)
        return with_content_stance(self.read(parsed, targets, entities), attributions, self._content_weights)

    def fill_direction(
        self,
        parsed: ParsedDocument,
        cues: Sequence[Cue],
        attributions: Sequence[Attribution],
        *,
        targets: Sequence[Target],
        entities: Sequence[Entity],
    ) -> list[Cue]:
        """Return the cues with `direction`; the attributions must have their content stance."""
        if not targets:
            return list(cues)
        return with_direction(self.read(parsed, targets, entities), cues, attributions)

    def judge(
        self,
        parsed: ParsedDocument,
        attributions: Sequence[Attribution],
        cues: Sequence[Cue],
        *,
        relations: Sequence[Relation],
        targets: Sequence[Target],
        entities: Sequence[Entity],
    ) -> list[Stance]:
        """Return one stance per target for the holder "article", then those of source entities.

        `content_stance` of the attributions and `direction` of the cues are taken as given.
        """
        if not targets:
            return []
        reading = self.read(parsed, targets, entities)
        article = ArticleJudge(reading, attributions, cues, relations=relations, weights=self._weights)
        stances = [article.judge(index, f"ST{index + 1}") for index in range(len(targets))]
        stances.extend(
            judge_sources(attributions, cues, targets, weights=self._weights, first_number=len(stances) + 1)
        )
        return stances
