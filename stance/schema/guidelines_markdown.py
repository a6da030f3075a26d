"""The codebook as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from stance.schema.example_text import SPAN, expected_labels, marked_pieces
from stance.schema.hotkeys import hotkeys
from stance.schema.procedure import PROCEDURE, TASK_TITLES
from stance.schema.records import Example, Label, LabelSchema, Task, ValueSet

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")

Keys = Mapping[tuple[str, str], str]


def render_markdown(schema: LabelSchema) -> str:
    """Return the codebook as GitHub-flavoured Markdown; ends with a line break."""
    keys = hotkeys(schema)
    lines = [
        f"# Codebook: {schema.name} {schema.version}",
        "",
        f"Status {schema.status}, language {schema.language}. Generated from the label schema by "
        "`stance schema guidelines`.",
        "",
        "## Contents",
        "",
        *_contents(schema),
        "",
        "## How to work",
        "",
        *(f"{n}. **{head}.** {_plain(text)}" for n, (head, text) in enumerate(PROCEDURE, 1)),
        "",
        "## Keys",
        "",
        *_keys(keys),
        "",
        "## General rules",
        "",
        *_rules(schema.general_rules),
    ]
    for name, task in schema.tasks.items():
        lines += ["", *_task(name, task, keys)]
    lines += ["", "## History", ""]
    lines += [f"- **{version}** {_plain(text)}" for version, text in reversed(schema.history.items())]
    return "\n".join(lines) + "\n"


def _contents(schema: LabelSchema) -> Iterator[str]:
    for heading in ("How to work", "Keys", "General rules"):
        yield f"- {_jump(heading)}"
    for name, task in schema.tasks.items():
        yield f"- {_jump(_title(name))}"
        for values in task.value_sets:
            yield f"  - {_jump(_set_title(name, values))}"
    yield f"- {_jump('History')}"


def _jump(heading: str) -> str:
    anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
    return f"[{heading}](#{anchor})"


def _title(task: str) -> str:
    return TASK_TITLES.get(task, task.replace("_", " ").capitalize())


def _set_title(task: str, values: str) -> str:
    return f"{task.replace('_', ' ').capitalize()}, {values.replace('_', ' ')}"


def _keys(keys: Keys) -> Iterator[str]:
    yield "| task | label | key |"
    yield "|---|---|---|"
    for (task, label), key in keys.items():
        yield f"| {task} | `{label}` | `{key}` |"


def _task(name: str, task: Task, keys: Keys) -> Iterator[str]:
    yield f"## {_title(name)}"
    yield ""
    optional = "" if task.enabled else " Optional layer: annotate it only when asked to."
    yield f"Judged: {_plain(task.unit)}.{optional}"
    for number, (set_name, values) in enumerate(task.value_sets.items()):
        yield ""
        # Keys are those of the first set; a label of the same name in another set has none.
        yield from _value_set(name, set_name, values, {} if number else keys)
    if task.rules:
        yield from ("", f"### {name.replace('_', ' ').capitalize()}, rules", "")
        yield from _rules(task.rules)
    if task.examples:
        yield from ("", f"### {name.replace('_', ' ').capitalize()}, worked examples", "")
        yield from (f"- {_example(example)}" for example in task.examples)
    if task.maps_to:
        yield from ("", f"### {name.replace('_', ' ').capitalize()}, other data sets", "")
        yield from _maps(task.maps_to)


def _value_set(task: str, name: str, values: ValueSet, keys: Keys) -> Iterator[str]:
    yield f"### {_set_title(task, name)}"
    yield ""
    yield _plain(values.about) + (" The labels form a scale, lowest first." if values.ordered else "")
    if values.decision:
        yield ""
        yield from (f"{step}. {_plain(text)}" for step, text in enumerate(values.decision, 1))
    for label_id, label in values.labels.items():
        yield ""
        yield from _label(label_id, label, keys.get((task, label_id)))


def _label(label_id: str, label: Label, key: str | None) -> Iterator[str]:
    facts = [
        *([f"key `{key}`"] if key else []),
        *([_plain(label.group)] if label.group else []),
        *(["off by default"] if label.default_on is False else []),
    ]
    yield f"**`{label_id}`**" + (f" ({', '.join(facts)})" if facts else "") + f": {_plain(label.definition)}"
    body = [f"- {_plain(text)}" for text in label.decision]
    body += [f"- Yes: {_example(example)}" for example in label.examples]
    body += [f"- No: {_example(example)}" for example in label.counterexamples]
    if body:
        yield ""
        yield from body


def _example(example: Example) -> str:
    text = "".join(_piece(words, role) for words, role in marked_pieces(example))
    notes = [f"target: {_plain(example.target)}"] if example.target else []
    notes += [f"{values.replace('_', ' ')} `{label}`" for values, label in expected_labels(example)]
    notes += [_plain(example.note)] if example.note else []
    return f"“{text}”" + (f" — {'; '.join(notes)}" if notes else "")


def _piece(words: str, role: str | None) -> str:
    if role is None:
        return _plain(words)
    # Asterisks beside a punctuation mark are not read as bold; the tag always is.
    return f"<b>{_plain(words)}</b>" + ("" if role == SPAN else f"<sub>{role}</sub>")


def _rules(rules: Mapping[str, str]) -> Iterator[str]:
    yield from (f"- **{rule}** {_plain(text)}" for rule, text in rules.items())


def _maps(maps: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield "| data set | label | label there |"
    yield "|---|---|---|"
    for data_set, mapping in maps.items():
        for own, other in mapping.items():
            yield f"| {_plain(data_set)} | `{own}` | `{other}` |"


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is; what stands in backticks stays code."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if n % 2 else _SPECIAL.sub(r"\\\1", part) for n, part in enumerate(parts))
