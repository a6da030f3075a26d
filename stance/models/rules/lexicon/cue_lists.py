"""The word lists of framing cues: files to entries ready for matching.

A list groups its words by linguistic class; a group shares intensity, conditions and, as far as a
word does not give its own, the plain alternatives ("" says that the word could be left out).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from stance.models.rules.lexicon.context import Condition, Use, word_test
from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.pattern import expand_pattern, expand_token
from stance.models.rules.lexicon.trie import Lexicon
from stance.records.annotation import CueType

CUE_LISTS = (
    "loaded_words",
    "labels",
    "dysphemisms",
    "euphemisms",
    "metaphors",
    "virtue_terms",
    "intensifiers",
    "boosters",
    "hedges",
    "presuppositions",
    "source_discounts",
    "contested_names",
)
"""File names without ending; where two lists hold the same words the earlier one gives the type."""


class WordGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of one linguistic class with what they share."""

    class_: str = msgspec.field(name="class")
    words: dict[str, str | None] | list[str]
    """Patterns, or patterns to plain alternatives separated by commas."""
    alternatives: str | None = None
    intensity: Literal[1, 2, 3] = 1
    certain: bool = True
    confidence: float | None = None
    """Prior; None takes the list's."""
    secondary: list[CueType] = []
    presupposes: bool = False
    """With a definite article or possessive before it, the word also takes a disputed matter for granted."""
    attributed: bool = False
    """Only in a unit that holds an attribution cue."""
    quoted: bool = True
    """False: not when the words stand in quotation marks of their own."""
    before: list[str] = []
    not_before: list[str] = []
    after: list[str] = []
    not_after: list[str] = []
    near: list[str] = []
    not_near: list[str] = []
    topic: list[str] = []
    use: Use | None = None
    concept: str | None = None
    """What the name stands for; names of one concept are rivals."""
    aligned_side: str | None = None
    from_: dt.date | None = msgspec.field(default=None, name="from")
    until: dt.date | None = None


class WordList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of framing cues."""

    lexicon: str
    version: str
    language: Literal["en"]
    cue_type: CueType
    origin: str
    """How the list was written, so that it is never tested on a corpus it was drawn from."""
    confidence: float
    """Prior probability that a match is a cue, before calibration."""
    entries: list[WordGroup]


@dataclass(frozen=True, slots=True, eq=False)
class CueEntry:
    """One pattern of a word list."""

    list_name: str
    pattern: str
    cue_type: CueType
    group: WordGroup
    alternatives: tuple[str, ...]
    confidence: float
    condition: Condition | None
    capitalised: bool
    """The pattern holds a capital, so must the text: in its first word if the pattern begins with one."""

    @property
    def origin(self) -> str:
        """The entry as `Cue.origin` names it."""
        return f"lexicon:{self.list_name}#{self.pattern}"

    def holds_on(self, date: dt.date | None) -> bool:
        """Return whether a dated name is contested on a day; True for undated ones and unknown days."""
        if date is None:
            return True
        since, until = self.group.from_, self.group.until
        return (since is None or since <= date) and (until is None or date <= until)


@cache
def read_cue_list(name: str) -> WordList:
    """Return a word list by file name without ending."""
    return read_list(lexicon_folder() / f"{name}.yaml", WordList)


@cache
def cue_lexicon() -> Lexicon[CueEntry]:
    """Return all word lists of framing cues in one matcher."""
    return Lexicon(
        (entry, expand_pattern(entry.pattern, entry.origin))
        for name in CUE_LISTS
        for entry in list_entries(read_cue_list(name))
    )


def list_entries(words: WordList) -> list[CueEntry]:
    """Return the entries of a word list in file order."""
    entries: list[CueEntry] = []
    for group in words.entries:
        condition = _condition(group, f"{words.lexicon}: {group.class_}")
        pairs = group.words.items() if isinstance(group.words, dict) else ((w, None) for w in group.words)
        for pattern, alternatives in pairs:
            own = group.alternatives if alternatives is None else alternatives
            entries.append(
                CueEntry(
                    list_name=words.lexicon,
                    pattern=pattern,
                    cue_type=words.cue_type,
                    group=group,
                    alternatives=() if own is None else tuple(a.strip() for a in own.split(",")),
                    confidence=words.confidence if group.confidence is None else group.confidence,
                    condition=condition,
                    capitalised=pattern != pattern.lower(),
                )
            )
    return entries


def _condition(group: WordGroup, where: str) -> Condition | None:
    condition = Condition(
        before=word_test(group.before, where),
        not_before=word_test(group.not_before, where),
        after=word_test(group.after, where),
        not_after=word_test(group.not_after, where),
        near=_words(group.near, where),
        not_near=_words(group.not_near, where),
        topic=_words(group.topic, where),
        use=group.use,
    )
    return None if condition == Condition() else condition


def _words(items: list[str], where: str) -> frozenset[str]:
    return frozenset(form for item in items for form in expand_token(item, where))
