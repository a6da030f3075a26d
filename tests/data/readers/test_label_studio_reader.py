"""The JSON export of Label Studio, as its server and page of 1.23.2 write it."""

import json

import pytest

from stance.data.imports.offset_proof import ClaimedSpan, place_spans
from stance.data.readers import label_studio
from stance.data.readers.label_studio import Options, read
from stance.errors import InputError
from stance.records.document import Target
from stance.records.open_layers import Answer, Link

TEXT = "Rain \U0001f327 fell. The mayor said so."
CONFIG = """<View>
  <Labels name="who" toName="t"><Label value="Source"/><Label value="Cue"/></Labels>
  <Choices name="mood" toName="t" perRegion="true" choice="single"><Choice value="calm"/></Choices>
  <Choices name="topics" toName="t" choice="multiple">
    <Choice value="weather"/><Choice value="crime"/>
  </Choices>
  <Choices name="grave" toName="t"><Choice value="yes" alias="1"/><Choice value="no" alias="0"/></Choices>
  <Rating name="clear" toName="t"/>
  <Repeater on="$claims"><Choices name="true_{{idx}}" toName="t"><Choice value="yes"/></Choices></Repeater>
  <Text name="t" value="$story"/>
</View>"""


def region(name="r1", start=0, end=4, labels=("Source",), *, text=None, control="who", to="t", **others):
    value = {"start": start, "end": end, "labels": list(labels)}
    if text is not None:
        value["text"] = text
    return {"id": name, "from_name": control, "to_name": to, "type": "labels", "value": value, **others}


def choice(control, *choices, name="c1", to="t", **value):
    value = {"choices": list(choices), **value}
    return {"id": name, "from_name": control, "to_name": to, "type": "choices", "value": value}


def relation(src, dst, *labels, direction="right"):
    return {"type": "relation", "from_id": src, "to_id": dst, "direction": direction, "labels": list(labels)}


def annotation(*result, by=1, **others):
    return {"id": 7, "completed_by": by, "was_cancelled": False, "result": list(result), **others}


def task(*annotations, number=1, data=None, **others):
    return {"id": number, "data": data or {"story": TEXT}, "annotations": list(annotations), **others}


@pytest.fixture
def deliver(tmp_path):
    """Writes an export and, unless told otherwise, the configuration; returns what the reader delivers."""

    def deliver(*tasks, config=CONFIG, content=None, **options):
        export = tmp_path / "export.json"
        export.write_bytes(json.dumps(tasks).encode() if content is None else content)
        paths = [export]
        if config is not None:
            (tmp_path / "config.xml").write_text(config, encoding="utf-8")
            paths.append(tmp_path / "config.xml")
        return list(read(paths, Options(**options)))

    return deliver


@pytest.fixture
def deliver_one(deliver):
    def deliver_one(*result, **others):
        [found] = deliver(task(annotation(*result), **others))
        return found

    return deliver_one


def reasons(delivery):
    return [(loss.reason, loss.what) for loss in delivery.losses]


def test_region_is_a_mark_in_the_layer_named_after_its_control(deliver_one):
    found = deliver_one(region(text="Rain"))
    [mark] = found.annotations[0].marks
    assert (mark.id, mark.layer, mark.label, mark.pieces, mark.covered) == (
        "r1", "who", "Source", ((0, 4),), ("Rain",)
    )  # fmt: skip
    assert found.article.text == TEXT
    assert mark.where == "export.json[1], task 1, annotation 7, region r1"


def test_page_counts_code_points_and_the_old_one_utf16_units_which_the_vote_tells_apart(deliver_one):
    # "fell" is at 7 in code points; the cloud before it takes two UTF-16 units, so at 8 there.
    for start in (7, 8):
        found = deliver_one(region(start=start, end=start + 4, text="fell"))
        claims = [ClaimedSpan(mark.pieces, mark.covered) for mark in found.annotations[0].marks]
        assert [placed.pieces for placed in place_spans(TEXT, claims, found.conventions)] == [((7, 11),)]


def test_region_without_text_covers_what_is_not_known(deliver_one):
    assert deliver_one(region()).annotations[0].marks[0].covered is None


def test_line_ends_that_the_page_writes_as_backslash_n_are_line_ends(deliver):
    text = "one\r\ntwo \\n"
    said = [region("a", 0, 8, text="one\\n\\ntwo"), region("b", 9, 11, text="\\n")]
    [found] = deliver(task(annotation(*said), data={"story": text}))
    assert [mark.covered for mark in found.annotations[0].marks] == [("one\n\ntwo",), ("\\n",)]
    claims = [ClaimedSpan(mark.pieces, mark.covered) for mark in found.annotations[0].marks]
    assert {placed.status for placed in place_spans(text, claims, found.conventions)} == {"ok"}


def test_choice_about_a_region_is_an_attribute_and_one_about_the_text_an_answer(deliver_one):
    found = deliver_one(
        region(), choice("mood", "calm", name="r1", start=0, end=4), choice("topics", "weather"),
        choice("grave", "1", name="c2"),
    )  # fmt: skip
    [voted] = found.annotations
    assert voted.marks[0].attributes == {"mood": "calm"}
    assert voted.answers == (
        Answer(question="topics", value=["weather"]),
        Answer(question="grave", value=1),
    )


def test_everything_the_configuration_asks_counts_as_looked_for(deliver_one):
    assert deliver_one().annotations[0].layers == ("who", "topics", "grave", "clear")
    claims = {"story": TEXT, "claims": ["Rain fell."]}
    assert "true" in deliver_one(data=claims).annotations[0].layers


def test_repeated_question_is_about_the_entry_of_its_list(deliver_one):
    data = {"story": TEXT, "claims": [{"id": "C7", "text": "Rain fell."}, "The mayor said so."]}
    found = deliver_one(choice("true_0", "yes"), choice("true_1", "yes", name="c2"), data=data)
    assert [answer.about for answer in found.annotations[0].answers] == ["C7", "The mayor said so."]
    assert found.targets == (
        Target(id="C7", kind="issue", text="Rain fell."),
        Target(id="The mayor said so.", kind="issue", text="The mayor said so."),
    )


def test_answer_about_an_entry_that_is_not_there_is_told(deliver_one):
    found = deliver_one(choice("true_3", "yes"), data={"story": TEXT, "claims": []})
    assert reasons(found) == [("broken_reference", "answer/true")]


@pytest.mark.parametrize(
    ("kind", "value", "answer"),
    [
        ("rating", {"rating": 4}, 4),
        ("number", {"number": 2.5}, 2.5),
        ("textarea", {"text": ["one"]}, "one"),
        ("textarea", {"text": ["one", "two"]}, ["one", "two"]),
        ("taxonomy", {"taxonomy": [["a", "b"], ["c"]]}, ["a/b", "c"]),
        ("datetime", {"datetime": "2024-05-01"}, "2024-05-01"),
    ],
)
def test_other_controls_give_their_values(deliver_one, kind, value, answer):
    result = {"id": "x", "from_name": "clear", "to_name": "t", "type": kind, "value": value}
    assert deliver_one(result).annotations[0].answers[0].value == answer


def test_relation_is_a_link_for_each_label_and_direction(deliver_one):
    found = deliver_one(
        region("a"), region("b", 7, 11), relation("a", "b", "x", "y"),
        relation("a", "b", "z", direction="left"), relation("a", "b", direction="bi"),
    )  # fmt: skip
    links = [(link.layer, link.label, link.src, link.dst) for link in found.annotations[0].links]
    assert links == [
        ("who", "x", "a", "b"), ("who", "y", "a", "b"), ("who", "z", "b", "a"),
        ("who", "related", "a", "b"), ("who", "related", "b", "a"),
    ]  # fmt: skip


def test_regions_joined_by_continues_are_one_mark_named_after_the_first(deliver_one):
    found = deliver_one(
        region("late", 20, 25, text="mayor"),
        region("early", 0, 4, text="Rain"), region("mid", 7, 11, text="fell"),
        relation("late", "mid", "continues"), relation("early", "mid", "continues"),
        region("cue", 26, 30, ["Cue"]), relation("cue", "late", "source"),
    )  # fmt: skip
    marks = {mark.id: mark for mark in found.annotations[0].marks}
    assert marks["early"].pieces == ((0, 4), (7, 11), (20, 25))
    assert marks["early"].covered == ("Rain", "fell", "mayor")
    assert found.annotations[0].links == (Link(layer="who", label="source", src="cue", dst="early"),)
    assert len(marks) == 2


def test_regions_of_different_labels_are_not_joined(deliver_one):
    found = deliver_one(region("a"), region("b", 7, 11, ["Cue"]), relation("a", "b", "continues"))
    assert len(found.annotations[0].marks) == 2
    assert reasons(found) == [("broken_reference", "relation/continues")]


def test_region_with_several_labels_is_several_marks(deliver_one):
    marks = deliver_one(region(labels=["Source", "Cue"])).annotations[0].marks
    assert [(mark.id, mark.label) for mark in marks] == [("r1", "Source"), ("r1~2", "Cue")]


def test_note_of_a_region_is_an_attribute(deliver_one):
    found = deliver_one(region(meta={"text": ["not sure"]}))
    assert found.annotations[0].marks[0].attributes == {"note": "not sure"}


def test_annotators_are_told_apart_by_number_or_address(deliver):
    people = [annotation(by=3), annotation(by={"id": 4, "email": "b@example.org"}), annotation(by=None)]
    [found] = deliver(task(*people))
    assert [voted.annotator for voted in found.annotations] == ["user-3", "b@example.org", "unknown"]


def test_skipped_and_repeated_annotations_are_left_out_and_told(deliver):
    [found] = deliver(
        task(
            annotation(region("old"), updated_at="2024-01-01T00:00:00Z"),
            annotation(region("new"), updated_at="2024-01-02T00:00:00Z"),
            annotation(region("new"), updated_at="2024-01-02T00:00:00Z"),
            annotation(by=2, was_cancelled=True),
        )
    )
    assert [mark.id for voted in found.annotations for mark in voted.marks] == ["new"]
    assert sorted(loss.reason for loss in found.losses) == [
        "cancelled",
        "duplicate_record",
        "duplicate_record",
    ]
    details = [loss.detail for loss in found.losses if loss.reason == "duplicate_record"]
    assert details == [
        "expected one annotation by user-1; found a newer one",
        "expected one annotation by user-1; found one just like it",
    ]


def test_who_went_on_from_a_prediction_saw_the_model(deliver):
    [found] = deliver(task(annotation(parent_prediction=5, lead_time=12.5, created_at="2024-01-01")))
    provenance = found.annotations[0].provenance
    assert (provenance.saw_model_output, provenance.seconds, provenance.created) == (True, 12.5, "2024-01-01")


def test_predictions_are_read_when_asked_for(deliver):
    predicted = {"id": 1, "model_version": "m-2", "result": [region()]}
    [left] = deliver(task(predictions=[predicted]))
    [read_too] = deliver(task(predictions=[predicted]), predictions=True)
    assert left.annotations == ()
    assert [(voted.annotator, voted.kind) for voted in read_too.annotations] == [("m-2", "model")]


def test_predictions_exported_as_ids_are_told(deliver):
    [found] = deliver(task(predictions=[17]), predictions=True)
    assert reasons(found) == [("unsupported", "prediction")]
    assert "export with predictions in full" in found.losses[0].detail


def test_without_a_configuration_several_choices_anywhere_make_a_set(deliver):
    found = deliver(
        task(annotation(choice("topics", "weather"), choice("mood", "calm", name="c2"))),
        task(annotation(choice("topics", "weather", "crime")), number=2),
        config=None, text="story",
    )  # fmt: skip
    assert [answer.value for answer in found[0].annotations[0].answers] == [["weather"], "calm"]
    # What nobody was seen to use was perhaps not asked.
    assert found[1].annotations[0].layers == ("topics", "mood")


def test_without_a_configuration_controls_of_our_schema_mean_what_they_mean_there(deliver):
    data = {"text": TEXT, "targets": [{"id": "rain", "text": "rain", "kind": "event"}]}
    [found] = deliver(
        task(
            annotation(
                region("a", control="cue", labels=["loaded_word"]),
                choice("cue.intensity", "3", name="a", start=0, end=4),
                choice("cue.direction.0", "-1", name="a", start=0, end=4),
                choice("frame", "economic"), choice("CO1", "1", name="q"),
                choice("stance.0", "favor", name="s"), choice("stance.0.strength", "weak", name="w"),
            ),
            data=data,
        ),
        config=None,
    )  # fmt: skip
    [voted] = found.annotations
    assert voted.marks[0].attributes == {"intensity": 3, "direction.rain": -1}
    assert voted.answers == (
        Answer(question="frame", value=["economic"]),
        Answer(question="CO1", value=1),
        Answer(question="stance", about="rain", value="favor", attributes={"strength": "weak"}),
    )
    assert voted.layers == ("cue", "frame", "CO1", "stance")


def test_sentence_marked_on_the_page_keeps_its_frames(deliver):
    [found] = deliver(
        task(
            annotation(
                region("x9", 0, 13, ["sentence"], control="unit"),
                choice("unit.frame", "economic", name="x9", start=0, end=13),
            ),
            data={"text": TEXT},
        ),
        config=None,
    )
    assert found.annotations[0].answers == (Answer(question="frame", value=["economic"], about="x9"),)
    assert [(mark.id, mark.layer) for mark in found.annotations[0].marks] == [("x9", "unit")]


def test_short_texts_beside_the_article_are_groups(deliver):
    data = {"story": TEXT, "desk": "local", "outlet": "The Quay", "long": "x" * 300, "n": 5, "lines": "a\nb"}
    [found] = deliver(task(data=data))
    assert found.article.meta.groups == {"desk": "local"}
    assert found.article.meta.outlet_id == "The Quay"


@pytest.mark.parametrize(
    ("result", "loss"),
    [
        (region(labels=[]), ("unknown_label", "mark/who")),
        (region(start=3, end=3), ("empty_span", "mark/who")),
        (region(start=-1), ("unreadable_record", "mark/who")),
        (region(start="/div[1]"), ("unreadable_record", "mark/who")),
        (region(name=None), ("unreadable_record", "mark/who")),
        (region(to="picture"), ("unsupported", "labels")),
        ({**region(), "type": "hypertextlabels"}, ("unsupported", "result/hypertextlabels")),
        ({**region(), "type": "ranker", "value": {"ranker": {}}}, ("unsupported", "result/ranker")),
        (choice("mood", "calm", start=0, end=4), ("broken_reference", "attribute/mood")),
        (relation("a", "b", "x"), ("broken_reference", "relation/x")),
        ({"id": "x"}, ("unreadable_record", "result")),
        (5, ("unreadable_record", "result")),
    ],
)
def test_what_cannot_be_mapped_is_told(deliver_one, result, loss):
    found = deliver_one(result)
    assert reasons(found) == [loss]
    assert found.losses[0].where.startswith("export.json[1], task 1")
    assert "expected" in found.losses[0].detail
    assert "found" in found.losses[0].detail


def test_annotation_that_is_none_does_not_take_the_others_with_it(deliver):
    [found] = deliver(task(annotation(region()), {"result": 5}, "x"))
    assert len(found.annotations) == 1
    assert [loss.reason for loss in found.losses] == ["unreadable_record", "unreadable_record"]


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"{", "parse_error", "one JSON list"),
        (b'{"a": 1}', "parse_error", "one JSON list"),
        (b"[5]", "parse_error", "one JSON object"),
        (b'["\xff"]', "undecodable", "UTF-8"),
        (b'[{"id": 1}]', "parse_error", "data"),
        (b'[{"id": 1, "data": {"story": ""}}]', "no_text", "under story"),
        (b'[{"id": 1, "text": "x", "annotator": 1, "annotation_id": 4}]', "unsupported_type", "JSON-MIN"),
    ],
)
def test_file_that_is_no_export_is_refused_in_four_parts(deliver, content, reason, words):
    [error] = deliver(content=content)
    assert isinstance(error, InputError)
    assert error.reason == reason
    assert error.where.startswith("export.json")
    assert words in str(error)
    assert error.action


def test_broken_task_does_not_take_the_others_with_it(deliver):
    found = deliver(task(number=1), {"id": 2}, task(number=3), task(number=3))
    kinds = [type(each).__name__ for each in found]
    assert sorted(kinds) == ["Delivery", "Delivery", "InputError", "InputError"]
    assert {each.reason for each in found if isinstance(each, InputError)} == {"parse_error", "duplicate_id"}


def test_lone_surrogates_are_replaced_one_for_one(deliver):
    content = b'[{"id": 1, "data": {"story": "a\\ud83d b"}, "annotations": []}]'
    [found] = deliver(content=content)
    assert found.article.text == "a\ufffd b"


def test_file_above_the_limit_is_refused(deliver, monkeypatch):
    monkeypatch.setattr("stance.data.tools.annotation_files.MAX_ANNOTATION_BYTES", 10)
    [error] = deliver(task())
    assert error.reason == "too_large"
    assert "10 bytes" in error.expected


def test_configuration_with_an_entity_bomb_is_refused(deliver):
    bomb = '<!DOCTYPE v [<!ENTITY a "aa">]><View><Text name="t" value="&a;"/></View>'
    with pytest.raises(InputError):
        deliver(task(), config=bomb)


def test_second_configuration_is_refused(tmp_path, deliver):
    (tmp_path / "other.xml").write_text(CONFIG, encoding="utf-8")
    deliver(task())
    found = list(read([tmp_path], Options()))
    assert [each.where for each in found if isinstance(each, InputError)] == ["other.xml"]


def test_reader_is_registered():
    from stance.data.formats import reader_of

    assert reader_of("label-studio") is label_studio
