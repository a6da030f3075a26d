import csv
import fcntl
import json
import os
import resource
import signal

import msgspec
import pytest

from stance.compose import report_file
from stance.compose.request import ScoringRequest
from stance.compose.scoring import score
from stance.errors import BundleError, ConfigError, EnvironmentFault, LockedError, ResourceMissingError
from stance.records.codec import decode_analysis
from stance.records.run import Failure, Run


def request(*paths, out, **options):
    return ScoringRequest(paths=paths, out=out, **options)


def read_failures(out):
    lines = (out / "failures.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Failure) for line in lines]


def read_analyses(out):
    lines = (out / "analyses.jsonl").read_bytes().splitlines()
    return [decode_analysis(line, f"line {number}") for number, line in enumerate(lines, 1)]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_every_input_is_scored_or_has_its_reason(folder, out):
    run = score(request(folder, folder / "gone.txt", out=out))
    assert {f.article.removeprefix("in/"): f.reason for f in read_failures(out)} == {
        "binary.txt": "binary",
        "empty.txt": "empty",
        "lines.jsonl:2": "parse_error",
        "gone.txt": "missing",
    }
    assert run.failed_by_reason == {"binary": 1, "empty": 1, "missing": 1, "parse_error": 1}
    assert (run.n_inputs, run.n_analysed, run.n_failed) == (7, 3, 4)
    assert run.skipped == {".jpg": 1}
    assert len(read_analyses(out)) == run.n_analysed


def test_run_facts_on_disk_are_those_returned(folder, out):
    run = score(request(folder, out=out, seed=5, limit=4))
    assert msgspec.json.decode((out / "run.json").read_bytes(), type=Run) == run
    assert run.seed == 5
    assert run.options["limit"] == 4
    assert run.n_inputs == 4
    assert sorted(path.name for path in out.iterdir()) == sorted([*run.files, "run.json"])


def test_failures_tell_the_size_of_the_file_and_what_to_do(folder, out):
    score(request(folder, out=out))
    by_reason = {failure.reason: failure for failure in read_failures(out)}
    assert by_reason["binary"].size == 160
    assert by_reason["empty"].size == 0
    assert all(failure.action and failure.expected and failure.found for failure in by_reason.values())
    assert {failure.stage for failure in by_reason.values()} == {"read"}


def test_table_has_one_row_per_analysis_with_the_same_numbers(folder, out):
    score(request(folder, out=out))
    with (out / "scores.csv").open(newline="") as file:
        rows = {row["doc_id"]: row for row in csv.DictReader(file)}
    for analysis in read_analyses(out):
        row = rows.pop(analysis.document.doc_id)
        assert int(row["n_words"]) == analysis.scores.n_words
        assert float(row["attribution.token_share"]) == analysis.scores.attribution.token_share
        for name, (low, high) in analysis.scores.intervals.items():
            assert (float(row[f"{name}.low"]), float(row[f"{name}.high"])) == (low, high)
    assert rows == {}


def test_parquet_holds_what_json_lines_hold(folder, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    score(request(folder, out=tmp_path / "lines"))
    score(request(folder, out=tmp_path / "parts", format="parquet"))
    table = parquet.read_table(tmp_path / "parts" / "analyses-000000.parquet").to_pylist()
    lines = (tmp_path / "lines" / "analyses.jsonl").read_text().splitlines()
    assert [row["analysis"] for row in table] == lines
    for row in table:
        analysis = json.loads(row["analysis"])
        assert row["doc_id"] == analysis["document"]["doc_id"]
        assert json.loads(row["scores"]) == analysis["scores"]


def test_same_inputs_and_seed_give_the_same_bytes(folder, tmp_path):
    for name in ("first", "second"):
        score(request(folder, out=tmp_path / name))
    for file in ("analyses.jsonl", "scores.csv", "failures.jsonl"):
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_targets_file_gives_each_article_a_stance_column(folder, out, tmp_path):
    targets = tmp_path / "targets.yaml"
    targets.write_text("targets: [the bridge toll]\n")
    score(request(folder, out=out, targets=targets))
    with (out / "scores.csv").open(newline="") as file:
        labels = {row["stance.T1"] for row in csv.DictReader(file)}
    assert labels <= {"favor", "against", "neutral", "not_discussed"}
    assert "the bridge toll" in (out / "report.html").read_text()


def test_new_results_replace_the_old_ones_as_a_whole(folder, out):
    score(request(folder, out=out, format="parquet"))
    (out / "notes.txt").write_text("mine")
    score(request(folder / "a.txt", out=out))
    names = {path.name for path in out.iterdir()}
    assert names == {"analyses.jsonl", "scores.csv", "failures.jsonl", "report.html", "run.json", "notes.txt"}


def test_folder_with_other_files_is_refused_and_left_alone(folder, out):
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    with pytest.raises(ConfigError, match=r"thesis\.txt"):
        score(request(folder, out=out))
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_file_in_place_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(ConfigError, match="a file"):
        score(request(folder, out=tmp_path / "out"))


@pytest.mark.parametrize("place", [".", "results", "deep/results"])
def test_output_inside_an_input_folder_is_refused(folder, place):
    with pytest.raises(ConfigError, match="apart from the inputs"):
        score(request(folder, out=folder / place))


def test_input_inside_the_output_folder_is_refused(folder, out):
    score(request(folder, out=out))
    with pytest.raises(ConfigError, match="apart from the inputs"):
        score(request(out / "analyses.jsonl", out=out))


def test_folder_another_run_writes_to_is_refused(folder, out):
    score(request(folder, out=out))

    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    before = (out / "run.json").read_bytes()
    try:
        with pytest.raises(LockedError, match="still writing"):
            score(request(folder, out=out))
    finally:
        os.close(handle)
    assert (out / "run.json").read_bytes() == before


def test_unknown_bundle_and_missing_targets_are_told_before_anything_is_written(folder, out, tmp_path):
    with pytest.raises(BundleError):
        score(request(folder, out=out, bundle="no-such-bundle"))
    with pytest.raises(ResourceMissingError):
        score(request(folder, out=out, targets=tmp_path / "gone.yaml"))
    assert not out.exists()


def test_full_disk_stops_the_run_and_keeps_the_earlier_results(folder, out):
    score(request(folder / "a.txt", out=out))
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    for number in range(40):
        (folder / f"more{number}.txt").write_bytes((folder / "a.txt").read_bytes() * 3)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(EnvironmentFault) as caught:
            score(request(folder, out=out))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.where == str(out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_huge_input_is_refused_by_its_size_and_the_rest_goes_on(folder, out):
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    run = score(request(folder, out=out))
    assert run.failed_by_reason["too_large"] == 1
    assert next(f.size for f in read_failures(out) if f.reason == "too_large") == 50_000_000
    assert run.n_analysed == 3


def test_names_that_are_no_utf8_are_told_and_scored(folder, out):
    name = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(name, "wb") as file:  # noqa: PTH123  # a bytes path
        file.write((folder / "a.txt").read_bytes())
    bad = os.fsencode(folder) + b"/bad\xff.txt"
    with open(bad, "wb"):  # noqa: PTH123
        pass
    run = score(request(folder, out=out))
    assert run.n_analysed == 4
    assert "bad%FF.txt" in {failure.article.removeprefix("in/") for failure in read_failures(out)}


def test_report_shows_the_first_articles_in_full_and_says_so(folder, out, monkeypatch):
    monkeypatch.setattr(report_file, "REPORT_ARTICLES", 1)
    score(request(folder, out=out))
    page = (out / "report.html").read_text()
    assert page.count("<article ") == 1
    assert "The first 1 of 3 articles are shown in full" in page
    assert page.count('<tr><td class="n">') == 3


def test_run_without_any_article_is_complete_and_empty(folder, out):
    run = score(request(folder / "empty.txt", out=out))
    assert (run.n_analysed, run.n_failed, run.articles_per_second) == (0, 1, 0.0)
    assert (out / "analyses.jsonl").read_bytes() == b""
    assert "0 articles" in (out / "report.html").read_text()


def test_progress_is_told_after_each_input(folder, out):
    told = []
    score(request(folder, out=out), on_progress=lambda analysed, failed: told.append((analysed, failed)))
    assert [analysed + failed for analysed, failed in told] == [1, 2, 3, 4, 5, 6]
    assert told[-1] == (3, 3)
