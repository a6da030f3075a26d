"""Folds inside the training part, on which everything is chosen that is not a weight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stance.data.splitting.groups import DOCUMENT
from stance.data.splitting.joining import SplitItem, join_items
from stance.data.splitting.splits import split_items
from stance.data.splitting.stratify import deal
from stance.errors import ConfigError
from stance.records.example import Example

_TASK: Final = "task"


@dataclass(frozen=True, slots=True)
class InnerFolds:
    """A fold for each example, and what had to give way for it."""

    fold_of: list[int]
    """In the order of the examples, from 0 without gaps."""
    notes: list[str]
    """What a reader of results has to know; empty where all was as asked for."""

    @property
    def n_folds(self) -> int:
        """Number of folds; 1 only where there is one example."""
        return max(self.fold_of) + 1


def inner_folds(
    examples: Sequence[Example], *, group_by: Sequence[str], n_folds: int, seed: int
) -> list[int]:
    """Return the inner fold of each example; see `cut_inner_folds`."""
    return cut_inner_folds(examples, group_by=group_by, n_folds=n_folds, seed=seed).fold_of


def cut_inner_folds(
    examples: Sequence[Example], *, group_by: Sequence[str], n_folds: int, seed: int
) -> InnerFolds:
    """Return folds of about equal size and mix of labels that keep groups and near-duplicates whole.

    Fewer folds than asked for where there are fewer groups. Where everything hangs together in one group,
    documents are cut in its place; where there is one document only, its examples.

    Args:
        examples: to cut; their order has no effect on which fold each gets.
        group_by: groups to keep whole; an example whose group is not known is on its own.
        n_folds: 2 or more.
        seed: decides between cuts that are equally good.

    Raises:
        ConfigError: no examples, fewer than two folds asked for, or a group that no example has.
    """
    if not examples or n_folds < 2:
        raise ConfigError(
            "inner folds",
            expected="examples, and two folds or more",
            found=f"{len(examples)} examples, {n_folds} folds",
            action="Train on more examples, or ask for more folds.",
        )
    order = sorted(range(len(examples)), key=lambda index: examples[index].example_id)
    items = split_items({_TASK: [examples[index] for index in order]})
    pieces, notes = _pieces(items, group_by)
    dealt = _deal(pieces, items, n_folds=min(n_folds, len(pieces)), seed=seed)
    if (n_cut := max(dealt) + 1) < n_folds:
        notes.append(f"{n_cut} inner folds in place of {n_folds}: there are too few groups to cut apart")
    fold_of = [0] * len(examples)
    for place, fold in zip(order, dealt, strict=True):
        fold_of[place] = fold
    return InnerFolds(fold_of, notes)


def _pieces(items: Sequence[SplitItem], group_by: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """Return which items stay together, at least two sets of them wherever there are two items."""
    pieces = _together(items, group_by)
    if len(pieces) > 1 or len(items) == 1:
        return pieces, []
    groups = ", ".join(group_by) or DOCUMENT
    pieces = _together(items, ())
    if len(pieces) > 1:
        return pieces, [f"inner folds cut through {groups}: all examples hang together by it"]
    return [[place] for place in range(len(items))], [
        "inner folds cut through documents: all examples are of one document or its near-duplicates"
    ]


def _together(items: Sequence[SplitItem], group_by: Sequence[str]) -> list[list[int]]:
    place_of = {id(item): place for place, item in enumerate(items)}
    joined = join_items(items, group_by, allow_null=tuple(group_by))
    return [[place_of[id(item)] for item in piece] for piece in joined.pieces]


def _deal(pieces: list[list[int]], items: Sequence[SplitItem], *, n_folds: int, seed: int) -> list[int]:
    """Return the fold of each item."""
    dealt = deal(
        [Counter(label for place in piece for label in items[place].labels) for piece in pieces],
        [len(piece) for piece in pieces],
        [1 / n_folds] * n_folds,
        seed=seed,
    )
    if len(pieces) > 1 and len(set(dealt)) == 1:
        # One piece outweighs all others together; it is a fold, the others are the second.
        biggest = max(range(len(pieces)), key=lambda number: len(pieces[number]))
        dealt = [int(number == biggest) for number in range(len(pieces))]
    number_of = {fold: number for number, fold in enumerate(sorted(set(dealt)))}
    fold_of = [0] * len(items)
    for piece, fold in zip(pieces, dealt, strict=True):
        for place in piece:
            fold_of[place] = number_of[fold]
    return fold_of
