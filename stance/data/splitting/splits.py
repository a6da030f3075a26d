"""Documents cut into parts or folds; what belongs together stays together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeVar

import msgspec

from stance.data.building.examples import ALL
from stance.data.splitting.dates import cut_by_date
from stance.data.splitting.joining import SplitItem, Together, join_items
from stance.data.splitting.stratify import deal
from stance.errors import ConfigError
from stance.records.document import Record
from stance.records.example import Example, LabelExample, SpanExample

PARTS = ("train", "dev", "test")
"""Names of parts, in order of time where cut by time."""
_DEFAULT_PARTS = {"train": 0.8, "dev": 0.1, "test": 0.1}
_MIN_SHARE_LEFT = 0.5
"""Least share of what they should have that the other parts get beside the biggest piece."""

E = TypeVar("E", bound=Example)


class SplitPlan(Record, frozen=True, kw_only=True):
    """How a dataset is cut."""

    kind: Literal["holdout", "folds", "given"]
    """holdout: parts such as train, dev and test; folds: each document is held out once; given: as the
    source cut it."""
    seed: int
    group_by: tuple[str, ...] = ("document",)
    """Groups that stay in one part; with several, whatever shares one of them stays together. Documents and
    near-duplicate clusters always do. For kind "given" it has no effect: the audit tells what was cut."""
    parts: dict[str, float] = msgspec.field(default_factory=_DEFAULT_PARTS.copy)
    """"train", "dev" and "test", or two of them, to the share of all examples; not for "given"."""
    n_folds: int | None = None
    """For "folds", and for "given" where the source gives folds."""
    given: str | None = None
    """Group that holds the part or fold of the source, for kind "given"."""
    rename: dict[str, str] = {}
    """The source's name of a part to "train", "dev" or "test", where it has another: {rw_test: test}."""
    time: str | None = None
    """Group that holds a date (YYYY-MM-DD): for "holdout", the first part then ends before the next begins,
    and documents of one date stay together."""
    allow_null: tuple[str, ...] = ()
    """Groups of `group_by` that need not be known; every result is then stamped as ungrouped."""
    stratify: bool = True
    """Whether labels are spread evenly over parts, as far as groups allow."""


class Split(Record, frozen=True, kw_only=True):
    """Which document is in which part."""

    part_of: dict[str, str]
    """Document id to part; "all" where there are folds."""
    fold_of: dict[str, int]
    """Document id to the fold in which it is held out, from 0; empty without folds."""
    n_pieces: int
    """Sets of documents that had to stay together."""
    biggest_piece: int
    """Documents in the biggest of them."""
    stamps: list[str]
    """What every result on this split has to print, such as "ungrouped: event (3 of 40 documents)"."""

    def side_of(self, doc_id: str) -> str:
        """Return the part of a document, or "fold 0" and so on where there are folds."""
        fold = self.fold_of.get(doc_id)
        return self.part_of[doc_id] if fold is None else f"fold {fold}"


def split_items(tasks: Mapping[str, Iterable[Example]]) -> list[SplitItem]:
    """Return one item per example of all tasks; labels of different tasks are told apart by its name."""
    return [
        SplitItem(
            example.doc_id,
            example.cluster,
            example.groups,
            frozenset(f"{task}/{label}" for label in _labels(example)),
        )
        for task, examples in tasks.items()
        for example in examples
    ]


def assign(examples: Iterable[E], split: Split) -> list[E]:
    """Return the examples with the part and fold of their documents, in the order given."""
    return [
        msgspec.structs.replace(
            example, part=split.part_of[example.doc_id], fold=split.fold_of.get(example.doc_id)
        )
        for example in examples
    ]


def split(items: Sequence[SplitItem], plan: SplitPlan) -> Split:
    """Return the part or fold of every document; the order of the items has no effect.

    Raises:
        ConfigError: the plan contradicts itself, names a group that is not there or not known for all items,
            or cuts what cannot be cut: too few pieces, or one that holds nearly everything.
    """
    _check_plan(plan)
    items = sorted(items, key=lambda i: (i.doc_id, i.cluster, sorted(i.labels), sorted(_known(i.groups))))
    if not items:
        raise _refuse("at least one example to split", "none", "Check the import and the adjudication.")
    if plan.kind == "given":
        return _as_given(items, plan)
    together = join_items(items, plan.group_by, allow_null=plan.allow_null)
    if plan.time is not None:
        in_order = {name: plan.parts[name] for name in PARTS if name in plan.parts}
        part_of = cut_by_date(together.pieces, plan.time, in_order)
        return _result(part_of, {}, together)
    names = list(plan.parts) if plan.kind == "holdout" else [str(n) for n in range(plan.n_folds or 0)]
    shares = list(plan.parts.values()) if plan.kind == "holdout" else [1 / len(names)] * len(names)
    _check_pieces(together, shares, items, plan)
    counts = [Counter(label for item in piece for label in item.labels) for piece in together.pieces]
    dealt = deal(
        counts if plan.stratify else [{}] * len(counts),
        [len(piece) for piece in together.pieces],
        shares,
        seed=plan.seed,
    )
    side = {
        item.doc_id: names[part] for piece, part in zip(together.pieces, dealt, strict=True) for item in piece
    }
    if len(set(side.values())) < len(names):
        empty = [name for name in names if name not in side.values()]
        raise _refuse(
            f"documents for every one of {', '.join(names)}",
            f"{len(together.pieces)} pieces that leave {', '.join(empty)} empty",
            "Ask for fewer parts, or group by less.",
        )
    if plan.kind == "folds":
        return _result(dict.fromkeys(side, ALL), {doc: int(fold) for doc, fold in side.items()}, together)
    return _result(side, {}, together)


def _labels(example: Example) -> Iterable[str]:
    if isinstance(example, LabelExample):
        return example.labels
    return (span.label for span in example.spans) if isinstance(example, SpanExample) else ()


def _known(groups: Mapping[str, str | None]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in groups.items() if value is not None]


def _result(part_of: dict[str, str], fold_of: dict[str, int], together: Together) -> Split:
    return Split(
        part_of=dict(sorted(part_of.items())),
        fold_of=dict(sorted(fold_of.items())),
        n_pieces=len(together.pieces),
        biggest_piece=together.biggest,
        stamps=together.stamps,
    )


def _check_plan(plan: SplitPlan) -> None:
    faults = (
        (plan.kind == "folds" and (plan.n_folds or 0) < 2, "n_folds of 2 or more", str(plan.n_folds)),
        (plan.kind == "holdout" and plan.n_folds is not None, "no n_folds for holdout", str(plan.n_folds)),
        (plan.kind == "given" and plan.given is None, "the group that holds the part (given)", "none"),
        (plan.kind != "given" and plan.given is not None, "no given for this kind", str(plan.given)),
        (plan.kind != "holdout" and plan.time is not None, "time for kind holdout only", str(plan.time)),
        (
            plan.kind == "holdout" and (len(plan.parts) < 2 or min(plan.parts.values()) <= 0),
            "two parts or more, each with a share above 0",
            str(plan.parts),
        ),
        (
            not {*plan.parts, *plan.rename.values()} <= set(PARTS),
            f"parts named {', '.join(PARTS)}",
            ", ".join(sorted({*plan.parts, *plan.rename.values()} - set(PARTS))),
        ),
        (
            plan.kind == "holdout" and abs(sum(plan.parts.values()) - 1) > 1e-6,
            "shares that sum to 1",
            f"{sum(plan.parts.values()):g}",
        ),
    )
    for is_fault, expected, found in faults:
        if is_fault:
            raise _refuse(expected, found, f"Correct the plan (kind: {plan.kind}).")


def _check_pieces(
    together: Together, shares: Sequence[float], items: Sequence[SplitItem], plan: SplitPlan
) -> None:
    n_items, biggest = len(items), max(len(piece) for piece in together.pieces)
    most = 1 - _MIN_SHARE_LEFT * (1 - max(shares))
    if len(together.pieces) >= len(shares) and biggest <= most * n_items:
        return
    alone = []
    n_pieces = len(together.pieces)
    for name in plan.group_by:
        pieces = join_items(items, (name,), allow_null=plan.allow_null).pieces
        alone.append(f"{name} {max(map(len, pieces)) / n_items:.0%} in {len(pieces)} pieces")
    raise _refuse(
        f"{len(shares)} pieces or more, none above {most:.0%} of the examples",
        f"{n_pieces} pieces, the biggest with {biggest} of {n_items} examples ({biggest / n_items:.0%}); "
        f"each group alone: {', '.join(alone) or 'none asked for'}",
        f"Grouping by {' and '.join(plan.group_by) or 'document'} chains documents together; "
        "group by fewer things at once.",
    )


def _as_given(items: Sequence[SplitItem], plan: SplitPlan) -> Split:
    name = plan.given or ""
    given: dict[str, str] = {}
    for item in items:
        value = item.groups.get(name)
        if value is None:
            raise _refuse(
                f"the group {name!r} for every document",
                f"none for {item.doc_id}",
                f"Groups it has: {', '.join(sorted(dict(_known(item.groups)))) or 'none'}.",
            )
        if given.setdefault(item.doc_id, value) != value:
            raise _refuse(
                "one part per document",
                f"{given[item.doc_id]} and {value} for {item.doc_id}",
                "Correct the source; a document cannot be in two parts.",
            )
    together = join_items(items, (), allow_null=())
    names = sorted(set(given.values()), key=lambda value: (len(value), value))
    if plan.n_folds is not None:
        if len(names) != plan.n_folds:
            raise _refuse(
                f"{plan.n_folds} folds", f"{len(names)}: {', '.join(names[:10])}", "Correct n_folds."
            )
        folds = {doc_id: names.index(value) for doc_id, value in given.items()}
        return _result(dict.fromkeys(folds, ALL), folds, together)
    part_of = {doc_id: plan.rename.get(value, value) for doc_id, value in given.items()}
    unknown = sorted(set(part_of.values()) - set(PARTS))
    if unknown:
        raise _refuse(
            f"parts named {', '.join(PARTS)}",
            ", ".join(unknown[:10]),
            "Say which is which in `rename`, or set n_folds where these are folds.",
        )
    return _result(part_of, {}, together)


def _refuse(expected: str, found: str, action: str) -> ConfigError:
    return ConfigError("split", expected=expected, found=found, action=action)
