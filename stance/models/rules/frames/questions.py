"""Yes/no answers to the generic frame questions, from explicit words only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from stance.models.rules.frames.frame_lists import QuestionTerms, Term
from stance.models.rules.lexicon.trie import Lexicon
from stance.models.rules.lexicon.word_classes import is_number
from stance.text.parse import ParsedDocument


def answer_questions(
    parsed: ParsedDocument, lexicon: Lexicon[Term], questions: Mapping[str, QuestionTerms]
) -> dict[str, Literal[0, 1]]:
    """Return 1 for every question whose terms stand in enough units, else 0."""
    units: dict[str, set[int]] = {question: set() for question in questions}
    terms: dict[str, set[str]] = {question: set() for question in questions}
    numbered: dict[int, bool] = {}
    for match in lexicon.find(parsed.tokens.lower):
        unit = parsed.token_units[match.first]
        if unit < 0:
            continue
        label = match.entry.label
        if questions[label].with_number:
            if unit not in numbered:
                first, last = parsed.unit_tokens[unit]
                numbered[unit] = any(is_number(t) for t in parsed.tokens.lower[first:last])
            if not numbered[unit]:
                continue
        units[label].add(unit)
        terms[label].add(match.entry.pattern)
    return {
        label: 1 if len(units[label]) >= asked.units and len(terms[label]) >= asked.distinct else 0
        for label, asked in questions.items()
    }
