"""Who annotated a task of Label Studio: annotators told apart, skipped and repeated annotations left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from stance.data.delivery import DeliveredAnnotation
from stance.data.readers.label_studio_results import Findings, TaskView, read_results
from stance.data.readers.label_studio_task import Judged, Task
from stance.data.tools.label_studio_values import Kept
from stance.records.annotation import Annotator, Provenance
from stance.records.imports import Loss, LossReason

_TOOL = "label-studio"


@dataclass(frozen=True, slots=True)
class _Vote:
    judged: Judged
    where: str
    findings: Findings
    annotator: Annotator
    is_ours: bool
    """Whether it is as our writer wrote it, perhaps added to; otherwise a person of the tool made it."""


def read_votes(
    task: Task, view: TaskView, *, where: str, asked: tuple[str, ...], predictions: bool
) -> tuple[tuple[DeliveredAnnotation, ...], tuple[Loss, ...]]:
    """Return one annotation per annotator, and what was left out.

    Of several annotations by one person the newest counts; skipped ones do not.

    Args:
        task: as decoded.
        view: what its results refer to.
        where: file with task.
        asked: layers and questions of the page, for annotations that do not tell.
        predictions: whether predictions are read too.
    """
    losses: list[Loss] = []
    votes: list[_Vote] = []
    for kind, given in (
        ("annotation", task.annotations),
        ("prediction", task.predictions if predictions else []),
    ):
        for judged, here in _decoded(given, f"{where}, {kind}", losses):
            if judged.was_cancelled:
                losses.append(_loss(here, "cancelled", "expected an annotation; found one that was skipped"))
                continue
            findings = read_results(judged.result, view, here)
            votes.append(_vote(judged, here, findings, is_prediction=kind == "prediction"))
    kept = _newest(votes, losses)
    losses += [loss for vote in kept for loss in vote.findings.losses]
    return tuple(_delivered(vote, asked) for vote in kept), tuple(losses)


def _decoded(given: Sequence[object], where: str, losses: list[Loss]) -> Iterator[tuple[Judged, str]]:
    for number, entry in enumerate(given, 1):
        try:
            judged = msgspec.convert(entry, Judged)
        except msgspec.ValidationError as error:
            if isinstance(entry, int):
                detail = (
                    f"expected the prediction itself; found its id {entry}: export with predictions in full"
                )
                losses.append(_loss(where, "unsupported", detail, "prediction"))
            else:
                losses.append(
                    _loss(f"{where} {number}", "unreadable_record", f"expected an annotation; found {error}")
                )
            continue
        yield judged, f"{where} {number if judged.id is None else judged.id}"


def _vote(judged: Judged, where: str, findings: Findings, *, is_prediction: bool) -> _Vote:
    kept = findings.kept
    if is_prediction:
        maker = kept.predictor if kept is not None else None
        return _Vote(
            judged,
            where,
            findings,
            maker or Annotator(id=judged.model_version or "model", kind="model"),
            maker is not None,
        )
    if kept is not None and kept.annotator is not None and not judged.is_copy:
        return _Vote(judged, where, findings, kept.annotator, True)
    return _Vote(judged, where, findings, Annotator(id=_person(judged), kind="expert"), False)


def _person(judged: Judged) -> str:
    who = judged.completed_by
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    if isinstance(who, int):
        return f"user-{who}"
    return who if isinstance(who, str) and who else "unknown"


def _newest(votes: Sequence[_Vote], losses: list[Loss]) -> list[_Vote]:
    kept: dict[str, _Vote] = {}
    for vote in votes:
        other = kept.get(vote.annotator.id)
        if other is None:
            kept[vote.annotator.id] = vote
            continue
        newer, older = (other, vote) if _age(vote) < _age(other) else (vote, other)
        same = other.judged.result == vote.judged.result
        reason = "one just like it" if same else "a newer one"
        losses.append(
            _loss(
                older.where,
                "duplicate_record",
                f"expected one annotation by {vote.annotator.id}; found {reason}",
            )
        )
        kept[vote.annotator.id] = newer
    return list(kept.values())


def _age(vote: _Vote) -> str:
    return vote.judged.updated_at or vote.judged.created_at or ""


def _delivered(vote: _Vote, asked: tuple[str, ...]) -> DeliveredAnnotation:
    findings, kept = vote.findings, vote.findings.kept
    return DeliveredAnnotation(
        annotator=vote.annotator.id,
        layers=asked if kept is None else tuple(kept.layers),
        marks=findings.marks,
        links=findings.links,
        answers=findings.answers,
        kind=vote.annotator.kind,
        provenance=kept.provenance if kept is not None and vote.is_ours else _provenance(vote.judged, kept),
        model=vote.annotator.model,
        model_sha256=vote.annotator.model_sha256,
        labelset=None if kept is None else kept.labelset,
    )


def _provenance(judged: Judged, kept: Kept | None) -> Provenance:
    return Provenance(
        created=judged.created_at,
        tool=_TOOL,
        seconds=judged.lead_time,
        saw_model_output=bool(judged.parent_prediction) or (kept is not None and kept.predictor is not None),
    )


def _loss(where: str, reason: LossReason, detail: str, what: str = "annotation") -> Loss:
    return Loss(where=where, reason=reason, what=what, detail=detail)
