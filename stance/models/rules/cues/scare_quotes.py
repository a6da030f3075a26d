"""Quotation marks for distance: short quoted fragments that are neither speech nor names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import msgspec

from stance.models.rules.cues.candidates import Candidate
from stance.models.rules.lexicon.context import Surroundings
from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.pattern import expand_pattern, expand_token
from stance.models.rules.lexicon.trie import Lexicon
from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.records.annotation import Attribution
from stance.text.quotations import Quotation

ORIGIN = "rule:scare_quotes"
CONFIDENCE = 0.55
CONFIDENCE_IN_CONTENT = 0.3
"""For a fragment that may also be a source's very words."""
_MAX_WORDS = 4
_MAX_LENGTH = 60
_MAX_WORDS_IN_CONTENT = 2
_LOOK_BACK = 5
_LOOK_AHEAD = 3


class ScareQuoteExceptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list of signs that marks enclose speech, a title or a term being explained."""

    lexicon: str
    version: str
    language: str
    cue_type: str
    origin: str
    before: list[str]
    """Patterns that may stand within five tokens before the marks."""
    after: list[str]
    """Patterns that may stand within three tokens after them."""
    speaking: list[str]
    """Words of speaking: a unit that holds one is taken to quote what was said."""
    inside: list[str]
    """Words that speak for speech or for a title inside the marks (first person, interjections)."""


@cache
def read_exceptions() -> ScareQuoteExceptions:
    """Return the list of exceptions."""
    return read_list(lexicon_folder() / "scare_quote_exceptions.yaml", ScareQuoteExceptions)


class ScareQuoteRule:
    """Finds short fragments in quotation marks that no source is given for."""

    def __init__(self, exceptions: ScareQuoteExceptions) -> None:
        self._before = _lexicon(exceptions.before)
        self._after = _lexicon(exceptions.after)
        where = exceptions.lexicon
        self._speaking = frozenset(f for item in exceptions.speaking for f in expand_token(item, where))
        self._inside = frozenset(f for item in exceptions.inside for f in expand_token(item, where))

    def find(self, around: Surroundings, attributions: Sequence[Attribution]) -> list[Candidate]:
        """Return candidates with the marks inside the span.

        A fragment inside attributed content is speech, unless it is one or two words that open a noun
        phrase which is itself the content ("citing the “terms” of the deal"): that is not certain.
        Nor is one in a headline, beside an attribution or beside other quotations: it may be
        speech cut short.
        """
        contents = [(s.start, s.end) for a in attributions if a.type != "eventuality" for s in a.content]
        cued = {span.unit for a in attributions for span in a.cue}
        counts = Counter(
            unit.id for q in around.parsed.quotations if (unit := around.parsed.unit_at(q.start))
        )
        found: list[Candidate] = []
        for quotation in around.parsed.quotations:
            if quotation.end - quotation.start > _MAX_LENGTH or not quotation.closed:
                continue
            tokens = around.parsed.tokens_in(quotation.start + 1, quotation.end - 1)
            if not self._is_fragment(around, tokens) or around.previous(tokens[0] - 1) == "=":
                continue
            governing = [c for c in contents if c[0] < quotation.end and quotation.start < c[1]]
            if governing:
                if all(_opens_noun_phrase(around, quotation, tokens, c) for c in governing):
                    found.append(_candidate(around, quotation, certain=False))
            elif not self._is_speech(around, tokens):
                unit = around.parsed.unit_at(quotation.start)
                alone = unit is not None and unit.id != "H1" and unit.id not in cued and counts[unit.id] == 1
                found.append(_candidate(around, quotation, certain=alone))
        return found

    def _is_fragment(self, around: Surroundings, tokens: range) -> bool:
        words = [i for i in tokens if around.words[i][0].isalnum()]
        if not 1 <= len(words) <= _MAX_WORDS or around.parsed.token_units[words[0]] < 0:
            return False
        if any(around.lower[i] in self._inside or around.lower[i][0].isdigit() for i in words):
            return False
        if any(around.words[i] in {"!", "?", "…"} for i in tokens):
            return False
        # A capital inside the marks speaks for a title, a name, a nickname or a whole sentence.
        return not any(around.is_capitalised(i) for i in words)

    def _is_speech(self, around: Surroundings, tokens: range) -> bool:
        first, last = tokens[0] - 1, tokens[-1] + 2
        before = around.lower[max(0, first - _LOOK_BACK) : first]
        after = around.lower[last : last + _LOOK_AHEAD]
        if around.lower[tokens[-1]] == ",":
            # American style draws the comma before "the notion that" into the marks.
            after = [",", *after]
        return (
            not self._speaking.isdisjoint(around.unit_words(tokens[0]))
            or bool(self._before.find(before))
            or any(match.first == 0 for match in self._after.find(after))
        )


def _lexicon(patterns: list[str]) -> Lexicon[str]:
    return Lexicon((p, expand_pattern(p, "scare_quote_exceptions")) for p in patterns)


def _opens_noun_phrase(
    around: Surroundings, quotation: Quotation, tokens: range, content: tuple[int, int]
) -> bool:
    words = sum(1 for i in tokens if around.words[i][0].isalnum())
    mark = tokens[0] - 1
    return (
        words <= _MAX_WORDS_IN_CONTENT
        and mark > 0
        and around.lower[mark - 1] in WORD_CLASSES["definite"]
        and around.parsed.tokens.starts[mark - 1] == content[0]
        and quotation.end < content[1]
    )


def _candidate(around: Surroundings, quotation: Quotation, *, certain: bool) -> Candidate:
    inner = around.parsed.text[quotation.start + 1 : quotation.end - 1].strip("'\".,;:")
    return Candidate(
        start=quotation.start,
        end=quotation.end,
        type="scare_quotes",
        intensity=1,
        certain=certain,
        confidence=CONFIDENCE if certain else CONFIDENCE_IN_CONTENT,
        origin=ORIGIN,
        alternatives=(inner,),
    )
