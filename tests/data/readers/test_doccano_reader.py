"""doccano's exports in all their dialects."""

import json

import pytest

from stance.data.readers import doccano
from stance.data.readers.doccano import Options, read
from stance.errors import InputError
from stance.records.open_layers import Answer, Link

TEXT = "The mayor said so."
MODERN = {
    "id": 1,
    "text": TEXT,
    "entities": [
        {"id": 11, "label": "Source", "start_offset": 0, "end_offset": 9},
        {"id": 12, "label": "Cue", "start_offset": 10, "end_offset": 14},
    ],
    "relations": [{"id": 5, "from_id": 12, "to_id": 11, "type": "by"}],
    "Comments": [],
}


@pytest.fixture
def deliver(tmp_path):
    """Writes files of records, named after annotators, and returns what the reader delivers."""

    def deliver(*records, name="ann", options=None, content=None, **files):
        files = {name: records, **files}
        for stem, lines in files.items():
            data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
            (tmp_path / f"{stem}.jsonl").write_bytes(data if content is None else content)
        return list(read([tmp_path], Options(**(options or {}))))

    return deliver


def marks(delivery):
    return [(mark.label, mark.pieces) for voted in delivery.annotations for mark in voted.marks]


@pytest.mark.parametrize(
    "fields",
    [
        {"entities": MODERN["entities"]},
        {"label": [[0, 9, "Source"], [10, 14, "Cue"]]},
        {"labels": [[0, 9, "Source"], [10, 14, "Cue"]]},
        {"entities": [[0, 9, "Source"], [10, 14, "Cue"]]},
        {"entities": [[0, 9, "Source"], [10, 14, "Cue"]], "cats": []},
    ],
)
def test_spans_are_read_in_every_dialect(deliver, fields):
    [found] = deliver({"id": 1, "text": TEXT, **fields})
    assert marks(found) == [("Source", ((0, 9),)), ("Cue", ((10, 14),))]
    assert (found.annotations[0].annotator, found.annotations[0].layers) == ("ann", ("spans",))
    assert found.losses == ()


def test_text_under_data_is_that_of_old_exports(deliver):
    [found] = deliver({"id": 1, "data": TEXT, "label": [[0, 9, "Source"]]})
    assert found.article.text == TEXT


@pytest.mark.parametrize("field", ["label", "labels", "cats"])
def test_labels_of_the_text_are_answers(deliver, field):
    found = deliver({"text": "a", field: ["A", "B"]}, {"text": "b", field: ["A"]}, {"text": "c", field: []})
    # Where one text has several labels, or none, every answer is a set.
    values = [each.annotations[0].answers for each in found]
    assert values == [tuple([Answer(question="label", value=value)]) for value in (["A", "B"], ["A"], [])]


def test_single_labels_are_single_answers(deliver):
    found = deliver({"text": "a", "label": "A"}, {"text": "b", "label": ["B"]}, options={"question": "mood"})
    assert [each.annotations[0].answers[0] for each in found] == [
        Answer(question="mood", value="A"),
        Answer(question="mood", value="B"),
    ]
    assert found[0].annotations[0].layers == ("mood",)


def test_empty_label_beside_spans_is_a_text_without_spans(deliver):
    found = deliver({"text": "a", "label": []}, {"text": TEXT, "label": [[0, 9, "Source"]]})
    assert found[0].annotations[0].answers == ()
    assert found[0].annotations[0].layers == ("spans",)


def test_relations_are_links_of_the_marks(deliver):
    [found] = deliver(MODERN)
    [link] = found.annotations[0].links
    assert link == Link(layer="spans", label="by", src="entity12", dst="entity11")


def test_entities_joined_by_continues_are_one_mark(deliver):
    entities = [
        {"id": n, "label": "Q", "start_offset": s, "end_offset": s + 3} for n, s in ((3, 10), (4, 0), (5, 5))
    ]
    joined = [
        {"from_id": 3, "to_id": 5, "type": "continues"},
        {"from_id": 4, "to_id": 5, "type": "continues"},
    ]
    [found] = deliver({"text": TEXT, "entities": entities, "relations": joined})
    assert marks(found) == [("Q", ((0, 3), (5, 8), (10, 13)))]
    assert found.annotations[0].marks[0].id == "entity4"
    assert found.annotations[0].links == ()


def test_files_of_several_annotators_are_one_delivery_a_text(deliver):
    found = deliver(MODERN, {"id": 2, "text": "Other."}, bo=[{"id": 9, "text": TEXT, "entities": []}])
    assert [[voted.annotator for voted in each.annotations] for each in found] == [["ann", "bo"], ["ann"]]


def test_text_that_stands_twice_in_a_file_is_two_texts(deliver):
    found = deliver({"id": 1, "text": TEXT, "label": ["A"]}, {"id": 2, "text": TEXT, "label": ["B"]})
    assert [each.article.article_id for each in found] == ["ann.jsonl/1", "ann.jsonl/2"]


def test_annotator_can_be_named(deliver):
    assert deliver(MODERN, options={"annotator": "Cy"})[0].annotations[0].annotator == "Cy"


@pytest.mark.parametrize(
    ("offsets", "conventions"),
    [
        ("utf16", ("utf16",)),
        ("graphemes", ("graphemes",)),
        ("vote", ("utf16", "graphemes", "code_points")),
    ],
)
def test_way_of_counting_is_that_of_the_project(deliver, offsets, conventions):
    assert deliver(MODERN, options={"offsets": offsets})[0].conventions == conventions


def test_short_metadata_are_groups(deliver):
    [found] = deliver({**MODERN, "batch": "one", "notes": "x" * 300, "source": "The Quay"})
    assert found.article.meta.groups == {"batch": "one"}
    assert found.article.meta.outlet_id == "The Quay"


@pytest.mark.parametrize(
    ("fields", "loss"),
    [
        ({"entities": [{"label": "x"}]}, ("unreadable_record", "label")),
        ({"entities": [{"label": "x", "start_offset": -1, "end_offset": 4}]}, ("unreadable_record", "label")),
        ({"label": [[0, "9", "x"]]}, ("unreadable_record", "label")),
        ({"label": [None]}, ("unreadable_record", "label")),
        ({"entities": [[3, 3, "x"]]}, ("empty_span", "mark/x")),
        ({"relations": [{"from_id": 1, "to_id": 2, "type": "r"}]}, ("broken_reference", "relation/r")),
        ({"relations": ["r"]}, ("unreadable_record", "label")),
        ({"Comments": ["why?"]}, ("unsupported", "comment")),
        ({"stance": 5}, ("unreadable_record", "stance")),
        ({"entities": [MODERN["entities"][0], MODERN["entities"][0]]}, ("duplicate_record", "entity")),
    ],
)
def test_what_cannot_be_mapped_is_told(deliver, fields, loss):
    [found] = deliver({"text": TEXT, **fields})
    assert [(each.reason, each.what) for each in found.losses] == [loss]
    assert found.losses[0].where == "ann.jsonl:1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "parse_error"),
        (b"[1]", "parse_error"),
        (b'{"text": "\xff"}', "undecodable"),
        (b'{"text": 5}', "no_text"),
        (b"{}", "no_text"),
    ],
)
def test_line_that_is_no_record_is_refused_in_four_parts(deliver, content, reason):
    [error] = deliver(content=content)
    assert isinstance(error, InputError)
    assert (error.reason, error.where) == (reason, "ann.jsonl:1")
    assert error.action


def test_id_used_twice_in_a_file_is_refused(deliver):
    found = deliver(MODERN, {**MODERN, "text": "Other."})
    assert [type(each).__name__ for each in found] == ["InputError", "Delivery"]
    assert found[0].reason == "duplicate_id"


def test_byte_order_mark_and_blank_lines_are_no_records(deliver):
    found = deliver(content=b"\xef\xbb\xbf" + json.dumps(MODERN).encode() + b"\r\n\r\n")
    assert len(found) == 1


def test_file_above_the_limit_is_refused(deliver, monkeypatch):
    monkeypatch.setattr("stance.data.tools.annotation_files.MAX_ANNOTATION_BYTES", 10)
    [error] = deliver(MODERN)
    assert error.reason == "too_large"


def test_reader_is_registered():
    from stance.data.formats import reader_of

    assert reader_of("doccano") is doccano
