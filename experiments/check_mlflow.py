"""Open a store of tracked runs as a user of MLflow does: REST, pages in a browser, a served model.

Run by `make check-mlflow RUNS=folder`. Works on a copy of the store's database; artifacts are read where they are.
Servers listen on 127.0.0.1 only, at free ports. Says what was seen and leaves screenshots.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mlflow
from mlflow import MlflowClient
from mlflow.entities import LoggedModel, Run

NAME = "check-mlflow"
ASKED = [{"text": "The minister called the plan a shameful scandal."}, {"text": "It rained on Monday."}]
PATIENCE = 120


def main() -> int:
    """Return 0 when all that was looked for was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, help="folder of runs, with mlflow.db in it")
    parser.add_argument("--experiment", default="stance")
    parser.add_argument("--out", type=Path, required=True, help="folder for screenshots")
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("google-chrome"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        database = shutil.copy(given.runs / "mlflow.db", scratch)
        os.environ.update(MLFLOW_TRACKING_URI=f"sqlite:///{database}", MLFLOW_DISABLE_TELEMETRY="true")
        run, model = newest(MlflowClient(), given.experiment)
        seen = check_pages(run, given.browser, given.out) | check_serving(model)
    for what, holds in seen.items():
        print(f"{'seen' if holds else 'MISSING':8}{what}")
    return 0 if all(seen.values()) else 1


def newest(client: MlflowClient, experiment: str) -> tuple[Run, LoggedModel]:
    """Return the newest finished run of an experiment, and its model, registered with an alias."""
    known = client.get_experiment_by_name(experiment)
    runs = client.search_runs(
        [known.experiment_id], "tags.`stance.dataset` != '' and status = 'FINISHED'", max_results=1
    )
    model = client.get_logged_model(runs[0].outputs.model_outputs[0].model_id)
    version = mlflow.register_model(f"models:/{model.model_id}", NAME)
    client.set_registered_model_alias(NAME, "champion", version.version)
    return runs[0], model


def check_pages(run: Run, browser: str | None, out: Path) -> dict[str, bool]:
    """Return what is to be seen through the REST interface and on the pages, and whether it was."""
    port = free_port()
    command = ["server", "--port", str(port), "--backend-store-uri", os.environ["MLFLOW_TRACKING_URI"]]
    dataset = run.inputs.dataset_inputs[0].dataset
    with serving([*command, "--workers", "1"], port, "/health"):
        address = f"http://127.0.0.1:{port}"
        told = fetch(f"{address}/api/2.0/mlflow/runs/get?run_id={run.info.run_id}")["run"]
        files = fetch(f"{address}/api/2.0/mlflow/artifacts/list?run_id={run.info.run_id}&path=figures")
        seen = {
            "REST: the run with its metrics": bool(told["data"]["metrics"]),
            "REST: the dataset": told["inputs"]["dataset_inputs"][0]["dataset"]["digest"] == dataset.digest,
            "REST: figures": bool(files.get("files")),
            "REST: another Host is turned away": refuses_foreign_host(address, port),
        }
        if browser is None:
            return seen
        page = f"{address}/#/experiments/{run.info.experiment_id}/runs/{run.info.run_id}"
        listed = shoot(browser, f"{address}/#/experiments/{run.info.experiment_id}/runs", out / "runs.png")
        shown = shoot(browser, page, out / "run.png")
        kept = shoot(browser, f"{page}/artifacts", out / "artifacts.png")
        return seen | {
            "page: the run in the list": run.info.run_name in listed,
            "page: the dataset of the run": dataset.name in shown,
            "page: the figures and the report among the artifacts": "figures" in kept
            and "report.html" in kept,
        }


def check_serving(model: LoggedModel) -> dict[str, bool]:
    """Return whether the registered model, served by MLflow, answers."""
    port = free_port()
    command = [
        "models",
        "serve",
        "-m",
        f"models:/{NAME}@champion",
        "--env-manager",
        "local",
        "--port",
        str(port),
    ]
    with serving(command, port, "/ping"):
        answers = fetch(f"http://127.0.0.1:{port}/invocations", {"inputs": ASKED})["predictions"]
    print(json.dumps(answers, indent=1))
    return {f"served: an answer per text of {model.name}": len(answers) == len(ASKED)}


def shoot(browser: str, address: str, path: Path) -> str:
    """Return the page as the browser has it after its scripts ran; a picture of it is written."""
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--window-size=1600,1200", "--virtual-time-budget=30000", "--timeout=60000"]
    with tempfile.TemporaryDirectory() as profile:
        command.append(f"--user-data-dir={profile}")
        subprocess.run(
            [*command, f"--screenshot={path}", address], check=True, capture_output=True, timeout=PATIENCE
        )
        done = subprocess.run(
            [*command, "--dump-dom", address], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
    return done.stdout


def refuses_foreign_host(address: str, port: int) -> bool:
    """Return whether a request under another name, as a hostile page would make it, is turned away."""
    request = urllib.request.Request(f"{address}/api/2.0/mlflow/experiments/get?experiment_id=0")
    request.add_header("Host", f"evil.example:{port}")
    try:
        urllib.request.urlopen(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        return error.code == 403
    return False


def fetch(address: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON at an address."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


@contextmanager
def serving(command: list[str], port: int, health: str) -> Iterator[None]:
    """Run an `mlflow` server on 127.0.0.1 until it answers, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "mlflow", *command, "--host", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # It looks for its own commands, such as uvicorn, on the path.
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    try:
        for _ in range(PATIENCE):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=PATIENCE).close()
                break
            except OSError:
                time.sleep(1)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
