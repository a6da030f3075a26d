"""What is trained on and what is held out, round by round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from stance.compose.experiment.config import ProtocolPlan
from stance.data.splitting.locked import TEST
from stance.data.splitting.splits import SplitPlan, assign, split, split_items
from stance.errors import ConfigError
from stance.records.example import Example

DEV = "dev"


@dataclass(frozen=True, slots=True)
class Round:
    """One training with what it is measured on."""

    fold: int | None
    """None where there is one round only."""
    train: list[Example]
    held_out: list[Example]


@dataclass(frozen=True, slots=True)
class Rounds:
    """All rounds of a protocol."""

    rounds: list[Round]
    told: str
    """The protocol in a sentence."""
    final: list[Example]
    """What the model that is kept learns from: everything but held-out parts of the dataset."""
    stamps: list[str]
    """What every result of this protocol has to say, beside the stamps of the dataset."""


def plan_rounds(
    examples: Sequence[Example], plan: ProtocolPlan, *, group_by: Sequence[str], stratify: bool = True
) -> Rounds:
    """Return the rounds of a protocol; the test part is in none of them.

    Args:
        examples: of one task, with their parts and folds.
        plan: the protocol.
        group_by: groups of the dataset's own split, kept whole where the plan names none.
        stratify: whether labels are spread evenly over new folds.

    Raises:
        ConfigError: the dataset is not cut as the protocol asks, or cannot be.
    """
    usable = [example for example in examples if example.part != TEST]
    if plan.kind == "dataset":
        return _as_cut(usable)
    groups = (plan.group,) if plan.group is not None else tuple(plan.group_by or group_by)
    n_folds = plan.n_folds
    if plan.group is not None:
        n_values = len({example.groups.get(plan.group) for example in usable})
        n_folds = min(n_folds, n_values)
    cut = split(
        split_items({"task": usable}),
        SplitPlan(kind="folds", n_folds=n_folds, group_by=groups, seed=plan.seed, stratify=stratify),
    )
    folded = assign(usable, cut)
    held = f"{plan.group} held out" if plan.group is not None else f"grouped by {', '.join(groups)}"
    return Rounds(
        _folds(folded),
        f"{n_folds} folds of all but the test part, {held}, each held out once",
        final=[msgspec.structs.replace(example, fold=None) for example in usable],
        stamps=cut.stamps,
    )


def _as_cut(usable: Sequence[Example]) -> Rounds:
    if any(example.fold is not None for example in usable):
        rounds = _folds(usable)
        return Rounds(
            rounds, f"the {len(rounds)} folds of the dataset, each held out once", list(usable), stamps=[]
        )
    train = [example for example in usable if example.part != DEV]
    dev = [example for example in usable if example.part == DEV]
    if not train or not dev:
        parts = ", ".join(sorted({example.part for example in usable})) or "none"
        raise ConfigError(
            "protocol dataset",
            expected="folds, or the parts train and dev",
            found=f"the parts {parts}",
            action="Use the protocol folds, or cut the dataset into train and dev.",
        )
    return Rounds(
        [Round(None, train, dev)], "trained on train, measured on dev; the test part is not opened", train, []
    )


def _folds(examples: Sequence[Example]) -> list[Round]:
    folds = sorted({example.fold for example in examples if example.fold is not None})
    return [
        Round(
            fold,
            [example for example in examples if example.fold != fold],
            [example for example in examples if example.fold == fold],
        )
        for fold in folds
    ]
