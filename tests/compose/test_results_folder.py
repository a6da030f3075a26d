import errno
import os

import pytest

from stance.compose.results_folder import ResultsFolder, environment_faults
from stance.errors import EnvironmentFault, LockedError
from stance.records.annotation import LabelSetRef
from stance.records.run import Run


def a_run(**changes):
    facts = {
        "stance_version": "0", "bundle": "rules", "bundle_sha256": "", "options": {}, "seed": 1,
        "labelset": LabelSetRef(name="l", version="1"), "started": "", "finished": "", "seconds": 1.0,
        "articles_per_second": 1.0, "n_inputs": 0, "n_analysed": 0, "n_failed": 0, "failed_by_reason": {},
        "partial": False, "files": [],
    }  # fmt: skip
    return Run(**facts | changes)


def write(out, **contents):
    with ResultsFolder(out) as folder:
        for name, text in contents.items():
            folder.create(f"{name}.{'csv' if name == 'scores' else 'jsonl'}").write(text.encode())
        for file in folder._files:
            file.close()
        folder.publish(a_run())


def names(out):
    return sorted(path.name for path in out.iterdir())


def test_nothing_is_seen_before_publishing_and_nothing_is_left_after_giving_up(tmp_path):
    out = tmp_path / "out"
    write(out, analyses="old")
    with ResultsFolder(out) as folder:
        folder.create("analyses.jsonl").write(b"new")
        assert (out / "analyses.jsonl").read_text() == "old"
    assert names(out) == ["analyses.jsonl", "run.json"]
    assert (out / "analyses.jsonl").read_text() == "old"


def test_files_of_two_runs_never_stand_side_by_side(tmp_path, monkeypatch):
    out = tmp_path / "out"
    write(out, analyses="old", scores="old", failures="old")
    seen = []
    replace, unlink = os.replace, os.unlink

    def look(*_):
        texts = {path.read_text() for path in out.iterdir() if path.is_file() and path.name != "run.json"}
        seen.append((texts, (out / "run.json").exists()))

    # The real calls run; only the folder is looked at before each of them.
    monkeypatch.setattr(os, "replace", lambda *a, **k: (look(), replace(*a, **k))[1])
    monkeypatch.setattr(os, "unlink", lambda *a, **k: (look(), unlink(*a, **k))[1])
    write(out, analyses="new", scores="new")
    look()
    assert all(texts <= {"old"} or texts <= {"new"} for texts, _ in seen)
    assert seen[-1] == ({"new"}, True)
    # While files are changed there is no run.json, so nobody takes the folder for complete.
    changed = [has_run for texts, has_run in seen[1:-1]]
    assert changed
    assert not any(changed)


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path):
    out = tmp_path / "out"
    (out / ".stance-run").mkdir(parents=True)
    (out / ".stance-run" / "analyses.jsonl").write_text("half")
    write(out, analyses="new")
    assert names(out) == ["analyses.jsonl", "run.json"]


def test_second_run_is_refused_while_the_first_writes(tmp_path):
    with ResultsFolder(tmp_path / "out"), pytest.raises(LockedError), ResultsFolder(tmp_path / "out"):
        pass
    with ResultsFolder(tmp_path / "out"):
        pass


def test_refused_run_does_not_touch_the_first_ones_files(tmp_path):
    with ResultsFolder(tmp_path / "out") as first:
        first.create("analyses.jsonl").write(b"x")
        with pytest.raises(LockedError), ResultsFolder(tmp_path / "out"):
            pass
        assert (first.staging / "analyses.jsonl").exists()


def test_earlier_run_is_none_for_a_folder_without_one(tmp_path):
    with ResultsFolder(tmp_path / "out") as folder:
        assert folder.earlier_run() is None
        folder.publish(a_run(seed=7))
        assert folder.earlier_run() == a_run(seed=7)


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.ENOSPC, "Free some space"), (errno.EACCES, "permissions"), (errno.EIO, "disk")],
)
def test_environment_fault_says_what_to_do(tmp_path, number, advice):
    with pytest.raises(EnvironmentFault, match=advice) as caught, environment_faults(tmp_path):
        raise OSError(number, os.strerror(number))
    assert caught.value.where == str(tmp_path)
