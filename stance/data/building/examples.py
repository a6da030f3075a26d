"""Units of learning made from documents, gold and votes."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from stance.data.splitting.groups import groups_of
from stance.data.votes import Item, answers_by_item, mark_key
from stance.errors import ConfigError
from stance.records.annotation import Annotation
from stance.records.document import Document, Unit
from stance.records.example import Example, LabelExample, MarkedLink, MarkedSpan, SpanExample
from stance.records.open_layers import Answer, Mark, Value

MARKED, UNMARKED = "marked", "unmarked"
ALL = "all"
"""Part of an example before the dataset is cut, and of every example where it is cut into folds."""


class TaskPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one task is made from."""

    kind: Literal["answer", "attribute", "marked_units", "spans"]
    """answer: an answer to a question; attribute: a label of a mark; marked_units: whether a sentence holds a
    mark; spans: the marks of a layer with their links."""
    layer: str
    """The question, for kind "answer"; otherwise the layer of the marks."""
    attribute: str | None = None
    """Of the marks, for kind "attribute"."""
    mark_labels: list[str] = []
    """Labels of marks that count; empty is all."""
    exclusive: bool = True
    """Whether every example has exactly one label; not for kind "spans"."""
    labels: dict[str, str | None] = {}
    """Label in the gold to label in the examples; None takes the label out, and with it an example that
    has no other. Empty keeps all as they are, otherwise a label that is not named is refused."""
    context: Literal["unit", "document"] = "unit"
    """What a model reads around a mark: its sentence or the whole document."""
    description: str = ""


@dataclass(slots=True)
class ExampleCounts:
    """What came of the gold of a task."""

    n_examples: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """Reason to number of gold labels without an example."""


def make_examples(
    name: str,
    plan: TaskPlan,
    documents: Mapping[str, Document],
    gold: Mapping[str, Annotation],
    votes: Sequence[Annotation],
    *,
    clusters: Mapping[str, str],
) -> tuple[list[Example], ExampleCounts]:
    """Return the examples of a task in the order of the documents, and what was left out.

    Args:
        name: of the task, for errors.
        plan: what the task is made from.
        documents: by id.
        gold: open adjudicated annotations by document id; documents without one give no example.
        votes: open raw annotations, for the distribution of votes.
        clusters: document id to id of its near-duplicate cluster; missing documents are their own cluster.

    Raises:
        ConfigError: the layer is in no gold annotation, a label is not in the plan's map, or an exclusive
            task has examples with several labels.
    """
    if not any(plan.layer in annotation.layers for annotation in gold.values()):
        layers = sorted({layer for annotation in gold.values() for layer in annotation.layers})
        raise ConfigError(
            f"task {name}",
            expected=f"a layer the gold has: {', '.join(layers) or 'there is none'}",
            found=plan.layer,
            action="Correct the layer in the configuration, or adjudicate it first.",
        )
    counts = ExampleCounts()
    by_item = answers_by_item(votes) if plan.kind == "answer" else {}
    examples: list[Example] = []
    for doc_id, document in documents.items():
        annotation = gold.get(doc_id)
        if annotation is None or plan.layer not in annotation.layers:
            continue
        base = _Base(document, clusters.get(doc_id, doc_id))
        if plan.kind == "spans":
            examples.append(_span_example(base, annotation, plan))
        else:
            examples += _labeled(name, plan, base, annotation, by_item=by_item, counts=counts)
    counts.n_examples = len(examples)
    return examples, counts


@dataclass(frozen=True, slots=True)
class _Base:
    """A document and what all examples made from it share."""

    document: Document
    cluster: str

    def unit_at(self, start: int) -> Unit:
        """Return the unit in which a character stands, or the one before it."""
        units = self.document.units
        return units[max(0, bisect_right([unit.start for unit in units], start) - 1)]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One gold judgement: which stretch, which target, which value."""

    suffix: str
    start: int
    end: int
    value: Value
    target: str | None = None
    target_bounds: tuple[int, int] | None = None
    item: Item | None = None


def _labeled(
    name: str,
    plan: TaskPlan,
    base: _Base,
    annotation: Annotation,
    *,
    by_item: Mapping[Item, Mapping[str, Answer]],
    counts: ExampleCounts,
) -> Iterator[LabelExample]:
    for judged in _judgements(plan, base, annotation, counts):
        values = judged.value if isinstance(judged.value, list) else [str(judged.value)]
        labels = _mapped(name, plan, values, base.document.doc_id)
        if labels is None:
            counts.left_out["label left out by the configuration"] += 1
            continue
        votes = by_item.get(judged.item, {}) if judged.item else {}
        yield LabelExample(
            example_id=f"{base.document.doc_id}#{judged.suffix}" if judged.suffix else base.document.doc_id,
            doc_id=base.document.doc_id,
            text=base.document.text[judged.start : judged.end],
            start=judged.start,
            end=judged.end,
            part=ALL,
            cluster=base.cluster,
            groups={**groups_of(base.document), "target": judged.target},
            target=judged.target,
            target_start=judged.target_bounds[0] - judged.start if judged.target_bounds else None,
            target_end=judged.target_bounds[1] - judged.start if judged.target_bounds else None,
            labels=labels,
            votes=_vote_counts(votes.values(), plan),
        )


def _judgements(
    plan: TaskPlan, base: _Base, annotation: Annotation, counts: ExampleCounts
) -> Iterator[_Judged]:
    if plan.kind == "answer":
        yield from _answered(plan, base, annotation, counts)
        return
    marks = [m for m in annotation.marks if m.layer == plan.layer and _counts(m, plan)]
    if plan.kind == "attribute":
        for mark in marks:
            value = mark.attributes.get(plan.attribute or "")
            if value is None:
                counts.left_out["mark without the attribute"] += 1
            else:
                yield _about_mark(plan, base, mark, value)
        return
    held = {base.unit_at(mark.pieces[0].start).id for mark in marks}
    for unit in base.document.units:
        yield _Judged(unit.id, unit.start, unit.end, MARKED if unit.id in held else UNMARKED)


def _counts(mark: Mark, plan: TaskPlan) -> bool:
    return not plan.mark_labels or mark.label in plan.mark_labels


def _answered(
    plan: TaskPlan, base: _Base, annotation: Annotation, counts: ExampleCounts
) -> Iterator[_Judged]:
    document = base.document
    marks = {mark.id: mark for mark in annotation.marks}
    units = {unit.id: unit for unit in document.units}
    targets = {target.id: target for target in document.targets}
    for answer in annotation.answers:
        if answer.question != plan.layer:
            continue
        about, holder = answer.about or "", answer.holder or ""
        if about in marks:
            yield _about_mark(plan, base, marks[about], answer.value)
            continue
        item = Item(document.doc_id, answer.question, about, holder)
        suffix = "@".join(part for part in (about, holder) if part)
        if about in units:
            unit = units[about]
            yield _Judged(suffix, unit.start, unit.end, answer.value, item=item)
        elif not about or about in targets:
            target = targets[about].text if about else None
            yield _Judged(suffix, 0, len(document.text), answer.value, target, item=item)
        else:
            counts.left_out["answer about something that is not in the document"] += 1


def _about_mark(plan: TaskPlan, base: _Base, mark: Mark, value: Value) -> _Judged:
    start, end = mark.pieces[0].start, mark.pieces[0].end
    stretch = (0, len(base.document.text))
    if plan.context == "unit":
        # A mark that runs over the end of its sentence is read with all sentences it touches.
        stretch = (base.unit_at(start).start, max(base.unit_at(mark.pieces[-1].end - 1).end, end))
    item = Item(base.document.doc_id, plan.layer, mark_key(mark))
    text = " ".join(piece.text for piece in mark.pieces)
    return _Judged(mark.id, *stretch, value, text, (start, end), item)


def _mapped(name: str, plan: TaskPlan, values: Sequence[str], doc_id: str) -> list[str] | None:
    """Return the labels of an example, None when the plan leaves it out."""
    labels: list[str] = []
    for value in values:
        if plan.labels and value not in plan.labels:
            raise ConfigError(
                f"task {name}, document {doc_id}",
                expected=f"a label of the configuration: {', '.join(plan.labels)}",
                found=repr(value),
                action="Add it to `labels` of the task; null takes the label out.",
            )
        label = plan.labels.get(value, value)
        if label is not None and label not in labels:
            labels.append(label)
    if plan.exclusive and len(labels) > 1:
        raise ConfigError(
            f"task {name}, document {doc_id}",
            expected="one label, as the task is exclusive",
            found=", ".join(labels),
            action="Set exclusive: false, or adjudicate the labels.",
        )
    # Without a label an exclusive example says nothing; a set of labels may be empty.
    return labels if labels or not plan.exclusive else None


def _vote_counts(answers: Iterable[Answer], plan: TaskPlan) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for answer in answers:
        given = answer.value if isinstance(answer.value, list) else [str(answer.value)]
        labels = (plan.labels.get(value, value) for value in given)
        counts.update({label for label in labels if label is not None})
    return dict(sorted(counts.items()))


def _span_example(base: _Base, annotation: Annotation, plan: TaskPlan) -> SpanExample:
    document = base.document
    marks = {m.id: m for m in annotation.marks if m.layer == plan.layer and _counts(m, plan)}
    links = [link for link in annotation.links if link.src in marks and link.dst in marks]
    return SpanExample(
        example_id=document.doc_id,
        doc_id=document.doc_id,
        text=document.text,
        start=0,
        end=len(document.text),
        part=ALL,
        cluster=base.cluster,
        groups=groups_of(document),
        spans=[
            MarkedSpan(
                id=mark.id,
                label=mark.label,
                starts=[piece.start for piece in mark.pieces],
                ends=[piece.end for piece in mark.pieces],
                attributes=mark.attributes,
            )
            for mark in marks.values()
        ],
        links=[MarkedLink(label=link.label, src=link.src, dst=link.dst) for link in links],
        unit_starts=[unit.start for unit in document.units],
        unit_ends=[unit.end for unit in document.units],
    )
