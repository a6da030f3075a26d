"""What stands in the store after a run, read back with MLflow's own client."""

import json

import mlflow.data
import mlflow.pyfunc
import pytest

from stance.models.store import load_model
from stance.tracking.records import Failed, ListRuns, Registration, RoundMetrics, RunEnd, Tracked


def test_configuration_code_and_report_stand_in_the_run(store, client, bench):
    done = bench.track(bench.result(model=False))
    run = client.get_run(done.run_id)
    assert run.info.status == "FINISHED"
    assert run.info.run_name == "tolls-linear"
    # 2026-03-01T12:00:00Z is 1,772,366,400 seconds after 1970.
    assert run.info.start_time == 1_772_366_400_000
    assert run.data.params == {"model.family": "linear", "model.C": "4.0", "seeds": "[1, 2]"}
    assert run.data.metrics["macro_f1"] == 0.75
    assert (run.data.metrics["macro_f1/low"], run.data.metrics["macro_f1/high"]) == (0.7, 0.8)
    assert run.data.metrics["gain"] == 0.12
    assert run.data.metrics["f1/biased"] == 0.75
    assert run.data.tags["mlflow.source.git.commit"] == "0123456789" * 4
    assert run.data.tags["stance.dirty"] == "true"
    assert run.data.tags["stance.stamps"] == "ungrouped: event"
    files = {file.path for file in client.list_artifacts(done.run_id)}
    assert files == {"config.json", "environment.json", "report.html", "report.json", "figures"}
    config = json.loads((store / client.download_artifacts(done.run_id, "config.json")).read_text())
    assert config == {"model": {"family": "linear", "C": 4.0}, "seeds": [1, 2]}


def test_an_undefined_metric_is_told_in_a_tag_and_is_no_number(client, bench):
    done = bench.track(bench.result(model=False))
    run = client.get_run(done.run_id)
    assert "mcc" not in run.data.metrics
    assert run.data.tags["stance.undefined"] == "mcc"


def test_every_seed_and_fold_is_a_nested_run(client, bench, experiment):
    epochs = RoundMetrics(seed=2, fold=None, metrics={"macro_f1": 0.5}, epochs=[{"loss": 0.9}, {"loss": 0.4}])
    done = bench.track(bench.round(1, 0, macro_f1=0.7, mcc=None), bench.round(1, 1, macro_f1=0.8), epochs)
    nested = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{done.run_id}'")
    found = {run.info.run_name: run for run in nested}
    assert {name: run.data.metrics["macro_f1"] for name, run in found.items()} == {
        "seed 1, fold 0": 0.7,
        "seed 1, fold 1": 0.8,
        "seed 2": 0.5,
    }
    assert {run.info.status for run in nested} == {"FINISHED"}
    assert found["seed 1, fold 0"].data.tags["stance.undefined"] == "mcc"
    losses = client.get_metric_history(found["seed 2"].info.run_id, "loss")
    assert [(each.step, each.value) for each in losses] == [(0, 0.9), (1, 0.4)]


def test_the_dataset_is_an_input_that_mlflow_can_name_and_find(store, client, bench):
    done = bench.track()
    (given,) = client.get_run(done.run_id).inputs.dataset_inputs
    assert given.dataset.name == "tolls/bias"
    assert given.dataset.digest == "a" * 36
    tags = {tag.key: tag.value for tag in given.tags}
    assert tags == {
        "mlflow.data.context": "train",
        "stance.sha256": "a" * 64,
        "stance.dataset_sha256": "f" * 64,
    }
    assert json.loads(given.dataset.profile) == {"num_rows": 2, "part": "train"}
    columns = json.loads(given.dataset.schema)["mlflow_colspec"]
    assert [column["name"] for column in columns] == ["text", "labels"]
    path = store / "data" / "examples" / "bias" / "train.parquet"
    assert mlflow.data.get_source(given).to_dict() == {"uri": str(path)}


def test_a_long_setting_is_cut_with_a_note_and_kept_whole_in_the_file(store, client, bench):
    words = "x" * 7000
    done = bench.track(config={"words": words})
    given = client.get_run(done.run_id).data.params["words"]
    assert len(given) == 6000
    assert given.endswith("… (cut, 7000 characters; all of it is in config.json)")
    kept = json.loads((store / client.download_artifacts(done.run_id, "config.json")).read_text())
    assert kept == {"words": words}


def test_more_settings_than_one_request_takes_are_all_kept(client, bench):
    done = bench.track(config={f"setting {number}": number for number in range(250)})
    assert len(client.get_run(done.run_id).data.params) == 250


@pytest.fixture
def logged(store, client, bench, experiment):
    """Return the answer to a run whose model was registered, and the model as the store knows it."""
    done = bench.track(bench.result(register=Registration(name="tolls")))
    (model,) = client.search_logged_models([experiment])
    return done, model


def test_a_model_is_logged_with_signature_example_and_requirements_and_without_pickle(store, client, logged):
    done, model = logged
    assert done == Tracked(run_id=done.run_id, version="1")
    assert model.status == "READY"
    assert model.source_run_id == done.run_id
    assert [output.model_id for output in client.get_run(done.run_id).outputs.model_outputs] == [
        model.model_id
    ]
    described = mlflow.models.get_model_info(model.artifact_location)
    assert described.signature.inputs is not None
    assert described.signature.outputs is not None
    assert described.saved_input_example_info is not None
    files = {path.name for path in (store / "mlruns").rglob("*") if path.is_file()}
    assert {"model.json", "weights.safetensors", "MLmodel", "pyfunc_model.py"} <= files
    assert not [name for name in files if name.endswith((".pkl", ".pickle", ".joblib"))]
    (required,) = (store / "mlruns").rglob("requirements.txt")
    lines = required.read_text().split()
    assert {line.partition("==")[0] for line in lines} >= {"stance", "mlflow", "numpy", "safetensors"}
    assert all("==" in line for line in lines)


@pytest.mark.usefixtures("logged")
def test_mlflow_loads_the_registered_model_and_it_answers():
    model = mlflow.pyfunc.load_model("models:/tolls@champion")
    scandal, bridge = model.predict([{"text": "What a scandal."}, {"text": "A bridge.", "target": "bridge"}])
    assert (scandal.labels, bridge.labels) == (["biased"], ["fair"])
    # Scores are (1, -1): softmax gives e / (e + 1/e) = 0.8808.
    assert scandal.probabilities == pytest.approx({"biased": 0.8808, "fair": 0.1192}, abs=1e-4)
    assert model.predict([{"text": ""}])[0].probabilities == {
        "biased": 0.5,
        "fair": 0.5,
    }


def test_what_was_logged_is_the_model_folder_byte_for_byte(store, logged):
    _, model = logged
    folder = store / "run" / "model"
    copy = store / "mlruns" / model.experiment_id / "models" / model.model_id / "artifacts/artifacts/model"
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }
    assert load_model(copy).record.sha256 == model.tags["stance.sha256"]


@pytest.mark.parametrize("status", ["failed", "killed"])
def test_a_run_that_did_not_finish_is_marked_so_and_leaves_no_model(client, status, bench, experiment):
    result = bench.result(register=Registration(name="tolls"))
    done = bench.track(bench.round(1, 0, f1=0.5), result, status=status)
    assert done.version is None
    assert client.get_run(done.run_id).info.status == status.upper()
    assert client.search_logged_models([experiment]) == []
    assert client.search_registered_models() == []


def test_a_run_whose_process_is_gone_is_marked_as_killed(client, bench):
    done = bench.tell(bench.opening(), bench.round(1, 0, f1=0.5))
    assert client.get_run(done.run_id).info.status == "KILLED"


def test_a_model_that_cannot_be_loaded_fails_the_run_and_is_taken_back(client, bench, experiment):
    result = bench.result()
    (bench.model_folder / "weights.safetensors").write_bytes(b"altered")
    failed = bench.track(result)
    assert isinstance(failed, Failed)
    assert "weights.safetensors" in failed.where + failed.found
    (run,) = client.search_runs([experiment])
    assert run.info.status == "FAILED"
    assert client.search_logged_models([experiment]) == []


def test_an_alias_that_is_refused_leaves_no_registered_model(client, bench):
    # MLflow keeps "v1" for versions.
    failed = bench.track(bench.result(register=Registration(name="tolls", alias="v1")))
    assert isinstance(failed, Failed)
    assert client.search_registered_models() == []


def test_a_store_that_is_deleted_during_the_run_is_told(store, bench):
    def requests():
        yield bench.opening()
        (store / "mlflow.db").unlink()
        yield RunEnd(status="finished")

    failed = bench.tell_each(requests().__next__)
    assert isinstance(failed, Failed)
    assert "deleted" in failed.found


def test_a_file_that_is_no_database_is_told(store, bench):
    (store / "mlflow.db").write_text("not a database" * 100)
    failed = bench.track()
    assert isinstance(failed, Failed)
    assert "file is not a database" in failed.found


def test_runs_are_listed_newest_first_with_their_numbers(store, bench):
    bench.track(name="older", started="2026-02-01T00:00:00+00:00", dirty=False)
    bench.track(bench.round(1, 0, f1=0.5), bench.result(model=False))
    newest, oldest = bench.tell(ListRuns(experiment="tests")).rows
    assert (newest.name, newest.dataset, newest.task) == ("tolls-linear", "tolls", "bias")
    assert (newest.primary, newest.value, newest.low, newest.high) == ("macro_f1", 0.75, 0.7, 0.8)
    assert (newest.gain, newest.seeds, newest.commit) == (0.12, "1,2", "0123456+")
    assert (newest.started, newest.status) == ("2026-03-01T12:00:00+00:00", "finished")
    assert newest.path == str(store / "run")
    assert (oldest.name, oldest.value, oldest.commit) == ("older", None, "0123456")


def test_there_are_no_runs_where_there_is_no_store_and_none_is_made(store, bench):
    (store / "mlflow.db").unlink()
    assert bench.tell(ListRuns(experiment="tests")).rows == []
    assert list(store.iterdir()) == []
