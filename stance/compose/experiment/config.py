"""The configuration of an experiment: a complete record of what was trained and how it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from stance.data.configuration import read_config
from stance.errors import ConfigError
from stance.evaluation.settings import EvaluationSettings
from stance.training.families import TrainingSettings, training_settings

EXPERIMENT_FORMAT = "stance.experiment/1.0.0"


class ProtocolPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On what is trained and on what measured."""

    kind: Literal["dataset", "folds", "leave-group-out"]
    """dataset: as the dataset is cut - each of its folds held out once, or trained on train and measured on
    dev. folds: train and dev cut anew into folds. leave-group-out: the same with the values of a group. The
    test part is never among them."""
    n_folds: Annotated[int, msgspec.Meta(ge=2)] = 5
    """For "folds"; for "leave-group-out" the most folds into which the values are gathered."""
    group_by: tuple[str, ...] = ()
    """For "folds": groups that are kept whole; empty takes those of the dataset's own split."""
    group: str | None = None
    """For "leave-group-out"."""
    seed: int = 13
    """Of cutting into folds; not for "dataset"."""


class ExperimentConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All choices of an experiment."""

    config: Literal["stance.experiment/1.0.0"]
    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]*$")]
    dataset: str
    """Dataset folder that was built, relative to the current folder."""
    task: str
    model: dict[str, Any]
    """`family`, and settings of that family (see its trainer's Settings)."""
    seeds: Annotated[tuple[int, ...], msgspec.Meta(min_length=1)]
    """Of training: each trains once per fold."""
    protocol: ProtocolPlan
    evaluation: EvaluationSettings
    inner_folds: Annotated[int, msgspec.Meta(ge=2)] = 5
    """Folds inside the training part on which thresholds, calibration and settings are chosen."""
    tuning: dict[str, Any] = {}
    """Search space of stance tune: setting to low, high and log, or to choices."""
    tracking: str = "stance"
    """Name of the MLflow experiment; empty does not track."""

    @property
    def family(self) -> str:
        """Family of the model."""
        return str(self.model["family"])

    @property
    def settings(self) -> TrainingSettings:
        """Settings of the family, defaults filled in; ConfigError when they are not its own."""
        given = {name: value for name, value in self.model.items() if name != "family"}
        return training_settings(self.family, given)

    def complete(self) -> dict[str, Any]:
        """Return the whole configuration in plain values, defaults of the family included."""
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        settings: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self.settings))
        plain["model"] = {"family": self.family, **settings}
        return plain


def load_experiment(path: Path, *, changes: Sequence[str] = ()) -> ExperimentConfig:
    """Return the experiment in a YAML file, with changes KEY=VALUE from the command line.

    Raises:
        ResourceMissingError: there is no such file.
        ConfigError: an unknown key, a value of the wrong type, or settings the family does not have.
    """
    config = read_config(path, ExperimentConfig, changes=changes)
    if not isinstance(config.model.get("family"), str):
        raise ConfigError(
            f"{path}: model.family",
            expected="the family of the model, such as linear or crf",
            found=repr(config.model.get("family")),
            action="Add it.",
        )
    config.settings  # noqa: B018 - refused here, not after the data is read
    if (config.protocol.kind == "leave-group-out") != (config.protocol.group is not None):
        raise ConfigError(
            f"{path}: protocol.group",
            expected="a group for leave-group-out, and for nothing else",
            found=repr(config.protocol.group),
            action="Name the group to hold out, such as outlet.",
        )
    return config
