"""Whether the labels of an annotation belong to the label schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import get_args

from stance.invariants.problems import Problem
from stance.records.annotation import (
    Annotation,
    AttributionType,
    CueType,
    Naming,
    Speech,
    StanceLabel,
    VerbClass,
    Voice,
)
from stance.schema.records import LabelSchema


@dataclass(frozen=True, slots=True)
class AllowedLabels:
    """The vocabularies that a label schema leaves open; the others are closed in the record types."""

    frames: frozenset[str]
    questions: frozenset[str] = frozenset()
    """Ids of the generic frame questions: CO1, AR1, ..."""
    roles: frozenset[str] = frozenset()
    """Roles an entity may be given in the story."""

    @classmethod
    def of(cls, schema: LabelSchema) -> AllowedLabels:
        """Return the open vocabularies of a label schema."""
        return cls(
            frames=frozenset(schema.policy_frames),
            questions=frozenset(schema.generic_questions),
            roles=frozenset(schema.label_ids("entity_role", "role")),
        )


_ATTRIBUTION_FIELDS = {
    "type": frozenset(get_args(AttributionType)),
    "naming": frozenset(get_args(Naming)),
    "speech": frozenset(get_args(Speech)),
    "verb_class": frozenset(get_args(VerbClass)),
}
_CUE_FIELDS = {"type": frozenset(get_args(CueType)), "voice": frozenset(get_args(Voice))}
_STANCE_FIELDS = {"label": frozenset(get_args(StanceLabel))}


def check_labels(annotation: Annotation, labels: AllowedLabels | None) -> Iterator[Problem]:
    """Yield the labels that the schema does not know.

    Decoding refuses unknown labels of the closed vocabularies; a record made in Python is only checked here.

    Args:
        annotation: to be checked.
        labels: the open vocabularies; None to check the closed ones only.
    """
    for kind, records, fields in (
        ("attribution", annotation.attributions, _ATTRIBUTION_FIELDS),
        ("cue", annotation.cues, _CUE_FIELDS),
        ("stance", annotation.stances, _STANCE_FIELDS),
    ):
        for record in records:
            for name, allowed in fields.items():
                if getattr(record, name) not in allowed:
                    where = f"{annotation.doc_id}: {kind} {record.id}, {name}"
                    yield _unknown(where, getattr(record, name), allowed)
    if labels is None:
        return
    frames = annotation.frames
    if frames is not None:
        where = f"{annotation.doc_id}: frames"
        in_units = (frame for in_unit in frames.units.values() for frame in in_unit)
        primary = [frames.primary] if frames.primary is not None else []
        named = {*frames.document, *frames.ambiguous, *primary, *in_units, *frames.confidence, *frames.origin}
        yield from _unknown_among(where, named, labels.frames)
        yield from _unknown_among(f"{where}, questions", frames.questions, labels.questions)
    roles = (role.role for role in annotation.entity_roles)
    yield from _unknown_among(f"{annotation.doc_id}: entity_roles", roles, labels.roles)


def _unknown_among(where: str, names: Iterable[str], allowed: frozenset[str]) -> Iterator[Problem]:
    for name in sorted(set(names) - allowed):
        yield _unknown(where, name, allowed)


def _unknown(where: str, label: str, allowed: frozenset[str]) -> Problem:
    near = get_close_matches(label, sorted(allowed), n=1)
    action = f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join(sorted(allowed))}."
    return Problem(where, "a label of the schema", repr(label), action)
