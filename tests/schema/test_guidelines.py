"""The codebook and its keys are made from the label schema and hold all of it."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from stance.errors import ConfigError
from stance.schema.example_text import marked_pieces
from stance.schema.guidelines import render_guidelines, write_guidelines
from stance.schema.hotkeys import hotkeys
from stance.schema.labels import load_schema
from stance.schema.records import Example, Label


class Page(HTMLParser):
    """What a page holds: its text, ids, links inside the page and names of elements."""

    def __init__(self, html):
        super().__init__()
        self.words, self.ids, self.jumps, self.tags, self.marks = "", [], [], [], []
        self.feed(html)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.jumps += [given["href"]] if "href" in given else []
        self.marks += [given["class"]] if tag == "mark" else []

    def handle_data(self, data):
        self.words += data


@pytest.fixture(scope="module")
def schema():
    return load_schema()


@pytest.fixture(scope="module")
def page(schema):
    return Page(render_guidelines(schema, format="html"))


@pytest.fixture(scope="module")
def markdown(schema):
    return render_guidelines(schema, format="markdown")


def labels(schema):
    return [
        (task, name, label_id, label)
        for task, body in schema.tasks.items()
        for name, values in body.value_sets.items()
        for label_id, label in values.labels.items()
    ]


def plain(text):
    return " ".join(text.replace("`", "").split())


def test_the_page_holds_every_label_rule_and_example(schema, page):
    for task, name, label_id, label in labels(schema):
        assert f"{task}.{name}.{label_id}" in page.ids
        for text in (label.definition, *label.decision):
            assert plain(text) in page.words
        for example in (*label.examples, *label.counterexamples):
            assert plain(example.text) in page.words
    rules = {
        **schema.general_rules,
        **{k: v for task in schema.tasks.values() for k, v in task.rules.items()},
    }
    for rule, text in rules.items():
        assert f"rule-{rule}" in page.ids
        assert plain(text) in page.words


def test_the_page_is_one_file_without_script_and_all_jumps_land(page):
    assert {"script", "img", "link", "iframe"} & set(page.tags) == set()
    assert len(page.ids) == len(set(page.ids))
    assert {jump for jump in page.jumps if not jump.startswith("#")} == set()
    assert {jump[1:] for jump in page.jumps} <= set(page.ids)


def test_spans_and_roles_of_examples_are_marked(page):
    assert set(page.marks) == {"span", "source", "cue", "content"}


def test_texts_of_the_schema_are_not_taken_for_html(schema):
    label = Label(definition="<b>&", examples=[Example(text="<script>alert(1)</script>", span="<script>")])
    task = schema.tasks["cue"]
    values = msgspec.structs.replace(task.value_sets["type"], labels={"x<y": label})
    hostile = msgspec.structs.replace(
        schema, tasks={"cue": msgspec.structs.replace(task, value_sets={"type": values})}
    )
    html = render_guidelines(hostile, format="html")
    assert "script" not in Page(html).tags
    assert "&lt;b&gt;&amp;" in html


def test_markdown_holds_every_label_and_its_jumps_land(schema, markdown):
    for *_, label_id, _ in labels(schema):
        assert f"**`{label_id}`**" in markdown
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\]\(#([^)]+)\)", markdown)) <= anchors


def test_markdown_escapes_what_markdown_would_read(schema, markdown):
    # Rule G5 names labels with underscores, which would be read as emphasis.
    assert r"source\_indirect" in markdown
    assert "<b>Lena Ostby</b><sub>source</sub>" in markdown
    assert "`basis` says why" in markdown


@pytest.mark.parametrize("name", ["guidelines.html", "deep/guidelines.md"])
def test_the_format_follows_the_name_of_the_file(tmp_path, schema, name):
    path = write_guidelines(tmp_path / name)
    expected = "html" if name.endswith("html") else "markdown"
    assert path.read_text("utf-8") == render_guidelines(schema, format=expected)


def test_other_formats_are_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"ends in \.html or \.md"):
        write_guidelines(tmp_path / "guidelines.pdf")


def test_pieces_of_an_example_are_its_text():
    example = Example(text="a b a b", roles={"source": ["a"], "cue": ["b", "b"]})
    assert marked_pieces(example) == [
        ("a", "source"),
        (" ", None),
        ("b", "cue"),
        (" a ", None),
        ("b", "cue"),
    ]


def test_a_whole_sentence_is_not_marked_as_a_span():
    assert marked_pieces(Example(text="All of it.", span="All of it.")) == [("All of it.", None)]


def test_every_label_that_is_marked_has_a_key_of_its_own(schema):
    keys = hotkeys(schema)
    assert len(set(keys.values())) == len(keys)
    for task, name in (("attribution", "role"), ("cue", "type"), ("frame", "policy_frame")):
        assert {label for of, label in keys if of == task} == set(schema.label_ids(task, name))
    assert {of for of, _ in keys} == {"attribution", "cue", "frame"}
    assert keys["cue", "loaded_word"] == "l"
    assert keys["frame", "economic"] == "shift+e"


def test_a_label_added_at_the_end_changes_no_other_key(schema):
    task = schema.tasks["cue"]
    values = task.value_sets["type"]
    more = msgspec.structs.replace(values, labels={**values.labels, "loud_echo": Label(definition="x")})
    longer = msgspec.structs.replace(
        schema,
        tasks={
            **schema.tasks,
            "cue": msgspec.structs.replace(task, value_sets={**task.value_sets, "type": more}),
        },
    )
    assert hotkeys(schema).items() <= hotkeys(longer).items()
    # Of l, e, o, u, d, c, h all are taken; the first free letter of the alphabet is left.
    assert hotkeys(longer)["cue", "loud_echo"] == "j"
