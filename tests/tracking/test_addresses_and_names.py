"""Where runs are tracked, and names and lengths that MLflow takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlflow.utils.validation import _validate_metric_name, _validate_param

from stance.errors import ConfigError
from stance.tracking.address import store_address
from stance.tracking.names import named, params_of, split_undefined


@pytest.fixture(autouse=True)
def _no_store_in_the_environment(monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


def test_runs_are_tracked_beside_them_unless_told_otherwise(tmp_path):
    address = store_address(None, tmp_path / "runs")
    assert address.uri == f"sqlite:///{tmp_path}/runs/mlflow.db"
    assert address.database == tmp_path / "runs" / "mlflow.db"
    assert address.folder == tmp_path / "runs"


def test_the_environment_names_another_store_and_an_argument_goes_before_it(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    address = store_address(None, tmp_path)
    assert (address.uri, address.database) == ("http://127.0.0.1:5000", None)
    assert store_address("https://example.org", tmp_path).uri == "https://example.org"


def test_a_relative_database_is_that_of_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert store_address("sqlite:///my.db", tmp_path / "runs").uri == f"sqlite:///{tmp_path}/my.db"


@pytest.mark.parametrize(
    "uri",
    [
        "mlruns",
        "/tmp/mlruns",
        "file:///tmp/mlruns",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
    ],
)
def test_what_mlflow_cannot_keep_runs_in_is_refused(uri, tmp_path):
    with pytest.raises(ConfigError, match="MLFLOW_TRACKING_URI"):
        store_address(uri, tmp_path)


def test_settings_that_would_be_called_alike_stay_apart():
    assert params_of({"a(b": 1, "a)b": 2, "a_b": 3}) == {"a_b": "1", "a_b-2": "2", "a_b-3": "3"}


def test_an_empty_group_of_settings_is_kept():
    assert params_of({"model": {}, "name": None}) == {"model": "{}", "name": "null"}


def test_numbers_and_undefined_metrics_are_told_apart():
    metrics = {"f1": 0.5, "mcc": None, "ece": float("nan"), "loss": float("inf")}
    assert split_undefined(metrics) == ({"f1": 0.5}, ["mcc", "ece", "loss"])


@given(st.text(max_size=400), st.text(max_size=7000))
@settings(max_examples=200)
def test_mlflow_takes_every_name_and_value(name, value):
    _validate_metric_name(named(name))
    ((key, told),) = params_of({name: value}).items()
    assert _validate_param(key, told).value == told
