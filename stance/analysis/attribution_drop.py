"""Headlines, decks and leads that state flat what the body lays to one party and another denies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stance.analysis.claims import Claims, compare
from stance.analysis.propositions import Proposition
from stance.models.rules.stance.clauses import Passage
from stance.models.rules.stance.concepts import concepts
from stance.records.annotation import SPEECH_TYPES, Attribution, Cue, Relation
from stance.records.document import Unit
from stance.text.parse import ParsedDocument

_ACCUSING_OVERLAP = 0.8
"""Overlap from which an accusing claim counts without a contradiction."""
_CERTAIN, _UNCERTAIN = 0.8, 0.4
"""Confidences."""
_TRIMMED = " .,;:"
_MIN_TOKENS = 3


@dataclass(frozen=True, slots=True)
class _Claim:
    """A flat statement of the author with the attributions that make and deny the same."""

    unit: Unit
    proposition: Proposition
    made_by: list[Attribution]
    denied_by: list[str]
    overlap: float


def find_attribution_drops(
    parsed: ParsedDocument, relations: Sequence[Relation], *, claims: Claims
) -> list[Cue]:
    """Return cues of type attribution_drop, at most one per unit, in reading order; direction is left empty.

    Looked for in headline, deck and first body sentence, outside all contents and cues. Certain when the
    claim is laid to a source in the body and another source contradicts it. Without a contradiction only
    a claim that accuses, laid to one party (a side, or under a doubting or accusing verb) in nearly the
    same words, is marked, as not certain. Intensity 3 in the headline, else 2.

    Args:
        parsed: the document.
        relations: as `link` returns them.
        claims: of its attributions.
    """
    drops: list[Cue] = []
    for unit, flat in _flat_statements(parsed, claims):
        claim = _claim(unit, flat, claims=claims, relations=relations)
        if claim is None or any(cue.unit == unit.id for cue in drops):
            continue
        if claim.denied_by or _accuses_one_party(claims, claim):
            drops.append(_cue(parsed, claim, len(drops) + 1))
    return drops


def _flat_statements(parsed: ParsedDocument, claims: Claims) -> Iterator[tuple[Unit, Proposition]]:
    covered = [
        (span.start, span.end)
        for statement in claims.statements
        if statement.attribution.type in SPEECH_TYPES
        for part in (statement.attribution.source, statement.attribution.cue, statement.attribution.content)
        for span in part
    ]
    for index, unit in enumerate(parsed.document.units):
        if not (unit.id in {"H1", "S1"} or unit.id.startswith("D")):
            continue
        first, last = parsed.unit_tokens[index]
        inside = [(start, end) for start, end in covered if start < unit.end and unit.start < end]
        for begin, end in _uncovered(parsed, first, last, inside):
            passage = Passage(parsed.tokens.lower, begin, end)
            for proposition in claims.reader.read(-1, passage):
                yield unit, proposition


def _uncovered(
    parsed: ParsedDocument, first: int, last: int, covered: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    starts, ends = parsed.tokens.starts, parsed.tokens.ends
    begin = first
    for token in range(first, last + 1):
        if token == last or any(start < ends[token] and starts[token] < end for start, end in covered):
            if token - begin >= _MIN_TOKENS:
                yield begin, token
            begin = token + 1


def _claim(unit: Unit, flat: Proposition, *, claims: Claims, relations: Sequence[Relation]) -> _Claim | None:
    made_by: dict[str, Attribution] = {}
    denied_by: dict[str, None] = {}
    overlap = 0.0
    for proposition in claims.propositions:
        attribution = claims.statements[proposition.owner].attribution
        match = compare(claims.reader, flat, proposition) if attribution.type in SPEECH_TYPES else None
        if match is None:
            continue
        if match.agrees:
            made_by[attribution.id] = attribution
            overlap = max(overlap, match.score)
        else:
            denied_by[attribution.id] = None
    if not made_by:
        return None
    for relation in relations:
        if relation.type == "contradicts" and made_by.keys() & set(relation.dst):
            denied_by[relation.src] = None
        elif relation.type == "contradicts" and relation.src in made_by:
            denied_by.update(dict.fromkeys(relation.dst))
    others = [i for i in denied_by if i not in made_by]
    return _Claim(unit, flat, list(made_by.values()), others, overlap)


def _accuses_one_party(claims: Claims, claim: _Claim) -> bool:
    if claim.overlap < _ACCUSING_OVERLAP or not claims.reader.words(claim.proposition) & concepts().accusing:
        return False
    sides = {a.source_side for a in claim.made_by}
    sources = {a.source_entity or " ".join(s.text for s in a.source).lower() for a in claim.made_by}
    vouched = any(a.verb_class in {"factive", "concessive"} for a in claim.made_by)
    if vouched or (len(sources) > 1 and len(sides) > 1):
        return False
    doubted = any(a.verb_class in {"doubt", "accusatory"} for a in claim.made_by)
    return doubted or (len(sides) == 1 and not sides & {"none", "both"})


def _cue(parsed: ParsedDocument, claim: _Claim, number: int) -> Cue:
    start, end = _span(parsed, claim)
    text = parsed.text[start:end]
    made = claim.made_by[0]
    who = made.source[0].text if made.source else ""
    laid_to = ", ".join(a.id for a in claim.made_by)
    rationale = f"stated flat here; the text lays it to a source ({laid_to})"
    if claim.denied_by:
        rationale += f" and reports a denial ({', '.join(claim.denied_by)})"
    return Cue(
        id=f"AD{number}",
        start=start,
        end=end,
        text=text,
        type="attribution_drop",
        voice="author",
        intensity=3 if claim.unit.id == "H1" else 2,
        direction={},
        certain=bool(claim.denied_by),
        unit=claim.unit.id,
        rationale=rationale,
        alternatives=[f"{who} says: {text}"] if who else [],
        confidence=_CERTAIN if claim.denied_by else _UNCERTAIN,
        origin="rule:attribution_drop",
    )


def _span(parsed: ParsedDocument, claim: _Claim) -> tuple[int, int]:
    """Return the clause, without outer blanks and punctuation."""
    start = parsed.tokens.starts[claim.proposition.first]
    end = parsed.tokens.ends[claim.proposition.last - 1]
    while start < end and parsed.text[start] in _TRIMMED:
        start += 1
    while end > start and parsed.text[end - 1] in _TRIMMED:
        end -= 1
    return start, end
