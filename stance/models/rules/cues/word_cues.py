"""Candidates from the word lists: loaded words, labels, names, euphemisms and the other listed types."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence

from stance.models.rules.cues.candidates import Candidate
from stance.models.rules.lexicon.context import Surroundings
from stance.models.rules.lexicon.cue_lists import CUE_LISTS, CueEntry
from stance.models.rules.lexicon.trie import Lexicon, Match
from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.records.annotation import Attribution, CueType
from stance.text.quotations import Quotation

UNDATED_CONFIDENCE = 0.5
"""Factor on the confidence of a dated name in an article without date; it is also not certain."""
_PRIORITY = {name: rank for rank, name in enumerate(CUE_LISTS)}
_MAX_WORDS_TO_DETERMINER = 3


def find_word_cues(
    around: Surroundings, lexicon: Lexicon[CueEntry], attributions: Sequence[Attribution]
) -> list[Candidate]:
    """Return the candidates of all word lists in order of start; they may overlap.

    Proper names are skipped for patterns without capitals, quoted fragments for entries that say so,
    asides on a source (`attributed`) outside the units of an attribution cue.
    """
    reader = _WordReader(around, attributions)
    return [reader.candidate(match) for match in lexicon.find(around.lower, reader.accepts)]


class _WordReader:
    def __init__(self, around: Surroundings, attributions: Sequence[Attribution]) -> None:
        self.around = around
        self.date = _date(around.parsed.document.meta.published_at)
        self.cue_units = {span.unit for a in attributions for span in a.cue}
        self.quotations = around.parsed.quotations

    def accepts(self, entry: CueEntry, first: int, last: int) -> bool:
        if self.around.parsed.token_units[first] != self.around.parsed.token_units[last - 1]:
            return False
        return (
            self._case_fits(entry, first, last)
            and entry.holds_on(self.date)
            and (entry.condition is None or entry.condition.holds(self.around, first, last))
            and (entry.group.quoted or not self._is_quoted(first, last))
            and (not entry.group.attributed or self._unit_id(first) in self.cue_units)
        )

    def candidate(self, match: Match[CueEntry]) -> Candidate:
        entry, group = match.entry, match.entry.group
        tokens = self.around.parsed.tokens
        undated = self.date is None and group.from_ is not None
        presupposed = group.presupposes and self._is_definite(match.first)
        secondary: tuple[CueType, ...] = tuple(group.secondary)
        return Candidate(
            start=tokens.starts[match.first],
            end=tokens.ends[match.last - 1],
            type=entry.cue_type,
            intensity=3 if presupposed else group.intensity,
            certain=group.certain and not undated,
            confidence=entry.confidence * (UNDATED_CONFIDENCE if undated else 1.0),
            origin=entry.origin,
            alternatives=entry.alternatives,
            secondary=(*secondary, "presupposed_contested") if presupposed else secondary,
            aligned_side=group.aligned_side,
            priority=_PRIORITY.get(entry.list_name, len(_PRIORITY)),
        )

    def _case_fits(self, entry: CueEntry, first: int, last: int) -> bool:
        if entry.capitalised:
            reach = range(first, first + 1 if entry.pattern[0].isupper() else last)
            return any(self.around.is_capitalised(i) for i in reach)
        return not self.around.is_name_part(first, last)

    def _is_quoted(self, first: int, last: int) -> bool:
        tokens = self.around.parsed.tokens
        return _is_fragment(self.quotations, tokens.starts[first], tokens.ends[last - 1])

    def _unit_id(self, token: int) -> str:
        return self.around.parsed.document.units[self.around.parsed.token_units[token]].id

    def _is_definite(self, first: int) -> bool:
        lower = self.around.lower
        for index in range(first - 1, max(-1, first - 1 - _MAX_WORDS_TO_DETERMINER), -1):
            token = lower[index]
            if token in WORD_CLASSES["definite"]:
                return True
            if not token[0].isalnum() or token in WORD_CLASSES["art"] or token in WORD_CLASSES["prep"]:
                return False
        return False


def _is_fragment(quotations: Sequence[Quotation], start: int, end: int) -> bool:
    """Whether a quotation holds little more than text[start:end]."""
    index = bisect_right(quotations, start, key=lambda q: q.start) - 1
    if index < 0:
        return False
    quotation = quotations[index]
    return quotation.end >= end and (quotation.end - quotation.start) <= (end - start) + 4


def _date(published_at: str | None) -> dt.date | None:
    if published_at is None:
        return None
    try:
        return dt.date.fromisoformat(published_at[:10])
    except ValueError:
        return None
