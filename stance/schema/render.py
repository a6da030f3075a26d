"""A label schema as text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from stance.schema.records import Example, Label, LabelSchema, Task, ValueSet


def render_schema_text(schema: LabelSchema, *, width: int = 88) -> str:
    """Return the schema as plain text, grouped by task, with lines of at most `width` characters.

    Only a word longer than the line may stick out. Ends with a line break.
    """
    lines = [f"{schema.name} {schema.version} ({schema.status}, language {schema.language})", ""]
    lines += _wrap(f"Spans are {schema.offsets.interval} offsets in {schema.offsets.unit}.", 0, width)
    lines += ["", "GENERAL RULES", *_rules(schema.general_rules, width)]
    for name, task in schema.tasks.items():
        lines += ["", "", *_task(name, task, width)]
    return "\n".join(lines) + "\n"


def _task(name: str, task: Task, width: int) -> Iterator[str]:
    title = name.upper().replace("_", " ") + ("" if task.enabled else " (optional layer)")
    yield title
    yield "=" * len(title)
    yield from _wrap(f"Unit: {task.unit}.", 0, width)
    for set_name, values in task.value_sets.items():
        yield ""
        yield from _value_set(set_name, values, width)
    if task.rules:
        yield ""
        yield f"{name} rules"
        yield from _rules(task.rules, width)
    if task.examples:
        yield ""
        yield f"{name} examples"
        yield from _examples(task.examples, "e.g.", width)
    for data_set, mapping in task.maps_to.items():
        yield ""
        pairs = ", ".join(f"{own} = {other}" for own, other in mapping.items())
        yield from _wrap(f"In {data_set}: {pairs}.", 0, width)


def _value_set(name: str, values: ValueSet, width: int) -> Iterator[str]:
    heading = name + (" (a scale)" if values.ordered else "")
    yield heading
    yield "-" * len(heading)
    yield from _wrap(values.about, 0, width)
    for step, text in enumerate(values.decision, start=1):
        yield from _wrap(f"{step}. {text}", 2, width)
    group: str | None = None
    for label_id, label in values.labels.items():
        if label.group != group:
            group = label.group
            yield f"  [{group}]"
        yield from _label(label_id, label, width)


def _label(label_id: str, label: Label, width: int) -> Iterator[str]:
    off = " (off by default)" if label.default_on is False else ""
    yield from _wrap(f"{label_id}{off}: {label.definition}", 2, width)
    for text in label.decision:
        yield from _wrap(f"- {text}", 6, width)
    yield from _examples(label.examples, "e.g.", width)
    yield from _examples(label.counterexamples, "not:", width)


def _examples(examples: Iterable[Example], word: str, width: int) -> Iterator[str]:
    for example in examples:
        yield from _wrap(f"{word} {_example(example)}", 6, width)


def _example(example: Example) -> str:
    parts = [example.text]
    if example.target:
        parts.append(f"target: {example.target}")
    if example.span and example.span != example.text:
        parts.append(f"[{example.span}]")
    parts += [f"{role} [{'] ['.join(spans)}]" for role, spans in example.roles.items()]
    if example.labels:
        parts.append(", ".join(f"{key} {_joined(value)}" for key, value in example.labels.items()))
    if example.note:
        parts.append(example.note)
    return " | ".join(parts)


def _joined(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " + ".join(value)


def _rules(rules: dict[str, str], width: int) -> Iterator[str]:
    for rule_id, text in rules.items():
        yield from _wrap(f"{rule_id}: {text}", 2, width)


def _wrap(text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2 if indent else 0),
        break_long_words=False,
        break_on_hyphens=False,
    )
