import pytest

from stance.data.delivery import Delivery
from stance.data.readers import brat
from stance.errors import InputError
from stance.records.open_layers import Link

TEXT = "Ann said that Bob may go.\n"


def _lay(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _read(folder, **options):
    return list(brat.read([folder], brat.Options(**options)))


def _only(folder, **options):
    (delivery,) = _read(folder, **options)
    assert isinstance(delivery, Delivery)
    return delivery


def test_spans_attributes_and_notes_become_marks(tmp_path):
    _lay(
        tmp_path,
        {
            "a.txt": TEXT,
            "a.ann": "T1\tSource 0 3\tAnn\nT2\tHedge 18 21;22 24\tmay go\n"
            "A1\tDoubtful T2\nA2\tVoice T2 author\n#1\tAnnotatorNotes T2\tsure?\nN1\tRef T1 Wiki:Q1\tAnn\n",
        },
    )
    delivery = _only(tmp_path, layer="news")
    (annotation,) = delivery.annotations
    assert (delivery.article.article_id, delivery.article.text, delivery.losses) == ("a", TEXT, ())
    assert (annotation.annotator, annotation.layers, annotation.kind) == ("brat", ("news",), "expert")
    one, two = annotation.marks
    assert (one.id, one.layer, one.label, one.pieces, one.covered) == (
        "T1",
        "news",
        "Source",
        ((0, 3),),
        ("Ann",),
    )
    assert (one.attributes, one.where) == ({"Ref": "Wiki:Q1"}, "a.ann:1")
    assert (two.pieces, two.covered) == (((18, 21), (22, 24)), ("may", "go"))
    assert two.attributes == {"Doubtful": 1, "Voice": "author", "note": "sure?"}


def test_events_become_marks_at_their_triggers_linked_to_their_arguments(tmp_path):
    _lay(
        tmp_path,
        {
            "a.txt": TEXT,
            "a.ann": "T1\tSource 0 3\tAnn\nT2\tSaying 4 8\tsaid\nT3\tContent 9 24\tthat Bob may go\n"
            "E1\tSaying:T2 Who:T1 What:T3 What2:E2\nE2\tHearing:T2 Who3:T1\n"
            "A1\tPast E1\nR1\tNear Arg1:T2 Arg2:T3\n",
        },
    )
    (annotation,) = _only(tmp_path).annotations
    # The trigger T2 itself is no mark; it stands for its first event.
    assert [(mark.id, mark.label, mark.pieces) for mark in annotation.marks] == [
        ("T1", "Source", ((0, 3),)),
        ("T3", "Content", ((9, 24),)),
        ("E1", "Saying", ((4, 8),)),
        ("E2", "Hearing", ((4, 8),)),
    ]
    assert annotation.marks[2].attributes == {"Past": 1}
    assert [(link.label, link.src, link.dst) for link in annotation.links] == [
        ("Who", "E1", "T1"),
        ("What", "E1", "T3"),
        ("What", "E1", "E2"),
        ("Who", "E2", "T1"),
        ("Near", "E1", "T3"),
    ]


def test_equivalences_link_neighbours(tmp_path):
    content = "T1\tName 0 3\tAnn\nT2\tName 14 17\tBob\nT3\tName 4 8\tsaid\n*\tSame T1 T2 T3\n"
    _lay(tmp_path, {"a.txt": TEXT, "a.ann": content})
    (annotation,) = _only(tmp_path).annotations
    assert annotation.links == (
        Link(layer="brat", label="Same", src="T1", dst="T2"),
        Link(layer="brat", label="Same", src="T2", dst="T3"),
    )


def test_ids_that_refer_to_nothing_are_told(tmp_path):
    _lay(
        tmp_path,
        {
            "a.txt": TEXT,
            "a.ann": "T1\tName 0 3\tAnn\nT2\tSaying 4 8\tsaid\nE1\tSaying:T2 Who:T9\nE2\tSaying:T8 Who:T1\n"
            "R1\tNear Arg1:T1 Arg2:T7\nR2\tThree A:T1 B:T1 C:T1\nA1\tPast T6\nA2\tPast R1\n"
            "#1\tAnnotatorNotes A1\tso\n*\tSame T1 T5\n",
        },
    )
    delivery = _only(tmp_path)
    assert sorted((loss.where, loss.reason, loss.what) for loss in delivery.losses) == [
        ("a.ann:10", "broken_reference", "brat>Same"),
        ("a.ann:3", "broken_reference", "brat>Who"),
        ("a.ann:4", "broken_reference", "event/Saying"),
        ("a.ann:5", "broken_reference", "brat>Near"),
        ("a.ann:6", "unsupported", "relation/Three"),
        ("a.ann:7", "broken_reference", "attribute/Past"),
        ("a.ann:9", "broken_reference", "note/AnnotatorNotes"),
    ]
    assert delivery.annotations[0].links == ()


def test_what_is_said_of_a_relation_goes_to_its_link(tmp_path):
    content = "T1\tName 0 3\tAnn\nT2\tName 4 8\tsaid\nR1\tNear Arg1:T1 Arg2:T2\n"
    _lay(tmp_path, {"a.txt": TEXT, "a.ann": content + "A1\tSure R1 very\n#1\tAnnotatorNotes R1\tso\n"})
    (annotation,) = _only(tmp_path).annotations
    attributes = {"Sure": "very", "note": "so"}
    assert annotation.links == (Link(layer="brat", label="Near", src="T1", dst="T2", attributes=attributes),)


def test_an_attribute_given_twice_becomes_a_list(tmp_path):
    _lay(tmp_path, {"a.txt": TEXT, "a.ann": "T1\tName 0 3\tAnn\nA1\tVoice T1 author\nA2\tVoice T1 source\n"})
    (annotation,) = _only(tmp_path).annotations
    assert annotation.marks[0].attributes == {"Voice": ["author", "source"]}


def test_annotators_are_told_by_suffix(tmp_path):
    span = "T1\tName 0 3\tAnn\n"
    files = {"a.txt": TEXT, "a_x.ann": span, "a_y_2.ann": "", "a_b.txt": "Ann sang.", "a_b_x.ann": span}
    _lay(tmp_path, files)
    found = _read(tmp_path, annotators="suffix")
    # a_b_x belongs to the longer of the two names that fit.
    assert [
        (one.article.article_id, [(by.annotator, len(by.marks)) for by in one.annotations]) for one in found
    ] == [("a", [("x", 1), ("y_2", 0)]), ("a_b", [("x", 1)])]


def test_annotators_are_told_by_folder(tmp_path):
    span = "T1\tName 0 3\tAnn\n"
    files = {
        "ann/a.txt": TEXT,
        "ann/a.ann": span,
        "bea/a.txt": TEXT,
        "bea/a.ann": "",
        "b.txt": "Ann sang.",
        "bea/b.ann": span,
        "ann/c.txt": "No one read this.",
    }
    _lay(tmp_path, files)
    found = _read(tmp_path, annotators="folder")
    assert [(one.article.article_id, [by.annotator for by in one.annotations]) for one in found] == [
        ("a", ["ann", "bea"]),
        ("ann/c", []),
        ("b", ["bea"]),
    ]


def test_texts_of_two_annotators_must_be_the_same(tmp_path):
    _lay(tmp_path, {"ann/a.txt": TEXT, "ann/a.ann": "", "bea/a.txt": "Other.", "bea/a.ann": ""})
    error, delivery = _read(tmp_path, annotators="folder")
    assert isinstance(error, InputError)
    assert (error.where, error.found) == ("bea/a.ann", "another text in bea/a.txt")
    assert [by.annotator for by in delivery.annotations] == ["ann"]


def test_an_empty_file_says_what_the_option_says(tmp_path):
    _lay(tmp_path, {"a.txt": TEXT, "a.ann": ""})
    (annotation,) = _only(tmp_path).annotations
    assert (annotation.layers, annotation.marks) == (("brat",), ())
    assert _only(tmp_path, empty_means="not_annotated").annotations == ()


def test_a_broken_file_does_not_stop_the_others(tmp_path):
    _lay(
        tmp_path,
        {
            "a.txt": TEXT,
            "a.ann": "T1\tName 0 3",
            "b.txt": TEXT,
            "b.ann": "T1\tName 0 3\tAnn\n",
            "c.ann": "T1\tName 0 3\tAnn\n",
            "d.txt": b"\xff\xfe\x00",
            "d.ann": "",
            "e.txt": "\n",
            "e.ann": "",
        },
    )
    found = _read(tmp_path)
    errors = {one.where: one.reason for one in found if isinstance(one, InputError)}
    assert errors == {"a.ann:1": "parse_error", "c.ann": "missing", "d.txt": "undecodable", "e.ann": "empty"}
    assert [one.article.article_id for one in found if isinstance(one, Delivery)] == ["b"]


def test_line_ends_of_the_text_stay_as_they_are(tmp_path):
    text = "One\r\ntwo\rthree\u2028four\x85five\n"
    _lay(tmp_path, {"a.txt": text, "a.ann": "T1\tName 5 8\ttwo\n"})
    delivery = _only(tmp_path)
    assert delivery.article.text == text
    assert delivery.conventions[:2] == ("code_points", "crlf_as_one")


@pytest.mark.parametrize(("start", "kept"), [(0, False), (1, True)])
def test_a_byte_order_mark_is_part_of_the_text_where_offsets_count_it(tmp_path, start, kept):
    _lay(tmp_path, {"a.txt": f"\ufeff{TEXT}", "a.ann": f"\ufeffT1\tName {start} {start + 3}\tAnn\n"})
    delivery = _only(tmp_path)
    assert delivery.article.text == ("\ufeff" + TEXT if kept else TEXT)


def test_a_covered_text_that_cannot_be_divided_is_given_whole(tmp_path):
    _lay(tmp_path, {"a.txt": TEXT, "a.ann": "T1\tName 0 2;4 6\tAnn said\n"})
    (annotation,) = _only(tmp_path).annotations
    assert annotation.marks[0].covered == ("Ann said",)


def test_a_path_that_is_not_there_is_told(tmp_path):
    (error,) = _read(tmp_path / "nowhere")
    assert isinstance(error, InputError)
    assert error.reason == "missing"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    _lay(tmp_path, {"out/a.txt": TEXT, "in/b.txt": TEXT})
    (tmp_path / "in" / "a.txt").symlink_to(tmp_path / "out" / "a.txt")
    found = _read(tmp_path / "in")
    assert [one.reason for one in found if isinstance(one, InputError)] == ["symlink_out"]
