"""Registered models: a name and an alias that lead to a model folder."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.errors import BundleError
from stance.tracking.logged_model import MODEL_FOLDER
from stance.tracking.records import Registration

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

_URI = re.compile(r"models:/(?P<name>[^/@]+)(?:@(?P<alias>[\w-]+)|/(?P<version>[0-9]+))")
_INSIDE: Final = f"artifacts/{MODEL_FOLDER}"


def register(client: MlflowClient, model_id: str, under: Registration) -> str:
    """Return the version a model is registered as; when the alias cannot be set, it is taken back."""
    import mlflow
    from mlflow.exceptions import MlflowException

    known = {model.name for model in client.search_registered_models(filter_string=f"name = '{under.name}'")}
    made = None
    try:
        made = mlflow.register_model(f"models:/{model_id}", under.name)
        client.set_registered_model_alias(under.name, under.alias, made.version)
    except BaseException:
        with contextlib.suppress(MlflowException):
            if under.name not in known:
                client.delete_registered_model(under.name)
            elif made is not None:
                client.delete_model_version(under.name, made.version)
        raise
    return str(made.version)


def folder_of_model(uri: str, into: Path, *, missing: bool = False) -> Path:
    """Return stance's model folder inside a registered model; nothing else of it is looked at.

    Loading an MLflow model runs whatever code it names. So only files are fetched here, and they are read by
    stance's own loader, which runs nothing.

    Args:
        uri: models:/NAME@ALIAS or models:/NAME/VERSION.
        into: folder to download to.
        missing: whether there is no store at all.

    Raises:
        BundleError: there is no such model, or it holds no model folder of stance.
    """
    from mlflow import MlflowClient
    from mlflow.artifacts import download_artifacts

    parts = _URI.fullmatch(uri)
    if parts is None:
        raise _refused(uri, "models:/NAME@ALIAS or models:/NAME/VERSION", "another form", "Correct it.")
    absent = _refused(uri, "a registered model", "none of that name", "Name one that `mlflow ui` shows.")
    if missing:
        raise absent
    client = MlflowClient()
    known = _version(client, parts["name"], parts["alias"], parts["version"])
    if known is None:
        raise absent
    source = client.get_model_version_download_uri(known.name, known.version)
    if source.startswith("models:/"):
        source = client.get_logged_model(source.removeprefix("models:/")).artifact_location
    folder = Path(source.removeprefix("file://"), _INSIDE)
    if "://" in source.removeprefix("file://"):
        into.mkdir(parents=True, exist_ok=True)
        folder = Path(download_artifacts(artifact_uri=f"{source}/{_INSIDE}", dst_path=str(into)))
    if not (folder / "model.json").is_file():
        raise _refused(
            uri, "a model that stance logged", f"no {_INSIDE}/model.json in it", "Register a model of stance."
        )
    return folder


def _version(client: MlflowClient, name: str, alias: str | None, version: str | None) -> ModelVersion | None:
    from mlflow.exceptions import MlflowException

    try:
        if alias is not None:
            return client.get_model_version_by_alias(name, alias)
        return client.get_model_version(name, str(version))
    except MlflowException as error:
        if error.error_code in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}:
            return None
        raise


def _refused(uri: str, expected: str, found: str, action: str) -> BundleError:
    return BundleError(f"model {uri!r}", expected=expected, found=found, action=action)
