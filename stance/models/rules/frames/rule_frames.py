"""Policy frames and generic frame questions by weighted terms."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from stance.models.rules.frames.frame_lists import (
    frame_lexicon,
    question_lexicon,
    read_frames,
    read_questions,
)
from stance.models.rules.frames.questions import answer_questions
from stance.models.rules.frames.unit_frames import UnitFrames, find_unit_frames
from stance.records.annotation import Frames
from stance.text.parse import ParsedDocument

MIN_SALIENCE = 0.22
"""Position-weighted share of units from which a document carries a frame."""
AMBIGUOUS_FROM = 0.14
"""Below `MIN_SALIENCE` and from here on the frame is listed as ambiguous."""
MIN_UNITS = 2
"""A document needs a frame in two units, or in its headline."""
_MAX_TERMS = 8
_OTHER = "other"


class RuleFrames:
    """Finds the frames that the terms of the lexicon folder carry."""

    def __init__(self) -> None:
        self._terms = frame_lexicon()
        self._question_terms = question_lexicon()
        self._questions = read_questions().questions
        self._order = {frame: rank for rank, frame in enumerate(read_frames().frames)}

    def find_frames(self, parsed: ParsedDocument) -> Frames:
        """Return frames of units and document, the primary one, and answers to the generic questions.

        The primary frame has the greatest position-weighted share of units (weight 1/log2(rank + 1));
        a tie goes to the headline's frame. Confidence is a documented prior: 0.3 plus the salience up
        to 0.6, so between 0.3 and 0.9.
        """
        found = find_unit_frames(parsed, self._terms)
        salience = _salience(parsed, found)
        counts = Counter(frame for unit in found for frame in unit.terms)
        ids = {unit.unit: parsed.document.units[unit.unit].id for unit in found}
        headline = next((set(u.terms) for u in found if ids[u.unit] == "H1"), set[str]())
        ranked = sorted(salience, key=lambda f: (-salience[f], f not in headline, self._order[f]))
        enough = [f for f in ranked if counts[f] >= MIN_UNITS or f in headline]
        chosen = [f for f in enough if salience[f] >= MIN_SALIENCE]
        return Frames(
            document=chosen,
            primary=next((f for f in chosen if f != _OTHER), chosen[0] if chosen else None),
            ambiguous=[f for f in enough if AMBIGUOUS_FROM <= salience[f] < MIN_SALIENCE],
            units={ids[u.unit]: sorted(u.terms, key=self._order.__getitem__) for u in found},
            questions=answer_questions(parsed, self._question_terms, self._questions),
            confidence={f: 0.3 + min(0.6, salience[f]) for f in chosen},
            origin={f: _leading_terms(found, f) for f in chosen},
        )


def _salience(parsed: ParsedDocument, found: Sequence[UnitFrames]) -> dict[str, float]:
    units = parsed.document.units
    weights = [1.0 / math.log2(unit.rank + 1) for unit in units]
    total = math.fsum(weights)
    shares: dict[str, list[float]] = {}
    for unit in found:
        for frame in unit.terms:
            shares.setdefault(frame, []).append(weights[unit.unit])
    return {frame: math.fsum(parts) / total for frame, parts in shares.items()}


def _leading_terms(found: Sequence[UnitFrames], frame: str) -> list[str]:
    counts = Counter(term for unit in found for term in unit.terms.get(frame, ()))
    return [f"lexicon:frames#{term}" for term, _ in counts.most_common(_MAX_TERMS)]
