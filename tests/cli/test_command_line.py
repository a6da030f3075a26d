import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from stance.cli.main import main

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
ARTICLE = DATA / "bridge_article.txt"


def run(*arguments, **options):
    """The command in a process of its own, as a user runs it."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    command = [sys.executable, "-m", "stance", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, **options)


@pytest.fixture
def folder(tmp_path):
    inputs = tmp_path / "in"
    inputs.mkdir()
    shutil.copy(ARTICLE, inputs / "a.txt")
    return inputs


def test_help_names_every_command_and_loads_nothing_heavy():
    probe = (
        "import sys; from stance.cli.main import main; code = main(['--help']); "
        "sys.exit(code or any(m in sys.modules for m in ('numpy', 'msgspec', 'jinja2', 'yaml', 'pyarrow')))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [name for name in ("score", "predict", "schema") if f"\n  {name} " in done.stdout] == [
        "score", "predict", "schema",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "command", [["score"], ["predict"], ["schema"], ["schema", "show"], ["schema", "validate"]]
)
def test_help_of_each_command_begins_with_a_verb(capsys, command):
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    verb = text.split("\n\n")[1].split()[0]
    assert verb in {"Score", "Show", "Check"}


def test_version_is_that_of_the_package(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split()[0] == "stance"


def test_score_ends_with_0_when_all_is_scored_and_3_when_not(folder, tmp_path, capsys):
    assert main(["score", str(folder), "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    assert "share of words given to sources" in shown.out
    assert "1 of 1 inputs scored" in shown.err
    (folder / "empty.txt").touch()
    assert main(["score", str(folder), "--out", str(tmp_path / "out")]) == 3
    assert "Not scored: 1 empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--bundle", "gpt"], 4, 'expected  "rules"'),
        (["--targets", "gone.yaml"], 2, "gone.yaml"),
        (["--limit", "0"], 2, "--limit"),
        (["--format", "xml"], 2, "xml"),
        (["--no-such-option"], 2, "no-such-option"),
    ],
)
def test_wrong_use_has_its_exit_code_and_no_traceback(folder, tmp_path, capsys, arguments, code, words):
    assert main(["score", str(folder), "--out", str(tmp_path / "out"), *arguments]) == code
    error = capsys.readouterr().err
    assert words in error
    assert "Traceback" not in error


def test_error_is_told_in_four_parts(folder, tmp_path, capsys):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").touch()
    assert main(["score", str(folder), "--out", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"error: {tmp_path / 'out'}"
    assert [line.split()[0] for line in lines[1:]] == ["expected", "found", "to"]


def test_debug_shows_the_traceback(folder, tmp_path):
    done = run("--debug", "score", folder, "--out", folder / "inside")
    assert "Traceback" in done.stderr
    assert "ConfigError" in done.stderr


def test_second_run_on_a_folder_in_use_ends_with_6(folder, tmp_path):
    from stance.compose.results_folder import ResultsFolder

    with ResultsFolder(tmp_path / "out"):
        done = run("score", folder, "--out", tmp_path / "out")
    assert done.returncode == 6
    assert "still writing" in done.stderr


def in_child_as_nobody(action):
    """Exit code of `action` run by a user who owns nothing; permissions do not bind root."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    child = os.fork()
    if child == 0:
        os.seteuid(65534)
        os._exit(action())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def open_folder():
    """A folder that every user can reach; those of pytest are closed to others."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_output_that_may_not_be_written_ends_with_5(open_folder, capfd):
    shutil.copy(ARTICLE, open_folder / "a.txt")
    (open_folder / "a.txt").chmod(0o644)
    main(["score", str(open_folder / "a.txt"), "--out", str(open_folder / "warm")])
    (open_folder / "locked").mkdir(mode=0o555)
    out = str(open_folder / "locked" / "out")
    assert in_child_as_nobody(lambda: main(["score", str(open_folder / "a.txt"), "--out", out])) == 5
    assert "Permission denied" in capfd.readouterr().err


def test_input_that_may_not_be_read_is_a_failure_and_not_the_end(open_folder):
    inputs, out = open_folder / "in", open_folder / "out"
    inputs.mkdir()
    for name, mode in (("a.txt", 0o644), ("secret.txt", 0o000)):
        shutil.copy(ARTICLE, inputs / name)
        (inputs / name).chmod(mode)
    main(["score", str(inputs), "--out", str(open_folder / "warm")])
    out.mkdir()
    out.chmod(0o777)
    assert in_child_as_nobody(lambda: main(["score", str(inputs), "--out", str(out)])) == 3
    failure = json.loads((out / "failures.jsonl").read_text())
    assert (failure["reason"], Path(failure["article"]).name) == ("permission", "secret.txt")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_run_leaves_what_is_done_readable(tmp_path, number, code):
    out = tmp_path / "out"
    lines = tmp_path / "many.jsonl"
    text = ARTICLE.read_text()
    lines.write_text("".join(json.dumps({"id": f"a{n}", "text": text}) + "\n" for n in range(20_000)))
    command = [sys.executable, "-m", "stance", "score", str(lines), "--out", str(out)]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)
    staged = out / ".stance-run" / "analyses.jsonl"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (staged.exists() and staged.stat().st_size):
        time.sleep(0.02)
    process.send_signal(number)
    _, error = process.communicate(timeout=30)
    assert process.returncode == code, error
    facts = json.loads((out / "run.json").read_text())
    assert facts["partial"] is True
    assert facts["n_analysed"] == len((out / "analyses.jsonl").read_bytes().splitlines()) > 0
    assert facts["n_inputs"] == facts["n_analysed"] + facts["n_failed"] < 20_000


def test_interrupted_run_does_not_replace_complete_results(folder, tmp_path):
    out = tmp_path / "out"
    assert main(["score", str(folder), "--out", str(out)]) == 0
    before = (out / "run.json").read_bytes()
    probe = (
        "import os, signal, sys; from stance.cli.main import main; import stance.compose.scoring as s; "
        "read = s.read_articles; "
        "stop = lambda: os.kill(os.getpid(), signal.SIGINT); "
        "s.read_articles = lambda *a, **k: (stop() or x for x in read(*a, **k)); "
        f"sys.exit(main(['score', {str(folder)!r}, '--out', {str(out)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 130, done.stderr
    assert "Interrupted" in done.stderr
    assert (out / "run.json").read_bytes() == before


def test_predict_shows_the_article_without_colour_when_piped():
    done = run("predict", ARTICLE, "--target", "the toll")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "[The mayor] /said/" in done.stdout
    assert "the toll" in done.stdout.partition("Stances")[2]


def test_predict_reads_standard_input_and_prints_json():
    done = run("predict", "-", "--json", input=ARTICLE.read_text())
    analysis = json.loads(done.stdout)
    assert analysis["schema"] == "stance.analysis/1.0.0"
    assert run("predict", ARTICLE, "--json").stdout.count("\n") == 1


@pytest.mark.parametrize("text", ["", "\x00\x01\x02"])
def test_predict_of_what_is_no_article_ends_with_1(text):
    done = run("predict", "-", input=text)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stdout == ""


def test_predict_refuses_two_kinds_of_targets(capsys, tmp_path):
    arguments = ["predict", str(ARTICLE), "--targets", "t.yaml", "--target", "x"]
    assert main(arguments) == 2
    assert "either" in capsys.readouterr().err


def test_predict_into_a_closed_pipe_ends_quietly():
    command = f"{sys.executable} -m stance predict {ARTICLE} --json | true"
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr


def test_schema_show_prints_labels_version_and_json_schema(capsys):
    assert main(["schema", "show"]) == 0
    assert "attribution" in capsys.readouterr().out
    assert main(["schema", "show", "--version"]) == 0
    assert capsys.readouterr().out.strip().count(".") == 2
    for kind in ("document", "annotation", "analysis", "scores"):
        assert main(["schema", "show", "--json-schema", kind]) == 0
        assert json.loads(capsys.readouterr().out)["$id"] == f"stance.{kind}/1.0.0"


def test_schema_validate_ends_with_1_when_there_are_problems(capsys, tmp_path):
    document, annotation = DATA / "bridge_document.json", DATA / "bridge_annotation.json"
    assert main(["schema", "validate", str(document), str(annotation)]) == 0
    assert "2 records, 0 problems" in capsys.readouterr().err
    broken = tmp_path / "broken.json"
    broken.write_text(document.read_text().replace("brutal", "brutus"))
    assert main(["schema", "validate", str(broken)]) == 1
    assert capsys.readouterr().out.startswith(f"{broken}:1: ")
    assert main(["schema", "validate", str(tmp_path / "gone.json")]) == 2


def test_results_of_score_are_valid_analyses(folder, tmp_path):
    assert main(["score", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert main(["schema", "validate", str(tmp_path / "out" / "analyses.jsonl")]) == 0
