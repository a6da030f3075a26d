"""The label schema as annotation tools and validators read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, get_args

from stance.data.layers import GOVERNED_BY, PARENT, ROLES
from stance.data.tools.brat_names import brat_type, escape_brat
from stance.data.tools.doccano_record import piece_label
from stance.data.writers.brat import annotation_conf
from stance.errors import ConfigError
from stance.records.codec import RECORD_KINDS, json_schema
from stance.schema.hotkeys import hotkeys
from stance.schema.label_studio_config import label_studio_config
from stance.schema.label_studio_controls import CONTINUES, schema_relations
from stance.schema.labels import load_schema
from stance.schema.records import LabelSchema

Tool = Literal["label-studio", "doccano", "brat", "json-schema"]
_MARKED = ("attribution", "cue")
"""Layers of marks; their first value set labels the marks, the others are attributes."""
_ASKED = ("frame", "stance")
"""Layers of answers; in doccano each is a classification project of its own."""
_TOWARD_TARGETS = ("direction", "side")
"""Attributes that brat cannot hold: one value per target, or ids of the event's parties."""
# Told apart by lightness too; black text is read on each of them.
_COLORS = ("#8ecae6", "#ffb703", "#b7e4c7", "#e5989b", "#cdb4db", "#f4f1bb", "#a8dadc", "#f7cad0", "#d4d700")


def export_schema(to: Tool, folder: Path) -> list[Path]:
    """Write the newest label schema for a tool, and return the files.

    label-studio  config.xml: the labeling page that asks for all layers.
    doccano       label types to upload: span_types.json and relation_types.json for a sequence labeling
                  project (attribution, cue), frame.json and stance.json for a classification project each.
    brat          annotation.conf, visual.conf and kb_shortcuts.conf for attribution and cue; brat has no
                  place for questions about a document, so frame and stance are not in it.
    json-schema   one JSON Schema for each kind of record: document, annotation, analysis, scores.

    Args:
        to: the tool.
        folder: made if it is not there; files in it are overwritten.

    Raises:
        ConfigError: there is no such tool.
    """
    files = _contents(to, load_schema())
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8", newline="")
    return paths


def _contents(to: Tool, schema: LabelSchema) -> Mapping[str, str]:
    if to == "label-studio":
        return {"config.xml": label_studio_config(schema)}
    if to == "doccano":
        return _doccano(schema)
    if to == "brat":
        return _brat(schema)
    if to == "json-schema":
        return {f"{kind}.schema.json": _json(json_schema(kind)) for kind in RECORD_KINDS}
    raise ConfigError(
        "tool to export the label schema to",
        expected=f"one of: {', '.join(get_args(Tool))}",
        found=str(to),
        action="Name one of these.",
    )


def _doccano(schema: LabelSchema) -> Mapping[str, str]:
    spans = [
        _label_type(piece_label(task, label), hotkeys(schema).get((task, label)), n)
        for n, (task, label) in enumerate(_mark_labels(schema))
    ]
    relations = [_label_type(name, None, n) for n, name in enumerate((*schema_relations(schema), CONTINUES))]
    files = {"span_types.json": _json(spans), "relation_types.json": _json(relations)}
    for task in _ASKED:
        labels = _first_labels(schema, task)
        files[f"{task}.json"] = _json(
            [_label_type(label, hotkeys(schema).get((task, label)), n) for n, label in enumerate(labels)]
        )
    return files


def _label_type(text: str, key: str | None, number: int) -> dict[str, str | None]:
    """A label as doccano's upload reads it; every version takes the names with underscores."""
    modifier, _, letter = (key or "").rpartition("+")
    return {
        "text": text,
        "prefix_key": modifier or None,
        "suffix_key": letter or None,
        "background_color": _COLORS[number % len(_COLORS)],
        "text_color": "#000000",
    }


def _brat(schema: LabelSchema) -> Mapping[str, str]:
    types = {brat_type(task, label): (task, label) for task, label in _mark_labels(schema)}
    relations = {brat_type(layer, label): label for layer, label in _link_labels(schema)}
    attributes = {
        escape_brat(name): [escape_brat(label) for label in labels]
        for name, labels in _mark_attributes(schema).items()
    }
    labels = [f"{name} | {label.replace('_', ' ')}" for name, (_, label) in types.items()]
    labels += [f"{name} | {label.replace('_', ' ')}" for name, label in relations.items()]
    drawing = [
        "SPAN_DEFAULT\tfgColor:black, bgColor:lightgray, borderColor:darken",
        "ARC_DEFAULT\tcolor:black",
    ]
    drawing += [f"{name}\tbgColor:{_COLORS[n % len(_COLORS)]}" for n, name in enumerate(types)]
    keys = hotkeys(schema)
    return {
        "annotation.conf": annotation_conf(types, relations, attributes),
        "visual.conf": "\n".join(["[labels]", *labels, "", "[drawing]", *drawing, ""]),
        "kb_shortcuts.conf": "".join(
            f"{keys[place].upper()}\t{name}\n" for name, place in types.items() if place in keys
        ),
    }


def _mark_labels(schema: LabelSchema) -> Iterator[tuple[str, str]]:
    for task in _MARKED:
        yield from ((task, label) for label in _first_labels(schema, task))


def _link_labels(schema: LabelSchema) -> Iterable[tuple[str, str]]:
    """Layer and label of each link, as `stance.data.layers.opened` makes them."""
    # The cue is what the other roles are linked from.
    within = (*(role for role in ROLES if role != "cue"), PARENT, *schema.relation_types)
    return [*(("attribution", label) for label in within), ("cue", GOVERNED_BY)]


def _mark_attributes(schema: LabelSchema) -> dict[str, list[str]]:
    """Attribute to its values, for the attributes whose values are labels of the schema."""
    found: dict[str, list[str]] = {}
    for task in _MARKED:
        _, *others = schema.tasks[task].value_sets
        for name in others:
            if name not in (*_TOWARD_TARGETS, "relation"):
                labels = list(schema.label_ids(task, name))
                found[name] = ["yes", "no"] if name == "certain" else labels
    return found


def _first_labels(schema: LabelSchema, task: str) -> tuple[str, ...]:
    return tuple(next(iter(schema.tasks[task].value_sets.values())).labels)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
