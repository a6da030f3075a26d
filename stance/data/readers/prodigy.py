"""Prodigy JSONL: a task a line, with the answer of one annotator.

Tasks with the same text are one article, and those of one annotator are one annotation:

- `spans` become marks and `relations` links of one layer (option `layer`); an end of a relation that is a
  mere token becomes a mark "token".
- a task with a `label` of its own asks whether the label holds: accept is Answer(question=label, value=1),
  reject is 0. Rejecting such a task is evidence, so each label is a question.
- a task with `options` asks for choices: the question is the task's field `question`, else the option
  `question`; the value is the accepted id, or a list where a task of that question has none or several.

An ignored task, a rejected task without a label, an answer that was given again later and a task that asks
for nothing of these are losses. A task without `answer` counts as accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from stance.data.delivery import Convention, DeliveredAnnotation, Delivery, ReaderOptions
from stance.data.readers.prodigy_tasks import Task, TaskMarks, decode_task
from stance.data.readers.sources import files_under, read_utf8
from stance.errors import InputError
from stance.records.annotation import Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer, Value

_SPAN_VIEWS: Final = frozenset({"ner", "ner_manual", "spans", "spans_manual", "relations", "dep"})


class Options(ReaderOptions, frozen=True, kw_only=True):
    """What to call what the tasks have no name for."""

    layer: str = "spans"
    """Layer of spans and relations."""
    question: str = "choice"
    """Question of tasks with options that do not ask one themselves."""
    annotator: str = "prodigy"
    """Annotator of tasks that name none."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A task with its place."""

    task: Task
    where: str

    def question(self, options: Options) -> str | None:
        """Return the question the task asks, None where it asks for spans."""
        if self.task.options is not None:
            return self.task.question if isinstance(self.task.question, str) else options.question
        return self.task.label

    def annotator(self, options: Options) -> str:
        """Return who answered."""
        return self.task.tool_annotator_id or self.task.tool_session_id or options.annotator


def read(paths: Sequence[Path], options: Options, /) -> Iterator[Delivery | InputError]:
    """Yield one delivery per text in order of first appearance, after an error for each broken line."""
    by_text: dict[str, list[_Line]] = {}
    for found in _lines(paths):
        if isinstance(found, InputError):
            yield found
        else:
            by_text.setdefault(found.task.text or "", []).append(found)
    multiple = {
        line.question(options)
        for lines in by_text.values()
        for line in lines
        if line.task.options is not None and _takes_several(line.task)
    }
    for text, lines in by_text.items():
        yield _delivery(text, lines, multiple, options)


def _lines(paths: Sequence[Path]) -> Iterator[_Line | InputError]:
    for source in files_under(paths, frozenset({".jsonl", ".ndjson"})):
        if isinstance(source, InputError):
            yield source
            continue
        try:
            content = read_utf8(source.path, source.name).removeprefix("\ufeff")
        except InputError as error:
            yield error
            continue
        for number, line in enumerate(content.split("\n"), 1):
            if line.strip():
                where = f"{source.name}:{number}"
                try:
                    yield _Line(decode_task(line, where), where)
                except InputError as error:
                    yield error


def _takes_several(task: Task) -> bool:
    style = task.config.get("choice_style") if isinstance(task.config, dict) else None
    return style == "multiple" or (task.answer in ("accept", None) and len(task.accept or ()) != 1)


def _delivery(text: str, lines: list[_Line], multiple: set[str | None], options: Options) -> Delivery:
    losses: list[Loss] = []
    by_annotator: dict[str, list[_Line]] = {}
    for line in lines:
        by_annotator.setdefault(line.annotator(options), []).append(line)
    annotations = tuple(
        _annotation(annotator, list(_last_answers(own, losses)), multiple, options, losses)
        for annotator, own in by_annotator.items()
    )
    annotations = tuple(annotation for annotation in annotations if annotation.layers)
    spoken = any(mark.covered for annotation in annotations for mark in annotation.marks)
    # Prodigy is Python: only covered texts could say that another tool counted otherwise.
    conventions: tuple[Convention, ...] = (
        ("code_points", "utf16", "crlf_as_one") if spoken else ("code_points",)
    )
    first = lines[0]
    number = first.task.tool_input_hash
    return Delivery(
        article=Article(
            article_id=first.where if number is None else f"{first.where.partition(':')[0]}#{number}",
            text=text,
            path=first.where.rpartition(":")[0],
            meta=_meta(first.task.meta),
        ),
        where=first.where,
        annotations=annotations,
        conventions=conventions,
        losses=tuple(losses),
    )


def _last_answers(lines: list[_Line], losses: list[Loss]) -> Iterator[_Line]:
    """Yield the lines but for those whose task was answered again later."""
    last = {line.task.tool_task_hash: line.where for line in lines}
    for line in lines:
        number = line.task.tool_task_hash
        if number is None or last[number] == line.where:
            yield line
        else:
            losses.append(
                _loss(
                    line,
                    "duplicate_record",
                    "task",
                    f"expected a task once; found it again in {last[number]}",
                )
            )


def _annotation(
    annotator: str, lines: list[_Line], multiple: set[str | None], options: Options, losses: list[Loss]
) -> DeliveredAnnotation:
    spans = TaskMarks(options.layer)
    answers: dict[str, Answer] = {}
    asked_for_spans = False
    for line in lines:
        question = line.question(options)
        if _says_nothing(line.task):
            losses.append(_loss(line, "cancelled", "task", f"expected an answer; found {line.task.answer}"))
            continue
        if question is not None:
            if question in answers:
                detail = f"expected one answer; found {answers[question].value!r} before"
                losses.append(_loss(line, "duplicate_record", f"answer/{question}", detail))
            value = _value(line.task, takes_several=question in multiple)
            answers[question] = Answer(question=question, value=value)
        elif _asks_for_spans(line.task):
            asked_for_spans = True
        else:
            detail = "expected spans, relations, a label or options; found none of them"
            losses.append(_loss(line, "unsupported", "task", detail))
        if line.task.answer != "reject":
            losses += spans.add(line.task, line.where)
    return DeliveredAnnotation(
        annotator=annotator,
        layers=(*([options.layer] if asked_for_spans or spans.marks else []), *answers),
        marks=tuple(spans.marks),
        links=tuple(spans.links),
        answers=tuple(answers.values()),
        provenance=Provenance(tool="prodigy", created=_created(lines)),
    )


def _says_nothing(task: Task) -> bool:
    """Whether a task was passed over, or rejected where rejecting tells nothing."""
    is_binary = task.label is not None and task.options is None
    return task.answer == "ignore" or (task.answer == "reject" and not is_binary)


def _asks_for_spans(task: Task) -> bool:
    # Where nothing was marked, some versions leave `spans` out.
    return task.spans is not None or task.relations is not None or task.tool_view_id in _SPAN_VIEWS


def _value(task: Task, *, takes_several: bool) -> Value:
    if task.options is None:
        return 0 if task.answer == "reject" else 1
    accepted = [str(choice) for choice in task.accept or ()]
    return accepted if takes_several else accepted[0]


def _created(lines: list[_Line]) -> str | None:
    times = [line.task.tool_timestamp for line in lines if line.task.tool_timestamp is not None]
    try:
        return datetime.fromtimestamp(max(times), UTC).isoformat() if times else None
    except (OverflowError, OSError, ValueError):
        return None


def _meta(meta: object) -> ArticleMeta:
    """Return what the task says of its text: its address, and other texts as groups."""
    texts = {}
    if isinstance(meta, dict):
        texts = {str(name): value for name, value in meta.items() if isinstance(value, str) and value}
    return ArticleMeta(url=texts.pop("url", None), groups=texts)


def _loss(line: _Line, reason: LossReason, what: str, detail: str) -> Loss:
    return Loss(where=line.where, reason=reason, what=what, detail=detail)
