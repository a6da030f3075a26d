"""`stance data` as a user calls it: import, agreement, adjudication with review, export and back."""

import csv
import json

import pytest

from stance.cli.main import main
from stance.data.dataset_folder import DatasetFolder
from stance.data.layers import opened

ROWS = [
    # id, text, annotator, label
    ("a", "The council wrecked the park.", "ann", "biased"),
    ("a", "The council wrecked the park.", "ben", "biased"),
    ("b", "The council opened the park.", "ann", "plain"),
    ("b", "The council opened the park.", "ben", "biased"),
    ("c", "Traders slammed the toll 😀.", "ann", "biased"),
    ("c", "Traders slammed the toll 😀.", "ben", "biased"),
]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "votes.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("id", "text", "who", "bias"), *ROWS])
    return path


@pytest.fixture
def imported(table, tmp_path):
    folder = tmp_path / "x"
    assert import_table(table, folder) == 0
    return folder


def import_table(table, folder):
    options = ["text=text", "id=id", "annotator=who", "label=bias"]
    arguments = [word for option in options for word in ("--option", option)]
    return main(
        ["data", "import", "table", str(table), *arguments, "--cleaning", "none", "--out", str(folder)]
    )


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_import_tells_what_came_through(table, tmp_path, capsys):
    assert import_table(table, tmp_path / "x") == 0
    told = capsys.readouterr().out
    assert "3 documents and 6 annotations" in told
    assert "bias=biased" in told


def test_import_refuses_a_folder_that_holds_a_dataset(imported, tmp_path, capsys):
    arguments = ["data", "import", "jsonl", str(imported), "--out", str(imported)]
    assert main(arguments) == 2
    assert "expected  a folder without a dataset" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "tabel", "X"], "Did you mean table?"),
        (["import", "table", "X", "--option", "text"], "not KEY=VALUE"),
        (["import", "table", "X", "--option", "text=a", "--option", "text=b"], "given twice"),
        (["import", "table", "X", "--option", "txt=a"], "the options this format has"),
        (["import", "table", "nowhere"], "no such file"),
    ],
)
def test_a_wrong_call_of_import_says_what_would_be_right(tmp_path, capsys, arguments, told):
    real = tmp_path / "t.csv"
    real.write_text("text\nx\n")
    arguments = [str(real) if word == "X" else word for word in arguments]
    assert main(["data", *arguments, "--out", str(tmp_path / "o")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_agreement_can_be_read_by_people_and_machines(imported, tmp_path, capsys):
    capsys.readouterr()
    assert main(["data", "agreement", str(imported), "--resamples", "20"]) == 0
    assert "bias" in capsys.readouterr().out
    assert main(["data", "agreement", str(imported), "--resamples", "0", "--json"]) == 0
    (question,) = json.loads(capsys.readouterr().out)["questions"]
    # Two of three items are agreed on; one label of six is "plain".
    # Observed disagreement 1/3; expected 2·5·1/(6·5) = 1/3; alpha 1 - 1 = 0.
    assert question["unanimous"] == pytest.approx(2 / 3)
    assert question["alpha"]["value"] == pytest.approx(0)


def test_a_review_decides_what_the_majority_left_open(imported, tmp_path, capsys):
    review = tmp_path / "open.csv"
    arguments = ["data", "adjudicate", str(imported), "--method", "majority", "--review", str(review)]
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert "1 items are undecided" in captured.out
    assert "1 items to decide" in captured.err
    with review.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    decision = rows[0].index("decision")
    assert len(rows) == 2
    rows[1][decision] = "plain"
    with review.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    arguments = ["data", "adjudicate", str(imported), "--apply", str(review), "--reviewer", "C. Person"]
    assert main(arguments) == 0
    gold = DatasetFolder(imported).read_gold()
    assert sorted(a.answers[0].value for a in gold.values()) == ["biased", "biased", "plain"]
    reviewed = [d for d in lines(imported / "decisions.jsonl") if d["reason"] == "reviewed"]
    assert [d["reviewer"] for d in reviewed] == ["C. Person"]
    # The votes are still there.
    assert len(DatasetFolder(imported).read_annotations()) == 6


@pytest.mark.parametrize(
    ("arguments", "told"), [([], "--method"), (["--method", "review"], "needs --review FILE")]
)
def test_adjudicate_needs_to_know_what_to_do(imported, capsys, arguments, told):
    assert main(["data", "adjudicate", str(imported), *arguments]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["label-studio", "doccano", "brat", "jsonl"])
def test_votes_come_back_from_every_tool(imported, tmp_path, capsys, tool):
    out, back = tmp_path / tool, tmp_path / "back"
    classified = ["--option", "project=classification", "--option", "question=bias"]
    extra = classified if tool == "doccano" else []
    assert main(["data", "export", str(imported), "--to", tool, "--out", str(out), *extra]) == 0
    assert "6 annotations written" in capsys.readouterr().out
    documents = ["--documents", str(imported / "documents.jsonl")]
    options = {"brat": ["--option", "annotators=folder"]}.get(tool, [])
    assert main(["data", "import", tool, str(out), *documents, *options, "--out", str(back)]) == 0
    assert answers_in(back) == answers_in(imported)


def answers_in(folder):
    return sorted(
        (annotation.doc_id, annotation.annotator.id, answer.question, answer.value)
        for annotation in DatasetFolder(folder).read_annotations()
        for answer in annotation.answers
    )


@pytest.mark.parametrize("tool", ["label-studio", "brat", "jsonl"])
def test_what_a_bundle_finds_can_be_opened_in_a_tool_and_comes_back(imported, tmp_path, capsys, tool):
    out, back = tmp_path / tool, tmp_path / "back"
    assert main(["data", "export", str(imported), "--to", tool, "--out", str(out), "--which", "bundle"]) == 0
    options = {"brat": ["annotators=folder"], "label-studio": ["predictions=true"]}.get(tool, [])
    arguments = [word for option in options for word in ("--option", option)]
    documents = ["--documents", str(imported / "documents.jsonl")]
    assert main(["data", "import", tool, str(out), *documents, *arguments, "--out", str(back)]) == 0
    found = [opened(annotation) for annotation in DatasetFolder(back).read_annotations()]
    marks = {(m.layer, m.label, m.pieces[0].text) for a in found for m in a.marks}
    # "slammed" is an accusing verb and "wrecked" a loaded one; both stand in the seed lists.
    assert any(layer == "cue" for layer, _, _ in marks)


def test_labels_are_written_for_every_tool_and_for_people(tmp_path, capsys):
    for tool in ("label-studio", "doccano", "brat", "json-schema"):
        assert main(["schema", "export", "--to", tool, "--out", str(tmp_path / tool)]) == 0
        assert any((tmp_path / tool).iterdir())
    page = tmp_path / "guidelines.html"
    assert main(["schema", "guidelines", "--out", str(page)]) == 0
    assert "Codebook" in page.read_text(encoding="utf-8")
