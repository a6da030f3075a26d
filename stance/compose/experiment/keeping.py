"""The model that is kept, with all that is needed to judge it and to train it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from stance import __version__
from stance.compose.experiment.config import ExperimentConfig
from stance.compose.experiment.provenance import code_version, package_versions
from stance.compose.experiment.training_data import TrainingData
from stance.models.store import save_model
from stance.models.trained import Model
from stance.records.model import Evaluation, ModelRecord
from stance.records.report import Report


def keep_model(
    model: Model,
    folder: Path,
    config: ExperimentConfig,
    data: TrainingData,
    report: Report,
    *,
    n_examples: int,
    created: datetime,
) -> None:
    """Save a model with its card.

    Args:
        model: trained with the first seed on all but held-out parts.
        folder: to make; nothing is there yet.
        config: of the experiment.
        data: it was trained on.
        report: on examples that models trained alike had not seen.
        n_examples: it learned from.
        created: when the run began.
    """
    code = code_version()
    save_model(
        model,
        folder,
        ModelRecord(
            name=config.name,
            family=config.family,
            kind=data.kind,
            task=config.task,
            label_set=data.label_set,
            settings=config.complete()["model"],
            label_schema=data.record.label_schema,
            dataset=data.record.name,
            fingerprint=data.record.fingerprint,
            stamps=report.stamps,
            n_examples=n_examples,
            seed=config.seeds[0],
            stance_version=__version__,
            commit=code.commit,
            dirty=code.dirty,
            libraries=package_versions(),
            created=created.date().isoformat(),
            evaluation=Evaluation.of(report),
        ),
    )
