import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.dataset_folder import DatasetFolder
from stance.data.formats import reader_options
from stance.data.readers import own_jsonl
from stance.data.writers import jsonl
from stance.errors import InvariantError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.clean import clean

WORDS = [
    "plain",
    "🙂",
    "e\u0301tat",
    "שלום",
    "&amp;",
    "“quoted”",
    "naïve\u2028line",
    "a\tb",
    "x\r\ny",
    "\u200dzwj",
    "𝒳",
]


def make(words, spans):
    """A document of some words with a mark on each stretch of its text that is asked for."""
    document = clean(Article(article_id="a.txt", text="Start " + " ".join(words) + "."))
    marks = []
    for number, (begin, length) in enumerate(spans):
        start = begin % len(document.text)
        end = min(start + length, len(document.text))
        piece = Span(start=start, end=end, text=document.text[start:end])
        marks.append(
            Mark(id=f"m{number}", layer="spans", label="L", pieces=[piece], attributes={"n": number})
        )
    annotation = Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="mine", version="1"),
        annotator=Annotator(id="ann", kind="crowd"),
        provenance=Provenance(tool="pencil"),
        layers=["spans", "tone", "empty"],
        marks=marks,
        links=[Link(layer="spans", label="next", src="m0", dst=marks[-1].id)] if marks else [],
        answers=[Answer(question="tone", value=["a", "b"], attributes={"sure": 0.5})],
    )
    return document, annotation


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8),
    spans=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 20)), max_size=4),
)
def test_what_is_written_is_read_back_equal(tmp_path_factory, words, spans):
    folder = tmp_path_factory.mktemp("export")
    document, annotation = make(words, spans)
    report = jsonl.write([(document, [annotation])], folder, jsonl.Options())
    assert DatasetFolder(folder).read_documents() == {document.doc_id: document}
    assert DatasetFolder(folder).read_annotations() == [annotation]
    assert (report.n_documents, report.n_annotations, list(report.losses)) == (1, 1, [])
    (delivery,) = own_jsonl.read([folder], reader_options("jsonl", {}))
    (delivered,) = delivery.annotations
    back = [
        Mark(
            id=mark.id,
            layer=mark.layer,
            label=mark.label,
            pieces=[
                Span(start=start, end=end, text=covered)
                for (start, end), covered in zip(mark.pieces, mark.covered, strict=True)
            ],
            attributes=dict(mark.attributes),
        )
        for mark in delivered.marks
    ]
    assert back == annotation.marks
    assert list(delivered.links) == annotation.links
    assert list(delivered.answers) == annotation.answers
    assert list(delivered.layers) == annotation.layers
    assert (delivered.annotator, delivered.kind) == ("ann", "crowd")
    assert delivery.article.text == document.text


def test_files_are_told_and_documents_without_annotations_written_too(tmp_path):
    document, annotation = make(["plain"], [(0, 3)])
    other = msgspec.structs.replace(document, doc_id="other")
    report = jsonl.write(
        iter([(document, [annotation, annotation]), (other, [])]), tmp_path / "new", jsonl.Options()
    )
    assert [path.name for path in report.files] == ["documents.jsonl", "annotations.jsonl"]
    assert (report.n_documents, report.n_annotations) == (2, 2)
    assert list(DatasetFolder(tmp_path / "new").read_documents()) == [document.doc_id, "other"]


def test_a_failed_export_leaves_what_was_there(tmp_path):
    document, annotation = make(["plain"], [(0, 3)])
    jsonl.write([(document, [annotation])], tmp_path, jsonl.Options())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    bad = msgspec.structs.replace(annotation, answers=[Answer(question="tone", value=float("nan"))])
    with pytest.raises(InvariantError):
        jsonl.write([(document, [bad])], tmp_path, jsonl.Options())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
