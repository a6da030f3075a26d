from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.tools.standoff import (
    Attribute,
    Equivalence,
    Event,
    Normalization,
    Note,
    Relation,
    TextBound,
    parse_standoff,
)
from stance.errors import InputError

POLNEAR = Path(__file__).resolve().parents[3] / ".." / "shared" / "corpora" / "polnear" / "train"


def test_every_kind_of_record_is_told_with_its_line():
    standoff = parse_standoff(
        "T1\tSource 0 3\tAnn\n"
        "T2\tCue 4 8\tsaid\n"
        "R1\tSays Arg1:T1 Arg2:T2\n"
        "E1\tSaying:T2 Who:T1 Who2:T1\n"
        "A1\tNegated E1\n"
        "M2\tCertainty E1 very likely\n"
        "N1\tReference T1 Wiki:Q42\tAnn Example\n"
        "#1\tAnnotatorNotes T1\tIs it\tshe?\n"
        "*\tSame T1 T2\n",
        "a.ann",
    )
    assert standoff.text_bounds == (
        TextBound("T1", "Source", ((0, 3),), ("Ann",), "Ann", 1),
        TextBound("T2", "Cue", ((4, 8),), ("said",), "said", 2),
    )
    assert standoff.relations == (Relation("R1", "Says", (("Arg1", "T1"), ("Arg2", "T2")), 3),)
    assert standoff.events == (Event("E1", "Saying", "T2", (("Who", "T1"), ("Who2", "T1")), 4),)
    assert standoff.attributes == (
        Attribute("A1", "Negated", "E1", None, 5),
        Attribute("M2", "Certainty", "E1", "very likely", 6),
    )
    assert standoff.normalizations == (Normalization("N1", "Reference", "T1", "Wiki:Q42", "Ann Example", 7),)
    assert standoff.notes == (Note("#1", "AnnotatorNotes", "T1", "Is it\tshe?", 8),)
    assert standoff.equivalences == (Equivalence("Same", ("T1", "T2"), 9),)


def test_an_empty_file_holds_no_records():
    assert parse_standoff("", "a.ann") == parse_standoff("\ufeff\n\n", "a.ann")
    assert parse_standoff("", "a.ann").text_bounds == ()


def test_pieces_are_given_in_reading_order_with_what_each_covers():
    # 8..10 comes first in the file; its text is the first two characters.
    (span,) = parse_standoff("T1\tContent 8 10;0 3\tup Ann\n", "a.ann").text_bounds
    assert (span.pieces, span.covered, span.text) == (((0, 3), (8, 10)), ("Ann", "up"), "up Ann")


def test_a_covered_text_may_run_over_several_lines():
    # [0, 3) and [5, 12) with a space between them: 3 + 1 + 7 characters, of which two are line ends.
    content = "T1\tContent 0 3;5 12\tAnn up\n\nto.\nT2\tCue 0 3\tAnn\n"
    first, second = parse_standoff(content, "a.ann").text_bounds
    assert first.covered == ("Ann", "up\n\nto.")
    assert (second.id, second.line) == ("T2", 4)


def test_a_line_end_inside_one_piece_is_kept():
    content = "T1\tContent 0 8\tAnn\n\nup.\nT2\tCue 0 3\tAnn"
    first, second = parse_standoff(content, "a.ann").text_bounds
    assert first.covered == ("Ann\n\nup.",)
    assert second.line == 4


def test_a_note_may_run_over_several_lines():
    (note,) = parse_standoff("#1\tAnnotatorNotes T1\tone\ntwo\n\n", "a.ann").notes
    assert note.text == "one\ntwo"


def test_line_ends_of_windows_do_not_get_into_the_records():
    standoff = parse_standoff("T1\tCue 0 3\tAnn\r\nA1\tNegated T1\r\nT2\tCue 4 6\tup\n\r\n", "a.ann")
    assert [span.covered for span in standoff.text_bounds] == [("Ann",), ("up",)]
    assert standoff.attributes[0].target == "T1"


def test_other_line_separators_do_not_end_a_record():
    (span,) = parse_standoff("T1\tCue 0 7\ta\u2028b\x85c\x0bd\n", "a.ann").text_bounds
    assert span.covered == ("a\u2028b\x85c\x0bd",)


def test_pieces_counted_in_utf16_are_told_apart():
    # The emoji counts two: [0, 2) is it, [3, 5) is "up".
    (span,) = parse_standoff("T1\tCue 0 2;3 5\t🙂 up\n", "a.ann").text_bounds
    assert span.covered == ("🙂", "up")


def test_a_text_that_does_not_fit_its_pieces_is_not_divided():
    (span,) = parse_standoff("T1\tCue 0 2;3 5\tone two\n", "a.ann").text_bounds
    assert (span.covered, span.text) == (None, "one two")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("T2", "id<TAB>type start end"),
        ("T2\tCue", "id<TAB>type start end"),
        ("T2\tCue 0 3", "covered text"),
        ("T2\tCue 3 0\tAnn", "covered text"),
        ("T2\tCue -1 3\tAnn", "covered text"),
        ("T2\tCue 0\tAnn", "covered text"),
        ("T2\tCue 0 3;\tAnn", "covered text"),
        ("T2\tCue 0 999999999999999999999\tAnn", "covered text"),
        ("T2 Cue 0 3 Ann", "covered text"),
        ("R1\tSays Arg1:T1", "Arg1:id Arg2:id"),
        ("R1\tSays T1 T1", "Arg1:id Arg2:id"),
        ("E1\t", "type:trigger"),
        ("E1\tSaying", "type:trigger"),
        ("E1\tSaying:T1 T1", "type:trigger"),
        ("A1\tNegated", "name id"),
        ("N1\tReference T1", "resource:entry"),
        ("#1\tAnnotatorNotes", "type id"),
        ("*\tSame T1", "type id id"),
        ("X1\tCue 0 3\tAnn", "id<TAB>type start end"),
    ],
)
def test_a_line_that_is_no_record_is_refused_with_its_place(line, expected):
    with pytest.raises(InputError) as refused:
        parse_standoff(f"T1\tCue 0 3\tAnn\n{line}\n", "a.ann")
    assert refused.value.where == "a.ann:2"
    assert expected in refused.value.expected
    assert line[:10].split("\t")[0] in refused.value.found


def test_an_id_that_stands_twice_is_refused():
    with pytest.raises(InputError) as refused:
        parse_standoff("T1\tCue 0 3\tAnn\nT1\tCue 4 6\tup\n", "a.ann")
    assert (refused.value.where, refused.value.found) == ("a.ann:2", "T1, which also stands in line 1")


@given(st.text(st.one_of(st.sampled_from("T1EA#* \t\n\r:;09"), st.characters(exclude_categories=["Cs"]))))
def test_any_text_is_parsed_or_refused(content):
    try:
        standoff = parse_standoff(content, "a.ann")
    except InputError as error:
        where = error.where
    else:
        where = "a.ann:"
        assert all(span.pieces for span in standoff.text_bounds)
    assert where.startswith("a.ann:")


@given(
    # A text that ends in a line end could not be told from one with an empty line after it.
    st.lists(st.text(st.sampled_from("ab \n🙂é")).map("a{}b".format), min_size=1, max_size=3),
    st.booleans(),
)
def test_a_covered_text_with_raw_line_ends_ends_where_its_lengths_say(texts, counts_utf16):
    pieces, at = [], 0
    for text in texts:
        length = len(text.encode("utf-16-le")) // 2 if counts_utf16 else len(text)
        pieces.append(f"{at} {at + length}")
        at += length + 1
    covered = " ".join(texts)
    content = f"T1\tCue {';'.join(pieces)}\t{covered}\n\nA1\tPast T1\n\n"
    standoff = parse_standoff(content, "a.ann")
    assert standoff.text_bounds[0].covered == tuple(texts)
    assert standoff.attributes[0].target == "T1"


@pytest.mark.integration
@pytest.mark.skipif(not POLNEAR.is_dir(), reason="the corpus is not there")
def test_covered_texts_of_a_real_corpus_are_those_of_the_text():
    paths = sorted((POLNEAR / "attributions").glob("*.ann"))[::10]
    n_spans = 0
    for path in paths:
        name = path.stem.rpartition("_")[0]
        text = (POLNEAR / "text" / f"{name}.txt").read_bytes().decode()
        for span in parse_standoff(path.read_bytes().decode(), path.name).text_bounds:
            assert span.covered == tuple(text[start:end] for start, end in span.pieces)
            n_spans += 1
    assert n_spans > 5000
