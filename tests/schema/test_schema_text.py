"""The schema as text for a terminal."""

import pytest

from stance.schema.labels import load_schema, render_schema_text

SCHEMA = load_schema()


@pytest.mark.parametrize("width", [60, 88, 120])
def test_no_line_is_wider_than_asked(width):
    lines = render_schema_text(SCHEMA, width=width).splitlines()
    # Only a line that is one unbreakable word may stick out.
    assert [line for line in lines if len(line) > width and " " in line.strip()] == []


def test_every_label_and_rule_is_shown():
    text = render_schema_text(SCHEMA)
    starts = {line.strip().split(":")[0].split(" ")[0] for line in text.splitlines() if ":" in line}
    labels = {i for task in SCHEMA.tasks.values() for v in task.value_sets.values() for i in v.labels}
    rules = {i for task in SCHEMA.tasks.values() for i in task.rules} | set(SCHEMA.general_rules)
    assert (labels | rules) - starts == set()


def test_layers_and_labels_that_are_off_say_so():
    text = render_schema_text(SCHEMA)
    assert "ENTITY ROLE (optional layer)" in text
    assert "  dogwhistle (off by default): " in text
    assert "  metaphor (off by default)" not in text


def test_a_group_is_named_once_before_its_labels():
    lines = render_schema_text(SCHEMA).splitlines()
    conflict = lines.index("  [conflict]")
    assert lines[conflict + 1].startswith("  CO1: ")
    assert lines.count("  [conflict]") == 1


def test_an_example_shows_its_span_in_brackets():
    text = render_schema_text(SCHEMA, width=200)
    assert "e.g. The heartless eviction took twelve minutes. | [heartless]\n" in text


def test_an_example_with_roles_shows_each_role():
    text = render_schema_text(SCHEMA, width=400)
    assert "source [Lena Ostby] | cue [told] | content [The pier] [“will stand another century”]" in text
