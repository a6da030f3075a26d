"""What a model of any family must offer, per layer; rules, linear models and transformers alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from stance.records.annotation import Attribution, Cue, Frames
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
