"""What a model of any family must offer, per layer; rules, linear models and transformers alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from stance.records.annotation import Attribution, Cue, Frames, Relation, Stance
from stance.records.document import Entity, Target
from stance.text.parse import ParsedDocument


class AttributionModel(Protocol):
    """Finds who says what by which words."""

    def find_attributions(self, parsed: ParsedDocument) -> list[Attribution]:
        """Return attributions in reading order of their cues; `source_entity` is left None."""


class CueModel(Protocol):
    """Finds framing cues."""

    def find_cues(self, parsed: ParsedDocument, attributions: Sequence[Attribution]) -> list[Cue]:
        """Return cues in reading order, with voice; direction may stay empty."""


class FrameModel(Protocol):
    """Finds the frames of a document and of its units."""

    def find_frames(self, parsed: ParsedDocument) -> Frames:
        """Return frames with confidence and origin."""


class StanceModel(Protocol):
    """Judges the stance of the article and of its sources toward given targets."""

    def fill_content_stance(
        self,
        parsed: ParsedDocument,
        attributions: Sequence[Attribution],
        *,
        targets: Sequence[Target],
        entities: Sequence[Entity],
    ) -> list[Attribution]:
        """Return the attributions, their sources resolved, with `content_stance` per target."""

    def fill_direction(
        self,
        parsed: ParsedDocument,
        cues: Sequence[Cue],
        attributions: Sequence[Attribution],
        *,
        targets: Sequence[Target],
        entities: Sequence[Entity],
    ) -> list[Cue]:
        """Return the cues with `direction` per target; the attributions have their content stance."""

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
