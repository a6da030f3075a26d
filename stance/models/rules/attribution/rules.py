"""The rules that join a verb group, a source and a content into one finding."""

from __future__ import annotations

from dataclasses import dataclass

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.content_first import read_inverted, read_trailing
from stance.models.rules.attribution.content_last import read_forward
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.passives import read_fronted, read_passive
from stance.models.rules.attribution.phrase_words import Range
from stance.models.rules.attribution.predicates import Predicate, find_predicates
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.subject_before import subject_before

_BEFORE_INVERSION = frozenset([",", "”", '"', "'", "’", "»", "—", "–", "-"])


def find_by_verbs(reading: Reading, unit: int) -> list[Finding]:
    """Return the findings whose cue is a verb in one unit."""
    first, last = reading.parsed.unit_tokens[unit]
    found: list[Finding] = []
    shared = _Shared()
    for predicate in find_predicates(reading, first, last):
        finding = _read(reading, predicate, (first, last), shared)
        if finding is not None:
            found.append(finding)
    return found


@dataclass(slots=True)
class _Shared:
    """The subject that later verb groups of the unit may share."""

    subject: Range | None = None
    content_end: int = -1
    """End offset of the content of the finding that gave the subject; inside it nothing is shared."""

    def update(self, finding: Finding | None, subject: Range | None) -> None:
        """Take over the subject of a finding, unless it lies inside the content of an earlier one."""
        if finding is None or subject is None or finding.cue[0] < self.content_end:
            return
        self.subject = subject
        self.content_end = max(end for _, end in finding.content)


def _read(reading: Reading, predicate: Predicate, bounds: tuple[int, int], shared: _Shared) -> Finding | None:
    """Return the finding of one verb group, None when it lays nothing to anybody."""
    if predicate.construction == "passive":
        return read_passive(reading, predicate, bounds)
    if predicate.construction == "gerund":
        return _read_gerund(reading, predicate, bounds, shared)
    if predicate.construction != "finite":
        return None
    if predicate.first > bounds[0] and reading.lower[predicate.first - 1] in _BEFORE_INVERSION:
        inverted = read_inverted(reading, predicate, bounds)
        if inverted is not None:
            return inverted
    own = subject_before(reading, predicate.first, bounds[0])
    if own is None:
        if shared.subject is None or not _coordinated(reading, predicate.first, bounds[0]):
            return None
        return read_forward(reading, predicate, bounds, shared.subject, rule="coordinated")
    finding = read_trailing(reading, predicate, bounds, own) or read_forward(
        reading, predicate, bounds, own, rule="subject_verb"
    )
    shared.update(finding, own)
    return finding


def _read_gerund(
    reading: Reading, predicate: Predicate, bounds: tuple[int, int], shared: _Shared
) -> Finding | None:
    source = shared.subject or _main_subject(reading, predicate.first, bounds[0])
    if source is None:
        return read_fronted(reading, predicate, bounds)
    finding = read_forward(reading, predicate, bounds, source, rule="gerund")
    shared.update(finding, source)
    return finding


def _coordinated(reading: Reading, token: int, floor: int) -> bool:
    return token > floor and reading.lower[token - 1] in {"and", "but", ",", "then", "or"}


def _main_subject(reading: Reading, before: int, floor: int) -> Range | None:
    """Return the subject of the first finite verb of the unit, for a participle that shares it."""
    for token in range(floor + 1, before):
        bits = reading.flags[token]
        word = reading.lower[token]
        if (
            bits & (w.AUXILIARY | w.FINITE_VERB)
            and word not in {"'s", "being", "be", "been", "having"}
            or (word.endswith("ed") and not bits)
        ):
            subject = subject_before(reading, token, floor)
            if subject is not None:
                return subject
    return None
