"""Quotations that go on after the words that attribute them, in the same or the next paragraph."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.reading import Reading

# A shorter stretch in single marks is rather a title or a term than speech.
_MIN_SINGLE = 20
# A shorter paragraph in quotation marks with no words of attribution near may be a sign or a title.
_MIN_FREE_WORDS = 6
# Code points between the attributing words and a quotation that goes on.
_MAX_GAP = 150


@dataclass(frozen=True, slots=True)
class _State:
    reading: Reading
    found: list[Finding]
    """In order of their cues."""
    cues: list[int]
    """Start offsets of the cues."""
    taken: dict[int, Finding]
    """Index of a quotation to the finding that has it as content."""
    owners: set[int]
    """Identities of those findings."""

    def take(self, index: int, finding: Finding) -> None:
        """Note a quotation as content of a finding, unless an earlier one has it."""
        if index not in self.taken:
            self.taken[index] = finding
            self.owners.add(id(finding))

    def with_cue_in(self, start: int, end: int) -> list[Finding]:
        """Return the findings whose cue begins in a stretch."""
        first = bisect_left(self.cues, start)
        return self.found[first : bisect_left(self.cues, end, lo=first)]


def continue_quotations(reading: Reading, found: list[Finding]) -> None:
    """Add to each finding the quotations that continue its content (rule A3).

    A quotation continues the last quoted content when nothing but the attribution words lies between
    them in the paragraph, or when it opens the next paragraph and nothing in that paragraph
    attributes it. A paragraph that is one quotation and follows one in which somebody is reported to
    speak is laid to that speaker (rule A13).

    Args:
        reading: the document.
        found: findings in order of their cues; their contents grow.
    """
    state = _State(reading, found, [f.cue[0] for f in found], {}, set())
    starts = [q.start for q in reading.quotations]
    for finding in found:
        for start, end in finding.content:
            first = bisect_left(starts, start)
            for index in range(first, bisect_left(starts, end, lo=first)):
                state.take(index, finding)
    for index, quotation in enumerate(reading.quotations):
        if index in state.taken:
            continue
        owner = _owner(state, index)
        if owner is not None and _is_speech(reading, index, owner):
            owner.content.append((quotation.start, quotation.end))
            owner.quoted.add(index)
            state.take(index, owner)


def _is_speech(reading: Reading, index: int, owner: Finding) -> bool:
    """Return whether a quotation is long enough, or its owner's others are in single marks too."""
    quotation = reading.quotations[index]
    if quotation.double or quotation.end - quotation.start >= _MIN_SINGLE:
        return True
    return any(not reading.quotations[i].double for i in owner.quoted)


def _owner(state: _State, index: int) -> Finding | None:
    """Return the finding whose quotation goes on in this one, None when it stands for itself."""
    quotation = state.reading.quotations[index]
    text = state.reading.parsed.text
    paragraph = text.rfind("\n", 0, quotation.start) + 1
    lead = text[paragraph : quotation.start].strip()
    if lead:
        return _from_same_paragraph(state, paragraph, quotation.start) if lead[-1] in ".!?,:;—–-" else None
    end = text.find("\n", quotation.end)
    rest = text[quotation.end : end if end >= 0 else len(text)].strip()
    if len(rest) > 3:
        return None
    return _from_paragraph_before(state, index) or _last_speaker(state, index, paragraph)


def _from_same_paragraph(state: _State, paragraph: int, start: int) -> Finding | None:
    before = state.with_cue_in(paragraph, start)
    last = next((f for f in reversed(before) if id(f) in state.owners), None)
    if last is None:
        return None
    end = max(
        last.cue[1],
        last.source[1] if last.source else 0,
        *(e for _, e in last.content if e <= start),
    )
    if start - end >= _MAX_GAP or _unit_of(state, start) - _unit_of(state, end - 1) > 1:
        return None
    others = any(f.cue[0] > end and f.source != last.source for f in before)
    return None if others else last


def _unit_of(state: _State, offset: int) -> int:
    tokens = state.reading.parsed.tokens_in(offset, offset + 1)
    return state.reading.parsed.token_units[tokens[0]] if tokens else -1


def _from_paragraph_before(state: _State, index: int) -> Finding | None:
    before = state.taken.get(index - 1)
    if before is None:
        return None
    previous, quotation = state.reading.quotations[index - 1], state.reading.quotations[index]
    gap = state.reading.parsed.text[previous.end : quotation.start]
    if not previous.closed and not gap.strip():
        return before
    # The paragraph before ended with the attribution of its quotation: "...," she said.
    return before if gap.count("\n\n") <= 1 and len(gap) < _MAX_GAP else None


def _last_speaker(state: _State, index: int, paragraph: int) -> Finding | None:
    """Return the last finding of the paragraph before that lets somebody speak at the article's own level."""
    quotation = state.reading.quotations[index]
    text = state.reading.parsed.text
    if not quotation.double or len(text[quotation.start : quotation.end].split()) < _MIN_FREE_WORDS:
        return None
    end = len(text[:paragraph].rstrip())
    speaking = state.with_cue_in(text.rfind("\n", 0, end) + 1, end)
    for finding in reversed(speaking):
        if finding.source and finding.sense.type == "assertion" and not _is_nested(finding, speaking):
            return finding
    return None


def _is_nested(finding: Finding, others: list[Finding]) -> bool:
    at = finding.cue[0]
    return any(start <= at < end for f in others if f is not finding for start, end in f.content)
