import dataclasses
import itertools
import re
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.dataset_folder import DatasetFolder
from stance.data.delivery import DeliveredAnnotation, DeliveredMark, Delivery
from stance.data.imports.summary import load_import_report
from stance.errors import ConfigError, InputError, ResourceMissingError
from stance.records.article import Article, ArticleMeta
from stance.records.document import Target
from stance.records.imports import Loss, OffsetProof
from stance.records.open_layers import Answer, Link

TEXT = (
    "Toll stays, mayor says\n\nThe toll stays,  Mayor Ann Roe said.\r\n"
    "Read also: Bridge closed\n\nShe \U0001f600 left."
)
TARGET = Target(id="T1", kind="policy", text="the toll")


def mark(words, name="m1", *, text=TEXT, label="loaded", layer="words", **fields):
    start = text.index(words)
    given = {"pieces": ((start, start + len(words)),), "covered": (words,), "where": "f.json:1", **fields}
    return DeliveredMark(id=name, layer=layer, label=label, **given)


def judged(*marks, annotator="ann", layers=("words",), **fields):
    return DeliveredAnnotation(annotator=annotator, layers=layers, marks=marks, **fields)


def delivery(*annotations, text=TEXT, article_id="a", meta=None, **fields):
    article = Article(article_id=article_id, text=text, meta=meta or ArticleMeta())
    return Delivery(article=article, where="f.json:1", annotations=annotations, **fields)


def folder_of(tmp_path):
    return DatasetFolder(tmp_path / "out")


def losses_of(tmp_path):
    lines = folder_of(tmp_path).losses.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Loss) for line in lines]


def only_loss(tmp_path):
    (loss,) = losses_of(tmp_path)
    return loss


def only_annotation(tmp_path):
    (annotation,) = folder_of(tmp_path).read_annotations()
    return annotation


class TestWhatComesThrough:
    def test_a_mark_stands_in_the_cleaned_text_with_its_unit(self, run_import, tmp_path):
        report = run_import(delivery(judged(mark("Mayor Ann Roe", attributes={"voice": "author"}))))
        (document,) = folder_of(tmp_path).read_documents().values()
        (found,) = only_annotation(tmp_path).marks
        (piece,) = found.pieces
        assert document.text[piece.start : piece.end] == piece.text == "Mayor Ann Roe"
        assert piece.unit == "S1"
        assert (found.id, found.layer, found.label) == ("m1", "words", "loaded")
        assert found.attributes == {"voice": "author"}
        assert (report.n_records, report.n_documents, report.n_annotations) == (1, 1, 1)
        assert report.n_by_layer == {"words/loaded": 1}
        assert report.offsets == OffsetProof(n_ok=1)
        assert report.n_losses == {}

    def test_a_span_over_two_spaces_is_shown_with_one(self, run_import, tmp_path):
        run_import(delivery(judged(mark("stays,  Mayor"))))
        assert only_annotation(tmp_path).marks[0].pieces[0].text == "stays, Mayor"

    def test_without_cleaning_the_text_stays_as_delivered(self, run_import, tmp_path):
        run_import(delivery(judged(mark("stays,  Mayor"))), cleaning="none")
        (document,) = folder_of(tmp_path).read_documents().values()
        assert document.text == TEXT
        assert only_annotation(tmp_path).marks[0].pieces[0].text == "stays,  Mayor"

    def test_offsets_that_counted_utf16_are_repaired_and_told(self, run_import, tmp_path):
        start = TEXT.index("left") + 1
        report = run_import(delivery(judged(mark("left", pieces=((start, start + 4),)))))
        assert report.offsets == OffsetProof(n_repaired={"utf16": 1})
        assert only_annotation(tmp_path).marks[0].pieces[0].text == "left"

    def test_links_and_answers_come_with_their_marks(self, run_import, tmp_path):
        links = (Link(layer="words", label="about", src="m1", dst="m2"),)
        answers = (
            Answer(question="stance", value="favor", about="T1"),
            Answer(question="sure", value=["yes", "no"], about="m1"),
            Answer(question="topic", value="roads"),
        )
        given = judged(
            mark("toll"), mark("left", "m2"), links=links, answers=answers, layers=("words", "genre")
        )
        report = run_import(delivery(given, targets=(TARGET,)))
        annotation = only_annotation(tmp_path)
        assert (annotation.links, annotation.answers) == (list(links), list(answers))
        # What was asked and found nothing stays listed; what was found is listed too.
        assert annotation.layers == ["words", "genre", "stance", "sure", "topic"]
        assert report.n_by_layer == {
            "words/loaded": 2,
            "words>about": 1,
            "stance=favor": 1,
            "sure=no+yes": 1,
            "topic=roads": 1,
        }

    def test_the_label_set_is_the_format_unless_it_is_named(self, run_import, tmp_path):
        run_import(delivery(judged(mark("toll"))))
        assert only_annotation(tmp_path).labelset.name == "test"
        run_import(delivery(judged(mark("toll"))), label_set="x", label_set_version="2", overwrite=True)
        assert msgspec.structs.astuple(only_annotation(tmp_path).labelset) == ("x", "2")

    def test_layers_of_our_label_set_are_closed(self, run_import, tmp_path):
        frames = Answer(question="frame", value=["economic"])
        run_import(delivery(judged(layers=("frame",), answers=(frames,))), label_set="stance")
        annotation = only_annotation(tmp_path)
        assert annotation.frames.document == ["economic"]
        assert annotation.answers == []

    def test_the_report_and_the_losses_are_in_the_folder(self, run_import, tmp_path):
        report = run_import(delivery(judged(mark("toll"), mark("Bridge", "m2"))))
        assert load_import_report(folder_of(tmp_path)) == report
        assert report.n_losses == {"text_dropped_by_cleaning": {"words/loaded": 1}}
        assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
            "annotations.jsonl",
            "documents.jsonl",
            "import.json",
            "losses.jsonl",
        ]

    def test_a_lone_surrogate_becomes_a_replacement_character(self, run_import, tmp_path):
        text = "Half \ud83d an emoji."
        run_import(delivery(judged(mark("an emoji", text=text)), text=text), cleaning="none")
        (document,) = folder_of(tmp_path).read_documents().values()
        assert (document.text, document.raw.n_replaced) == ("Half \ufffd an emoji.", 1)


class TestLosses:
    @pytest.mark.parametrize(
        ("words", "fields", "reason"),
        [
            ("Bridge closed", {}, "text_dropped_by_cleaning"),
            ("said.\r\nRead also: Bridge closed\n\nShe", {}, "text_dropped_by_cleaning"),
            ("toll", {"pieces": ((9, 9),)}, "empty_span"),
            ("toll", {"pieces": ()}, "empty_span"),
            ("toll", {"covered": ("tax",)}, "offsets_rejected"),
            ("toll", {"pieces": ((900, 904),)}, "offsets_rejected"),
            ("left", {"covered": None}, "offsets_ambiguous"),
        ],
    )
    def test_a_span_that_cannot_be_placed_whole_is_lost_and_told(
        self, run_import, tmp_path, words, fields, reason
    ):
        report = run_import(delivery(judged(mark(words, **fields))))
        loss = only_loss(tmp_path)
        assert (loss.reason, loss.what, loss.where) == (reason, "words/loaded", "f.json:1")
        assert loss.detail.startswith("expected ")
        assert report.n_losses == {reason: {"words/loaded": 1}}
        assert only_annotation(tmp_path).marks == []
        assert only_annotation(tmp_path).layers == ["words"]

    def test_a_span_of_white_space_that_cleaning_takes_out_is_lost(self, run_import, tmp_path):
        run_import(delivery(judged(mark("\n\n")), conventions=("code_points",)))
        assert (only_loss(tmp_path).reason, only_annotation(tmp_path).marks) == ("empty_span", [])

    def test_what_refers_to_a_lost_mark_is_lost_with_it(self, run_import, tmp_path):
        given = judged(
            mark("toll"),
            # A target of the same id does not stand in for the mark.
            mark("Bridge", "T1"),
            links=(Link(layer="words", label="about", src="m1", dst="T1"),),
            answers=(
                Answer(question="sure", value="yes", about="T1"),
                Answer(question="sure", value="yes", about="x"),
            ),
        )
        report = run_import(delivery(given, targets=(TARGET,)))
        assert report.n_losses["broken_reference"] == {"sure=yes": 2, "words>about": 1}
        assert (only_annotation(tmp_path).links, only_annotation(tmp_path).answers) == ([], [])

    def test_a_mark_id_or_an_answer_given_twice_counts_once(self, run_import, tmp_path):
        answers = (Answer(question="topic", value="roads"), Answer(question="topic", value="taxes"))
        given = judged(mark("toll"), mark("toll"), mark("left"), answers=answers)
        report = run_import(delivery(given))
        assert report.n_losses == {"duplicate_record": {"words/loaded": 2, "topic=taxes": 1}}
        assert [m.pieces[0].text for m in only_annotation(tmp_path).marks] == ["toll"]
        assert only_annotation(tmp_path).answers == [answers[0]]

    def test_losses_of_the_reader_are_kept(self, run_import, tmp_path):
        loss = Loss(
            where="f.json:9", reason="cancelled", what="annotation", detail="the annotator cancelled it"
        )
        report = run_import(delivery(losses=(loss,)))
        assert losses_of(tmp_path) == [loss]
        assert report.n_losses == {"cancelled": {"annotation": 1}}


class TestBrokenRecords:
    ERROR = InputError(
        "f.json:7", reason="parse_error", expected="an object", found="a list", action="Mend it."
    )

    def test_a_broken_record_stops_the_import_and_nothing_is_written(self, run_import, tmp_path):
        with pytest.raises(InputError, match=r"f\.json:7"):
            run_import(delivery(judged(mark("toll"))), self.ERROR)
        assert not (tmp_path / "out").exists()

    def test_a_broken_record_is_skipped_when_asked_and_told(self, run_import, tmp_path):
        report = run_import(delivery(judged(mark("toll"))), self.ERROR, skip_bad=True)
        assert (report.n_records, report.n_documents) == (2, 1)
        assert only_loss(tmp_path).detail == "expected an object; found a list"
        assert report.n_losses == {"unreadable_record": {"record": 1}}

    @pytest.mark.parametrize("cleaning", ["standard", "none"])
    def test_a_text_of_white_space_is_a_broken_record(self, run_import, tmp_path, cleaning):
        with pytest.raises(InputError, match="nothing readable"):
            run_import(delivery(text=" \r\n\u2028 "), cleaning=cleaning)

    def test_a_document_that_contradicts_itself_is_a_broken_record(self, run_import):
        bad = msgspec.structs.replace(TARGET, entity_ids=["E9"])
        with pytest.raises(InputError, match="entities of the document"):
            run_import(delivery(targets=(bad,)))
        report = run_import(delivery(targets=(bad,)), skip_bad=True)
        assert (report.n_records, report.n_documents) == (1, 0)

    def test_a_label_that_is_no_unicode_costs_its_annotation_only(self, run_import, tmp_path):
        given = judged(mark("toll", label="\ud800")), judged(mark("toll"), annotator="bob")
        report = run_import(delivery(*given), skip_bad=True)
        assert [a.annotator.id for a in folder_of(tmp_path).read_annotations()] == ["bob"]
        assert report.n_losses == {"unreadable_record": {"annotation": 1}}

    def test_nothing_delivered_is_an_error(self, run_import, tmp_path):
        with pytest.raises(InputError, match="annotated texts in format test"):
            run_import(skip_bad=True)
        assert not (tmp_path / "out").exists()

    def test_a_path_that_is_not_there_is_told(self, run_import, tmp_path):
        with pytest.raises(ResourceMissingError, match="nowhere"):
            run_import(paths=[tmp_path / "nowhere"])


class TestTheFolder:
    def test_a_dataset_is_not_overwritten_unasked(self, run_import, tmp_path):
        run_import(delivery(judged(mark("toll"))))
        before = folder_of(tmp_path).annotations.read_bytes()
        with pytest.raises(ConfigError, match=r"a dataset \(import\.json\)"):
            run_import(delivery())
        assert folder_of(tmp_path).annotations.read_bytes() == before

    def test_overwriting_takes_out_what_was_made_of_the_old_dataset(self, run_import, tmp_path):
        run_import(delivery(judged(mark("toll"))))
        folder = folder_of(tmp_path)
        folder.gold.write_text("{}")
        folder.examples.mkdir()
        (folder.path / "notes.txt").write_text("mine")
        run_import(delivery(article_id="b"), overwrite=True)
        assert not folder.gold.exists()
        assert not folder.examples.exists()
        assert (folder.path / "notes.txt").read_text() == "mine"
        assert folder.read_annotations() == []

    def test_a_failing_import_leaves_the_old_dataset_as_it_was(self, run_import, tmp_path):
        run_import(delivery(judged(mark("toll"))))
        before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
        with pytest.raises(InputError):
            run_import(delivery(), TestBrokenRecords.ERROR, overwrite=True)
        assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before

    def test_a_file_is_no_dataset_folder(self, run_import, tmp_path):
        (tmp_path / "out").write_text("")
        with pytest.raises(ConfigError, match="found a file"):
            run_import(delivery(), overwrite=True)

    def test_equal_imports_write_equal_files(self, run_import, tmp_path):
        for name in ("one", "two"):
            run_import(delivery(judged(mark("toll"), mark("Bridge", "m2"))), out=tmp_path / name)
        files = ("documents.jsonl", "annotations.jsonl", "losses.jsonl", "import.json")
        assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


PARTS = [
    *["Tolls ", "rise. ", "\n", "\r\n", "\n\n", "é", "e\u0301", "\U0001f600", "\U0001f468\u200d\U0001f469"],
    *["&", "&amp;", "“No,” ", "שלום ", "\u2028", "\u200b", "\u00a0", "\t", "x"],
]


@st.composite
def marked_texts(draw):
    text = "Start " + "".join(draw(st.lists(st.sampled_from(PARTS), max_size=30))) + "."
    at = st.integers(0, len(text))
    bounds = draw(st.lists(st.tuples(at, at).filter(lambda b: b[0] < b[1]), max_size=8))
    return text, bounds


def delivery_of(text, bounds, covered=lambda words: words):
    marks = [
        DeliveredMark(
            id=f"m{n}",
            layer="words",
            label=f"l{n % 2}",
            pieces=(b,),
            covered=(covered(text[slice(*b)]),),
            where="f",
        )
        for n, b in enumerate(bounds)
    ]
    return delivery(judged(*marks), text=text, conventions=("code_points",))


def import_one(import_deliveries, given, cleaning):
    with tempfile.TemporaryDirectory() as name:
        report = import_deliveries([given], out=Path(name) / "out", cleaning=cleaning)
        folder = DatasetFolder(Path(name) / "out")
        (document,) = folder.read_documents().values()
        (annotation,) = folder.read_annotations()
    return report, document, annotation


@given(marked_texts())
def test_without_cleaning_every_span_comes_through_unchanged(import_deliveries, marked_text):
    text, bounds = marked_text
    report, document, annotation = import_one(import_deliveries, delivery_of(text, bounds), "none")
    assert document.text == text
    assert [(p.start, p.end) for m in annotation.marks for p in m.pieces] == bounds
    assert [p.text for m in annotation.marks for p in m.pieces] == [text[slice(*b)] for b in bounds]
    assert report.n_losses == {}


def visible(text):
    """Letters and signs that cleaning may not touch, composed."""
    kept = re.sub(r"[\s\u200b\u200d]", "", text)
    return unicodedata.normalize("NFC", kept)


@given(marked_texts())
def test_cleaning_keeps_a_span_whole_or_tells_its_loss(import_deliveries, marked_text):
    text, bounds = marked_text
    report, document, annotation = import_one(import_deliveries, delivery_of(text, bounds), "standard")
    for found in annotation.marks:
        (piece,) = found.pieces
        start, end = bounds[int(found.id[1:])]
        assert document.text[piece.start : piece.end] == piece.text
        # A bound inside a composed letter is moved to take in the whole letter.
        whole = end + (text[end : end + 1] == "\u0301")
        begin = start - (text[start] == "\u0301" and start > 0)
        assert visible(piece.text) in {visible(text[a:b]) for a in (start, begin) for b in (end, whole)}
    n_lost = sum(n for by_what in report.n_losses.values() for n in by_what.values())
    assert len(annotation.marks) + n_lost == len(bounds)


@given(marked_texts(), st.data())
def test_what_is_delivered_is_what_came_through_and_what_was_lost(import_deliveries, marked_text, data):
    text, bounds = marked_text
    wrong = data.draw(st.sets(st.integers(0, 7)))
    words = [text[slice(*b)] for b in bounds]
    given_ = delivery_of(text, bounds)
    marks = [
        dataclasses.replace(m, covered=("never there",)) if n in wrong else m
        for n, m in enumerate(given_.annotations[0].marks)
    ]
    links = [Link(layer="words", label="next", src=a.id, dst=b.id) for a, b in itertools.pairwise(marks)]
    answers = [Answer(question="sure", value=1, about=m.id) for m in marks]
    annotation = judged(*marks, links=tuple(links), answers=tuple(answers))
    report, _, _ = import_one(
        import_deliveries, dataclasses.replace(given_, annotations=(annotation,)), "standard"
    )
    delivered = Counter(f"words/{m.label}" for m in marks)
    delivered += Counter({"words>next": len(links), "sure=1": len(answers)})
    lost = Counter()
    for by_what in report.n_losses.values():
        lost.update(by_what)
    assert Counter(report.n_by_layer) + lost == delivered
    proof = report.offsets
    assert proof.n_ok + sum(proof.n_repaired.values()) + proof.n_unproven + proof.n_rejected == len(words)
