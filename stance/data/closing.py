"""Open layers turned into the closed ones of the label schema, where they fit it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from stance.data.layers import (
    CLOSED_LAYERS,
    ENTITY_ROLE,
    FRAME,
    PARENT,
    ROLES,
    STANCE,
)
from stance.invariants.annotation import ARTICLE_HOLDER, check_annotation
from stance.invariants.labels import AllowedLabels
from stance.invariants.voice import cue_voice, is_quoted_throughout
from stance.records.annotation import Annotation, Attribution, Cue, EntityRole, Frames, Relation, Stance
from stance.records.document import Document
from stance.records.imports import Loss
from stance.records.open_layers import Answer, Link, Mark, Value
from stance.schema.labels import load_schema
from stance.text.quotations import Quotation, find_quotations


def closed(annotation: Annotation, document: Document) -> tuple[Annotation, list[Loss]]:
    """Return the annotation with the open layers of our label schema closed, and what did not fit.

    Levels, voices and missing speech forms are computed from the attributions; type, naming and verb class
    must be given. A layer of which anything does not fit stays open as a whole, so that nothing is lost; the
    losses (reason `not_this_schema`) then say why.

    Args:
        annotation: with open layers named as in `stance.data.layers`.
        document: it is for.
    """
    losses: list[Loss] = []
    result = annotation
    for close in (_close_attributions, _close_cues, _close_frames, _close_stances, _close_roles):
        try:
            attempt = close(result, document)
        except msgspec.ValidationError as error:
            losses.append(_does_not_fit(annotation, close.__name__.removeprefix("_close_"), str(error)))
            continue
        problems = check_annotation(attempt, document, labels=_allowed())
        if problems:
            losses += [
                _does_not_fit(
                    annotation,
                    problem.where.partition(": ")[2],
                    f"expected {problem.expected}; found {problem.found}",
                )
                for problem in problems
            ]
        else:
            result = attempt
    return result, losses


def _allowed() -> AllowedLabels:
    return AllowedLabels.of(load_schema())


def _does_not_fit(annotation: Annotation, what: str, detail: str) -> Loss:
    return Loss(
        where=f"{annotation.doc_id}, annotator {annotation.annotator.id}: {what}",
        reason="not_this_schema",
        what=what.partition(" ")[0].rstrip(":,"),
        detail=f"{detail}; the layer stays open",
    )


def _close_attributions(annotation: Annotation, document: Document) -> Annotation:
    marks = {mark.id: mark for mark in annotation.marks if mark.layer == "attribution"}
    links = [link for link in annotation.links if link.layer == "attribution"]
    if not marks:
        return annotation
    role_links = [link for link in links if link.label in ROLES]
    belongs = {link.dst for link in role_links}
    parents = {link.src: link.dst for link in links if link.label == PARENT}
    quotations = _quotations(document)
    attributions = [
        _attribution(mark, marks, links=role_links, parents=parents)
        for mark in marks.values()
        if mark.id not in belongs
    ]
    attributions = [_with_speech(each, document, quotations) for each in attributions]
    return msgspec.structs.replace(
        annotation,
        attributions=attributions,
        relations=list(_relations(links)),
        marks=[mark for mark in annotation.marks if mark.layer != "attribution"],
        links=[link for link in annotation.links if link.layer != "attribution"],
    )


def _attribution(
    anchor: Mark, marks: dict[str, Mark], *, links: Sequence[Link], parents: dict[str, str]
) -> Attribution:
    roles: dict[str, list[Any]] = {role: [] for role in ROLES}
    if anchor.label not in roles:
        raise msgspec.ValidationError(f"a mark of attribution labeled {anchor.label!r}")
    roles[anchor.label] = list(anchor.pieces)
    for link in links:
        if link.src == anchor.id:
            roles[link.label] += marks[link.dst].pieces
    fields: dict[str, Any] = {
        "source_side": "none",
        "polarity": "positive",
        "source_entity": None,
        **{name: value for name, value in anchor.attributes.items() if "." not in name},
        "content_stance": _prefixed(anchor.attributes, "content_stance."),
        "id": anchor.id,
        "parent": parents.get(anchor.id),
        "level": _depth(anchor.id, parents),
        **{role: sorted(pieces, key=lambda piece: piece.start) for role, pieces in roles.items()},
    }
    fields.setdefault("speech", "indirect")
    return msgspec.convert(_plain(fields), Attribution)


def _depth(name: str, parents: dict[str, str]) -> int:
    seen: set[str] = set()
    while name in parents and name not in seen:
        seen.add(name)
        name = parents[name]
    return len(seen)


def _with_speech(
    attribution: Attribution, document: Document, quotations: Sequence[Quotation]
) -> Attribution:
    """Mend only what the text decides: direct is what stands in quotation marks throughout."""
    if is_quoted_throughout(document.text, attribution, quotations):
        return msgspec.structs.replace(attribution, speech="direct")
    if attribution.speech == "direct":
        return msgspec.structs.replace(attribution, speech="mixed")
    return attribution


def _relations(links: Sequence[Link]) -> Iterator[Relation]:
    groups: dict[tuple[str, str, str], tuple[Link, list[str]]] = {}
    for link in links:
        if link.label not in ROLES and link.label != PARENT:
            key = (link.label, link.src, repr(sorted(link.attributes.items())))
            groups.setdefault(key, (link, []))[1].append(link.dst)
    for link, targets in groups.values():
        fields = {"type": link.label, "src": link.src, "dst": targets, **link.attributes}
        yield msgspec.convert(fields, Relation)


def _close_cues(annotation: Annotation, document: Document) -> Annotation:
    marks = [mark for mark in annotation.marks if mark.layer == "cue"]
    if not marks:
        return annotation
    governed = {link.src: link.dst for link in annotation.links if link.layer == "cue"}
    quotations = _quotations(document)
    return msgspec.structs.replace(
        annotation,
        cues=[_cue(mark, governed.get(mark.id), annotation.attributions, quotations) for mark in marks],
        marks=[mark for mark in annotation.marks if mark.layer != "cue"],
        links=[link for link in annotation.links if link.layer != "cue"],
    )


def _cue(
    mark: Mark, attribution: str | None, attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> Cue:
    if len(mark.pieces) > 1:
        raise msgspec.ValidationError(f"a cue of {len(mark.pieces)} pieces; a cue is one span")
    span = mark.pieces[0]
    given = {name: value for name, value in mark.attributes.items() if "." not in name}
    fields: dict[str, Any] = {
        "intensity": 1,
        "voice": "author",
        **given,
        "id": mark.id,
        "type": mark.label,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "unit": span.unit,
        "direction": _prefixed(mark.attributes, "direction."),
        "certain": given.get("certain", "yes") == "yes",
    }
    if attribution is not None:
        fields["attribution"] = attribution
    cue = msgspec.convert(_plain(fields), Cue)
    if not attributions:
        return cue
    voice = cue_voice(cue.type, (cue.start, cue.end), attributions, quotations=quotations)
    return msgspec.structs.replace(cue, voice=voice)


def _close_frames(annotation: Annotation, document: Document) -> Annotation:
    generic = load_schema().generic_questions
    answers = [a for a in annotation.answers if a.question == FRAME or a.question in generic]
    if not answers:
        return annotation
    whole = next((a for a in answers if a.question == FRAME and a.about is None), None)
    attributes: dict[str, Value] = whole.attributes if whole else {}
    fields = {
        "document": _listed(whole.value) if whole else [],
        "primary": attributes.get("primary"),
        "ambiguous": attributes.get("ambiguous", []),
        "units": {a.about: _listed(a.value) for a in answers if a.question == FRAME and a.about is not None},
        "questions": {a.question: a.value for a in answers if a.question != FRAME},
        "confidence": _prefixed(attributes, "confidence."),
        "origin": _prefixed(attributes, "origin."),
    }
    return msgspec.structs.replace(
        annotation,
        frames=msgspec.convert(fields, Frames),
        layers=[name for name in annotation.layers if name not in generic or name in CLOSED_LAYERS],
        answers=[a for a in annotation.answers if a.question != FRAME and a.question not in generic],
    )


def _close_stances(annotation: Annotation, document: Document) -> Annotation:
    answers = [answer for answer in annotation.answers if answer.question == STANCE]
    stances = [
        msgspec.convert(
            {
                "id": f"ST{number}",
                **answer.attributes,
                "target": answer.about,
                "holder": answer.holder or ARTICLE_HOLDER,
                "label": answer.value,
            },
            Stance,
        )
        for number, answer in enumerate(answers, 1)
    ]
    return msgspec.structs.replace(
        annotation,
        stances=stances,
        answers=[answer for answer in annotation.answers if answer.question != STANCE],
    )


def _close_roles(annotation: Annotation, document: Document) -> Annotation:
    answers = [answer for answer in annotation.answers if answer.question == ENTITY_ROLE]
    return msgspec.structs.replace(
        annotation,
        entity_roles=[role for answer in answers for role in _entity_roles(answer)],
        answers=[answer for answer in annotation.answers if answer.question != ENTITY_ROLE],
    )


def _entity_roles(answer: Answer) -> Iterator[EntityRole]:
    for role in _listed(answer.value):
        evidence = answer.attributes.get(f"evidence.{role}", [])
        yield msgspec.convert({"entity": answer.holder, "role": role, "evidence": evidence}, EntityRole)


def _listed(value: Value) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _prefixed(attributes: dict[str, Value], prefix: str) -> dict[str, Value]:
    return {name.removeprefix(prefix): value for name, value in attributes.items() if name.startswith(prefix)}


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Values `msgspec.convert` accepts: spans as plain mappings, fields that say nothing left out."""
    return {
        name: msgspec.to_builtins(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if value is not None or name in ("source_entity",)
    }


def _quotations(document: Document) -> list[Quotation]:
    return find_quotations(document.text, [(segment.start, segment.end) for segment in document.segments])
