import msgspec
import pytest

from stance import predict
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.data.formats import reader_options
from stance.data.layers import opened
from stance.data.readers import own_jsonl
from stance.errors import InputError
from stance.records.annotation import Annotation, Annotator, Cue, LabelSetRef, Provenance
from stance.records.article import Article, ArticleMeta
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.clean import clean

TEXT = "Council pays 🙂\n\nThe “so-called” plan, Ann Lee said, is a cafe\u0301 dream. شكرا is not a lie.\r\n"


def document(text=TEXT, name="town.txt"):
    made = clean(
        Article(article_id=name, text=text, meta=ArticleMeta(outlet_id="Post", groups={"topic": "tax"}))
    )
    target = Target(id="T1", kind="policy", text="the plan")
    return msgspec.structs.replace(
        made, targets=[target], entities=[Entity(id="E1", name="Ann Lee", type="person")]
    )


def piece(doc, text):
    start = doc.text.index(text)
    return Span(start=start, end=start + len(text), text=text)


def annotation(doc, who="ann", **fields):
    return Annotation(
        doc_id=doc.doc_id,
        text_sha256=doc.text_sha256,
        labelset=LabelSetRef(name="mine", version="1"),
        annotator=Annotator(id=who, kind="expert"),
        provenance=Provenance(tool="pencil", round=2),
        **{"layers": ["spans", "tone", "unused"], **fields},
    )


def marked(doc, who="ann"):
    return annotation(
        doc,
        who,
        marks=[
            Mark(id="m1", layer="spans", label="who", pieces=[piece(doc, "Ann Lee")], attributes={"n": 1}),
            Mark(id="m2", layer="spans", label="what", pieces=[piece(doc, "plan"), piece(doc, "dream")]),
        ],
        links=[Link(layer="spans", label="says", src="m1", dst="m2")],
        answers=[
            Answer(question="tone", value=["bad"], about="T1"),
            Answer(question="tone", value="x", about="S1"),
        ],
        entities=[Entity(id="E2", name="Council", type="body")],
    )


def read(*paths, **options):
    return list(own_jsonl.read(paths, reader_options("jsonl", options)))


@pytest.fixture
def folder(tmp_path):
    """A dataset of two documents, the first with two annotations."""
    one, two = document(), document("Rain falls. It is wet.", "rain.txt")
    write_lines(DatasetFolder(tmp_path).documents, [one, two])
    write_lines(DatasetFolder(tmp_path).annotations, [marked(one, "ann"), marked(one, "bob")])
    return tmp_path


def test_documents_come_with_all_their_annotations(folder):
    one, two = read(folder)
    doc = document()
    assert (one.doc_id, one.text_sha256, one.article.text) == (doc.doc_id, doc.text_sha256, doc.text)
    assert (one.article.meta.outlet_id, one.article.meta.groups) == ("Post", {"topic": "tax"})
    assert one.conventions == ("code_points",)
    assert [each.id for each in one.targets] == ["T1"]
    assert [each.id for each in one.entities] == ["E1", "E2"]
    assert [each.annotator for each in one.annotations] == ["ann", "bob"]
    given, ann = marked(doc), one.annotations[0]
    assert ann.layers == ("spans", "tone", "unused")
    assert (ann.links, ann.answers) == (tuple(given.links), tuple(given.answers))
    assert (ann.kind, ann.provenance) == ("expert", given.provenance)
    assert two.annotations == ()


def test_every_mark_covers_what_it_says(folder):
    one = read(folder)[0]
    for mark in one.annotations[0].marks:
        assert mark.covered == tuple(one.article.text[start:end] for start, end in mark.pieces)
    assert [mark.covered for mark in one.annotations[0].marks] == [("Ann Lee",), ("plan", "dream")]
    assert one.annotations[0].marks[0].where == "annotations.jsonl:1: mark m1"


def test_closed_layers_are_opened(tmp_path):
    doc = document()
    place = piece(doc, "so-called")
    cue = Cue(
        id="C1",
        start=place.start,
        end=place.end,
        text=place.text,
        type="scare_quotes",
        voice="author",
        intensity=2,
        direction={"T1": -1},
        certain=True,
    )
    given = annotation(doc, layers=["cue"], cues=[cue])
    write_lines(tmp_path / "documents.jsonl", [doc])
    write_lines(tmp_path / "annotations.jsonl", [given])
    (delivered,) = read(tmp_path)[0].annotations
    (mark,) = delivered.marks
    assert (mark.layer, mark.label, mark.covered) == ("cue", "scare_quotes", ("so-called",))
    assert mark.attributes == opened(given).marks[0].attributes


def test_files_may_be_named_themselves_whatever_they_are_called(folder):
    (folder / "documents.jsonl").rename(folder / "texts.txt")
    (folder / "annotations.jsonl").rename(folder / "votes.txt")
    assert len(read(folder / "votes.txt", folder / "texts.txt")[0].annotations) == 2


def test_gold_is_taken_when_asked_for(folder):
    doc = document()
    gold = msgspec.structs.replace(
        marked(doc), annotator=Annotator(id="majority", kind="adjudicated", adjudicated=True)
    )
    write_lines(DatasetFolder(folder).gold, [gold])
    assert [each.annotator for each in read(folder)[0].annotations] == ["ann", "bob"]
    (only,) = read(folder, take="gold")[0].annotations
    assert (only.annotator, only.kind) == ("majority", "adjudicated")


def test_analyses_are_annotations_by_what_made_them(tmp_path):
    analysis = predict("Mayor quits\n\n“I am done,” Mayor Ann Lee said. Critics claimed it was a sham.")
    write_lines(tmp_path / "analyses.jsonl", [analysis])
    (delivery,) = read(tmp_path)
    (found,) = delivery.annotations
    assert delivery.doc_id == analysis.document.doc_id
    assert found.kind == analysis.findings.annotator.kind
    assert found.kind in ("rule", "model")
    assert len(found.marks) >= 3
    assert all(
        mark.covered == tuple(delivery.article.text[start:end] for start, end in mark.pieces)
        for mark in found.marks
    )


def test_broken_records_are_told_one_by_one(folder):
    documents, annotations = folder / "documents.jsonl", folder / "annotations.jsonl"
    lines = documents.read_bytes().splitlines(keepends=True)
    changed = lines[1].replace(b"Rain falls", b"Rain stops")
    documents.write_bytes(lines[0] + b'{"schema": 1}\n' + changed + b'{"cut\n\n')
    other = msgspec.structs.replace(marked(document()), text_sha256="0" * 64)
    lost = msgspec.structs.replace(marked(document()), doc_id="gone")
    write_lines(annotations, [marked(document()), other, lost])
    found = read(folder)
    assert [(each.where, each.expected[:12].strip()) for each in found if isinstance(each, InputError)] == [
        ("annotations.jsonl:2", "an annotatio"),
        ("documents.jsonl:2: $.schema", "'str'"),
        ("documents.jsonl:3", "a text with"),
        ("documents.jsonl:4", "one JSON obj"),
        ("annotations.jsonl:3", "document 'go"),
    ]
    (delivery,) = (each for each in found if not isinstance(each, InputError))
    assert [each.annotator for each in delivery.annotations] == ["ann"]


def test_folders_and_files_of_something_else_are_refused(tmp_path):
    assert read(tmp_path)[0].found == "none of them"
    assert read(tmp_path / "none.jsonl")[0].reason == "missing"
    path = tmp_path / "x.jsonl"
    for content in (b'{"schema": "other/1"}', b"no json", b'{"text": "x"}', b"\xff"):
        path.write_bytes(content)
        (error,) = read(path)
        assert error.reason == "unsupported_type"
    path.write_bytes(b"\n")
    assert read(path) == []
