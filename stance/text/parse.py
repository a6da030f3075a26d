"""A document made ready for rules and models: tokens, units by token, quotations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from stance.records.document import Document, Unit
from stance.records.open_layers import Span
from stance.text.quotations import Quotation, find_quotations
from stance.text.tokens import Tokens, tokenize


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with its tokens and quotations; every rule and model reads this form."""

    document: Document
    tokens: Tokens
    unit_tokens: list[tuple[int, int]]
    """Per unit of `document.units`, the half-open range of its tokens."""
    token_units: list[int]
    """Per token, the index of its unit in `document.units`; -1 outside all units."""
    quotations: list[Quotation]

    @property
    def text(self) -> str:
        """The cleaned text."""
        return self.document.text

    def unit_at(self, offset: int) -> Unit | None:
        """Return the unit that holds a code point of the text, None between units."""
        units = self.document.units
        index = bisect_right(units, offset, key=lambda unit: unit.start) - 1
        if index >= 0 and offset < units[index].end:
            return units[index]
        return None

    def tokens_in(self, start: int, end: int) -> range:
        """Return the indices of the tokens that overlap text[start:end]."""
        first = bisect_right(self.tokens.ends, start)
        return range(first, max(first, bisect_left(self.tokens.starts, end)))

    def span(self, start: int, end: int) -> Span:
        """Return the span text[start:end], bound to its unit."""
        unit = self.unit_at(start)
        return Span(start=start, end=end, text=self.text[start:end], unit=unit.id if unit else None)


def parse(document: Document) -> ParsedDocument:
    """Return the document with tokens, unit ranges and quotations."""
    tokens = tokenize(document.text)
    token_units = [-1] * len(tokens)
    unit_tokens: list[tuple[int, int]] = []
    for index, unit in enumerate(document.units):
        first = bisect_left(tokens.starts, unit.start)
        last = bisect_left(tokens.starts, unit.end, lo=first)
        unit_tokens.append((first, last))
        token_units[first:last] = [index] * (last - first)
    return ParsedDocument(
        document=document,
        tokens=tokens,
        unit_tokens=unit_tokens,
        token_units=token_units,
        quotations=find_quotations(document.text, [(s.start, s.end) for s in document.segments]),
    )
