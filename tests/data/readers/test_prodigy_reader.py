import json

import pytest

from stance.data.delivery import Delivery
from stance.data.readers import prodigy
from stance.errors import InputError
from stance.records.open_layers import Answer

TEXT = "Ann said so."
TOKENS = [
    {"text": "Ann", "start": 0, "end": 3, "id": 0, "ws": True},
    {"text": "said", "start": 4, "end": 8, "id": 1, "ws": True},
    {"text": "so", "start": 9, "end": 11, "id": 2, "ws": False},
    {"text": ".", "start": 11, "end": 12, "id": 3, "ws": False},
]


def _read(folder, *tasks, **options):
    lines = [task if isinstance(task, str) else json.dumps({"text": TEXT, **task}) for task in tasks]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n")
    return list(prodigy.read([folder], prodigy.Options(**options)))


def _one(folder, *tasks, **options):
    (delivery,) = _read(folder, *tasks, **options)
    assert isinstance(delivery, Delivery), delivery
    return delivery


def _reasons(delivery):
    return [(loss.where, loss.reason, loss.what) for loss in delivery.losses]


def _span(start, end, label="X", **rest):
    return {"start": start, "end": end, "label": label, **rest}


def test_spans_become_marks_with_what_their_tokens_say(tmp_path):
    task = {
        "spans": [_span(4, 11, token_start=1, token_end=2), _span(0, 3, "Y", text="Ann")],
        "tokens": TOKENS,
        "answer": "accept",
        "_input_hash": 7,
        "_session_id": "set-ann",
        "_view_id": "ner_manual",
        "_timestamp": 0,
    }
    one = _one(tmp_path, task, layer="cues")
    (annotation,) = one.annotations
    assert (one.article.article_id, one.article.text, one.losses) == ("a.jsonl#7", TEXT, ())
    assert (annotation.annotator, annotation.layers) == ("set-ann", ("cues",))
    # The last token, "so", is one of the span.
    assert [(mark.label, mark.pieces, mark.covered) for mark in annotation.marks] == [
        ("X", ((4, 11),), ("said so",)),
        ("Y", ((0, 3),), ("Ann",)),
    ]
    assert annotation.provenance.created == "1970-01-01T00:00:00+00:00"


def test_spans_without_characters_are_placed_by_their_tokens(tmp_path):
    task = {"spans": [{"token_start": 1, "token_end": 2, "label": "X"}], "tokens": TOKENS}
    (mark,) = _one(tmp_path, task).annotations[0].marks
    assert mark.pieces == ((4, 11),)


def test_spans_that_cannot_be_placed_or_have_no_label_are_told(tmp_path):
    spans = [{"label": "X"}, {"label": "Y", "token_start": 2, "token_end": 9}, {"start": 0, "end": 3}]
    one = _one(tmp_path, {"spans": spans, "tokens": TOKENS})
    assert _reasons(one) == [
        ("a.jsonl:1", "unreadable_record", "spans/X"),
        ("a.jsonl:1", "unreadable_record", "spans/Y"),
        ("a.jsonl:1", "unsupported", "spans/"),
    ]


def test_offsets_without_covered_text_are_counted_as_python_does(tmp_path):
    assert _one(tmp_path, {"spans": [_span(0, 3)]}).conventions == ("code_points",)
    assert _one(tmp_path, {"spans": [_span(0, 3, text="Ann")]}).conventions[:2] == ("code_points", "utf16")


def test_relations_link_spans_and_tokens(tmp_path):
    relations = [
        {
            "head": 0,
            "child": 2,
            "label": "says",
            "head_span": _span(0, 3, "WHO", token_start=0, token_end=0),
            "child_span": _span(9, 11, None, token_start=2, token_end=2),
        },
        {"head": 0, "child": 1, "label": "near"},
        {"head": 0, "child": 9, "label": "far"},
    ]
    one = _one(tmp_path, {"spans": [_span(0, 3, "WHO")], "relations": relations, "tokens": TOKENS})
    (annotation,) = one.annotations
    who, so, said = annotation.marks
    assert [(mark.label, mark.pieces) for mark in (who, so, said)] == [
        ("WHO", ((0, 3),)),
        ("token", ((9, 11),)),
        ("token", ((4, 8),)),
    ]
    assert [(link.label, link.src, link.dst) for link in annotation.links] == [
        ("says", who.id, so.id),
        ("near", who.id, said.id),
    ]
    assert _reasons(one) == [("a.jsonl:1", "broken_reference", "spans>far")]


def test_a_label_is_a_question_and_rejecting_it_is_evidence(tmp_path):
    one = _one(
        tmp_path,
        {"label": "POLITICS", "answer": "accept", "_task_hash": 1},
        {"label": "SPORT", "answer": "reject", "_task_hash": 2},
    )
    (annotation,) = one.annotations
    assert annotation.answers == (Answer(question="POLITICS", value=1), Answer(question="SPORT", value=0))
    assert (annotation.layers, annotation.annotator) == (("POLITICS", "SPORT"), "prodigy")


def test_choices_are_lists_where_a_task_takes_several(tmp_path):
    options = [{"id": "A", "text": "a"}, {"id": 2, "text": "b"}]
    one = _one(
        tmp_path,
        {"options": options, "accept": ["A"], "question": "tone", "_annotator_id": "ann"},
        {"options": options, "accept": ["A", 2], "_annotator_id": "ann"},
        {"options": options, "accept": ["A"], "_annotator_id": "bea"},
        {"options": options, "accept": [2], "question": "style", "config": {"choice_style": "multiple"}},
    )
    answers = {annotation.annotator: annotation.answers for annotation in one.annotations}
    assert answers == {
        "ann": (Answer(question="tone", value="A"), Answer(question="choice", value=["A", "2"])),
        "bea": (Answer(question="choice", value=["A"]),),
        "prodigy": (Answer(question="style", value=["2"]),),
    }


def test_ignored_and_rejected_tasks_are_told(tmp_path):
    one = _one(
        tmp_path,
        {"label": "X", "answer": "ignore"},
        {"spans": [_span(0, 3)], "answer": "reject"},
        {"options": [{"id": "A"}], "accept": ["A"], "answer": "reject"},
    )
    assert one.annotations == ()
    assert _reasons(one) == [(f"a.jsonl:{n}", "cancelled", "task") for n in (1, 2, 3)]


def test_a_task_that_asks_for_nothing_is_told(tmp_path):
    one = _one(tmp_path, {"answer": "accept"})
    assert (one.annotations, _reasons(one)) == ((), [("a.jsonl:1", "unsupported", "task")])


@pytest.mark.parametrize("task", [{"spans": []}, {"_view_id": "ner_manual"}])
def test_a_text_in_which_nothing_was_marked_is_annotated(tmp_path, task):
    (annotation,) = _one(tmp_path, {**task, "answer": "accept"}).annotations
    assert (annotation.layers, annotation.marks) == (("spans",), ())


def test_spans_shown_with_a_label_are_no_question_of_their_own(tmp_path):
    one = _one(tmp_path, {"label": "X", "spans": [], "answer": "accept"})
    assert one.annotations[0].layers == ("X",)


def test_tasks_of_one_text_are_one_article(tmp_path):
    found = _read(
        tmp_path,
        {
            "spans": [_span(0, 3)],
            "_session_id": "ann",
            "_input_hash": 7,
            "meta": {"source": "s", "score": 0.5},
        },
        {"text": "Another.", "spans": []},
        {"label": "X", "answer": "accept", "_session_id": "ann", "_input_hash": 7},
        {"spans": [], "_session_id": "bea", "_input_hash": 7, "meta": {"url": "http://a.example/1"}},
    )
    assert [one.article.article_id for one in found] == ["a.jsonl#7", "a.jsonl:2"]
    assert [(one.annotator, one.layers) for one in found[0].annotations] == [
        ("ann", ("spans", "X")),
        ("bea", ("spans",)),
    ]
    assert found[0].article.meta.groups == {"source": "s"}


def test_the_last_answer_to_a_task_counts(tmp_path):
    one = _one(
        tmp_path,
        {"label": "X", "answer": "accept", "_task_hash": 1},
        {"label": "X", "answer": "reject", "_task_hash": 1},
        {"label": "Y", "answer": "accept"},
        {"label": "Y", "answer": "reject"},
    )
    assert one.annotations[0].answers == (Answer(question="X", value=0), Answer(question="Y", value=0))
    assert _reasons(one) == [
        ("a.jsonl:1", "duplicate_record", "task"),
        ("a.jsonl:4", "duplicate_record", "answer/Y"),
    ]


def test_broken_lines_are_told_with_their_places(tmp_path):
    found = _read(
        tmp_path,
        '{"text": "cut',
        "[]",
        '{"text": 3}',
        '{"image": "a.png"}',
        {"spans": [{"start": -1, "end": 3, "label": "X"}]},
        {"answer": "maybe"},
        "[" * 100_000,
        {"spans": []},
    )
    errors = [(one.where, one.reason) for one in found if isinstance(one, InputError)]
    assert errors == [
        ("a.jsonl:1", "parse_error"),
        ("a.jsonl:2", "parse_error"),
        ("a.jsonl:3", "parse_error"),
        ("a.jsonl:4", "no_text"),
        ("a.jsonl:5", "parse_error"),
        ("a.jsonl:6", "parse_error"),
        ("a.jsonl:7", "parse_error"),
    ]
    assert isinstance(found[-1], Delivery)


def test_lone_surrogates_become_replacement_characters(tmp_path):
    (one,) = _read(
        tmp_path,
        '{"text": "a\\ud83d b\\ud83d\\ude42", "spans": [{"start": 0, "end": 2, "label": "\\udc00"}]}',
    )
    assert one.article.text == "a\ufffd b🙂"
    assert one.annotations[0].marks[0].label == "\ufffd"


def test_line_separators_inside_a_text_do_not_end_a_line(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('\ufeff{"text": "a\u2028b\x85c", "spans": []}\r\n'.encode())
    (one,) = prodigy.read([tmp_path], prodigy.Options())
    assert one.article.text == "a\u2028b\x85c"
