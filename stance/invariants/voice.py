"""Whose words a stretch of text is: recomputed from attributions and quotations, never trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stance.records.annotation import SPEECH_TYPES, Attribution, CueType, Naming, Voice
from stance.text.quotations import Quotation

AUTHOR_CUES: frozenset[CueType] = frozenset({"scare_quotes", "source_discount"})
"""Cue types that are the author's remark wherever they stand."""

UNACCOUNTABLE: frozenset[Naming] = frozenset({"hearsay", "author"})
"""Sources with nobody else behind them: their content stays the article's own."""


def governing_attribution(start: int, end: int, attributions: Iterable[Attribution]) -> Attribution | None:
    """Return the deepest attribution with an accountable source whose content holds all of [start, end).

    Contents of eventualities (orders, refusals) and of hearsay govern nothing. Of two at the same level the
    one with the shorter content span is nearer.
    """
    best: tuple[int, int] | None = None
    nearest = None
    for attribution in attributions:
        for span in attribution.content:
            if span.start <= start and end <= span.end and _gives_voice(attribution):
                depth = (attribution.level, span.start - span.end)
                if best is None or depth > best:
                    best, nearest = depth, attribution
    return nearest


def voice_at(
    start: int, end: int, attributions: Iterable[Attribution], quotations: Iterable[Quotation]
) -> Voice:
    """Return whose words `[start, end)` is.

    Args:
        start: first code point.
        end: code point after the last.
        attributions: of all levels.
        quotations: of the document, in any order.

    Returns:
        "author" where no accountable source's content holds the whole stretch; otherwise "source_direct"
        where quotation marks hold it (they may be part of it), else "source_indirect". Marks and remarks of
        the author inside attributed content are told by their type: see `cue_voice`.
    """
    if governing_attribution(start, end, attributions) is None:
        return "author"
    if any(q.start <= start and end <= q.end for q in quotations):
        return "source_direct"
    return "source_indirect"


def cue_voice(
    cue_type: CueType,
    bounds: tuple[int, int],
    attributions: Iterable[Attribution],
    *,
    quotations: Iterable[Quotation],
) -> Voice:
    """Return the voice of a cue of a type: scare quotes and source discounts are always the author's."""
    return "author" if cue_type in AUTHOR_CUES else voice_at(*bounds, attributions, quotations)


def is_quoted_throughout(text: str, attribution: Attribution, quotations: Sequence[Quotation]) -> bool:
    """Whether all letters and digits of the content are in quotation marks of the source's own.

    Marks that also hold the attribution's cue (or, without a cue, its source) belong to a speaker above: in
    “The city refused to pay,” she said, the inner refusal is not a direct quotation of the city.
    """
    signal = attribution.cue or attribution.source
    own = [
        (q.start, q.end) for q in quotations if not any(q.start <= s.start and s.end <= q.end for s in signal)
    ]
    return all(_is_covered(text, span.start, span.end, stretches=own) for span in attribution.content)


def _gives_voice(attribution: Attribution) -> bool:
    return attribution.type in SPEECH_TYPES and attribution.naming not in UNACCOUNTABLE


def _is_covered(text: str, start: int, end: int, *, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether no letter or digit of text[start:end] is outside the stretches, which ascend by start."""
    at = start
    for opened, closed in stretches:
        if opened >= end:
            break
        if closed > at:
            if any(map(str.isalnum, text[at:opened])):
                return False
            at = closed
    return at >= end or not any(map(str.isalnum, text[at:end]))
