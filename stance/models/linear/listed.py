"""What the word lists of the project say of a text: which kind of word stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

from stance.models.rules.attribution.verb_list import verb_list
from stance.models.rules.frames.frame_lists import frame_lexicon, question_lexicon
from stance.models.rules.lexicon.cue_lists import cue_lexicon
from stance.models.rules.stance.terms import find_terms

ListName = Literal["cues", "cue_classes", "polarity", "reporting", "frames", "questions"]
Found = Iterator[tuple[int, str]]
"""Token and what kind of word begins there."""

NEGATORS: Final = frozenset(
    {
        "not",
        "n't",
        "never",
        "no",
        "without",
        "nor",
        "neither",
        "hardly",
        "cannot",
        "nothing",
        "none",
        "nobody",
    }
)
_REACH = 3
"""Tokens before a word in which a negator turns it round."""


def is_negated(lower: Sequence[str], at: int) -> bool:
    """Return whether a negator stands close before a token."""
    return not NEGATORS.isdisjoint(lower[max(0, at - _REACH) : at])


def _cues(lower: Sequence[str]) -> Found:
    for match in cue_lexicon().find(lower):
        yield match.first, f"cue {match.entry.list_name}"
        yield match.first, f"intensity {match.entry.group.intensity}"


def _cue_classes(lower: Sequence[str]) -> Found:
    for match in cue_lexicon().find(lower):
        yield match.first, f"class {match.entry.list_name}/{match.entry.group.class_}"


def _polarity(lower: Sequence[str]) -> Found:
    for hit in find_terms(lower, 0, len(lower)):
        term, at = hit.term, hit.first
        yield at, f"term {term.role} {term.sign:+d}"
        negated = is_negated(lower, at)
        if term.role not in {"negator", "modal"}:
            yield at, f"polarity {-term.sign if negated else term.sign:+d}"
        if negated:
            yield at, f"negated {term.sign:+d}"


def _reporting(lower: Sequence[str]) -> Found:
    listed = verb_list()
    for at, word in enumerate(lower):
        # The last entry has no particle, unless all have one: "point" alone lays nothing to anybody.
        entries = listed.verbs.get(word)
        if entries is not None and not entries[-1].particles:
            yield at, f"verb {entries[-1].senses[0].verb_class}"
        noun = listed.nouns.get(word)
        if noun is not None:
            yield at, f"noun {noun.verb_class}"
        if word in NEGATORS:
            yield at, "negator"


def _frames(lower: Sequence[str]) -> Found:
    for match in frame_lexicon().find(lower):
        yield match.first, f"frame {match.entry.label} {match.entry.weight}"


def _questions(lower: Sequence[str]) -> Found:
    for match in question_lexicon().find(lower):
        yield match.first, f"question {match.entry.label}"


_READERS: Final[dict[ListName, Callable[[Sequence[str]], Found]]] = {
    "cues": _cues,
    "cue_classes": _cue_classes,
    "polarity": _polarity,
    "reporting": _reporting,
    "frames": _frames,
    "questions": _questions,
}


def listed_words(lower: Sequence[str], lists: Sequence[ListName]) -> Found:
    """Yield what kinds of listed words stand where, list by list.

    cues: list and intensity of framing cues; cue_classes: their linguistic class; polarity: what a word does
    to what it governs, turned round by a negator close before it; reporting: class of reporting verbs and
    nouns, and negators; frames, questions: terms of policy frames and of generic frame questions.

    Args:
        lower: tokens of `stance.text.tokens.tokenize`, lower case.
        lists: to look in. Conditions of the entries on their surroundings are not looked at.
    """
    for name in lists:
        yield from _READERS[name](lower)
