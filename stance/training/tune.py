"""Settings chosen by search, on inner folds of what a model may learn from."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import msgspec

from stance.errors import ConfigError, MissingExtraError, StanceError
from stance.records.document import Record
from stance.records.example import Example
from stance.training.families import TrainingSettings, training_settings
from stance.training.fitting import FitPlan, Fitted, Measure, fit
from stance.training.inner_folds import InnerFolds, cut_inner_folds
from stance.training.search_space import read_space


class Trial(Record, frozen=True, kw_only=True):
    """One set of settings that was tried."""

    number: int
    """0 is the settings as they were, without search."""
    changes: dict[str, Any]
    """Settings that were searched, to the values tried."""
    value: float | None
    """The metric over all inner folds together; None where it is undefined or training was refused."""
    by_fold: list[float] = []
    refused: str | None = None
    """Why there is no value."""
    seconds: float


class TuningResult(Record, frozen=True, kw_only=True):
    """What a search found, and what it cost."""

    family: str
    metric: str
    best: Trial
    """Of trials with the same value the first. Its value is that of a winner: on new data expect less."""
    trials: list[Trial]
    """In the order tried; the same settings are not tried twice."""
    n_folds: int
    n_trainings: int
    seconds: float
    notes: list[str] = []

    @property
    def gain(self) -> float | None:
        """How much better the best is than the settings as they were; None where these have no value."""
        base = self.trials[0].value
        return None if base is None or self.best.value is None else self.best.value - base


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningPlan:
    """What to search."""

    fitting: FitPlan
    base: Mapping[str, Any]
    """Settings of the family that are given; those searched replace them."""
    space: Mapping[str, Any]
    """Setting to low, high and log, or to choices: `tuning` of a configuration."""
    n_trials: int
    """How many settings to try beside those given."""
    seed: int
    """Of the folds, all trainings and the search; the same seed finds the same."""


def tune(
    examples: Sequence[Example],
    plan: TuningPlan,
    *,
    measure: Measure,
    on_trial: Callable[[Trial], None] = lambda trial: None,
) -> TuningResult:
    """Return the settings that do best on held-out inner folds.

    Every trial trains once per inner fold, on the others; nothing but these examples is looked at.

    Args:
        examples: to learn from.
        plan: what to search.
        measure: the metric, over all inner folds together.
        on_trial: takes each trial when it is done.

    Raises:
        ConfigError: the space is none of the family, or no trial could be trained.
        MissingExtraError: optuna is not installed.
    """
    optuna = _optuna()
    began = time.monotonic()
    space = read_space(plan.space, family=plan.fitting.family)
    search = _Search(examples, plan, measure)
    given = msgspec.json.decode(msgspec.json.encode(training_settings(plan.fitting.family, plan.base)))
    trials = [search.run(0, {name: given[name] for name in plan.space})]
    on_trial(trials[0])
    seen = {_key(trials[0].changes): trials[0]}
    study = _study(optuna, plan.seed)
    for _ in range(plan.n_trials):
        asked = study.ask()
        changes = space.suggest(asked)
        trial = seen.get(_key(changes))
        if trial is None:
            trial = search.run(len(trials), changes)
            seen[_key(changes)] = trial
            trials.append(trial)
            on_trial(trial)
        if trial.value is None:
            study.tell(asked, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(asked, trial.value)
    return TuningResult(
        family=plan.fitting.family,
        metric=search.metric,
        best=_best(trials),
        trials=trials,
        n_folds=search.folds.n_folds,
        n_trainings=search.n_trainings,
        seconds=time.monotonic() - began,
        notes=search.folds.notes,
    )


class _Search:
    """Trains and measures one set of settings after the other, on the same folds."""

    def __init__(self, examples: Sequence[Example], plan: TuningPlan, measure: Measure) -> None:
        self.plan, self.measure = plan, measure
        self.metric = ""
        self.n_trainings = 0
        fitting = plan.fitting
        self.folds: InnerFolds = cut_inner_folds(
            examples, group_by=fitting.group_by, n_folds=fitting.n_folds, seed=plan.seed
        )
        if self.folds.n_folds < 2:
            raise ConfigError(
                "tuning",
                expected="two examples or more",
                found=f"{len(examples)}",
                action="Tune on more examples.",
            )
        of_fold = list(zip(examples, self.folds.fold_of, strict=True))
        # The same lists for every trial, so that a trainer can tell that it saw them before.
        self.parts = [
            (
                [example for example, fold in of_fold if fold != held],
                [example for example, fold in of_fold if fold == held],
            )
            for held in range(self.folds.n_folds)
        ]

    def run(self, number: int, changes: dict[str, Any]) -> Trial:
        began = time.monotonic()
        try:
            settings = training_settings(self.plan.fitting.family, {**self.plan.base, **changes})
            found = self.measure([self._fitted(fold, settings) for fold in range(len(self.parts))])
        except StanceError as error:
            return Trial(
                number=number,
                changes=changes,
                value=None,
                refused=str(error),
                seconds=time.monotonic() - began,
            )
        self.metric = found.name
        return Trial(
            number=number,
            changes=changes,
            value=found.value,
            by_fold=found.by_fold,
            refused="the metric is undefined" if found.value is None else None,
            seconds=time.monotonic() - began,
        )

    def _fitted(self, fold: int, settings: TrainingSettings) -> Fitted:
        learned, held_out = self.parts[fold]
        model = fit(learned, settings, self.plan.fitting, seed=self.plan.seed)
        self.n_trainings += 1
        return Fitted(model, held_out, fold, self.plan.seed)


def _best(trials: Sequence[Trial]) -> Trial:
    measured = [trial for trial in trials if trial.value is not None]
    if not measured:
        raise ConfigError(
            "tuning",
            expected="settings that can be trained",
            found=f"{len(trials)} trials that could not; the first: {trials[0].refused}",
            action="Mend what the first trial says.",
        )
    return max(measured, key=lambda trial: (trial.value or 0.0, -trial.number))


def _key(changes: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(dict(sorted(changes.items())))


def _study(optuna: ModuleType, seed: int) -> Any:  # noqa: ANN401 - optuna is optional
    # Told once per study, on the error stream, and of no use to the reader.
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        return optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    finally:
        optuna.logging.set_verbosity(level)


def _optuna() -> ModuleType:
    try:
        import optuna
    except ImportError as error:
        raise MissingExtraError("tuning", extra="train") from error
    module: ModuleType = optuna
    return module
