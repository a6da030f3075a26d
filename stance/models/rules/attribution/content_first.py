"""Attribution behind its content: "CONTENT, X said" and "CONTENT, said X"."""

from __future__ import annotations

from stance.models.rules.attribution.adjuncts import recipient_after, skip_adjuncts
from stance.models.rules.attribution.content_last import has_finite_verb
from stance.models.rules.attribution.contents import (
    Offsets,
    clause_before,
    content_after,
    ends_sentence,
    quotation_before,
    quoted_content,
)
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.phrase_words import Range
from stance.models.rules.attribution.predicates import Predicate
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.subject_after import subject_after
from stance.models.rules.attribution.verb_list import Sense

_PAUSES = frozenset({",", "–", "—", "--"})
_AFTER_RECIPIENT = frozenset({"as", "in", "on", "at", "during", "after", "when", "while"})


def read_trailing(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], source: Range
) -> Finding | None:
    """Return the finding of "CONTENT, X said", None when the content does not stand before the source."""
    sense = predicate.sense("quote")
    if sense is None:
        return None
    quotation = quotation_before(reading, reading.starts[source[0]])
    if quotation is not None:
        content = quoted_content(reading, quotation, reading.starts[bounds[0]])
        return _quoted_finding(
            reading, predicate, sense, content, quotation, source, "quotation_subject_verb"
        )
    contents = _contents_around(reading, predicate, bounds, source[0])
    if not contents:
        return None
    return Finding(
        "clause_subject_verb",
        sense,
        reading.span_of((predicate.first, predicate.last)),
        contents,
        reading.span_of(source),
        negative=predicate.negative,
        confidence=0.87,
    )


def _contents_around(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], source: int
) -> list[Offsets]:
    """Return the clauses around "X said" between commas, also with "as" before it ("as X said, ...")."""
    first, last = bounds
    opening = source - 1
    if opening >= first and reading.lower[opening] == "as":
        if opening == first:
            content = content_after(reading, predicate.last, last, phrase=False)
            return [content] if content and reading.lower[predicate.last] == "," else []
        opening -= 1
    if opening < first or reading.lower[opening] not in _PAUSES:
        return []
    return _clauses_around(reading, predicate, bounds, opening)


def _clauses_around(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], comma: int
) -> list[Offsets]:
    """Return the clause before the comma, and what goes on with it behind the verb ("X, he said, is Y")."""
    recipient = recipient_after(reading, predicate.last, bounds[1]) if predicate.sense("to_whom") else None
    after = skip_adjuncts(reading, recipient[1] if recipient else predicate.last, bounds[1])
    closes = ends_sentence(reading, predicate.last, bounds[1]) or ends_sentence(reading, after, bounds[1])
    if not closes:
        closes = recipient is not None and reading.lower[after] in _AFTER_RECIPIENT
        if not closes and reading.lower[after] not in _PAUSES:
            return []
    if reading.lower[bounds[0]].endswith("ing") and not has_finite_verb(reading, bounds[0], comma):
        return []
    clause = clause_before(reading, comma, bounds[0], min_tokens=3 if closes else 2)
    if clause is None:
        return []
    rest = None if closes else content_after(reading, after, bounds[1], phrase=False)
    return [clause] if rest is None else [clause, rest]


def read_inverted(reading: Reading, predicate: Predicate, bounds: tuple[int, int]) -> Finding | None:
    """Read "CONTENT, said X" where the source stands behind the verb."""
    sense = predicate.sense("quote")
    if sense is None or predicate.negative:
        return None
    quotation = quotation_before(reading, reading.starts[predicate.first])
    source = subject_after(reading, predicate.last, bounds[1], open_end=quotation is not None)
    if source is None:
        return None
    if quotation is not None:
        content = quoted_content(reading, quotation, reading.starts[bounds[0]])
        return _quoted_finding(
            reading, predicate, sense, content, quotation, source, "quotation_verb_subject"
        )
    if predicate.first <= bounds[0] or reading.lower[predicate.first - 1] != ",":
        return None
    if not (
        ends_sentence(reading, source[1], bounds[1])
        or reading.lower[source[1]] in {",", "as", "in", "on", "after", "when", "who"}
    ):
        return None
    source = subject_after(reading, predicate.last, bounds[1], open_end=True) or source
    clause = clause_before(reading, predicate.first - 1, bounds[0])
    if clause is None:
        return None
    return Finding(
        "clause_verb_subject",
        sense,
        reading.span_of((predicate.first, predicate.last)),
        [clause],
        reading.span_of(source),
        negative=predicate.negative,
        confidence=0.75,
    )


def _quoted_finding(
    reading: Reading,
    predicate: Predicate,
    sense: Sense,
    content: Offsets,
    quotation: int,
    source: Range,
    rule: str,
) -> Finding:
    return Finding(
        rule,
        sense,
        reading.span_of((predicate.first, predicate.last)),
        [content],
        reading.span_of(source),
        negative=predicate.negative,
        confidence=0.9,
        quoted={quotation},
    )
