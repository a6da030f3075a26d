"""The labeling configuration of Label Studio: one page that asks for all layers of the label schema.

Checked against Label Studio 1.23.2 (`make check-label-studio`): its API takes the configuration, and its
page shows it. Choices that are asked for each target stand in a `Repeater` over the list `targets` of the
task data, so that one configuration serves articles with any targets; `holder_targets` does the same for the
stances of sources. Attributes of marks are choices asked per region.

Numbers (intensity, direction, yes-or-no questions) are choices with an alias: Label Studio shows the word and
exports the alias.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import quoteattr

from stance.schema.label_studio_controls import (
    CONTINUES,
    INDEX,
    RECORD,
    TEXT,
    Control,
    ControlKind,
    Option,
    schema_controls,
    schema_relations,
)
from stance.schema.labels import LabelSchema

_TAGS: dict[ControlKind, str] = {
    "choice": "Choices",
    "choices": "Choices",
    "number": "Number",
    "rating": "Rating",
    "text": "TextArea",
    "taxonomy": "Taxonomy",
}
_MAX_BUTTONS = 6
"""More choices than this are shown as a list to select from, when asked per region."""
_COLORS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#7f7f7f")
_COLUMNS = "display: flex; gap: 24px; align-items: flex-start"
_COLUMN = "flex: {}; min-width: 0; max-height: 80vh; overflow-y: auto"


def label_studio_config(schema: LabelSchema) -> str:
    """Return the labeling configuration (XML) that asks for all four layers of a label schema.

    The task data must hold `text`; `targets`, a list of objects with `id` and `text`, may be left out.
    """
    return render_config(schema_controls(schema), schema_relations(schema))


def render_config(controls: Sequence[Control], relations: Iterable[str]) -> str:
    """Return a labeling configuration (XML).

    Args:
        controls: in the order in which they are to stand; names must differ.
        relations: labels of relations between marks; the one that joins pieces is added.
    """
    lines = [
        "<View>",
        *(line for control in controls if control.kind == "marks" for line in _labels(control)),
        "<Relations>",
        *(f"  <Relation{_attributes(value=label)}/>" for label in (*relations, CONTINUES)),
        "</Relations>",
        f"<View{_attributes(style=_COLUMNS)}>",
        f"<View{_attributes(style=_COLUMN.format(3))}>",
        f'<Text name="{TEXT}" value="${TEXT}" granularity="symbol"/>',
        "</View>",
        f"<View{_attributes(style=_COLUMN.format(2))}>",
        *_questions([control for control in controls if control.kind != "marks"]),
        "</View>",
        "</View>",
        '<View style="display: none">',
        f'  <TextArea name="{RECORD}" toName="{TEXT}"/>',
        "</View>",
        "</View>",
    ]
    return "\n".join(lines) + "\n"


def _labels(control: Control) -> Iterator[str]:
    yield f"<Header{_attributes(value=control.title or control.name, size='5')}/>"
    yield f"<Labels{_attributes(name=control.name, toName=TEXT)}>"
    for n, option in enumerate(control.options):
        yield f"  <Label{_option(option)}{_attributes(background=_COLORS[n % len(_COLORS)])}/>"
    yield "</Labels>"


def _questions(controls: Sequence[Control]) -> Iterator[str]:
    """What is asked of marks comes first: it is empty until a mark is chosen."""
    ordered = sorted(controls, key=lambda control: not control.per_mark)
    for each, group in groupby(ordered, key=lambda control: control.each):
        if each is not None:
            yield f"<Repeater{_attributes(on=f'${each}', indexFlag=INDEX)}>"
            yield "<View>"
        for control in group:
            yield from _question(control)
        if each is not None:
            yield "</View>"
            yield "</Repeater>"


def _question(control: Control) -> Iterator[str]:
    condition: dict[str, str] = {}
    if control.per_mark:
        condition = {"visibleWhen": "region-selected"}
        if control.layer is not None:
            condition["whenTagName"] = control.layer
        if control.on_labels:
            condition["whenLabelValue"] = ",".join(control.on_labels)
    yield f"<View{_attributes(**condition)}>"
    yield f"  <Header{_attributes(value=control.title or control.name, size='6')}/>"
    yield from (f"  {line}" for line in _control(control))
    yield "</View>"


def _control(control: Control) -> Iterator[str]:
    attributes = {"name": control.name, "toName": TEXT}
    if control.per_mark:
        attributes["perRegion"] = "true"
    if control.kind in ("choice", "choices"):
        attributes["choice"] = "single" if control.kind == "choice" else "multiple"
        if control.per_mark and len(control.options) > _MAX_BUTTONS:
            attributes["layout"] = "select"
        else:
            attributes["showInline"] = "true"
    tag = _TAGS[control.kind]
    if not control.options:
        yield f"<{tag}{_attributes(**attributes)}/>"
        return
    yield f"<{tag}{_attributes(**attributes)}>"
    for option in control.options:
        # One key cannot stand for the same choice of several targets.
        yield f"  <Choice{_option(option, with_key=control.each is None)}/>"
    yield f"</{tag}>"


def _option(option: Option, *, with_key: bool = True) -> str:
    given = {
        "value": option.value,
        "alias": option.exported,
        "hint": option.hint,
        "hotkey": option.hotkey if with_key else None,
    }
    return _attributes(**{name: value for name, value in given.items() if value})


def _attributes(**given: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items())
