"""Closed layers of an annotation as open ones: what votes, adjudication, examples and exports work on.

attribution   a mark per role (cue, source, content, recipient). The cue's mark, without a cue the content's,
              is the anchor: it has the attribution's id and labels and is linked to the others. A link
              "parent" leads to the attribution it lies in; relations are links between anchors.
cue           a mark whose label is the type; a link "attribution" leads to what governs it.
frame         answers to "frame" (about the document and each unit) and to each generic question.
stance        answers to "stance" about a target; the holder None is the article.
entity_role   answers to "entity_role" whose holder is the entity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from stance.invariants.annotation import ARTICLE_HOLDER
from stance.records.annotation import Annotation, Attribution, Cue, EntityRole, Frames, Layer, Stance
from stance.records.open_layers import Answer, Link, Mark, Span, Value

ROLES = ("cue", "source", "content", "recipient")
"""Roles of an attribution, and labels of its marks."""
PARENT = "parent"
GOVERNED_BY = "attribution"
"""Label of the link from a framing cue to the attribution in whose content it stands."""
FRAME = "frame"
STANCE = "stance"
ENTITY_ROLE = "entity_role"

_PLAIN_ATTRIBUTION = (
    "type",
    "naming",
    "speech",
    "verb_class",
    "polarity",
    "source_entity",
    "source_side",
    "note",
    "confidence",
    "origin",
)
_PLAIN_CUE = (
    "voice",
    "intensity",
    "secondary_types",
    "rationale",
    "alternatives",
    "aligned_side",
    "confidence",
    "origin",
)
_PLAIN_STANCE = ("id", "strength", "confidence", "alternates", "evidence", "basis", "origin")


def opened(annotation: Annotation) -> Annotation:
    """Return the same judgement with every closed layer turned into marks, links and answers.

    Layers that are open already stay as they are; an annotation without closed layers is returned itself.
    """
    if not has_closed_layers(annotation):
        return annotation
    frames = annotation.frames
    questions = list(frames.questions) if frames else []
    anchors = {attribution.id for attribution in annotation.attributions}
    return msgspec.structs.replace(
        annotation,
        layers=list(dict.fromkeys([*annotation.layers, *questions])),
        marks=[
            *(mark for attribution in annotation.attributions for mark in _attribution_marks(attribution)),
            *(_cue_mark(cue, anchors) for cue in annotation.cues),
            *annotation.marks,
        ],
        links=[*_links(annotation, anchors), *annotation.links],
        answers=[
            *(_frame_answers(frames) if frames else ()),
            *(_stance_answer(stance) for stance in annotation.stances),
            *_role_answers(annotation.entity_roles),
            *annotation.answers,
        ],
        attributions=[],
        relations=[],
        cues=[],
        frames=None,
        stances=[],
        entity_roles=[],
    )


def has_closed_layers(annotation: Annotation) -> bool:
    """Whether anything is said in a closed layer."""
    return bool(
        annotation.attributions
        or annotation.relations
        or annotation.cues
        or annotation.frames
        or annotation.stances
        or annotation.entity_roles
    )


def anchor_role(attribution: Attribution) -> str:
    """Return the role whose mark stands for the attribution: its cue, without one its content."""
    return "cue" if attribution.cue else "content"


def _attribution_marks(attribution: Attribution) -> Iterator[Mark]:
    anchor = anchor_role(attribution)
    for role in ROLES:
        pieces: list[Span] = getattr(attribution, role)
        if pieces:
            is_anchor = role == anchor
            yield Mark(
                id=attribution.id if is_anchor else f"{attribution.id}.{role}",
                layer="attribution",
                label=role,
                pieces=pieces,
                attributes=_attribution_attributes(attribution) if is_anchor else {},
            )


def _attribution_attributes(attribution: Attribution) -> dict[str, Value]:
    stances = {
        f"content_stance.{target}": value for target, value in sorted(attribution.content_stance.items())
    }
    return {**_given(attribution, _PLAIN_ATTRIBUTION), **stances}


def _cue_mark(cue: Cue, anchors: set[str]) -> Mark:
    attributes = _given(cue, _PLAIN_CUE)
    attributes["certain"] = "yes" if cue.certain else "no"
    attributes.update({f"direction.{target}": value for target, value in sorted(cue.direction.items())})
    if cue.attribution is not None and cue.attribution not in anchors:
        # The attribution layer is not there to link to; the name is all that is known.
        attributes[GOVERNED_BY] = cue.attribution
    return Mark(
        id=cue.id,
        layer="cue",
        label=cue.type,
        pieces=[Span(start=cue.start, end=cue.end, text=cue.text, unit=cue.unit)],
        attributes=attributes,
    )


def _links(annotation: Annotation, anchors: set[str]) -> Iterator[Link]:
    for attribution in annotation.attributions:
        anchor = anchor_role(attribution)
        for role in ROLES:
            if role != anchor and getattr(attribution, role):
                yield Link(
                    layer="attribution", label=role, src=attribution.id, dst=f"{attribution.id}.{role}"
                )
        if attribution.parent is not None:
            yield Link(layer="attribution", label=PARENT, src=attribution.id, dst=attribution.parent)
    for relation in annotation.relations:
        attributes = _given(relation, ("confidence", "origin"))
        for target in relation.dst:
            yield Link(
                layer="attribution",
                label=relation.type,
                src=relation.src,
                dst=target,
                attributes=attributes,
            )
    for cue in annotation.cues:
        if cue.attribution in anchors and cue.attribution is not None:
            yield Link(layer="cue", label=GOVERNED_BY, src=cue.id, dst=cue.attribution)


def _frame_answers(frames: Frames) -> Iterator[Answer]:
    attributes: dict[str, Value] = {**_given(frames, ("primary", "ambiguous"))}
    attributes.update({f"confidence.{frame}": value for frame, value in sorted(frames.confidence.items())})
    attributes.update({f"origin.{frame}": list(value) for frame, value in sorted(frames.origin.items())})
    yield Answer(question=FRAME, value=list(frames.document), attributes=attributes)
    for unit, in_unit in frames.units.items():
        yield Answer(question=FRAME, value=list(in_unit), about=unit)
    for question, value in frames.questions.items():
        yield Answer(question=question, value=value)


def _stance_answer(stance: Stance) -> Answer:
    return Answer(
        question=STANCE,
        value=stance.label,
        about=stance.target,
        holder=None if stance.holder == ARTICLE_HOLDER else stance.holder,
        attributes=_given(stance, _PLAIN_STANCE),
    )


def _role_answers(roles: list[EntityRole]) -> Iterator[Answer]:
    by_entity: dict[str, list[EntityRole]] = {}
    for role in roles:
        by_entity.setdefault(role.entity, []).append(role)
    for entity, given in by_entity.items():
        evidence: dict[str, Value] = {
            f"evidence.{role.role}": role.evidence for role in given if role.evidence
        }
        yield Answer(
            question=ENTITY_ROLE, value=[role.role for role in given], holder=entity, attributes=evidence
        )


def _given(record: msgspec.Struct, names: tuple[str, ...]) -> dict[str, Value]:
    """Fields that say something: not None, not an empty list."""
    values: Mapping[str, Value | None] = {name: getattr(record, name) for name in names}
    return {name: value for name, value in values.items() if value is not None and value != []}


CLOSED_LAYERS: frozenset[Layer] = frozenset({"attribution", "cue", "frame", "stance", "entity_role"})
