"""A model folder inside an MLflow model that any MLflow tool can load and serve."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from stance.errors import TrackingError
from stance.records.model import ModelRecord

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import LoggedModel, Run

MODEL_FOLDER: Final = "model"
"""Name of stance's model folder among the artifacts of the MLflow model."""
_CODE: Final = Path(__file__).with_name("pyfunc_model.py")
_REQUIRED: Final = ("stance", "mlflow", "numpy", "msgspec", "safetensors", "pydantic")
# Invented: a sentence of the training data must not travel with every model.
_EXAMPLE: Final = [
    {"text": "The mayor said the new bridge is safe.", "target": "the new bridge"},
    {"text": "Critics called the toll a scandal.", "target": None},
]


@dataclass(frozen=True, slots=True)
class LoggedModelFolder:
    """A model in the store."""

    model_id: str

    def delete(self, client: MlflowClient) -> None:
        """Take the model out of the store."""
        client.delete_logged_model(self.model_id)


def warm_up() -> None:
    """Do what the first model of a process takes long for; best done while the training runs."""
    import mlflow.pyfunc

    with tempfile.TemporaryDirectory() as scratch:
        # MLflow looks through all installed packages once, for whatever model.
        mlflow.pyfunc.save_model(
            str(Path(scratch, "none")), loader_module="stance.models.store", pip_requirements=_requirements()
        )


def log_model(client: MlflowClient, run: Run, folder: Path) -> LoggedModelFolder:
    """Return the model of a run, logged, loaded again from the store, and asked.

    Args:
        client: of the store.
        run: that trained it.
        folder: of the model, as `stance.models.store.save_model` wrote it.

    Raises:
        TrackingError: MLflow does not give back what was logged.
    """
    from mlflow.entities import LoggedModelOutput

    record = msgspec.json.decode((folder / "model.json").read_bytes(), type=ModelRecord)
    model = client.create_logged_model(
        run.info.experiment_id,
        name=record.name,
        source_run_id=run.info.run_id,
        tags={"stance.sha256": record.sha256, "stance.task": record.task, "stance.dataset": record.dataset},
        params={"family": record.family, "kind": record.kind, "seed": str(record.seed)},
        model_type=record.family,
    )
    logged = LoggedModelFolder(model.model_id)
    try:
        client.log_outputs(run.info.run_id, [LoggedModelOutput(model.model_id, step=0)])
        _upload(client, model, folder, record)
        _try(model.model_id)
        client.finalize_logged_model(model.model_id, "READY")
    except BaseException:
        logged.delete(client)
        raise
    return logged


def _upload(client: MlflowClient, model: LoggedModel, folder: Path, record: ModelRecord) -> None:
    import mlflow.pyfunc
    from mlflow.models import Model

    described = Model(
        artifact_path=model.artifact_location,
        model_uuid=model.model_id,
        run_id=model.source_run_id,
        model_id=model.model_id,
    )
    with tempfile.TemporaryDirectory() as scratch:
        # MLflow names the artifact after the folder it is copied from.
        named = shutil.copytree(folder, Path(scratch, MODEL_FOLDER))
        path = Path(scratch, "mlflow")
        mlflow.pyfunc.save_model(
            str(path),
            python_model=str(_CODE),
            artifacts={"model": str(named)},
            code_paths=[],
            mlflow_model=described,
            input_example=_EXAMPLE,
            pip_requirements=_requirements(),
            metadata={"stance_model_sha256": record.sha256},
        )
        if described.signature is None or not (described.signature.inputs and described.signature.outputs):
            raise _unusable(str(folder), "a model without a signature")
        client.log_model_artifacts(model.model_id, str(path))


def _requirements() -> list[str]:
    return [f"{name}=={version(name)}" for name in _REQUIRED]


def _try(model_id: str) -> None:
    import mlflow.pyfunc

    answers = mlflow.pyfunc.load_model(f"models:/{model_id}").predict(_EXAMPLE)
    if len(answers) != len(_EXAMPLE):
        raise _unusable(model_id, f"{len(answers)} answers")


def _unusable(where: str, found: str) -> TrackingError:
    return TrackingError(
        where,
        expected=f"a model with a signature that answers {len(_EXAMPLE)} inputs",
        found=found,
        action="Use the model in the run's folder; tell the authors of stance.",
    )
