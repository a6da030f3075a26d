import json
from pathlib import Path

import pytest

from stance.compose.validation import Validation, validate_files
from stance.errors import ResourceMissingError

DATA = Path(__file__).parents[1] / "data"
DOCUMENT = DATA / "bridge_document.json"
ANNOTATION = DATA / "bridge_annotation.json"


def check(*paths):
    validation = Validation()
    return list(validate_files(paths, validation)), validation


def test_valid_annotation_is_checked_against_the_document_beside_it_in_any_order():
    for paths in ((DOCUMENT, ANNOTATION), (ANNOTATION, DOCUMENT)):
        problems, validation = check(*paths)
        assert problems == []
        assert (validation.n_records, validation.n_alone) == (2, 0)


def test_annotation_without_its_document_is_counted():
    problems, validation = check(ANNOTATION)
    assert problems == []
    assert validation.n_alone == 1
    assert "1 annotations without their document" in validation.summary(0)


def test_problem_is_told_with_file_and_line(tmp_path):
    annotation = json.loads(ANNOTATION.read_text())
    wrong = annotation | {"cues": [annotation["cues"][1] | {"text": "cruel"}]}
    lines = [json.loads(DOCUMENT.read_text()), annotation, wrong]
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join([json.dumps(lines[0]), "", *map(json.dumps, lines[1:])]))
    problems, _ = check(path)
    assert problems
    # The empty second line is passed over, so the wrong annotation stands in line 4.
    assert all(problem.startswith(f"{path}:4: ") for problem in problems)
    assert "'cruel'" in problems[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"schema": "stance.document/1.0.0", "doc', "one of: stance.document"),
        ('{"schema": "stance.scores/1.0.0"}', "one of: stance.document"),
        ("[1]", "one of: stance.document"),
        ('{"schema": "stance.annotation/1.0.0"}', "doc_id"),
        ('{"schema": "stance.annotation/9.0.0"}', "stance.annotation/1.0.0"),
        ("\x1b[31m", "⟦U+001B⟧"),
    ],
)
def test_line_that_is_no_record_is_told_and_the_others_are_checked(tmp_path, line, words):
    path = tmp_path / "lines.jsonl"
    path.write_text(line + "\n" + json.dumps(json.loads(DOCUMENT.read_text())))
    problems, validation = check(path)
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:1: ") or problems[0].startswith(f"{path}:1:")
    assert words in problems[0]
    assert set(validation.documents) == {"bridge-1"}


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(ResourceMissingError, match=r"gone\.json"):
        check(tmp_path / "gone.json")
