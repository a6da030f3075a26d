"""Annotations are carried from one label set to another, and what has no place there is told."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.records.annotation import Annotation, Annotator, Cue, LabelSetRef, Provenance
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.schema.migration import migrate
from stance.schema.migration_table import MigrationTable, migration_path, parse_table, table_of


def mark(name, label, layer="tone", **attributes):
    return Mark(
        id=name, layer=layer, label=label, pieces=[Span(start=0, end=1, text="x")], attributes=attributes
    )


def annotation(*, marks=(), links=(), answers=(), version="1", **fields):
    layers = [*(m.layer for m in marks), *(a.question for a in answers)]
    return Annotation(
        doc_id="d1",
        text_sha256="0" * 64,
        labelset=LabelSetRef(name="ours", version=version),
        annotator=Annotator(id="p", kind="expert"),
        provenance=Provenance(),
        layers=list(dict.fromkeys(layers)),
        marks=list(marks),
        links=list(links),
        answers=list(answers),
        **fields,
    )


def carried(table, **parts):
    result, losses = migrate(annotation(**parts), table_of(table, where="test"))
    return result, [(loss.what, loss.detail) for loss in losses]


def test_labels_are_renamed_and_merged():
    table = {"labels": {"tone/up": "positive", "tone/high": "positive", "tone/down": "negative"}}
    result, losses = carried(
        table, marks=[mark("a", "up"), mark("b", "high"), mark("c", "down"), mark("d", "flat")]
    )
    assert [each.label for each in result.marks] == ["positive", "positive", "negative", "flat"]
    assert losses == []


def test_a_removed_label_takes_its_links_and_answers_with_it_and_all_is_told():
    result, losses = carried(
        {"labels": {"tone/odd": None}},
        marks=[mark("a", "odd"), mark("b", "up")],
        links=[Link(layer="tone", label="near", src="b", dst="a")],
        answers=[
            Answer(question="sure", about="a", value="yes"),
            Answer(question="sure", about="b", value="no"),
        ],
    )
    assert [each.id for each in result.marks] == ["b"]
    assert (result.links, [each.about for each in result.answers]) == ([], ["b"])
    assert losses == [
        ("tone/odd", "the label was removed"),
        ("tone>near", "a mark at its end was not carried over"),
        ("sure", "the mark it is about was not carried over"),
    ]


def test_a_split_label_follows_its_rule_or_goes_to_a_person():
    by_voice = {"by": "voice", "values": {"author": "own", "source": "quoted"}}
    result, losses = carried(
        {"labels": {"tone/loud": by_voice, "tone/mixed": ["up", "down"]}},
        marks=[
            mark("a", "loud", voice="author"),
            mark("b", "loud", voice="source"),
            mark("c", "loud"),
            mark("d", "mixed"),
        ],
    )
    assert [(each.id, each.label) for each in result.marks] == [("a", "own"), ("b", "quoted")]
    assert losses == [
        ("tone/loud", "split into own, quoted: a person must choose"),
        ("tone/mixed", "split into up, down: a person must choose"),
    ]


def test_sets_numbers_and_texts_of_answers_are_carried():
    table = {
        "labels": {
            "frames/a": "x",
            "frames/b": "x",
            "frames/c": None,
            "score/1": "one",
            "tone/up": "positive",
        }
    }
    result, losses = carried(
        table,
        answers=[
            Answer(question="frames", value=["a", "b", "d"]),
            Answer(question="frames", about="S1", value=["c", "a"]),
            Answer(question="frames", about="S2", value=["c"]),
            Answer(question="frames", about="S3", value=[]),
            Answer(question="score", value=1),
            Answer(question="score", about="S1", value=2),
            Answer(question="tone", value="up"),
        ],
    )
    # S2 had one label, and that was removed: the answer is gone, not turned into "none found".
    assert [(each.about, each.value) for each in result.answers] == [
        (None, ["x", "d"]),
        ("S1", ["x"]),
        ("S3", []),
        (None, "one"),
        ("S1", 2),
        (None, "positive"),
    ]
    assert [what for what, _ in losses] == ["frames/c", "frames/c"]


def test_layers_attributes_and_values_of_attributes_are_renamed_or_removed():
    table = {
        "layers": {"tone": "stance", "junk": None},
        "attributes": {"tone.who": "voice", "tone.colour": None, "tone.old": "kept"},
        "labels": {"tone.who/writer": "author", "tone>says": "content"},
    }
    result, losses = carried(
        table,
        marks=[
            mark("a", "up", who="writer", colour="red", old="1", kept="2"),
            mark("b", "x", layer="junk"),
            mark("c", "up"),
        ],
        links=[Link(layer="tone", label="says", src="a", dst="c")],
    )
    assert result.layers == ["stance"]
    assert [(each.layer, each.label, each.attributes) for each in result.marks] == [
        ("stance", "up", {"voice": "author", "kept": "2"}),
        ("stance", "up", {}),
    ]
    assert [(each.layer, each.label) for each in result.links] == [("stance", "content")]
    assert losses == [
        ("tone.colour", "the attribute was removed"),
        ("tone.old", "kept is given already"),
        ("junk/x", "the layer junk was removed"),
    ]


def test_labels_that_are_not_in_the_table_are_lost_only_when_asked_and_only_in_its_layers():
    parts = {"marks": [mark("a", "up"), mark("b", "new"), mark("c", "new", layer="other")]}
    labels = {"tone/up": "positive"}
    assert len(carried({"labels": labels}, **parts)[0].marks) == 3
    result, losses = carried({"labels": labels, "unlisted": "lose"}, **parts)
    assert [each.id for each in result.marks] == ["a", "c"]
    assert [what for what, _ in losses] == ["tone/new"]


def test_the_label_set_is_checked_and_stamped():
    table = table_of(
        {"from": {"name": "ours", "version": "1"}, "to": {"name": "ours", "version": "2"}}, where="t"
    )
    result, _ = migrate(annotation(marks=[mark("a", "up")]), table)
    assert result.labelset == LabelSetRef(name="ours", version="2")
    with pytest.raises(ConfigError, match="expected labels of ours 1; found ours 2"):
        migrate(result, table)


def test_closed_layers_are_carried_only_by_tables_that_leave_them_alone():
    cue = Cue(
        id="C1",
        start=0,
        end=1,
        text="x",
        type="hedge",
        voice="author",
        intensity=1,
        direction={},
        certain=True,
    )
    closed = annotation(cues=[cue])
    assert migrate(closed, MigrationTable())[0] == closed
    with pytest.raises(ConfigError, match="closed layers cue"):
        migrate(closed, table_of({"labels": {"cue.voice/author": "writer"}}, where="t"))


def test_annotations_of_the_first_version_stay_valid_in_the_newest():
    (table,) = migration_path("0.1.0", "0.2.0")
    assert (table.labels, table.source, table.goal) == (
        {},
        LabelSetRef(name="stance-labels", version="0.1.0"),
        LabelSetRef(name="stance-labels", version="0.2.0"),
    )
    old = msgspec.structs.replace(annotation(marks=[mark("a", "up")]), labelset=table.source)
    assert migrate(old, table) == (msgspec.structs.replace(old, labelset=table.goal), [])
    assert migration_path("0.2.0", "0.2.0") == []
    # A patch version has no table of its own: only wording changed.
    assert [(t.source.version, t.goal.version) for t in migration_path("0.1.4", "0.2.0")] == [
        ("0.1.4", "0.2.0")
    ]


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ("1.0.0", "another major version"),
        ("0.9.0", "found a newer one"),
        ("draft", "expected a version such as 0.2.0; found 'draft'"),
    ],
)
def test_versions_nothing_is_known_of_are_refused(start, problem):
    with pytest.raises(ConfigError, match=problem):
        migration_path(start, "0.2.0")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("labels: {up: down}", "a label as layer/label"),
        ("labels: {tone/up: ''}", "or null to remove it"),
        ("labels: {tone/up: [down]}", "two labels or more"),
        ("labels: {tone/up: 3}", "keys and values"),
        ("label: {}", "unknown field"),
        ("attributes: {voice: x}", "an attribute as layer.attribute"),
        ("unlisted: maybe", "Invalid enum value"),
        ("labels: [", "a YAML mapping"),
    ],
)
def test_tables_that_cannot_be_meant_are_refused(content, problem):
    with pytest.raises(ConfigError, match=problem):
        parse_table(content, where="table.yaml")


LABELS = ["a", "b", "c"]
VALUES = st.one_of(st.sampled_from(LABELS), st.lists(st.sampled_from(LABELS), unique=True))
ANSWERS = st.lists(st.builds(lambda value: Answer(question="tone", value=value), VALUES), max_size=4)
MARKS = st.lists(st.sampled_from(LABELS), max_size=4).map(
    lambda labels: [mark(f"m{n}", label, strong="yes") for n, label in enumerate(labels)]
)
LINKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3)


@st.composite
def annotations(draw):
    marks = draw(MARKS)
    ends = [(f"m{a}", f"m{b}") for a, b in draw(LINKS) if max(a, b) < len(marks)]
    links = [Link(layer="tone", label="near", src=src, dst=dst) for src, dst in ends]
    return annotation(marks=marks, links=links, answers=draw(ANSWERS))


def n_things(given_):
    return (
        len(given_.marks)
        + len(given_.links)
        + sum(len(answer.value) or 1 if isinstance(answer.value, list) else 1 for answer in given_.answers)
    )


@given(annotations())
def test_an_empty_table_changes_nothing(given_):
    assert migrate(given_, MigrationTable()) == (given_, [])


@given(annotations(), st.permutations(["x", "y", "z"]))
def test_renaming_can_be_undone(given_, names):
    there = {f"tone/{old}": new for old, new in zip(LABELS, names, strict=True)}
    back = {f"tone/{new}": key.removeprefix("tone/") for key, new in there.items()}
    renamed, losses = migrate(given_, MigrationTable(labels=there))
    assert (*migrate(renamed, MigrationTable(labels=back)), losses) == (given_, [], [])


@given(annotations(), st.dictionaries(st.sampled_from(LABELS), st.none()))
def test_what_is_not_in_the_result_is_in_the_losses(given_, removed):
    result, losses = migrate(given_, MigrationTable(labels={f"tone/{old}": None for old in removed}))
    assert n_things(result) + len(losses) == n_things(given_)
