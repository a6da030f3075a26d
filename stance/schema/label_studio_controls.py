"""What a Label Studio page asks: its controls, and those that ask for the layers of the label schema.

A control's name says what it asks for:

attribution              marks of a layer
attribution.type         an attribute of those marks
cue.direction.{{idx}}    an attribute of those marks toward each target
frame, frame.primary     a question about the document, and an attribute of its answer
stance.{{idx}}           a question about each target; stance.{{idx}}.strength an attribute of the answer
stance.holder.{{idx}}    a question about each target with a holder
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from stance.schema.hotkeys import hotkeys
from stance.schema.labels import LabelSchema
from stance.schema.records import ValueSet

ControlKind = Literal["marks", "choice", "choices", "number", "rating", "text", "taxonomy"]

INDEX: Final = "{{idx}}"
"""Stands in a name for the place in the list that a control is repeated over."""
TARGETS: Final = "targets"
"""List of the task data with the targets of the document."""
HOLDER_TARGETS: Final = "holder_targets"
"""List of the task data with targets, whose stance is asked for, and a title that says both."""
HOLDER: Final = "holder"
UNIT: Final = "unit"
"""Layer of the marks that stand for headlines, decks and sentences."""
CONTINUES: Final = "continues"
"""Relation from one piece of a discontinuous mark to the next."""
RECORD: Final = "stance_record"
"""Hidden control that holds, as JSON, what no other control can."""

SCHEMA_TASKS: Final = ("attribution", "cue", "frame", "stance")
"""Layers of the label schema that a page can ask for."""
TEXT: Final = "text"
"""Name of the text on the page, and its field in the task data."""

_MAX_HINT = 140
_ANCHORS = ("cue", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One label or choice."""

    value: str
    """As it is shown."""
    exported: str | None = None
    """What stands for it in the results; None is the value itself."""
    hint: str = ""
    hotkey: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing that is asked."""

    name: str
    kind: ControlKind
    title: str = ""
    options: tuple[Option, ...] = ()
    layer: str | None = None
    """Layer whose marks it is asked about; None where it is asked about the document, or about any mark."""
    on_labels: tuple[str, ...] = ()
    """Labels of the marks it is asked about; empty is all of them."""
    per_mark: bool = False
    each: str | None = None
    """List of the task data it is repeated over; None where it is asked once."""

    @property
    def is_numeric(self) -> bool:
        """Whether its choices stand for whole numbers."""
        return bool(self.options) and all(_is_whole(option.exported) for option in self.options)


def control_name(head: str, attribute: str | None = None, *, each: str | None = None) -> str:
    """Return the name of the control of a layer or question, or of one of its attributes.

    >>> control_name("stance", "strength", each="targets")
    'stance.{{idx}}.strength'
    """
    index = {None: [], TARGETS: [INDEX], HOLDER_TARGETS: [HOLDER, INDEX]}[each]
    return ".".join([_plain(head), *index, *([_plain(attribute)] if attribute is not None else [])])


def mark_control_name(layer: str, attribute: str, *, each: str | None = None) -> str:
    """Return the name of the control of an attribute of the marks of a layer.

    >>> mark_control_name("cue", "direction", each="targets")
    'cue.direction.{{idx}}'
    """
    return ".".join([_plain(layer), _plain(attribute), *([INDEX] if each else [])])


def schema_controls(schema: LabelSchema, tasks: Collection[str] = SCHEMA_TASKS) -> tuple[Control, ...]:
    """Return the controls that ask for some of the four layers, in the order of the schema."""
    makers = {"stance": _stance, "attribution": _attribution, "cue": _cue, "frame": _frame}
    return tuple(
        control
        for task, body in schema.tasks.items()
        if task in makers and task in tasks and body.enabled
        for control in makers[task](schema)
    )


def schema_relations(schema: LabelSchema) -> tuple[str, ...]:
    """Return the labels of relations between marks, without `CONTINUES`."""
    if "attribution" not in schema.tasks:
        return ()
    return (*schema.attribution_roles, "parent", "attribution", *schema.relation_types)


def _attribution(schema: LabelSchema) -> Iterator[Control]:
    yield _marks(schema, "attribution", "role")
    for name in ("type", "naming", "speech", "verb_class", "polarity"):
        yield _of_marks("attribution", name, schema.value_set("attribution", name), on_labels=_ANCHORS)
    yield Control(
        name=mark_control_name("attribution", "content_stance", each=TARGETS),
        kind="choice",
        title="What the content does to $targets[{{idx}}].text",
        options=_numbered({"helps": "1", "neither": "0", "hurts": "-1"}),
        layer="attribution",
        on_labels=_ANCHORS,
        per_mark=True,
        each=TARGETS,
    )


def _cue(schema: LabelSchema) -> Iterator[Control]:
    yield _marks(schema, "cue", "type")
    for name, values in schema.tasks["cue"].value_sets.items():
        exported = {"certain": {"true": "yes", "false": "no"}}.get(name, {})
        if name == "intensity":
            exported = {label: label for label in values.labels}
        if name not in ("type", "direction"):
            yield _of_marks("cue", name, values, exported=exported)
    yield _of_marks("cue", "secondary_types", schema.value_set("cue", "type"), kind="choices")
    yield Control(
        name=mark_control_name("cue", "direction", each=TARGETS),
        kind="choice",
        title="What the words do to $targets[{{idx}}].text",
        options=_numbered({"help": "1", "hurt": "-1"}),
        layer="cue",
        per_mark=True,
        each=TARGETS,
    )


def _frame(schema: LabelSchema) -> Iterator[Control]:
    policy = schema.value_set("frame", "policy_frame")
    yield Control(name=UNIT, kind="marks", title="unit", options=(Option(value="sentence"),))
    yield _of_marks(UNIT, "frame", policy, kind="choices", title="Frames of the sentence")
    keys = {label: key for (task, label), key in hotkeys(schema).items() if task == "frame"}
    yield Control(
        name="frame", kind="choices", title="Frames of the article", options=_options(policy, keys=keys)
    )
    yield Control(
        name=control_name("frame", "primary"),
        kind="choice",
        title="Primary frame",
        options=_options(policy),
    )
    for question, label in schema.value_set("frame", "generic_question").labels.items():
        yield Control(
            name=control_name(question),
            kind="choice",
            title=f"{question}: {label.definition}",
            options=_numbered({"yes": "1", "no": "0"}),
        )


def _stance(schema: LabelSchema) -> Iterator[Control]:
    titles = {
        TARGETS: "Stance of the article toward $targets[{{idx}}].text",
        # A page fills in one place of a list only.
        HOLDER_TARGETS: "Stance of $holder_targets[{{idx}}].title",
    }
    for each, title in titles.items():
        label = schema.value_set("stance", "label")
        yield Control(
            name=control_name("stance", each=each),
            kind="choice",
            title=title,
            options=_options(label),
            each=each,
        )
        for name in ("strength", "basis"):
            values = schema.value_set("stance", name)
            yield Control(
                name=control_name("stance", name, each=each),
                kind="choice",
                title=f"{name}: {values.about}",
                options=_options(values),
                each=each,
            )


def _marks(schema: LabelSchema, task: str, name: str) -> Control:
    keys = {label: key for (of, label), key in hotkeys(schema).items() if of == task}
    return Control(
        name=task, kind="marks", title=task, options=_options(schema.value_set(task, name), keys=keys)
    )


def _of_marks(
    layer: str,
    name: str,
    values: ValueSet,
    *,
    kind: ControlKind = "choice",
    title: str | None = None,
    on_labels: tuple[str, ...] = (),
    exported: dict[str, str] | None = None,
) -> Control:
    return Control(
        name=mark_control_name(layer, name),
        kind=kind,
        title=title or f"{name}: {values.about}",
        options=_options(values, exported=exported),
        layer=layer,
        on_labels=on_labels,
        per_mark=True,
    )


def _options(
    values: ValueSet, *, keys: dict[str, str] | None = None, exported: dict[str, str] | None = None
) -> tuple[Option, ...]:
    return tuple(
        Option(
            value=name,
            exported=(exported or {}).get(name),
            hint=_first_sentence(label.definition),
            hotkey=(keys or {}).get(name),
        )
        for name, label in values.labels.items()
    )


def _numbered(names: dict[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value=name, exported=number) for name, number in names.items())


def options_of(labels: Iterable[str]) -> tuple[Option, ...]:
    """Return options that are shown as they are exported."""
    return tuple(Option(value=label) for label in labels)


def _first_sentence(text: str) -> str:
    sentence = text.split(". ")[0]
    return sentence if len(sentence) <= _MAX_HINT else sentence[:_MAX_HINT].rsplit(" ", 1)[0] + " …"


def _is_whole(text: str | None) -> bool:
    digits = (text or "").removeprefix("-")
    return digits.isascii() and digits.isdigit()


def _plain(name: str) -> str:
    """A layer, question or attribute as a part of a name: dots divide parts, quotes end attributes."""
    if name in (TEXT, RECORD):
        return f"%{ord(name[0]):02X}{name[1:]}"
    return quote(name, safe="").replace(".", "%2E")
