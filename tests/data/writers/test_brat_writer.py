import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.delivery import DeliveredAnnotation, Delivery
from stance.data.imports.importing import ImportRequest, import_annotations
from stance.data.readers import brat as brat_reader
from stance.data.tools.brat_names import brat_type, escape_brat, layer_and_label, unescape_brat
from stance.data.tools.standoff import parse_standoff
from stance.data.writers import brat
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article
from stance.records.document import Cleaner, Document, DocumentMeta, RawText, Segment, Unit
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.as_is import document_as_is

_META = DocumentMeta(
    title=None,
    published_at=None,
    language="en",
    outlet_id=None,
    origin_outlet_id=None,
    event_id=None,
    dup_cluster_id=None,
    genre="unknown",
)
_HOSTILE = st.text(
    st.one_of(
        st.sampled_from("ab .\n\r\t\v\f\x1c\x85\u2028\u2029\u200f\u202eא́🙂👩‍👧&<;\ufeff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=60,
)
_NAMES = st.text(
    st.one_of(st.sampled_from("ab-_ \n>é🙂"), st.characters(exclude_categories=["Cs"])), max_size=8
)
_VALUES = st.one_of(
    st.sampled_from(["author", "", "two words", "a\tb", "a\nb", " lead", "a|b,c", "x\u2028y", "1", "v" * 80]),
    st.integers(-5, 5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text("ab \n", max_size=4), max_size=3),
)
_ATTRIBUTES = st.dictionaries(st.sampled_from(["note", "voice"]) | _NAMES, _VALUES, max_size=4)


def _document(text: str, doc_id: str = "d") -> Document:
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        doc_id=doc_id,
        text=text,
        text_sha256=checksum,
        raw=RawText(sha256=checksum, n_chars=len(text)),
        cleaner=Cleaner(name="none", version="0"),
        offset_map=[[0, 0, len(text)]],
        segments=[Segment(id="P1", kind="body", start=0, end=len(text))],
        units=[Unit(id="S1", segment="P1", start=0, end=len(text), rank=1)],
        dropped=[],
        meta=_META,
    )


def _mark(text: str, own_id: str, *pieces: tuple[int, int], **rest: object) -> Mark:
    spans = [Span(start=start, end=end, text=text[start:end]) for start, end in pieces]
    return Mark(**{"id": own_id, "layer": "cue", "label": "hedge", "pieces": spans, **rest})


def _annotation(document: Document, annotator: str = "ann", **layers: object) -> Annotation:
    return Annotation(
        **{
            "doc_id": document.doc_id,
            "text_sha256": document.text_sha256,
            "labelset": LabelSetRef(name="x", version="1.0.0"),
            "annotator": Annotator(id=annotator, kind="crowd"),
            "provenance": Provenance(tool="x", round=2),
            "layers": ["cue"],
            **layers,
        }
    )


def _read(folder: Path, **options: object) -> list[Delivery]:
    found = list(brat_reader.read([folder], brat_reader.Options(annotators="folder", **options)))
    assert all(isinstance(one, Delivery) for one in found), found
    return found


def _only(folder: Path) -> tuple[Delivery, DeliveredAnnotation]:
    (delivery,) = _read(folder)
    (annotation,) = delivery.annotations
    return delivery, annotation


@st.composite
def _judged(draw: st.DrawFn) -> tuple[Document, Annotation]:
    text = draw(_HOSTILE.filter(lambda text: text.strip("\ufeff \t\r\n") and not text.startswith("\ufeff")))
    document = _document(text, draw(_NAMES.filter(bool)))
    marks = []
    for number in range(draw(st.integers(0, 3))):
        edges = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
        pieces = list(zip(edges[::2], edges[1::2], strict=False))
        attributes = draw(
            st.dictionaries(st.one_of(st.sampled_from(["note", "voice"]), _NAMES), _VALUES, max_size=4)
        )
        marks.append(
            _mark(text, f"m{number}", *pieces, layer=draw(_NAMES), label=draw(_NAMES), attributes=attributes)
        )
    ids = st.sampled_from([mark.id for mark in marks] or ["none"])
    links = [
        Link(
            layer=draw(_NAMES), label=draw(_NAMES), src=draw(ids), dst=draw(ids), attributes=draw(_ATTRIBUTES)
        )
        for _ in range(draw(st.integers(0, 2)) if marks else 0)
    ]
    answers = [
        Answer(question="frame", value=draw(_VALUES)),
        Answer(question="q", value=1, about="S1", holder="e"),
    ]
    layers = list(dict.fromkeys(["empty", "frame", "q", *(mark.layer for mark in marks)]))
    return document, _annotation(document, marks=marks, links=links, answers=answers, layers=layers)


@given(_judged())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_is_read_back_equal(tmp_path_factory, judged):
    document, annotation = judged
    folder = tmp_path_factory.mktemp("brat")
    report = brat.write([(document, [annotation])], folder, brat.Options())
    delivery, back = _only(folder)
    assert report.losses == ()
    assert delivery.losses == ()
    assert (delivery.article.text, delivery.doc_id) == (document.text, document.doc_id)
    assert delivery.text_sha256 == document.text_sha256
    assert [(mark.id, mark.layer, mark.label, mark.pieces, dict(mark.attributes)) for mark in back.marks] == [
        (mark.id, mark.layer, mark.label, tuple((p.start, p.end) for p in mark.pieces), mark.attributes)
        for mark in annotation.marks
    ]
    assert list(back.links) == annotation.links
    assert list(back.answers) == annotation.answers
    assert list(back.layers) == annotation.layers
    assert (back.annotator, back.kind, back.provenance) == ("ann", "crowd", annotation.provenance)


@given(_judged())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_record_stands_on_one_line_for_every_tool(tmp_path_factory, judged):
    document, annotation = judged
    folder = tmp_path_factory.mktemp("brat")
    brat.write([(document, [annotation])], folder, brat.Options())
    (path,) = folder.glob("ann/*.ann")
    content = path.read_bytes().decode()
    # splitlines also splits at NEL, U+2028, vertical tabs and their like.
    assert content.splitlines() == content.split("\n")[:-1]


@given(_HOSTILE.filter(lambda text: not text.startswith("\ufeff")).map("{}End.".format), st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_spans_survive_export_and_import(tmp_path_factory, text, data):
    folder = tmp_path_factory.mktemp("brat")
    document = document_as_is(Article(article_id="a", text=text))
    words = [at for at, character in enumerate(document.text) if not character.isspace()]
    starts = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True))
    ends = [data.draw(st.sampled_from([word for word in words if word >= start])) + 1 for start in starts]
    marks = [
        _mark(document.text, f"m{number}", place)
        for number, place in enumerate(zip(starts, ends, strict=True))
    ]
    annotation = _annotation(document, marks=marks, labelset=LabelSetRef(name="brat", version=""))
    brat.write([(document, [annotation])], folder / "out", brat.Options())
    write_lines(folder / "documents.jsonl", [document])
    report = import_annotations(
        ImportRequest(
            format="brat",
            paths=[folder / "out"],
            out=folder / "back",
            options={"annotators": "folder"},
            documents=folder / "documents.jsonl",
        )
    )
    (back,) = DatasetFolder(folder / "back").read_annotations()
    assert (report.n_losses, report.offsets.n_ok) == ({}, len(marks))
    assert [mark.pieces[0].text for mark in back.marks] == [mark.pieces[0].text for mark in marks]
    assert [(mark.pieces[0].start, mark.pieces[0].end) for mark in back.marks] == list(
        zip(starts, ends, strict=True)
    )


@given(_NAMES, _NAMES)
def test_types_of_brat_tell_layer_and_label(layer, label):
    name = brat_type(layer, label)
    assert layer_and_label(name) == (layer, label)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert unescape_brat(escape_brat(layer)) == layer


@pytest.mark.parametrize("name", ["no-way", "a-110000-b", "é", "a-", "a--b--c"])
def test_a_type_that_is_not_of_our_naming_is_told(name):
    assert layer_and_label(name) is None


def test_spans_relations_and_attributes_stand_where_brat_shows_them(tmp_path):
    text = "He may go."
    document = _document(text)
    marks = [
        _mark(text, "m1", (3, 6), attributes={"voice": "author", "note": "Sure?", "intensity": 2}),
        _mark(text, "m2", (0, 2), (7, 9), layer="attribution", label="source"),
    ]
    links = [Link(layer="attribution", label="source", src="m1", dst="m2")]
    brat.write([(document, [_annotation(document, marks=marks, links=links)])], tmp_path, brat.Options())
    lines = (tmp_path / "ann" / "d.ann").read_text().splitlines()
    assert [line for line in lines if "StanceRecord" not in line] == [
        "T1\tcue--hedge 3 6\tmay",
        "A1\tvoice T1 author",
        "A2\tintensity T1 2",
        "#1\tAnnotatorNotes T1\tSure?",
        "T2\tattribution--source 0 2;7 9\tHe go",
        "R1\tattribution--source Arg1:T1 Arg2:T2",
    ]
    assert (tmp_path / "annotation.conf").read_text() == (
        "[entities]\nattribution--source\ncue--hedge\n\n"
        "[relations]\nattribution--source\tArg1:<ENTITY>, Arg2:<ENTITY>\n\n"
        "[events]\n\n"
        "[attributes]\nintensity\tArg:<ENTITY>, Value:2\nvoice\tArg:<ENTITY>, Value:author\n"
    )


def test_what_a_person_changes_in_brat_comes_back_changed(tmp_path):
    text = "He may go."
    document = _document(text)
    marks = [_mark(text, "m1", (3, 6), attributes={"intensity": 2}), _mark(text, "m2", (0, 2))]
    answers = [Answer(question="sure", value=1, about="m2"), Answer(question="sure", value=0, about="m1")]
    annotation = _annotation(document, marks=marks, answers=answers)
    brat.write([(document, [annotation])], tmp_path, brat.Options())
    path = tmp_path / "ann" / "d.ann"
    lines = [
        line for line in path.read_text().splitlines() if not line.startswith("T2") and " T2" not in line
    ]
    changed = "\n".join(lines).replace("T1 2", "T1 3").replace("cue--hedge", "cue--euphemism")
    # T2 was taken out; brat gives its number to a new span, of a type that is not ours.
    path.write_text(changed + "\nT2\tNew 7 9\tgo\n")
    delivery, back = _only(tmp_path)
    assert [(mark.id, mark.layer, mark.label, dict(mark.attributes)) for mark in back.marks] == [
        ("m1", "cue", "euphemism", {"intensity": 3}),
        ("brat:T2", "brat", "New", {}),
    ]
    # The import refuses the answer about m2, which is gone.
    assert list(back.answers) == answers
    assert delivery.losses == ()


def test_a_new_span_never_takes_the_id_of_another(tmp_path):
    text = "He may go."
    # This id was given to a span that was new in an earlier round, as T2 is now.
    annotation = _annotation(_document(text), marks=[_mark(text, "brat:T2", (3, 6))])
    brat.write([(_document(text), [annotation])], tmp_path, brat.Options())
    path = tmp_path / "ann" / "d.ann"
    path.write_text(path.read_text() + "T2\tNew 7 9\tgo\n")
    _, back = _only(tmp_path)
    assert [mark.id for mark in back.marks] == ["brat:T2", "brat:T2+"]


def test_each_annotator_has_a_folder_and_documents_keep_apart(tmp_path):
    one, two = _document("One text.", "a/b"), _document("Two texts.", "a:b")
    annotators = ["Ann", "ann", "../up"]
    pairs = [(one, [_annotation(one, name) for name in annotators]), (two, [_annotation(two, "ann")])]
    report = brat.write(pairs, tmp_path, brat.Options())
    assert (report.n_documents, report.n_annotations) == (2, 4)
    assert all(path.resolve().is_relative_to(tmp_path) for path in report.files)
    back = {delivery.doc_id: [one.annotator for one in delivery.annotations] for delivery in _read(tmp_path)}
    assert {doc_id: sorted(names) for doc_id, names in back.items()} == {
        "a/b": ["../up", "Ann", "ann"],
        "a:b": ["ann"],
    }


def test_a_document_without_annotations_comes_back_as_not_annotated(tmp_path):
    document = _document("One text.")
    report = brat.write([(document, [])], tmp_path, brat.Options())
    (delivery,) = _read(tmp_path)
    assert report.n_annotations == 0
    assert (delivery.doc_id, delivery.text_sha256) == ("d", document.text_sha256)
    assert delivery.annotations == ()


def test_a_link_to_a_mark_that_is_not_there_is_told(tmp_path):
    document = _document("One text.")
    annotation = _annotation(document, links=[Link(layer="cue", label="of", src="m1", dst="m2")])
    report = brat.write([(document, [annotation])], tmp_path, brat.Options())
    assert [(loss.reason, loss.what) for loss in report.losses] == [("broken_reference", "cue>of")]


def test_the_files_can_be_parsed_as_plain_brat(tmp_path):
    text = "He may go."
    document = _document(text)
    brat.write(
        [(document, [_annotation(document, marks=[_mark(text, "m1", (3, 6))])])], tmp_path, brat.Options()
    )
    standoff = parse_standoff((tmp_path / "ann" / "d.ann").read_text(), "d.ann")
    assert [(span.type, span.pieces, span.covered) for span in standoff.text_bounds] == [
        ("cue--hedge", ((3, 6),), ("may",))
    ]
