"""Everything found in one document: the line of `analyses.jsonl` and the answer of `predict`."""

from __future__ import annotations

from typing import Final, Literal

from stance.records.annotation import Annotation, Attribution, Cue, Frames, Stance
from stance.records.document import Document, Record
from stance.records.scores import Scores

ANALYSIS_FORMAT: Final = "stance.analysis/1.0.0"


class Analysis(Record, frozen=True, kw_only=True):
    """A document, what was found in it, and the scores computed from that."""

    schema: Literal["stance.analysis/1.0.0"] = ANALYSIS_FORMAT
    document: Document
    findings: Annotation
    """In the same format as a person's annotation, with confidences and origins."""
    scores: Scores

    @property
    def attributions(self) -> list[Attribution]:
        """Attributions in reading order."""
        return self.findings.attributions

    @property
    def cues(self) -> list[Cue]:
        """Framing cues in reading order."""
        return self.findings.cues

    @property
    def frames(self) -> Frames | None:
        """Frames, or None when the layer was not analyzed."""
        return self.findings.frames

    @property
    def stances(self) -> list[Stance]:
        """Stances by target and holder."""
        return self.findings.stances
