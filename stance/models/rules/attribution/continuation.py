"""Quotations that go on after the words that attribute them, in the same or the next paragraph."""

from __future__ import annotations

from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.reading import Reading

# A shorter stretch in single marks is rather a title or a term than speech.
_MIN_SINGLE = 20


def continue_quotations(reading: Reading, found: list[Finding]) -> None:
    """Add to each finding the quotations that continue its content (rule A3).

    A quotation continues the last quoted content when nothing but the attribution words lies between
    them in the paragraph, or when it opens the next paragraph and nothing in that paragraph
    attributes it.
    """
    taken: dict[int, Finding] = {}
    for finding in found:
        for index in _quotations_in(reading, finding):
            taken.setdefault(index, finding)
    for index, quotation in enumerate(reading.quotations):
        if index in taken:
            continue
        owner = _owner(reading, index, taken, found)
        if owner is not None and _is_speech(reading, index, owner):
            owner.content.append((quotation.start, quotation.end))
            owner.quoted.add(index)
            taken[index] = owner


def _is_speech(reading: Reading, index: int, owner: Finding) -> bool:
    """Return whether a quotation is long enough, or its owner's others are in single marks too."""
    quotation = reading.quotations[index]
    if quotation.double or quotation.end - quotation.start >= _MIN_SINGLE:
        return True
    return any(not reading.quotations[i].double for i in owner.quoted)


def _quotations_in(reading: Reading, finding: Finding) -> list[int]:
    return [
        index
        for index, quotation in enumerate(reading.quotations)
        if any(start <= quotation.start < end for start, end in finding.content)
    ]


def _owner(reading: Reading, index: int, taken: dict[int, Finding], found: list[Finding]) -> Finding | None:
    """Return the finding whose quotation goes on in this one, None when it stands for itself."""
    quotation = reading.quotations[index]
    text = reading.parsed.text
    paragraph = text.rfind("\n", 0, quotation.start) + 1
    lead = text[paragraph : quotation.start].strip()
    if not lead:
        return _from_paragraph_before(reading, index, taken)
    if lead[-1] not in ".!?,:;—–-":
        return None
    owners = [
        f for f in {id(f): f for f in taken.values()}.values() if paragraph <= f.cue[0] < quotation.start
    ]
    if not owners:
        return None
    last = max(owners, key=lambda f: f.cue)
    end = max(
        last.cue[1],
        last.source[1] if last.source else 0,
        *(e for _, e in last.content if e <= quotation.start),
    )
    gap = text[end : quotation.start]
    others = [f for f in found if end < f.cue[0] < quotation.start and f.source != last.source]
    return last if not others and len(gap) < 150 and gap.count(". ") <= 1 else None


def _from_paragraph_before(reading: Reading, index: int, taken: dict[int, Finding]) -> Finding | None:
    quotation = reading.quotations[index]
    text = reading.parsed.text
    end = text.find("\n", quotation.end)
    rest = text[quotation.end : end if end >= 0 else len(text)].strip()
    before = taken.get(index - 1)
    if before is None or len(rest) > 3:
        return None
    previous = reading.quotations[index - 1]
    gap = text[previous.end : quotation.start]
    if not previous.closed and not gap.strip():
        return before
    # The paragraph before ended with the attribution of its quotation: "...," she said.
    return before if gap.count("\n\n") <= 1 and len(gap) < 150 else None
