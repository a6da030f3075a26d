from pathlib import Path

import msgspec
import pytest

from stance.invariants.annotation import check_annotation
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.codec import decode_document
from stance.records.open_layers import Answer, Link, Mark, Span

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")


def span(words, unit=None):
    start = DOCUMENT.text.index(words)
    return Span(start=start, end=start + len(words), text=words, unit=unit)


def mark(name, *words):
    return Mark(id=name, layer="words", label="loaded", pieces=[span(w) for w in words])


VALID = Annotation(
    doc_id=DOCUMENT.doc_id,
    text_sha256=DOCUMENT.text_sha256,
    labelset=LabelSetRef(name="test", version="1"),
    annotator=Annotator(id="ann", kind="expert"),
    provenance=Provenance(),
    layers=["words", "sure", "genre"],
    marks=[mark("m1", "Shopkeepers", "ruins"), mark("m2", "brutal")],
    links=[Link(layer="words", label="about", src="m1", dst="m2")],
    answers=[
        Answer(question="sure", value="yes", about="m1"),
        Answer(question="sure", value="no", about=DOCUMENT.units[0].id),
        Answer(question="sure", value="no", about=DOCUMENT.targets[0].id),
        Answer(question="sure", value="no", about=DOCUMENT.targets[0].id, holder="E1"),
        Answer(question="genre", value=["news"]),
    ],
)


def problem(**changes):
    (found,) = check_annotation(msgspec.structs.replace(VALID, **changes), DOCUMENT)
    return found


def test_valid_open_layers_have_no_problems():
    assert check_annotation(VALID, DOCUMENT) == []


def test_a_piece_may_run_over_units_but_not_over_a_dropped_block():
    assert (
        check_annotation(
            msgspec.structs.replace(VALID, marks=[mark("m1", "Monday. Shopkeepers"), mark("m2", "brutal")]),
            DOCUMENT,
        )
        == []
    )
    # "Read also ..." stood between these paragraphs.
    assert (
        problem(marks=[mark("m1", "harbour.\n\n“Nobody"), mark("m2", "brutal")]).expected
        == "no dropped text inside"
    )


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"text": "brutak"}, "'brutal'"),
        ({"end": 100_000}, "[{start}, 100000)"),
        ({"unit": "H1"}, "unit H1"),
    ],
)
def test_the_text_of_a_piece_stands_at_its_bounds_and_in_its_unit(changes, found):
    piece = msgspec.structs.replace(span("brutal"), **changes)
    wrong = problem(marks=[VALID.marks[0], msgspec.structs.replace(VALID.marks[1], pieces=[piece])])
    assert wrong.where == "bridge-1: mark m2"
    assert wrong.found == found.format(start=piece.start)


@pytest.mark.parametrize("words", [("ruins", "Shopkeepers"), ("Shopkeepers", "keepers")])
def test_pieces_stand_in_reading_order_and_apart(words):
    assert problem(marks=[mark("m1", *words), VALID.marks[1]]).expected == "pieces in reading order, apart"


def test_a_mark_has_a_piece():
    assert problem(marks=[mark("m1"), VALID.marks[1]]).found == "none"


def test_ids_of_marks_are_unique():
    assert problem(marks=[*VALID.marks, mark("m1", "toll")]).found == "'m1' 2 times"


@pytest.mark.parametrize("ends", [{"src": "x"}, {"dst": "x"}])
def test_links_lead_from_mark_to_mark(ends):
    assert problem(links=[msgspec.structs.replace(VALID.links[0], **ends)]).expected == "a mark that exists"


def test_answers_are_about_a_mark_unit_or_target():
    wrong = problem(answers=[Answer(question="sure", value="yes", about="x")])
    assert (wrong.expected, wrong.found) == ("a mark, unit or target that exists", "'x'")


def test_a_question_is_answered_once_about_one_thing():
    assert problem(answers=[VALID.answers[4], VALID.answers[4]]).found == "2 answers"


@pytest.mark.parametrize("layer", ["words", "sure", "genre"])
def test_layers_and_questions_with_findings_are_listed(layer):
    listed = [name for name in VALID.layers if name != layer]
    assert problem(layers=listed).expected == f"{layer}, as there are findings"
