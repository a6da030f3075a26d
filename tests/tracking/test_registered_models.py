"""From the name of a registered model to a folder that stance loads, without running anything."""

import shutil

import mlflow
import mlflow.pyfunc
import pytest

from stance.models.store import load_model
from stance.models.trained import TextInput
from stance.tracking.records import Failed, ModelFolder, Registration, ResolveModel

HOSTILE = """
from pathlib import Path
Path({canary!r}).write_text("run")
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel
class Hostile(PythonModel):
    def predict(self, context, model_input: list[str]) -> list[str]:
        return model_input
set_model(Hostile())
"""


@pytest.fixture
def resolve(store, bench):
    """Return a function from the address of a model to the answer."""
    return lambda uri: bench.tell(ResolveModel(uri=uri, into=str(store / "downloaded")))


def test_an_alias_leads_to_the_model_folder_that_was_registered_last(bench, resolve):
    first = bench.track(bench.result(register=Registration(name="tolls")))
    second = bench.track(bench.result(register=Registration(name="tolls")))
    assert (first.version, second.version) == ("1", "2")
    found = resolve("models:/tolls@champion")
    assert isinstance(found, ModelFolder)
    assert found == resolve("models:/tolls/2")
    assert found != resolve("models:/tolls/1")
    model = load_model(bench.folder / found.path).model
    assert model.decide(model.predict([TextInput("What a scandal.")])) == [["biased"]]


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("models:/nothing@champion", "none of that name"),
        ("models:/nothing/1", "none of that name"),
        ("models:/tolls", "another form"),
        ("models:/../../etc/1", "another form"),
        ("runs:/abc/model", "another form"),
    ],
)
def test_a_model_that_is_not_there_is_refused(resolve, uri, told):
    failed = resolve(uri)
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.found) == ("bundle", told)


def test_without_a_store_there_is_no_model_and_no_store_is_made(store, resolve):
    (store / "mlflow.db").unlink()
    assert resolve("models:/tolls@champion").found == "none of that name"
    assert list(store.iterdir()) == []


def test_a_hostile_model_is_not_run_and_is_refused_unless_it_carries_a_model_folder(
    store, client, bench, resolve, monkeypatch
):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{store / 'mlflow.db'}")
    canary = store / "canary"
    (store / "hostile.py").write_text(HOSTILE.format(canary=str(canary)))
    saved = store / "saved"
    mlflow.pyfunc.save_model(
        str(saved), python_model=str(store / "hostile.py"), pip_requirements=["mlflow"], input_example=["a"]
    )
    # Saving runs the code too.
    canary.unlink()
    client.create_registered_model("hostile")
    client.create_model_version("hostile", str(saved))
    failed = resolve("models:/hostile/1")
    assert (failed.kind, failed.found) == ("bundle", "no artifacts/model/model.json in it")
    bench.result()
    shutil.copytree(bench.model_folder, saved / "artifacts" / "model")
    carried = resolve("models:/hostile/1")
    assert load_model(store / carried.path).record.name == "tolls-linear"
    assert not canary.exists()


def test_mlflow_itself_would_run_it(store, monkeypatch):
    # What the test above guards against: without it, its canary might never sing.
    monkeypatch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    canary = store / "canary"
    (store / "hostile.py").write_text(HOSTILE.format(canary=str(canary)))
    mlflow.pyfunc.save_model(
        str(store / "saved"), python_model=str(store / "hostile.py"), pip_requirements=["mlflow"]
    )
    canary.unlink()
    mlflow.pyfunc.load_model(str(store / "saved"))
    assert canary.exists()
