"""The space of settings that tuning searches, as a configuration writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import msgspec

from stance.errors import ConfigError
from stance.training.families import trainer_of, training_settings

if TYPE_CHECKING:
    from optuna.trial import Trial


class Dimension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One setting: a range with both ends, of whole numbers where both are, or a list of choices."""

    low: int | float | None = None
    high: int | float | None = None
    log: bool = False
    """Whether to search by orders of magnitude."""
    choices: list[Any] = []

    def fault(self) -> str | None:
        """Return what is wrong with it, None where nothing is."""
        if self.choices:
            only_choices = self.low is None and self.high is None and not self.log
            return None if only_choices else "choices beside low, high or log"
        if self.low is None or self.high is None:
            return "neither choices nor both ends of a range"
        if not self.low < self.high:
            return f"low {self.low:g} that is not below high {self.high:g}"
        return f"log with low {self.low:g}" if self.log and self.low <= 0 else None

    def ends(self) -> list[Any]:
        """Return values that every value lies between or among."""
        return self.choices or [self.low, self.high]


@dataclass(frozen=True, slots=True)
class SearchSpace:
    """Settings to search, each with its dimension."""

    dimensions: Mapping[str, Dimension]

    def suggest(self, trial: Trial) -> dict[str, Any]:
        """Return the settings a trial of optuna is to try."""
        return {name: _suggested(trial, name, each) for name, each in self.dimensions.items()}


def read_space(given: Mapping[str, Any], *, family: str) -> SearchSpace:
    """Return the space in a configuration.

    Args:
        given: setting to low, high and log, or to choices.
        family: whose settings they are.

    Raises:
        ConfigError: nothing to search, a setting the family does not have, a dimension that is none, or one
            with values the setting cannot take.
    """
    if not given:
        raise ConfigError(
            "tuning",
            expected="settings with low and high, or with choices",
            found="none",
            action="Add for example `tuning: {C: {low: 0.1, high: 100, log: true}}`.",
        )
    known = [field.name for field in msgspec.structs.fields(trainer_of(family).Settings)]
    space = {}
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(str(name), known, n=1)
            raise ConfigError(
                f"tuning.{name}",
                expected=f"a setting of family {family}: {', '.join(known)}",
                found=str(name),
                action=f"Did you mean {near[0]}?" if near else "Correct the name.",
            )
        space[name] = _dimension(name, value, family)
    return SearchSpace(space)


def _dimension(name: str, value: object, family: str) -> Dimension:
    try:
        dimension = msgspec.convert(value, Dimension)
        fault = dimension.fault()
    except msgspec.ValidationError as error:
        fault = str(error)
    if fault is not None:
        raise ConfigError(
            f"tuning.{name}",
            expected="low and high (and log: true for orders of magnitude), or choices",
            found=fault,
            action="For example `{low: 0.1, high: 100, log: true}` or `{choices: [1, 2]}`.",
        )
    for end in dimension.ends():
        training_settings(family, {name: end})
    return dimension


def _suggested(trial: Trial, name: str, dimension: Dimension) -> Any:  # noqa: ANN401 - of the setting's type
    low, high = dimension.low, dimension.high
    if low is None or high is None:
        # By place: optuna takes no lists for choices.
        return dimension.choices[trial.suggest_categorical(name, list(range(len(dimension.choices))))]
    if isinstance(low, int) and isinstance(high, int):
        return trial.suggest_int(name, low, high, log=dimension.log)
    return trial.suggest_float(name, low, high, log=dimension.log)
