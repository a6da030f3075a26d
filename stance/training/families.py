"""How each family of models is fitted, by name."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Protocol, cast

import msgspec

from stance.errors import ConfigError
from stance.models.trained import Model
from stance.records.example import Example
from stance.records.label_set import LabelSet

TRAINERS: Final[dict[str, str]] = {
    "linear": "stance.training.linear",
    "crf": "stance.training.crf",
}


class TrainingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the settings of a family; its own class adds fields, all with defaults."""


class Trainer(Protocol):
    """A module that fits one family."""

    Settings: type[TrainingSettings]

    @staticmethod
    def fit(
        examples: Sequence[Example],
        settings: TrainingSettings,
        /,
        *,
        label_set: LabelSet,
        inner_folds: Sequence[int],
        seed: int,
    ) -> Model:
        """Return a model fitted to examples: nothing else may influence it.

        Args:
            examples: to learn from.
            settings: of the family.
            label_set: labels to tell apart, also those that no example here has.
            inner_folds: inner fold of each example, from 0; groups and near-duplicates are kept whole. What
                is chosen by data besides the weights (thresholds, calibration) is chosen on them.
            seed: of all that is drawn; the same seed gives the same model.
        """


def trainer_of(family: str) -> Trainer:
    """Return the trainer of a family; ConfigError when there is none of that name."""
    if family not in TRAINERS:
        near = get_close_matches(family, TRAINERS, n=1)
        raise ConfigError(
            f"model family {family!r}",
            expected=f"one of: {', '.join(TRAINERS)}",
            found=family,
            action=f"Did you mean {near[0]}?" if near else "Name one of these families.",
        )
    return cast(Trainer, importlib.import_module(TRAINERS[family]))


def training_settings(family: str, given: Mapping[str, object]) -> TrainingSettings:
    """Return the settings of a family from values of a configuration, defaults filled in.

    Raises:
        ConfigError: a setting the family does not have, or a value of the wrong type.
    """
    kind = trainer_of(family).Settings
    names = [field.name for field in msgspec.structs.fields(kind)]
    for name in given:
        if name not in names:
            near = get_close_matches(str(name), names, n=1)
            raise ConfigError(
                f"model.{name}",
                expected=f"a setting of family {family}: {', '.join(names)}",
                found=str(name),
                action=f"Did you mean {near[0]}?" if near else "Correct the name.",
            )
    try:
        return msgspec.convert(dict(given), kind)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"model, family {family}",
            expected="values of the right types",
            found=str(error),
            action="Correct the value.",
        ) from error
