"""A parsed document with word classes and quotation state per token, as the attribution rules read it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from stance.models.rules.attribution.words import word_classes
from stance.text.parse import ParsedDocument
from stance.text.quotations import Quotation


@dataclass(frozen=True, slots=True)
class Reading:
    """Token lists and look-ups shared by all attribution rules."""

    parsed: ParsedDocument
    lower: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]
    flags: list[int]
    """Per token, the bits of its word classes."""
    quotation_of: list[int]
    """Per token, the index of the outermost quotation in double (else single) marks it lies in, or -1."""
    quotations: list[Quotation]
    """Outermost quotations only, in reading order."""
    quotation_ending: dict[int, int]
    """End offset (after the closing mark) to the index of the quotation."""

    def span_of(self, tokens: tuple[int, int]) -> tuple[int, int]:
        """Return the offsets of a half-open range of tokens."""
        return self.starts[tokens[0]], self.ends[tokens[1] - 1]

    def is_capital(self, token: int) -> bool:
        """Return whether a token begins with a capital letter."""
        return self.words[token][0].isupper()

    def is_word(self, token: int) -> bool:
        """Return whether a token begins with a letter or digit."""
        return self.words[token][0].isalnum()


def read_for_attribution(parsed: ParsedDocument) -> Reading:
    """Return the document as the attribution rules read it."""
    tokens = parsed.tokens
    classes = word_classes()
    get = classes.get
    outer = _outermost(parsed.quotations)
    quotation_of = [-1] * len(tokens)
    for index, quotation in enumerate(outer):
        first = bisect_left(tokens.starts, quotation.start)
        last = bisect_left(tokens.starts, quotation.end, lo=first)
        quotation_of[first:last] = [index] * (last - first)
    return Reading(
        parsed=parsed,
        lower=tokens.lower,
        words=tokens.words,
        starts=tokens.starts,
        ends=tokens.ends,
        flags=[get(word, 0) for word in tokens.lower],
        quotation_of=quotation_of,
        quotations=outer,
        quotation_ending={q.end: i for i, q in enumerate(outer)},
    )


def _outermost(quotations: list[Quotation]) -> list[Quotation]:
    outer: list[Quotation] = []
    for quotation in quotations:
        if not outer or quotation.start >= outer[-1].end:
            outer.append(quotation)
    return outer
