"""Framing cues by word lists and rules."""

from __future__ import annotations

from collections.abc import Sequence

from stance.invariants.voice import AUTHOR_CUES, governing_attribution, voice_at
from stance.models.rules.cues.candidates import Candidate
from stance.models.rules.cues.overlap import settle_overlaps
from stance.models.rules.cues.scare_quotes import ScareQuoteRule, read_exceptions
from stance.models.rules.cues.structures import AgentDeletionRule, CausalInsinuationRule, read_structures
from stance.models.rules.cues.word_cues import find_word_cues
from stance.models.rules.lexicon.context import Surroundings
from stance.models.rules.lexicon.cue_lists import cue_lexicon
from stance.records.annotation import Attribution, Cue, CueType, Voice
from stance.text.parse import ParsedDocument
from stance.text.quotations import Quotation

_KEPT_BESIDE_REPORTING_VERBS: frozenset[CueType] = frozenset(
    {"scare_quotes", "source_discount", "hedge", "agent_deletion", "causal_insinuation"}
)
_DOUBT_IN_UNATTRIBUTED_QUOTATION = 0.6
"""Factor on the confidence of the author's words that stand in quotation marks without a source:
an attribution may have been missed."""


class RuleCues:
    """Marks loaded words, names, labels and other cues from the lists in the lexicon folder.

    Reporting verbs are never marked (their effect is the attribution's verb class), `attribution_drop`
    and the types that are off by default are left to others, and `direction` stays empty.
    """

    def __init__(self) -> None:
        self._lexicon = cue_lexicon()
        self._scare_quotes = ScareQuoteRule(read_exceptions())
        self._agent_deletion = AgentDeletionRule(read_structures("agent_deletion"))
        self._causal_insinuation = CausalInsinuationRule(read_structures("causal_insinuation"))

    def find_cues(self, parsed: ParsedDocument, attributions: Sequence[Attribution]) -> list[Cue]:
        """Return the cues of a document in reading order.

        Args:
            parsed: the document.
            attributions: of the same document, gold or predicted; they decide voice, and what is a
                reporting verb or speech.
        """
        around = Surroundings(parsed)
        words = find_word_cues(around, self._lexicon, attributions)
        candidates = [
            *words,
            *self._scare_quotes.find(around, attributions),
            *self._agent_deletion.find(around),
            *self._causal_insinuation.find(around, words),
        ]
        reporting = [(s.start, s.end) for a in attributions for s in a.cue]
        kept = [c for c in candidates if not _is_reporting(c, reporting)]
        cues: list[Cue] = []
        for candidate in settle_overlaps(kept):
            voice = voice_at(candidate.start, candidate.end, attributions, parsed.quotations)
            # A speaker's "so-called" is no remark of the author on a source.
            if candidate.type != "source_discount" or voice != "source_direct":
                cues.append(_cue(parsed, candidate, f"L{len(cues) + 1}", voice, attributions))
        return cues


def _is_reporting(candidate: Candidate, reporting: Sequence[tuple[int, int]]) -> bool:
    if candidate.type in _KEPT_BESIDE_REPORTING_VERBS:
        return any(start <= candidate.start and candidate.end <= end for start, end in reporting)
    return any(candidate.overlaps(start, end) for start, end in reporting)


def _cue(
    parsed: ParsedDocument, found: Candidate, cue_id: str, voice: Voice, attributions: Sequence[Attribution]
) -> Cue:
    unit = parsed.unit_at(found.start)
    own = found.type in AUTHOR_CUES
    governing = governing_attribution(found.start, found.end, attributions)
    if found.type == "source_discount":
        governing = _nearest(found.start, unit.id if unit else None, attributions) or governing
    missed = not own and voice == "author" and _is_quoted(found, parsed.quotations)
    return Cue(
        id=cue_id,
        start=found.start,
        end=found.end,
        text=parsed.text[found.start : found.end],
        type=found.type,
        voice="author" if own else voice,
        intensity=found.intensity,
        direction={},
        certain=found.certain and not missed,
        unit=unit.id if unit else None,
        secondary_types=list(found.secondary),
        attribution=governing.id if governing else None,
        alternatives=list(found.alternatives),
        aligned_side=found.aligned_side,
        confidence=found.confidence * (_DOUBT_IN_UNATTRIBUTED_QUOTATION if missed else 1.0),
        origin=found.origin,
    )


def _nearest(start: int, unit: str | None, attributions: Sequence[Attribution]) -> Attribution | None:
    cued = [(abs(s.start - start), i) for i, a in enumerate(attributions) for s in a.cue if s.unit == unit]
    return attributions[min(cued)[1]] if cued else None


def _is_quoted(found: Candidate, quotations: Sequence[Quotation]) -> bool:
    return any(q.start <= found.start and found.end <= q.end for q in quotations)
