"""A run on disk to be tracked, and stores to track it in: the many tables are made once and copied."""

import contextlib
import shutil

import msgspec
import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from stance.models.linear.calibration import Calibration
from stance.models.linear.features_words import WordBlock, WordSettings
from stance.models.linear.model import Decisions, Features, Head, LinearClassifier
from stance.models.store import save_model
from stance.models.trained import TextInput
from stance.records.label_set import LabelSet
from stance.records.model import ModelRecord
from stance.records.report import Gain, LabelRow, Metric, Report
from stance.tracking.address import store_address
from stance.tracking.records import OpenRun, RoundMetrics, RunEnd, RunResult, RunStart, TrackedDataset
from stance.tracking.tracker import open_tracker
from stance.tracking.worker import serve

FINGERPRINT = "f" * 64
FILE_SHA256 = "a" * 64
EXPERIMENT = "tests"


@pytest.fixture(scope="session")
def four_at_once(tmp_path_factory):
    """Return a folder in which four trainings began at once, without a store, and what came of each."""
    folder = tmp_path_factory.mktemp("four-at-once")
    tracker = open_tracker(f"sqlite:///{folder / 'mlflow.db'}", "four", folder=folder)
    runs = [tracker.run(start_of(folder, name=f"training-{number}")) for number in range(4)]
    with contextlib.ExitStack() as entered:
        for run in runs:
            entered.enter_context(run)
    return folder, [run.tracked for run in runs]


@pytest.fixture
def store(tmp_path, four_at_once, monkeypatch):
    """Return a folder of runs with a copy of a store in it; the environment names no other."""
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    for name in ("MLFLOW_DISABLE_TELEMETRY", "MLFLOW_UV_AUTO_DETECT"):
        monkeypatch.setenv(name, "true" if name.endswith("TELEMETRY") else "false")
    # Changed by what the tracking process would do; set here so that it is set back.
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "")
    monkeypatch.chdir(tmp_path)
    shutil.copy(four_at_once[0] / "mlflow.db", tmp_path / "mlflow.db")
    return tmp_path


@pytest.fixture
def client(store):
    """Return MLflow's own client of the store."""
    from mlflow import MlflowClient

    return MlflowClient(f"sqlite:///{store / 'mlflow.db'}", f"sqlite:///{store / 'mlflow.db'}")


def start_of(folder, **changes):
    """Return what is known before training, with the Parquet file of the dataset in a folder."""
    (folder / "data" / "examples" / "bias").mkdir(parents=True, exist_ok=True)
    table = pyarrow.table(
        {"text": ["The toll is a scandal.", "It rained."], "labels": [["biased"], ["fair"]]}
    )
    pyarrow.parquet.write_table(table, folder / "data" / "examples" / "bias" / "train.parquet")
    dataset = TrackedDataset(
        name="tolls",
        folder=str(folder / "data"),
        fingerprint=FINGERPRINT,
        task="bias",
        files={"examples/bias/train.parquet": FILE_SHA256},
    )
    fields = {
        "name": "tolls-linear",
        "config": {"model": {"family": "linear", "C": 4.0}, "seeds": [1, 2]},
        "dataset": dataset,
        "started": "2026-03-01T12:00:00+00:00",
        "commit": "0123456789" * 4,
        "dirty": True,
        "versions": {"python": "3.11.9", "stance": "0.1.0"},
    }
    return RunStart(**(fields | changes))


def result_of(folder, *, model=True, **changes):
    """Return what lies on disk after training, written into a folder."""
    run = folder / "run"
    (run / "figures").mkdir(parents=True, exist_ok=True)
    (run / "figures" / "calibration.svg").write_text("<svg/>", encoding="utf-8")
    (run / "report.html").write_text("<p>report</p>", encoding="utf-8")
    (run / "report.json").write_bytes(msgspec.json.encode(report()))
    if model:
        save_model(classifier(), run / "model", model_record())
    fields = {
        "path": str(run),
        "report": str(run / "report.json"),
        "artifacts": [str(run / name) for name in ("report.html", "report.json", "figures")],
        "model": str(run / "model") if model else None,
    }
    return RunResult(**(fields | changes))


def report(**changes):
    f1 = Metric(name="macro_f1", value=0.75, low=0.7, high=0.8, by_seed=[0.74, 0.76])
    fields = {
        "name": "tolls-linear",
        "kind": "labels",
        "task": "bias",
        "dataset": "tolls",
        "fingerprint": FINGERPRINT,
        "stamps": ["ungrouped: event"],
        "protocol": "Two folds, each held out once.",
        "n_examples": 40,
        "n_groups": 10,
        "seeds": [1, 2],
        "primary": "macro_f1",
        "metrics": [f1, Metric(name="mcc", value=None)],
        "labels": [
            LabelRow(label="biased", n_gold=20, n_predicted=19.5, precision=0.7, recall=0.8, f1=f1),
        ],
        "gain": Gain(over="outlet", value=0.12, low=0.08, high=0.16, verdict="0.12 better than outlet"),
    }
    return Report(**(fields | changes))


def classifier():
    """Return a model that says "biased" of texts with "scandal", "fair" of texts with "bridge"."""
    labels = LabelSet(labels=("biased", "fair"), exclusive=True)
    settings = WordSettings(longest=1, min_documents=1)
    block = WordBlock.fit([TextInput("scandal"), TextInput("bridge")], settings)
    # Columns are in alphabetical order: bridge, scandal.
    head = Head(np.array([[-1.0, 1.0], [1.0, -1.0]]), np.zeros(2), np.ones(2, dtype=bool))
    return LinearClassifier(
        labels, Features((settings,), (block,)), head, Calibration(np.ones(2)), Decisions(np.ones(2))
    )


def model_record(**changes):
    fields = {
        "name": "tolls-linear",
        "family": "linear",
        "kind": "labels",
        "task": "bias",
        "label_set": LabelSet(labels=("biased", "fair"), exclusive=True),
        "settings": {"family": "linear"},
        "label_schema": "0.2.0",
        "dataset": "tolls",
        "fingerprint": FINGERPRINT,
        "n_examples": 40,
        "seed": 1,
        "stance_version": "0.1.0",
        "created": "2026-03-01",
    }
    return ModelRecord(**(fields | changes))


class Bench:
    """Runs of a training, tracked in this process."""

    def __init__(self, folder):
        self.folder = folder
        self.model_folder = folder / "run" / "model"

    def opening(self, **changes):
        """Return the first message of a run."""
        return OpenRun(experiment=EXPERIMENT, start=start_of(self.folder, **changes))

    def result(self, **changes):
        """Return the message about what lies on disk, with a model that can be loaded."""
        return result_of(self.folder, **changes)

    def round(self, seed, fold, **metrics):
        """Return the message about one training."""
        return RoundMetrics(seed=seed, fold=fold, metrics=metrics)

    def tell(self, *requests):
        """Return the answer to requests, the last of them followed by silence."""
        waiting = iter(requests)
        return self.tell_each(lambda: next(waiting, None))

    def tell_each(self, next_request):
        """Return the answer to requests as they come."""
        return serve(store_address(None, self.folder), next_request)

    def track(self, *messages, status="finished", **changes):
        """Return the answer to a whole run."""
        return self.tell(self.opening(**changes), *messages, RunEnd(status=status))


@pytest.fixture
def bench(store):
    """Return runs in the store."""
    return Bench(store)


@pytest.fixture
def experiment(client):
    """Return the id of the experiment of the runs."""
    return client.create_experiment(EXPERIMENT)
