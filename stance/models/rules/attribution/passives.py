"""Passive and fronted forms: "X was accused of Y", "it is feared that Y", "Announcing Y, X ..."."""

from __future__ import annotations

from stance.models.rules.attribution.content_last import has_finite_verb
from stance.models.rules.attribution.contents import Offsets, content_after
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.predicates import Predicate
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.subject_after import subject_after
from stance.models.rules.attribution.subject_before import subject_before
from stance.models.rules.attribution.verb_list import Sense

# Passives that lay a clause to nobody in particular ("is said to", "was alleged to").
_RAISING = frozenset(
    "say believe think report allege understand expect know rumor rumour claim assume presume estimate "
    "suspect fear".split()
)
_ACCUSING_PREPOSITIONS = frozenset({"of", "for", "with", "as"})


def read_passive(reading: Reading, predicate: Predicate, bounds: tuple[int, int]) -> Finding | None:
    """Return the finding of a passive verb group, None when its shape lays nothing to anybody."""
    first, last = bounds
    if predicate.last >= last:
        return None
    subject = subject_before(reading, predicate.first, first)
    if subject is None:
        return None
    follows = reading.lower[predicate.last]
    if reading.lower[subject[0]] == "it" and predicate.sense("clause") is not None:
        return None if follows == "to" else _impersonal(reading, predicate, last)
    patient = reading.span_of(subject)
    sense = predicate.entry.senses[0]
    if follows == "by":
        return _by_agent(reading, predicate, patient, last)
    if follows == "to" and sense.lemma in _RAISING:
        rest = content_after(reading, predicate.last, last, phrase=False)
        return _finding(reading, predicate, sense, contents=(patient, rest), rule="passive_raising")
    if follows in _ACCUSING_PREPOSITIONS and sense.verb_class == "accusatory":
        return _accused(reading, predicate, patient, last)
    if predicate.sense("to_whom") is not None:
        return _told(reading, predicate, patient, last)
    return None


def _impersonal(reading: Reading, predicate: Predicate, last: int) -> Finding | None:
    """Read "it is feared that CONTENT"."""
    sense = predicate.sense("clause") or predicate.entry.senses[0]
    content = content_after(reading, predicate.last, last, phrase=False)
    # Fear and hope are those of the public concerned; behind "it is said" stands nobody.
    rule = "passive_felt" if sense.type == "belief" else "passive_it"
    return _finding(reading, predicate, sense, contents=(content,), rule=rule)


def _accused(reading: Reading, predicate: Predicate, patient: Offsets, last: int) -> Finding | None:
    """Read "PATIENT was accused of CONTENT"; the preposition belongs to the cue."""
    rest = content_after(reading, predicate.last + 1, last, phrase=False)
    sense = predicate.entry.senses[0]
    finding = _finding(reading, predicate, sense, contents=(patient, rest), rule="passive_accused")
    if finding is not None:
        finding.cue = (finding.cue[0], reading.ends[predicate.last])
    return finding


def _told(reading: Reading, predicate: Predicate, patient: Offsets, last: int) -> Finding | None:
    """Read "RECIPIENT was told CONTENT"."""
    token = predicate.last
    if reading.lower[token] != "that" and not has_finite_verb(reading, token, last):
        return None
    content = content_after(reading, token, last, phrase=False)
    sense = predicate.sense("to_whom") or predicate.entry.senses[0]
    finding = _finding(reading, predicate, sense, contents=(content,), rule="passive_told")
    if finding is not None:
        finding.recipient = patient
    return finding


def _by_agent(reading: Reading, predicate: Predicate, patient: Offsets, last: int) -> Finding | None:
    """Read "PATIENT was praised by SOURCE" and "RECIPIENT was told by SOURCE that CONTENT"."""
    agent = subject_after(reading, predicate.last + 1, last)
    if agent is None:
        return None
    told = predicate.sense("to_whom")
    sense = told or predicate.sense("np")
    if sense is None:
        return None
    content: Offsets | None = patient
    if told is not None:
        says = agent[1] < last and reading.lower[agent[1]] == "that"
        content = content_after(reading, agent[1], last, phrase=False) if says else None
    finding = _finding(reading, predicate, sense, contents=(content,), rule="passive_by")
    if finding is not None:
        finding.source = reading.span_of(agent)
        finding.shape = "clause" if told else "phrase"
        finding.recipient = patient if told is not None else None
    return finding


def _finding(
    reading: Reading, predicate: Predicate, sense: Sense, *, contents: tuple[Offsets | None, ...], rule: str
) -> Finding | None:
    """Return a finding without source, None when a part of its content is missing."""
    found = [content for content in contents if content is not None]
    if len(found) < len(contents):
        return None
    return Finding(
        rule=rule,
        sense=sense,
        cue=reading.span_of((predicate.first, predicate.last)),
        content=found,
        source=None,
        negative=predicate.negative,
        confidence=0.55,
    )


def read_fronted(reading: Reading, predicate: Predicate, bounds: tuple[int, int]) -> Finding | None:
    """Return the finding of a participle that opens the sentence: "Announcing the move, X ..."."""
    first, last = bounds
    if predicate.first != first or not predicate.entry.senses:
        return None
    comma = next((i for i in range(predicate.last, min(last, first + 25)) if reading.lower[i] == ","), None)
    if comma is None:
        return None
    source = subject_after(reading, comma + 1, last)
    content = content_after(reading, predicate.last, comma, phrase=True)
    if source is None or content is None:
        return None
    sense = predicate.sense("np") or predicate.entry.senses[0]
    finding = _finding(reading, predicate, sense, contents=(content,), rule="fronted_participle")
    if finding is not None:
        finding.source = reading.span_of(source)
        finding.shape = "phrase"
    return finding
