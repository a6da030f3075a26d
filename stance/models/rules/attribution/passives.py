"""Passive and fronted forms: "X was accused of Y", "it is feared that Y", "Announcing Y, X ..."."""

from __future__ import annotations

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
    sense = predicate.entry.senses[0]
    subject = subject_before(reading, predicate.first, first)
    follows = reading.lower[predicate.last]
    if subject is not None and reading.lower[subject[0]] == "it" and predicate.sense("clause") is not None:
        content = content_after(reading, predicate.last, last, phrase=False)
        return (
            _finding(reading, predicate, predicate.sense("clause") or sense, content, "passive_it")
            if follows != "to"
            else None
        )
    if subject is None:
        return None
    patient = (reading.starts[subject[0]], reading.ends[subject[1] - 1])
    if follows == "by":
        return _by_agent(reading, predicate, sense, patient, last)
    if follows == "to" and sense.lemma in _RAISING:
        rest = content_after(reading, predicate.last, last, phrase=False)
        return _finding(reading, predicate, sense, rest, "passive_raising", patient)
    if follows in _ACCUSING_PREPOSITIONS and sense.verb_class == "accusatory":
        rest = content_after(reading, predicate.last, last, phrase=False)
        return _finding(reading, predicate, sense, rest, "passive_accused", patient)
    if follows == "that" and predicate.sense("to_whom") is not None:
        finding = _finding(
            reading,
            predicate,
            sense,
            content_after(reading, predicate.last, last, phrase=False),
            "passive_told",
        )
        if finding is not None:
            finding.recipient = patient
        return finding
    return None


def _by_agent(
    reading: Reading, predicate: Predicate, sense: Sense, patient: Offsets, last: int
) -> Finding | None:
    agent = subject_after(reading, predicate.last + 1, last)
    if agent is None or predicate.sense("np") is None:
        return None
    finding = _finding(reading, predicate, predicate.sense("np") or sense, patient, "passive_by")
    if finding is not None:
        finding.source = (reading.starts[agent[0]], reading.ends[agent[1] - 1])
    return finding


def _finding(
    reading: Reading,
    predicate: Predicate,
    sense: Sense,
    content: Offsets | None,
    rule: str,
    patient: Offsets | None = None,
) -> Finding | None:
    if content is None:
        return None
    return Finding(
        rule=rule,
        sense=sense,
        cue=(reading.starts[predicate.first], reading.ends[predicate.last - 1]),
        content=[content] if patient is None else [patient, content],
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
    finding = _finding(reading, predicate, sense, content, "fronted_participle")
    if finding is not None:
        finding.source = (reading.starts[source[0]], reading.ends[source[1] - 1])
    return finding
