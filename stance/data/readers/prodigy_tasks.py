"""Tasks of Prodigy as records, and their spans and relations as marks and links."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Literal

import msgspec

from stance.data.delivery import DeliveredMark
from stance.data.files import refuse
from stance.records.document import Offset
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Link
from stance.text.decode import replace_surrogates

_TOKEN_LABEL = "token"


class Token(msgspec.Struct, frozen=True):
    """A token; offsets are half-open."""

    text: str
    start: Offset
    end: Offset
    ws: bool = True
    """Whether a space follows."""


class TaskSpan(msgspec.Struct, frozen=True):
    """A span by characters, half-open, or by tokens, of which the last is one of it."""

    start: Offset | None = None
    end: Offset | None = None
    token_start: Offset | None = None
    token_end: Offset | None = None
    label: str | None = None
    text: str | None = None


class TaskRelation(msgspec.Struct, frozen=True):
    """A relation between two tokens, or the spans around them."""

    head: Offset
    child: Offset
    label: str
    head_span: TaskSpan | None = None
    child_span: TaskSpan | None = None


class TaskOption(msgspec.Struct, frozen=True):
    """A choice."""

    id: str | int


class Task(msgspec.Struct, frozen=True, rename=lambda name: f"_{name[5:]}" if name[:5] == "tool_" else name):
    """A line of a file; other fields are of no concern here."""

    text: str | None = None
    tokens: list[Token] | None = None
    spans: list[TaskSpan] | None = None
    relations: list[TaskRelation] | None = None
    label: str | None = None
    options: list[TaskOption] | None = None
    accept: list[str | int] | None = None
    question: Any = None
    answer: Literal["accept", "reject", "ignore"] | None = None
    meta: Any = None
    config: Any = None
    tool_input_hash: int | None = None
    tool_task_hash: int | None = None
    tool_annotator_id: str | None = None
    tool_session_id: str | None = None
    tool_view_id: str | None = None
    tool_timestamp: float | None = None


def decode_task(line: str, where: str) -> Task:
    """Return the task in a line; lone surrogates become U+FFFD.

    Raises:
        InputError: not JSON, not a task, or a task without text.
    """
    try:
        fields = json.loads(line)
        if "\\u" in line:
            fields = json.loads(replace_surrogates(json.dumps(fields, ensure_ascii=False))[0])
        task = msgspec.convert(fields, Task)
    except (ValueError, RecursionError) as error:
        raise refuse(
            where,
            "parse_error",
            "a JSON object, a task of Prodigy",
            str(error)[:200],
            "Export the data again.",
        ) from error
    if not (task.text or "").strip():
        raise refuse(where, "no_text", "a task with a text", "none", "Images, audio and HTML are not read.")
    return task


class TaskMarks:
    """Collects the marks and links of the tasks of one annotator with one text.

    Args:
        layer: layer of all of them.
    """

    def __init__(self, layer: str) -> None:
        self._layer = layer
        self._numbers = count(1)
        self._ids: dict[tuple[int, int, str], str] = {}
        self.marks: list[DeliveredMark] = []
        self.links: list[Link] = []

    def add(self, task: Task, where: str) -> Iterator[Loss]:
        """Take in the spans and relations of a task and yield what cannot be."""
        for span in task.spans or ():
            if span.label is None:
                detail = "expected a label; found a span that only shows where to look"
                yield _loss(where, "unsupported", f"{self._layer}/", detail)
            elif self._mark(task, span, span.label, where) is None:
                yield _loss(where, "unreadable_record", f"{self._layer}/{span.label}", _no_place(span))
        for relation in task.relations or ():
            ends = [
                self._end(task, token, span, where)
                for token, span in (
                    (relation.head, relation.head_span),
                    (relation.child, relation.child_span),
                )
            ]
            if ends[0] is None or ends[1] is None:
                detail = f"expected tokens or spans at both ends; found {relation.head}, {relation.child}"
                yield _loss(where, "broken_reference", f"{self._layer}>{relation.label}", detail)
            else:
                self.links.append(Link(layer=self._layer, label=relation.label, src=ends[0], dst=ends[1]))

    def _end(self, task: Task, token: int, span: TaskSpan | None, where: str) -> str | None:
        span = span or TaskSpan(token_start=token, token_end=token)
        place = _place(task, span)
        if span.label is None and place is not None:
            # The end is then a token; a span at the same place is what was meant.
            labels = [label for start, end, label in self._ids if (start, end) == place]
            return self._mark(task, span, labels[0] if labels else _TOKEN_LABEL, where)
        return self._mark(task, span, span.label or _TOKEN_LABEL, where)

    def _mark(self, task: Task, span: TaskSpan, label: str, where: str) -> str | None:
        """Return the id of the mark at a span, a new one where there is none, None without offsets."""
        place = _place(task, span)
        if place is None:
            return None
        key = (*place, label)
        if key not in self._ids:
            self._ids[key] = f"m{next(self._numbers)}"
            covered = _covered(task, span)
            self.marks.append(
                DeliveredMark(
                    id=self._ids[key],
                    layer=self._layer,
                    label=label,
                    pieces=(place,),
                    covered=None if covered is None else (covered,),
                    where=where,
                )
            )
        return self._ids[key]


def _place(task: Task, span: TaskSpan) -> tuple[int, int] | None:
    if span.start is not None and span.end is not None:
        return span.start, span.end
    tokens = _tokens(task, span)
    return (tokens[0].start, tokens[-1].end) if tokens else None


def _covered(task: Task, span: TaskSpan) -> str | None:
    """Return the text a span covers as the task has it, apart from its offsets."""
    if span.text is not None:
        return span.text
    tokens = _tokens(task, span)
    if not tokens or (span.start is not None and (tokens[0].start, tokens[-1].end) != (span.start, span.end)):
        return None
    return "".join(token.text + " " * token.ws for token in tokens[:-1]) + tokens[-1].text


def _tokens(task: Task, span: TaskSpan) -> list[Token]:
    """Return the tokens of a span; none when the task does not have all of them."""
    if task.tokens is None or span.token_start is None or span.token_end is None:
        return []
    tokens = task.tokens[span.token_start : span.token_end + 1]
    return tokens if len(tokens) == span.token_end + 1 - span.token_start else []


def _no_place(span: TaskSpan) -> str:
    return f"expected start and end, or tokens; found {msgspec.json.encode(span).decode()[:80]}"


def _loss(where: str, reason: LossReason, what: str, detail: str) -> Loss:
    return Loss(where=where, reason=reason, what=what, detail=detail)
