"""The labeling configuration; that the real Label Studio takes it is checked by make check-label-studio."""

import re
from xml.etree.ElementTree import fromstring

import pytest

from stance.data.tools.label_studio_forms import form_of, schema_form
from stance.schema.label_studio_config import label_studio_config, render_config
from stance.schema.label_studio_controls import (
    Control,
    Option,
    control_name,
    mark_control_name,
    schema_controls,
)
from stance.schema.labels import load_schema

SCHEMA = load_schema()


@pytest.fixture(scope="module")
def page():
    return fromstring(label_studio_config(SCHEMA))


def options(page, name):
    [control] = [element for element in page.iter() if element.get("name") == name]
    return [child.get("value") for child in control]


def test_every_label_of_the_four_layers_is_asked_for_in_the_order_of_the_schema(page):
    asked = {
        "attribution": SCHEMA.attribution_roles,
        "attribution.type": SCHEMA.attribution_types,
        "attribution.naming": SCHEMA.namings,
        "attribution.speech": SCHEMA.speech_forms,
        "attribution.verb_class": SCHEMA.verb_classes,
        "cue": SCHEMA.cue_types,
        "cue.voice": SCHEMA.voices,
        "cue.intensity": ("1", "2", "3"),
        "frame": SCHEMA.policy_frames,
        "stance.{{idx}}": SCHEMA.stance_labels,
        "stance.{{idx}}.strength": SCHEMA.strengths,
    }
    for name, labels in asked.items():
        assert tuple(options(page, name)) == tuple(labels)
    for question in SCHEMA.generic_questions:
        assert options(page, question) == ["yes", "no"]


def test_names_are_used_once_and_every_control_is_about_the_text(page):
    # The server finds names with this very expression.
    names = re.findall(r'name="([^"]*)"', label_studio_config(SCHEMA))
    assert len(names) == len(set(names))
    assert {element.get("toName") for element in page.iter() if element.get("toName")} == {"text"}


def test_no_key_is_given_twice(page):
    keys = [element.get("hotkey") for element in page.iter() if element.get("hotkey")]
    assert len(keys) == len(set(keys))
    assert len(keys) > 20


def test_relations_lead_from_the_cue_to_the_other_roles(page):
    relations = [element.get("value") for element in page.iter("Relation")]
    assert {"source", "content", "recipient", "parent", "continues", *SCHEMA.relation_types} <= set(relations)


def test_questions_about_targets_are_repeated_over_the_targets_of_the_task(page):
    [repeated] = [
        element
        for element in page.iter("Repeater")
        if element.find(".//*[@name='stance.{{idx}}']") is not None
    ]
    assert repeated.get("on") == "$targets"


def test_hints_are_short(page):
    assert max(len(element.get("hint", "")) for element in page.iter()) <= 142


def test_text_that_is_markup_stays_text():
    control = Control(name="a", kind="choice", title='1 < 2 & "x"', options=(Option(value="<b>\"&'"),))
    root = fromstring(render_config([control], ["r & s"]))
    assert root.find(".//Choice").get("value") == "<b>\"&'"
    assert root.find(".//Relation").get("value") == "r & s"


@pytest.mark.parametrize(
    ("name", "head", "attribute", "each"),
    [
        ("attribution.type", "attribution", "type", None),
        ("cue.direction.{{idx}}", "cue", "direction", "targets"),
        ("frame.primary", "frame", "primary", None),
        ("stance.{{idx}}.basis", "stance", "basis", "targets"),
        ("stance.holder.{{idx}}", "stance", None, "holder_targets"),
        ("CO1", "CO1", None, None),
    ],
)
def test_names_of_controls_say_what_they_ask_for(name, head, attribute, each):
    subject = schema_form().find(name.replace("{{idx}}", "12"))
    assert (subject.head, subject.attribute, subject.control.each) == (head, attribute, each)
    assert subject.index == (12 if each else None)


def test_names_are_quoted_where_they_would_be_taken_for_something_else():
    controls = [
        Control(name=control_name("my.layer é"), kind="marks"),
        Control(name=mark_control_name("my.layer é", "a.b"), kind="choice", per_mark=True),
        Control(name=control_name("text"), kind="marks"),
    ]
    form = form_of(fromstring(render_config(controls, [])))
    assert list(form.marks.values()) == ["my.layer é", "text"]
    subject = form.find(controls[1].name)
    assert (subject.head, subject.attribute) == ("my.layer é", "a.b")


def test_only_the_tasks_named_are_asked_for():
    names = {control.name.split(".")[0] for control in schema_controls(SCHEMA, ["stance"])}
    assert names == {"stance"}
