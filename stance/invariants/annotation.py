"""Whether an annotation holds together and fits its document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from stance.invariants.labels import AllowedLabels, check_labels
from stance.invariants.open_layers import check_open_layers
from stance.invariants.problems import Problem, repeated_ids
from stance.invariants.spans import SpanChecker
from stance.invariants.voice import cue_voice, is_quoted_throughout
from stance.records.annotation import Annotation, Attribution, Cue, Layer
from stance.records.document import Document
from stance.records.open_layers import Span
from stance.text.quotations import Quotation, find_quotations

ARTICLE_HOLDER = "article"
"""Holder of the stance the article as a whole leans to."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What an annotation may refer to."""

    attributions: dict[str, Attribution]
    evidence: frozenset[str]
    entities: frozenset[str]
    targets: frozenset[str]
    units: frozenset[str]


def check_annotation(
    annotation: Annotation,
    document: Document,
    *,
    labels: AllowedLabels | None = None,
    quotations: Sequence[Quotation] | None = None,
) -> list[Problem]:
    """Return all contradictions in an annotation or a model's findings, none when it is valid.

    Args:
        annotation: as decoded or as made by a model.
        document: the valid document it is for (see `check_document`).
        labels: frames, questions and roles of the label schema; None leaves these open vocabularies
            unchecked.
        quotations: of the document, where they are already known.

    The bounds of spans are not checked against another document's text: with a wrong checksum that is the
    only problem told.
    """
    mismatches = list(_check_document_of(annotation, document))
    if mismatches:
        return mismatches
    known = _known(annotation, document)
    where = document.doc_id
    checker = SpanChecker(document)
    problems = [
        *_check_layers(annotation),
        *_check_ids(annotation),
        *_check_spans(annotation, checker),
        *_check_references(annotation, known),
        *_check_levels(where, known.attributions),
        *check_labels(annotation, labels),
        *check_open_layers(annotation, document, checker),
    ]
    if not problems and (annotation.attributions or annotation.cues):
        # Only where spans and references hold can voice and speech be recomputed.
        if quotations is None:
            paragraphs = [(segment.start, segment.end) for segment in document.segments]
            quotations = find_quotations(document.text, paragraphs)
        problems += _check_speech(annotation, document, quotations)
        problems += _check_voices(annotation, quotations)
    return problems


def _check_document_of(annotation: Annotation, document: Document) -> Iterator[Problem]:
    action = "Join annotations to documents by doc_id and text_sha256."
    if annotation.doc_id != document.doc_id:
        yield Problem(annotation.doc_id, f"an annotation of {document.doc_id}", annotation.doc_id, action)
    if annotation.text_sha256 != document.text_sha256:
        where = f"{annotation.doc_id}: text_sha256"
        yield Problem(where, document.text_sha256, annotation.text_sha256, action)


def _check_layers(annotation: Annotation) -> Iterator[Problem]:
    findings: dict[Layer, bool] = {
        "attribution": bool(annotation.attributions or annotation.relations),
        "cue": bool(annotation.cues),
        "frame": annotation.frames is not None,
        "stance": bool(annotation.stances),
        "entity_role": bool(annotation.entity_roles),
    }
    where = f"{annotation.doc_id}: layers"
    for layer, found in findings.items():
        if found and layer not in annotation.layers:
            action = "List every layer that was annotated."
            yield Problem(where, f"{layer}, as there are findings", str(annotation.layers), action)
    yield from repeated_ids(where, annotation.layers)


def _check_ids(annotation: Annotation) -> Iterator[Problem]:
    found: list[_Identified] = [*annotation.attributions, *annotation.cues, *annotation.stances]
    yield from repeated_ids(annotation.doc_id, (record.id for record in found))
    yield from repeated_ids(f"{annotation.doc_id}: entities", (e.id for e in annotation.entities))


def _check_spans(annotation: Annotation, checker: SpanChecker) -> Iterator[Problem]:
    for attribution in annotation.attributions:
        where = f"{annotation.doc_id}: attribution {attribution.id}"
        roles = (
            ("source", attribution.source),
            ("cue", attribution.cue),
            ("recipient", attribution.recipient),
        )
        for role, spans in roles:
            for span in spans:
                yield from checker.check(f"{where}, {role}", span, within_unit=True)
        for span in attribution.content:
            yield from checker.check(f"{where}, content", span, within_unit=False)
        yield from _check_overlap(f"{where}, content", attribution.content)
        if not attribution.content:
            yield Problem(where, "content", "none", "Give what is laid to the source.")
    for cue in annotation.cues:
        yield from checker.check(f"{annotation.doc_id}: cue {cue.id}", cue, within_unit=True)


def _check_overlap(where: str, spans: Sequence[Span]) -> Iterator[Problem]:
    if len(spans) > 1:
        ordered = sorted((span.start, span.end) for span in spans)
        for (_, end), (start, _) in zip(ordered, ordered[1:], strict=False):
            if start < end:
                yield Problem(where, "spans apart from each other", f"an overlap at {start}", "Merge them.")


def _known(annotation: Annotation, document: Document) -> _Known:
    attributions = {attribution.id: attribution for attribution in annotation.attributions}
    return _Known(
        attributions=attributions,
        evidence=frozenset(attributions) | {cue.id for cue in annotation.cues},
        entities=frozenset(entity.id for entity in [*document.entities, *annotation.entities]),
        targets=frozenset(target.id for target in document.targets),
        units=frozenset(unit.id for unit in document.units),
    )


def _check_references(annotation: Annotation, known: _Known) -> Iterator[Problem]:
    where = annotation.doc_id
    for attribution in annotation.attributions:
        place = f"{where}: attribution {attribution.id}"
        if attribution.source_entity is not None:
            yield from _missing(place, "entity", [attribution.source_entity], known.entities)
        yield from _missing(place, "target", attribution.content_stance, known.targets)
    for relation in annotation.relations:
        place = f"{where}: relation {relation.type} of {relation.src}"
        yield from _missing(place, "attribution", [relation.src, *relation.dst], known.attributions)
    for cue in annotation.cues:
        place = f"{where}: cue {cue.id}"
        yield from _missing(place, "target", cue.direction, known.targets)
        if cue.attribution is not None and "attribution" in annotation.layers:
            yield from _missing(place, "attribution", [cue.attribution], known.attributions)
    yield from _check_stances(annotation, known)
    for role in annotation.entity_roles:
        place = f"{where}: role of {role.entity}"
        yield from _missing(place, "entity", [role.entity], known.entities)
        yield from _missing(place, "evidence", role.evidence, known.evidence)
    if annotation.frames is not None:
        yield from _missing(f"{where}: frames", "unit", annotation.frames.units, known.units)


def _check_stances(annotation: Annotation, known: _Known) -> Iterator[Problem]:
    holders = known.entities | {ARTICLE_HOLDER}
    for stance in annotation.stances:
        place = f"{annotation.doc_id}: stance {stance.id}"
        yield from _missing(place, "target", [stance.target], known.targets)
        yield from _missing(place, "holder", [stance.holder], holders)
        yield from _missing(place, "evidence", stance.evidence, known.evidence)
        if stance.basis is not None and stance.label != "neutral":
            action = "Give a basis to neutral only."
            yield Problem(place, f"no basis for {stance.label}", stance.basis, action)


def _missing(
    where: str, kind: str, names: Iterable[str], known: frozenset[str] | dict[str, Attribution]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            action = "Add it, or take the reference out."
            yield Problem(where, f"a {kind} that exists", repr(name), action)


def _check_levels(where: str, attributions: dict[str, Attribution]) -> Iterator[Problem]:
    for attribution in attributions.values():
        place = f"{where}: attribution {attribution.id}, parent"
        name, level = attribution.parent, attribution.level
        if name is None:
            if level > 0:
                yield Problem(place, f"a parent at level {level}", "none", "Name the attribution it is in.")
            continue
        parent = attributions.get(name)
        if level == 0:
            yield Problem(place, "none at level 0", repr(name), "Set the level, or drop the parent.")
        elif parent is None:
            yield Problem(place, "an attribution that exists", repr(name), "Name the one it is in.")
        elif parent.level >= level:
            expected = f"a parent at a level under {level}"
            yield Problem(
                place, expected, f"{name} at level {parent.level}", "Set level to the parent's + 1."
            )


def _check_speech(
    annotation: Annotation, document: Document, quotations: Sequence[Quotation]
) -> Iterator[Problem]:
    for attribution in annotation.attributions:
        if (attribution.speech == "direct") != is_quoted_throughout(document.text, attribution, quotations):
            all_quoted = attribution.speech != "direct"
            yield Problem(
                f"{annotation.doc_id}: attribution {attribution.id}, speech",
                "direct, as all content is quoted"
                if all_quoted
                else "no direct, as some words are not quoted",
                attribution.speech,
                "Correct the speech form or the content's bounds.",
            )


def _check_voices(annotation: Annotation, quotations: Sequence[Quotation]) -> Iterator[Problem]:
    if "attribution" not in annotation.layers:
        return
    for cue in annotation.cues:
        voice = _voice(cue, annotation.attributions, quotations)
        if voice != cue.voice:
            where = f"{annotation.doc_id}: cue {cue.id}, voice"
            yield Problem(where, voice, cue.voice, "Recompute voices after changing attributions.")


def _voice(cue: Cue, attributions: Sequence[Attribution], quotations: Sequence[Quotation]) -> str:
    return cue_voice(cue.type, (cue.start, cue.end), attributions, quotations=quotations)
