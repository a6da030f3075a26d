"""From a spreadsheet with three columns to a tracked, calibrated model, as the README tells it."""

import csv
import json
import random

import pytest

from stance.cli.main import main
from stance.compose.experiment.run_folder import RunFolder
from stance.models.store import load_model

PRAISE = "splendid brave wise lovely bright honest generous".split()
BLAME = "reckless shameful corrupt dreadful foolish cruel greedy".split()
PLAIN = "the council said on monday that a new bridge over river will open in spring near old market".split()
N_SOURCES = 30


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """300 sentences from 30 sources: half hold a word of praise, half one of blame."""
    folder = tmp_path_factory.mktemp("work")
    drawn = random.Random(7)
    with (folder / "mine.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["text", "label", "source"])
        for number in range(300):
            label, words = ("for", PRAISE) if number % 2 else ("against", BLAME)
            text = drawn.sample(PLAIN, 10)
            text.insert(drawn.randrange(10), drawn.choice(words))
            writer.writerow([f"{' '.join(text)}.", label, f"s{number % N_SOURCES}"])
    return folder


@pytest.fixture(scope="module")
def trained(workplace, repository):
    configs = repository / "configs"
    arguments = [str(configs / "datasets" / "own-csv.yaml"), "--source", str(workplace / "mine.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(workplace)
        assert main(["data", "build", *arguments]) == 0
        experiment = str(configs / "experiments" / "own-csv.yaml")
        assert main(["train", experiment, "--register", "own"]) == 0
    (run,) = (workplace / "runs" / "own-csv").iterdir()
    return RunFolder(run)


def test_the_run_has_its_report_model_and_record(trained):
    report = trained.read_report()
    assert report.primary == "macro_f1"
    (macro,) = [metric for metric in report.metrics if metric.name == "macro_f1"]
    # Every sentence holds one telling word, each of which is learned from many sentences.
    assert macro.value > 0.95
    assert report.gain is not None
    assert {baseline.name for baseline in report.baselines} >= {"majority", "random"}
    assert "<script" not in trained.page.read_text(encoding="utf-8")


def test_the_model_is_loaded_without_running_code_and_answers(trained):
    from stance.models.trained import TextInput

    loaded = load_model(trained.model)
    answers = loaded.model.predict([TextInput("a splendid bridge"), TextInput("a shameful bridge")])
    assert loaded.model.decide(answers) == [["for"], ["against"]]
    assert answers.sum(axis=1) == pytest.approx([1, 1])


def test_the_same_experiment_predicts_the_same_bytes(trained, workplace, repository, monkeypatch):
    monkeypatch.chdir(workplace)
    config = str(repository / "configs" / "experiments" / "own-csv.yaml")
    assert main(["train", config, "--no-track", "--out", "again"]) == 0
    (run,) = (workplace / "again" / "own-csv").iterdir()
    again = RunFolder(run)
    assert again.predictions.read_bytes() == trained.predictions.read_bytes()
    weights = "weights.safetensors"
    assert (again.model / weights).read_bytes() == (trained.model / weights).read_bytes()


def test_the_run_is_tracked_and_listed(trained, workplace, monkeypatch, capsys):
    monkeypatch.chdir(workplace)
    assert (workplace / "runs" / "mlflow.db").is_file()
    assert main(["runs"]) == 0
    told = capsys.readouterr().out
    assert "own-csv" in told
    assert "finished" in told


def test_the_test_part_is_opened_only_when_asked_and_each_opening_is_logged(
    trained, workplace, monkeypatch, capsys
):
    monkeypatch.chdir(workplace)
    arguments = ["evaluate", str(trained.model), "data/own-csv", "--split", "test", "--out", "final"]
    assert main(arguments) == 2
    assert "--final" in capsys.readouterr().err
    openings = workplace / "data" / "own-csv" / "openings.jsonl"
    assert not openings.exists()
    assert main([*arguments, "--final", "--reason", "release 1"]) == 0
    assert main([*arguments, "--final", "--reason", "release 2"]) == 0
    logged = [json.loads(line) for line in openings.read_text(encoding="utf-8").splitlines()]
    assert [opening["number"] for opening in logged] == [1, 2]
    assert "release 2" in logged[1]["reason"]


def test_a_registered_model_is_found_by_its_alias(trained, workplace, monkeypatch, capsys):
    monkeypatch.chdir(workplace)
    assert main(["evaluate", "models:/own@champion", "data/own-csv", "--split", "dev"]) == 0
    assert "macro_f1" in capsys.readouterr().out


def test_a_run_compared_with_itself_does_not_differ(trained, workplace, monkeypatch, capsys):
    monkeypatch.chdir(workplace)
    page = workplace / "comparison.html"
    run = str(trained.path)
    assert main(["compare", run, run, "--html", str(page)]) == 0
    assert "macro_f1" in capsys.readouterr().out
    assert "<html" in page.read_text(encoding="utf-8")


def test_settings_are_searched_without_looking_at_dev_or_test(
    trained, workplace, repository, monkeypatch, capsys
):
    monkeypatch.chdir(workplace)
    config = str(repository / "configs" / "experiments" / "own-csv.yaml")
    space = "tuning={C: {low: 0.1, high: 10, log: true}}"
    arguments = ["tune", config, "--trials", "2", "--set", space, "--set", "inner_folds=2"]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "on 2 inner folds" in told
    assert "model:" in told


def test_a_learning_curve_says_whether_more_annotation_helps(
    trained, workplace, repository, monkeypatch, capsys
):
    monkeypatch.chdir(workplace)
    config = str(repository / "configs" / "experiments" / "own-csv.yaml")
    assert main(["curve", config, "--set", "seeds=[1, 2]", "--set", "inner_folds=2"]) == 0
    assert "examples learned from" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("model.famly=linear", "famly"),
        ("model.family=linaer", "Did you mean linear?"),
        ("task=labels", "a task of the dataset: label"),
        ("evaluation.primary=macro_f2", "macro_f1"),
        ("protocol.kind=leave-group-out", "Name the group to hold out"),
        ("seeds=[]", "seeds"),
    ],
)
def test_a_wrong_configuration_writes_nothing(
    trained, workplace, repository, monkeypatch, capsys, change, told
):
    monkeypatch.chdir(workplace)
    config = str(repository / "configs" / "experiments" / "own-csv.yaml")
    assert main(["train", config, "--no-track", "--out", "wrong", "--set", change]) == 2
    assert told in capsys.readouterr().err
    assert not list((workplace / "wrong").rglob("run.json"))
