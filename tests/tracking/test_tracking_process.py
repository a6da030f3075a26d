"""The process that tracks, as a training sees it."""

import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stance.errors import BundleError, MissingExtraError, TrackingError
from stance.tracking.tracker import NullTracker, list_runs, open_tracker, resolve_model


@pytest.fixture
def tracker(store):
    """Return a tracker of the store beside the runs."""
    return open_tracker(f"sqlite:///{store / 'mlflow.db'}", "processes", folder=store)


def rows_of(store):
    return list_runs(f"sqlite:///{store / 'mlflow.db'}", "processes", folder=store)


def test_four_trainings_at_once_on_a_fresh_store_all_succeed(four_at_once):
    folder, tracked = four_at_once
    ids = {each.run_id for each in tracked}
    rows = list_runs(f"sqlite:///{folder / 'mlflow.db'}", "four", folder=folder)
    assert {row.run_id for row in rows} == ids
    assert sorted(row.name for row in rows) == [f"training-{number}" for number in range(4)]
    assert {row.status for row in rows} == {"finished"}
    left = {path.name for path in folder.iterdir()}
    assert left == {"mlflow.db", "mlflow.db.lock", "mlruns", "data"}


def test_tracking_changes_nothing_here_and_calls_nobody(store, bench, tracker, monkeypatch):
    # Whoever would call out does so through this proxy, which is never asked; MLflow is quiet under pytest
    # anyway, so pytest must not be seen.
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for name in (
            "PYTEST_CURRENT_TEST",
            "PYTEST_VERSION",
            "CI",
            "MLFLOW_DISABLE_TELEMETRY",
            "NO_PROXY",
            "no_proxy",
        ):
            monkeypatch.delenv(name, raising=False)
        before, place = dict(os.environ), Path.cwd()
        with tracker.run(bench.opening().start) as run:
            run.log_round(bench.round(1, 0, macro_f1=0.5))
            run.log_result(bench.result())
        assert (dict(os.environ), Path.cwd()) == (before, place)
        with pytest.raises(BlockingIOError):
            proxy.accept()
    (row,) = rows_of(store)
    assert (row.status, row.value, row.run_id) == ("finished", 0.75, run.tracked.run_id)


def test_a_training_that_is_killed_leaves_a_run_marked_as_killed(store, bench):
    code = (
        "import os, signal, sys, msgspec\n"
        "from pathlib import Path\n"
        "from stance.tracking.records import RunStart\n"
        "from stance.tracking.tracker import open_tracker\n"
        "start = msgspec.json.decode(sys.stdin.read(), type=RunStart)\n"
        "tracker = open_tracker(sys.argv[1], 'processes', folder=Path('.'))\n"
        "with tracker.run(start) as run:\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{store / 'mlflow.db'}"],
        input=msgspec.json.encode(bench.opening().start),
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    rows = wait_until(lambda: [row for row in rows_of(store) if row.status != "running"])
    assert [row.status for row in rows] == ["killed"]


def test_a_full_disk_costs_the_tracking_and_is_told_when_the_run_is_left(store, bench, tracker):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        # The process that tracks inherits this: its files cannot grow.
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        run = tracker.run(bench.opening().start)
        run.__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    run.log_result(bench.result())
    with pytest.raises(TrackingError, match="on disk all the same"):
        run.__exit__(None, None, None)


def test_a_server_that_is_down_is_told_and_an_error_of_the_training_goes_first(store, bench):
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    tracker = open_tracker(address, "processes", folder=store)
    with pytest.raises(RuntimeError, match="^training") as told, tracker.run(bench.opening().start):
        raise RuntimeError("training")
    (note,) = told.value.__notes__
    assert note.startswith(address)
    assert "what was trained is on disk" in note


def test_a_model_that_is_not_registered_is_refused_here_too(store):
    with pytest.raises(BundleError, match="none of that name"):
        resolve_model(
            "models:/nothing@champion",
            uri=f"sqlite:///{store / 'mlflow.db'}",
            folder=store,
            into=store / "downloaded",
        )


def test_an_empty_experiment_tracks_nothing(tmp_path, bench):
    tracker = open_tracker(None, "", folder=tmp_path / "none")
    assert isinstance(tracker, NullTracker)
    with tracker.run(bench.opening().start) as run:
        run.log_round(bench.round(1, 0, f1=0.5))
        run.log_result(bench.result(model=False))
    assert not (tmp_path / "none").exists()


def test_without_mlflow_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("stance.tracking.tracker.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"stance\[train\]"):
        open_tracker(None, "tests", folder=tmp_path)


def test_a_process_that_tracks_loads_mlflow_elsewhere_only():
    code = (
        "import sys; import stance.tracking.tracker, stance.tracking.worker; print('mlflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def wait_until(found):
    for _ in range(30):
        if result := found():
            return result
    return []
