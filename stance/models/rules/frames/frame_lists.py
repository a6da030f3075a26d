"""The word lists of frames and generic frame questions, ready for matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.pattern import expand_pattern
from stance.models.rules.lexicon.trie import Lexicon

STRONG_WEIGHT = 2
PLAIN_WEIGHT = 1


class FrameTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Terms of one frame."""

    strong: list[str]
    plain: list[str]
    context: list[str]


class FrameList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of frame terms."""

    lexicon: str
    version: str
    language: Literal["en"]
    cue_type: str
    origin: str
    frames: dict[str, FrameTerms]


class QuestionTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a generic question is answered yes."""

    units: int
    distinct: int
    terms: list[str]
    with_number: bool = False


class QuestionList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of generic frame questions."""

    lexicon: str
    version: str
    language: Literal["en"]
    cue_type: str
    origin: str
    questions: dict[str, QuestionTerms]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One term of one frame or question."""

    label: str
    pattern: str
    weight: int
    """0 for a context word or a question's term."""


@cache
def read_frames() -> FrameList:
    """Return the list of frame terms."""
    return read_list(lexicon_folder() / "frames.yaml", FrameList)


@cache
def read_questions() -> QuestionList:
    """Return the list of generic questions."""
    return read_list(lexicon_folder() / "generic_questions.yaml", QuestionList)


@cache
def frame_lexicon() -> Lexicon[Term]:
    """Return all frame terms in one matcher."""
    terms = [
        Term(label, pattern, weight)
        for label, frame in read_frames().frames.items()
        for patterns, weight in (
            (frame.strong, STRONG_WEIGHT),
            (frame.plain, PLAIN_WEIGHT),
            (frame.context, 0),
        )
        for pattern in patterns
    ]
    return Lexicon((term, expand_pattern(term.pattern, f"frames: {term.label}")) for term in terms)


@cache
def question_lexicon() -> Lexicon[Term]:
    """Return all terms of generic questions in one matcher."""
    terms = [
        Term(label, p, 0) for label, question in read_questions().questions.items() for p in question.terms
    ]
    return Lexicon((term, expand_pattern(term.pattern, f"questions: {term.label}")) for term in terms)
