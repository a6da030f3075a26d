"""Whose words a span is."""

from __future__ import annotations

from collections.abc import Sequence

from stance.records.annotation import Attribution, Voice
from stance.text.quotations import Quotation

_OWN = frozenset({"hearsay", "author"})


def governing_attribution(
    start: int, end: int, attributions: Sequence[Attribution]
) -> Attribution | None:
    """Return the innermost attribution whose content holds text[start:end], None for the author's own words.

    Eventualities (refusals, orders) lay no words to anybody and are passed over.
    """
    best: Attribution | None = None
    best_length = 0
    for attribution in attributions:
        if attribution.type == "eventuality":
            continue
        for span in attribution.content:
            length = span.end - span.start
            if span.start <= start and end <= span.end and (best is None or length < best_length):
                best, best_length = attribution, length
    return best


def voice_at(
    start: int, end: int, attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> Voice:
    """Return whose words text[start:end] are; content of hearsay is the author's."""
    governing = governing_attribution(start, end, attributions)
    if governing is None or governing.naming in _OWN:
        return "author"
    if any(q.start <= start and end <= q.end for q in quotations):
        return "source_direct"
    return "source_indirect"
