"""The packaged label schema, against the records and against its own promises."""

import typing
from importlib import resources

import pytest
import yaml

from stance.errors import ConfigError, ResourceMissingError
from stance.records import annotation, document
from stance.schema.labels import available_versions, is_compatible, load_schema, parse_schema

SCHEMA = load_schema()
VALUE_SETS = [(task, name) for task, body in SCHEMA.tasks.items() for name in body.value_sets]


def literals(record: type, field: str) -> tuple[object, ...]:
    """Return the literal values anywhere in the type of a field."""
    found: list[object] = []
    todo = [typing.get_type_hints(record)[field]]
    while todo:
        hint = todo.pop()
        if typing.get_origin(hint) is typing.Literal:
            found += typing.get_args(hint)
        else:
            todo += typing.get_args(hint)
    return tuple(found)


@pytest.mark.parametrize(
    ("task", "name", "values"),
    [
        ("cue", "type", typing.get_args(annotation.CueType)),
        ("cue", "voice", typing.get_args(annotation.Voice)),
        ("attribution", "type", typing.get_args(annotation.AttributionType)),
        ("attribution", "naming", typing.get_args(annotation.Naming)),
        ("attribution", "speech", typing.get_args(annotation.Speech)),
        ("attribution", "verb_class", typing.get_args(annotation.VerbClass)),
        ("attribution", "relation", typing.get_args(annotation.RelationType)),
        ("attribution", "polarity", literals(annotation.Attribution, "polarity")),
        ("stance", "label", typing.get_args(annotation.StanceLabel)),
        ("stance", "strength", typing.get_args(annotation.Strength)),
        ("stance", "basis", literals(annotation.Stance, "basis")),
        ("stance", "target_kind", typing.get_args(document.TargetKind)),
    ],
)
def test_the_types_of_the_records_equal_the_label_sets(task, name, values):
    assert set(SCHEMA.label_ids(task, name)) == set(values)
    assert len(values) == len(SCHEMA.label_ids(task, name))


def test_number_fields_take_the_values_of_the_schema():
    intensity = literals(annotation.Cue, "intensity")
    direction = literals(annotation.Cue, "direction")
    assert {int(i) for i in SCHEMA.label_ids("cue", "intensity")} == set(intensity)
    assert {int(i) for i in SCHEMA.label_ids("cue", "direction")} == set(direction)


def test_every_task_is_an_annotation_layer():
    assert set(SCHEMA.tasks) == set(typing.get_args(annotation.Layer))


def test_roles_are_fields_of_an_attribution():
    assert set(SCHEMA.attribution_roles) <= set(annotation.Attribution.__struct_fields__)


def examples_of(task):
    body = SCHEMA.tasks[task]
    labels = [label for values in body.value_sets.values() for label in values.labels.values()]
    return body.examples + [e for label in labels for e in label.examples + label.counterexamples]


@pytest.mark.parametrize("task", SCHEMA.tasks)
def test_every_marked_span_occurs_once_in_its_example(task):
    counts = {(e.text, span): e.text.count(span) for e in examples_of(task) for span in e.spans}
    assert {key: n for key, n in counts.items() if n != 1} == {}


@pytest.mark.parametrize("task", SCHEMA.tasks)
def test_expected_labels_of_examples_are_labels_of_the_task(task):
    for example in examples_of(task):
        for name, value in example.labels.items():
            wanted = [value] if isinstance(value, str) else value
            assert set(wanted) <= set(SCHEMA.label_ids(task, name)), example.text


def test_examples_of_a_stance_name_their_target():
    assert [e.text for e in examples_of("stance") if not e.target] == []


def test_roles_of_examples_are_attribution_roles():
    used = {role for example in examples_of("attribution") for role in example.roles}
    assert used
    assert used <= set(SCHEMA.attribution_roles)


@pytest.mark.parametrize(
    ("task", "name"),
    [("cue", "type"), ("cue", "voice"), ("attribution", "naming"), ("attribution", "verb_class")]
    + [("attribution", "speech"), ("attribution", "type"), ("stance", "label"), ("frame", "policy_frame")],
)
def test_every_hard_label_has_an_example(task, name):
    labels = SCHEMA.value_set(task, name).labels
    assert [label_id for label_id, label in labels.items() if not label.examples] == []


@pytest.mark.parametrize(("task", "name"), VALUE_SETS)
def test_every_label_has_a_definition_that_is_a_sentence(task, name):
    for label_id, label in SCHEMA.value_set(task, name).labels.items():
        assert label.definition.strip()[-1] in ".?", label_id


def test_experimental_and_coded_cues_are_off_by_default():
    # 18 types; dogwhistle needs a glossary, informational_bias the event's other articles.
    assert set(SCHEMA.cue_types) - set(SCHEMA.default_cue_types) == {"dogwhistle", "informational_bias"}
    assert len(SCHEMA.default_cue_types) == 16


def test_every_cue_type_says_whether_it_is_on():
    types = SCHEMA.value_set("cue", "type").labels
    assert [i for i, label in types.items() if label.default_on is None] == []


def test_generic_questions_belong_to_generic_frames():
    questions = SCHEMA.generic_questions
    assert {q.group for q in questions.values()} == set(SCHEMA.generic_frames)
    # Four of conflict, five each of responsibility and human interest, three each of the others.
    assert len(questions) == 4 + 5 + 5 + 3 + 3
    assert all(q.text.endswith("?") for q in questions.values())


def test_stance_labels_all_map_to_the_data_sets_with_four_answers():
    maps = SCHEMA.tasks["stance"].maps_to
    for data_set in ("semeval2016_t6", "vast", "fnc1"):
        assert set(maps[data_set]) == set(SCHEMA.stance_labels)


def test_every_policy_frame_but_other_has_a_name_in_semeval():
    mapped = SCHEMA.tasks["frame"].maps_to["semeval2023_t3"]
    assert set(SCHEMA.policy_frames) - set(mapped) == {"other"}
    # The public names differ only in capitals.
    assert [own for own, other in mapped.items() if own != other.lower()] == []


def test_rule_ids_are_used_once():
    ids = [*SCHEMA.general_rules, *(rule for task in SCHEMA.tasks.values() for rule in task.rules)]
    assert len(ids) == len(set(ids))


def test_no_key_is_written_twice_in_the_file():
    # The YAML reader would silently keep the last of two equal keys.
    content = (resources.files("stance.schema") / f"labels-{SCHEMA.version}.yaml").read_text("utf-8")
    todo = [yaml.compose(content, Loader=yaml.SafeLoader)]
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), node.start_mark
            todo += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value


def test_the_newest_version_is_loaded_once():
    assert load_schema() is load_schema()
    assert SCHEMA.version == available_versions()[-1] == list(SCHEMA.history)[-1]


def test_an_unknown_version_lists_those_there_are():
    with pytest.raises(ResourceMissingError, match=r"9\.9\.9.*packaged versions: .*0\.2\.0"):
        load_schema("9.9.9")


@pytest.mark.parametrize(
    ("version", "readable"),
    [
        ("0.1.0", True),
        ("0.2.0", True),
        ("0.2.7", True),  # a later patch changes only wording
        ("0.3.0", False),  # a later minor version may hold labels not known here
        ("1.0.0", False),
        ("0.2", False),
        ("0.2.0-draft", False),
        ("", False),
    ],
)
def test_annotations_of_earlier_minor_versions_can_be_read(version, readable):
    assert is_compatible(version) is readable


def test_an_unknown_value_set_names_those_there_are():
    with pytest.raises(ConfigError, match=r"cue\.type.*found cue\.colour"):
        SCHEMA.label_ids("cue", "colour")


MINIMAL = """
schema: stance.labels
name: toy
version: 0.0.1
status: draft
language: en
history: {0.0.1: first}
offsets: {unit: unicode_code_points, interval: half_open, text: cleaned}
units: {}
general_rules: {}
tasks:
  mood:
    unit: document
    value_sets: {tone: {about: How it sounds., labels: {glad: {definition: Glad.}}}}
    maps_to: {elsewhere: {glad: happy}}
"""


def test_a_small_schema_is_read():
    schema = parse_schema(MINIMAL, where="toy")
    assert schema.label_ids("mood", "tone") == ("glad",)
    assert schema.tasks["mood"].enabled


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("unit: document", "unit: document\n    colour: red", "unknown field `colour`"),
        ("{definition: Glad.}", "{}", "missing required field `definition`"),
        ("language: en", "language: [en", "a YAML mapping"),
        ("{glad: happy}", "{sad: unhappy}", "maps_to elsewhere from sad"),
        ("schema: stance.labels", "schema: other", "Invalid enum value 'other'"),
    ],
)
def test_a_faulty_schema_is_refused_with_its_fault(old, new, message):
    assert MINIMAL.count(old) == 1
    with pytest.raises(ConfigError, match="toy.*") as caught:
        parse_schema(MINIMAL.replace(old, new), where="toy")
    assert message in str(caught.value)
