"""A folder is adjudicated, a person fills in the review file, and gold is written with the trail."""

import csv
import io
import json

import msgspec
import pytest

from stance.data.adjudication.adjudicate import adjudicate_folder, read_decisions, read_report
from stance.data.adjudication.review_file import apply_review, write_review
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.errors import InputError, InvariantError, ResourceMissingError
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.decision import Rule
from stance.records.document import Entity, Target
from stance.records.open_layers import Answer, Link, Mark, Span

HEADLINE = "Ferry row"
SENTENCE = "=Ada Kranz, the harbour master,\tsaid 🚢 the ferry “sank”."


@pytest.fixture
def document(marked):
    return msgspec.structs.replace(
        marked(HEADLINE, SENTENCE).parsed.document,
        targets=[Target(id="T1", kind="policy", text="buying a second ferry")],
        entities=[Entity(id="E1", name="Ada Kranz", type="person")],
    )


def mark(document, name, label, words, **attributes):
    start = document.text.index(words)
    piece = Span(start=start, end=start + len(words), text=words, unit="S1")
    return Mark(id=name, layer="news", label=label, pieces=[piece], attributes=attributes)


def judged(document, who, words, tone, target, frames, **attributes):
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="test", version="1"),
        annotator=Annotator(id=who, kind="expert"),
        provenance=Provenance(),
        layers=["news", "tone", "stance", "frames", "score"],
        marks=[
            mark(document, "a", "source", words, **attributes),
            mark(document, "b", "cue", "said"),
        ],
        links=[Link(layer="news", label="by", src="b", dst="a")] if who == "anna" else [],
        answers=[
            Answer(question="tone", value=tone, about="S1"),
            Answer(question="stance", value=target, about="T1", holder="E1"),
            Answer(question="frames", value=frames),
            Answer(question="score", value=1 if who == "anna" else 2),
        ],
    )


@pytest.fixture
def folder(tmp_path, document):
    folder = DatasetFolder(tmp_path / "x")
    write_lines(folder.documents, [document])
    write_lines(
        folder.annotations,
        [
            judged(document, "anna", "Ada Kranz", "=up", "favor", ["a", "b"], kind="person"),
            judged(document, "berta", "Ada Kranz, the harbour master", "down", "against", ["a"], kind="role"),
        ],
    )
    adjudicate_folder(folder, rule=Rule(method="review"))
    return folder


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def write_rows(path, rows, *, separator=",", encoding="utf-8-sig"):
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))


@pytest.fixture
def review(folder, tmp_path):
    path = tmp_path / "review.csv"
    write_review(folder, path, seed=7)
    return path


def fill(path, changes, **options):
    """Write decisions by question into the file."""
    rows = rows_of(path)
    for row in rows:
        row["decision"] = changes.get(row["question"], row["decision"])
    write_rows(path, rows, **options)


def gold_of(folder):
    return folder.read_gold()["marked"]


def test_the_file_shows_open_items_in_context_without_the_names_of_annotators(review):
    rows = {row["question"]: row for row in rows_of(review)}
    assert list(rows) == [
        "mark news/source",
        "attribute news.kind",
        "link news>by",
        "answer frames",
        "answer score",
        "answer stance",
        "answer tone",
    ]
    # The tab of the text is shown as a space, and the sentence's "=" is behind the context, not at its front.
    assert "=[[Ada Kranz, the harbour master]], said 🚢 the ferry" in rows["mark news/source"]["text"]
    assert set(rows["mark news/source"]["votes"].split(" ‖ ")) == {
        "a: Ada Kranz",
        "b: Ada Kranz, the harbour master",
    }
    assert rows["answer stance"]["where"] == "buying a second ferry, holder: Ada Kranz"
    assert rows["answer tone"]["where"] == "S1"
    assert set(rows["answer frames"]["votes"].split(" ‖ ")) == {"a | b", "a"}
    assert "anna" not in review.read_text(encoding="utf-8")


def test_no_cell_is_a_formula(review):
    cells = [cell for row in csv.reader(io.StringIO(review.read_text("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell] == []


def test_the_order_of_votes_depends_on_the_seed_alone(folder, tmp_path):
    texts = []
    for name, seed in (("one", 1), ("two", 1), ("three", 5)):
        write_review(folder, tmp_path / f"{name}.csv", seed=seed)
        texts.append((tmp_path / f"{name}.csv").read_bytes())
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


FILLED = {
    "mark news/source": "b",
    "attribute news.kind": "role",
    "link news>by": "linked",
    "answer tone": "'=up",
    "answer stance": "favor",
    "answer frames": "a | b",
    "answer score": "2",
}


@pytest.mark.parametrize(
    "options", [{}, {"separator": ";"}, {"separator": "\t"}, {"encoding": "utf-8"}], ids=str
)
def test_what_a_person_fills_in_becomes_gold_with_the_reviewer(folder, review, options):
    fill(review, FILLED, **options)
    report = apply_review(folder, review, reviewer="Cleo")
    gold = gold_of(folder)
    assert [(each.label, each.pieces[0].text) for each in gold.marks] == [
        ("source", "Ada Kranz, the harbour master"),
        ("cue", "said"),
    ]
    assert gold.marks[0].attributes == {"kind": "role"}
    assert [(each.src, each.dst) for each in gold.links] == [("M2", "M1")]
    assert {each.question: each.value for each in gold.answers} == {
        "tone": "=up",
        "stance": "favor",
        "frames": ["a", "b"],
        "score": 2,
    }
    assert report.n_undecided == 0
    reviewed = [decision for decision in read_decisions(folder) if decision.reason == "reviewed"]
    assert {decision.reviewer for decision in reviewed} == {"Cleo"}
    assert len(reviewed) == 7


def test_rows_left_empty_stay_open_and_what_was_reviewed_stays_decided(folder, review):
    raw = folder.annotations.read_bytes()
    fill(review, {"answer tone": "down"})
    assert apply_review(folder, review, reviewer="Cleo").n_undecided == 6
    # A later adjudication by another rule keeps what a person decided.
    report = adjudicate_folder(folder, rule=Rule(method="majority"))
    assert report.n_by_reason["answer"] == {"reviewed": 1, "tie": 3}
    assert read_report(folder) == report
    assert [each.value for each in gold_of(folder).answers] == ["down"]
    assert folder.annotations.read_bytes() == raw


def test_jsonl_is_filled_in_the_same_way(folder, tmp_path):
    path = tmp_path / "review.jsonl"
    assert write_review(folder, path, seed=1) == 7
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    values = {"answer frames": ["a", "b"], "answer score": 1, "answer tone": None}
    for row in rows:
        row["decision"] = values.get(row["question"], "")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    apply_review(folder, path, reviewer="Cleo")
    assert {each.question: each.value for each in gold_of(folder).answers} == {
        "frames": ["a", "b"],
        "score": 1,
    }


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"answer tone": "upp"}, r"review.csv:\d+: expected one of: =up, down; found upp"),
        ({"mark news/source": "c"}, "expected one of: a, b, absent; found c"),
        ({"link news>by": "yes"}, "expected one of: linked, absent; found yes"),
        ({"answer frames": "a | x"}, "expected one of: a, b; found x"),
        ({"answer score": "many"}, "expected a number; found many"),
        ({"answer score": "nan"}, "expected a number; found nan"),
        ({"answer tone": "(none)"}, "expected an answer"),
        ({"answer tone": "other:"}, "expected a label after other:"),
        ({"answer tone": "x", "answer frames": "y"}, "and 1 more: .*Nothing was changed"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(folder, review, changes, problem):
    before = folder.gold.read_bytes(), folder.decisions.read_bytes()
    fill(review, FILLED | changes)
    with pytest.raises(InputError, match=problem):
        apply_review(folder, review, reviewer="Cleo")
    assert (folder.gold.read_bytes(), folder.decisions.read_bytes()) == before


def test_labels_of_the_schema_and_labels_marked_as_other_are_accepted(folder, review):
    # "neutral" is a stance of the package's schema that nobody gave; "sideways" is nobody's.
    fill(
        review,
        {"answer stance": "neutral", "answer tone": "other: sideways", "attribute news.kind": "(none)"},
    )
    apply_review(folder, review, reviewer="Cleo")
    assert {each.question: each.value for each in gold_of(folder).answers} == {
        "stance": "neutral",
        "tone": "sideways",
    }


def changed(path, change):
    rows = rows_of(path)
    change(rows)
    write_rows(path, rows)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda rows: rows[0].update(id="d0000"), "review.csv:2: expected the id of an item"),
        (lambda rows: rows.append(rows[0]), r"review.csv:9: expected each id once \(it stands in .*csv:2\)"),
        (
            lambda rows: rows[2].update(document="other"),
            "review.csv:4: expected document marked beside the id",
        ),
        (
            lambda rows: [row.pop("id") for row in rows],
            "expected the columns id, document, decision; found no id",
        ),
    ],
)
def test_a_file_whose_ids_were_changed_is_refused(folder, review, change, problem):
    changed(review, change)
    with pytest.raises(InputError, match=problem):
        apply_review(folder, review, reviewer="Cleo")


def test_files_that_are_no_review_files_are_refused(folder, review, tmp_path):
    with pytest.raises(InputError, match=r"ends in \.csv or \.jsonl"):
        write_review(folder, tmp_path / "review.xlsx", seed=1)
    with pytest.raises(ResourceMissingError, match="no such file"):
        apply_review(folder, tmp_path / "none.csv", reviewer="Cleo")
    with pytest.raises(InputError, match="name of the reviewer"):
        apply_review(folder, review, reviewer=" ")
    review.write_bytes("id,document,decision\nd1,Zürich,\n".encode("latin-1"))
    with pytest.raises(InputError, match="CSV UTF-8"):
        apply_review(folder, review, reviewer="Cleo")
    review.write_bytes(b'id,document,decision\nd1,"unclosed\n')
    with pytest.raises(InputError, match="a CSV table"):
        apply_review(folder, review, reviewer="Cleo")
    lines = tmp_path / "review.jsonl"
    lines.write_text('{"id": 1,\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"jsonl:1: expected a JSON object"):
        apply_review(folder, lines, reviewer="Cleo")


def test_a_folder_that_was_not_adjudicated_has_nothing_to_review(tmp_path):
    with pytest.raises(ResourceMissingError, match="Run stance data adjudicate first"):
        write_review(DatasetFolder(tmp_path), tmp_path / "r.csv", seed=1)
    (tmp_path / "decisions.jsonl").write_bytes(b'{"id": 1}\n')
    with pytest.raises(InvariantError, match=r"decisions\.jsonl:1"):
        write_review(DatasetFolder(tmp_path), tmp_path / "r.csv", seed=1)


def test_disputed_items_are_shown_also_where_the_majority_decided(folder, document, tmp_path):
    third = judged(document, "cecil", "Ada Kranz", "down", "against", ["a"], kind="role")
    write_lines(folder.annotations, [*folder.read_annotations(), third])
    adjudicate_folder(folder, rule=Rule(method="majority"))
    # Two of three agree on everything; only anna linked.
    assert write_review(folder, tmp_path / "open.csv", seed=1) == 0
    assert write_review(folder, tmp_path / "disputed.csv", seed=1, which="disputed") == 7


def test_gold_in_the_label_schema_is_written_in_closed_layers(tmp_path, document):
    def stance_of(who, label):
        return Annotation(
            doc_id=document.doc_id,
            text_sha256=document.text_sha256,
            labelset=LabelSetRef(name="stance-labels", version="0.2.0"),
            annotator=Annotator(id=who, kind="expert"),
            provenance=Provenance(),
            layers=["stance"],
            answers=[Answer(question="stance", about="T1", value=label, attributes={"strength": "weak"})],
        )

    folder = DatasetFolder(tmp_path / "closed")
    write_lines(folder.documents, [document])
    write_lines(
        folder.annotations, [stance_of("p", "favor"), stance_of("q", "favor"), stance_of("r", "against")]
    )
    report = adjudicate_folder(folder, rule=Rule(method="majority"))
    assert report.losses == []
    assert [(s.target, s.label, s.strength) for s in gold_of(folder).stances] == [("T1", "favor", "weak")]


def test_documents_nobody_annotated_are_told(tmp_path, document):
    folder = DatasetFolder(tmp_path / "none")
    write_lines(folder.documents, [document])
    write_lines(folder.annotations, [])
    report = adjudicate_folder(folder, rule=Rule(method="majority"))
    assert (report.n_documents, report.without_votes) == (0, ["marked"])


def test_annotations_of_documents_that_are_not_there_are_refused(folder, document):
    write_lines(folder.documents, [msgspec.structs.replace(document, doc_id="another")])
    with pytest.raises(InvariantError, match="1 documents that are not in documents.jsonl, such as marked"):
        adjudicate_folder(folder, rule=Rule(method="majority"))
