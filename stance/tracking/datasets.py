"""Datasets as MLflow knows them: each Parquet file of the examples, with what is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from stance.errors import MissingExtraError
from stance.tracking.records import TrackedDataset

if TYPE_CHECKING:
    import pyarrow
    from mlflow.entities import Dataset, DatasetInput
    from mlflow.types import Schema

_MAX_DIGEST: Final = 36


def dataset_inputs(dataset: TrackedDataset) -> list[DatasetInput]:
    """Return one input per file of the dataset; the examples themselves are not read.

    MLflow's own digest is short; the whole SHA-256 of the file and of the dataset stand beside it as tags.

    Raises:
        OSError: a file cannot be read.
        MissingExtraError: pyarrow is not installed.
    """
    from mlflow.entities import DatasetInput, InputTag

    inputs = []
    for file, sha256 in dataset.files.items():
        tags = {
            "mlflow.data.context": Path(file).stem,
            "stance.sha256": sha256,
            "stance.dataset_sha256": dataset.fingerprint,
        }
        inputs.append(
            DatasetInput(
                _entity(dataset, Path(dataset.folder, file), sha256),
                [InputTag(name, value) for name, value in tags.items()],
            )
        )
    return inputs


def _entity(dataset: TrackedDataset, path: Path, sha256: str) -> Dataset:
    from mlflow.data.sources import LocalArtifactDatasetSource  # type: ignore[attr-defined]
    from mlflow.entities import Dataset

    try:
        from pyarrow import parquet
    except ImportError as error:
        raise MissingExtraError("Parquet", extra="train") from error
    with parquet.ParquetFile(path) as file:
        schema, n_rows = _schema(file.schema_arrow), file.metadata.num_rows
    return Dataset(
        name=f"{dataset.name}/{dataset.task}",
        digest=sha256[:_MAX_DIGEST],
        source_type="local",
        source=LocalArtifactDatasetSource(str(path.resolve())).to_json(),
        schema=json.dumps({"mlflow_colspec": schema.to_dict()}),
        profile=json.dumps({"num_rows": n_rows, "part": path.stem}),
    )


def _schema(columns: pyarrow.Schema) -> Schema:
    """Return the columns of a Parquet file; nested ones are shown as their type's name."""
    from mlflow.types import ColSpec, Schema

    kinds = {"int64": "long", "int32": "integer", "double": "double", "float": "float", "bool": "boolean"}
    return Schema([ColSpec(kinds.get(str(column.type), "string"), column.name) for column in columns])
