"""What a bootstrap draws: groups of examples that hang together, and how often each is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from stance.data.duplicates.components import Components
from stance.data.splitting.groups import DOCUMENT
from stance.errors import ConfigError
from stance.metrics.resample import resample_counts
from stance.records.example import Example

CLUSTER = "cluster"
_CHUNK = 2_000_000
"""Numbers held at a time while draws are multiplied: 16 MB."""
_STEP = 100_000
"""Weights handed out at a time."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Examples in groups that are drawn as wholes."""

    group_of: NDArray[np.intp]
    """Number of the group of each example, from 0."""
    n: int
    group_by: tuple[str, ...]
    """What the groups are; "document" where nothing asked for is known."""
    notes: tuple[str, ...]

    def summed(
        self, columns: NDArray[np.generic], rows: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Return columns of shape (examples, k) summed by group, shape (groups, k).

        Args:
            columns: of all examples, or of some.
            rows: which examples these are; None for all.
        """
        group_of = self.group_of if rows is None else self.group_of[rows]
        sums = np.zeros((self.n, columns.shape[1]))
        if len(group_of):
            order = np.argsort(group_of, kind="stable")
            groups, starts = np.unique(group_of[order], return_index=True)
            sums[groups] = np.add.reduceat(columns[order], starts, axis=0, dtype=np.float64)
        return sums


def group_examples(examples: Sequence[Example], group_by: Sequence[str]) -> Grouping:
    """Return examples in groups: whatever shares a document or a named group is in one.

    An example of which a group is not known is held together with its document only.

    Args:
        examples: at least one.
        group_by: "document", "cluster" or names in `groups`.

    Raises:
        ConfigError: no example has a group of that name.
    """
    check_group_names(examples, group_by, where="evaluation.group_by")
    known = [name for name in dict.fromkeys(group_by) if any(group_value(e, name) for e in examples)]
    notes = [f"{name} is known of no example: it groups nothing" for name in group_by if name not in known]
    components = Components(len(examples))
    first: dict[tuple[str, str], int] = {}
    for index, example in enumerate(examples):
        for name in (DOCUMENT, *known):
            value = group_value(example, name)
            if value is not None:
                components.join(first.setdefault((name, value), index), index)
    roots = [components.root(index) for index in range(len(examples))]
    numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
    group_of = np.array([numbers[root] for root in roots], dtype=np.intp)
    names = tuple(name for name in known if name != DOCUMENT or len(known) == 1) or (DOCUMENT,)
    return Grouping(group_of, len(numbers), names, tuple(notes))


def group_value(example: Example, name: str) -> str | None:
    """Return the value of a group of an example: of "document", "cluster" or a name in `groups`."""
    if name == DOCUMENT:
        return example.doc_id
    return example.cluster if name == CLUSTER else example.groups.get(name)


def check_group_names(
    examples: Sequence[Example], names: Iterable[str], *, where: str, others: Iterable[str] = ()
) -> None:
    """Refuse a name that is no group of the examples, nor one of some other names.

    Raises:
        ConfigError: naming the group that may have been meant.
    """
    known = sorted({DOCUMENT, CLUSTER, *others, *(name for example in examples for name in example.groups)})
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ConfigError(
                where,
                expected=f"groups the examples have: {', '.join(known)}",
                found=name,
                action=f"Did you mean {near[0]}?" if near else "Name one of these groups.",
            )


@dataclass(frozen=True, slots=True)
class Draws:
    """How often each group is drawn in each resample; the same for all that is measured in a report."""

    counts: NDArray[np.uint16]
    """Shape (resamples, groups)."""

    @classmethod
    def of(cls, grouping: Grouping, *, seed: int, n_resamples: int) -> Draws:
        """Return the draws for a grouping; none with fewer than two groups, as nothing could vary."""
        n_resamples = n_resamples if grouping.n > 1 else 0
        counts = np.empty((n_resamples, grouping.n), dtype=np.uint16)
        for row, drawn in enumerate(resample_counts(grouping.n, seed=seed, n_resamples=n_resamples)):
            counts[row] = drawn
        return cls(counts)

    def sums(
        self, by_group: NDArray[np.float64], groups: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Return sums over what was drawn, shape (resamples, k).

        Args:
            by_group: sums per group, shape (groups, k).
            groups: numbers of the groups in these rows; None where they are all groups in order.
        """
        counts = self.counts if groups is None else self.counts[:, groups]
        sums = np.empty((len(counts), by_group.shape[1]))
        step = max(1, _CHUNK // max(1, len(by_group)))
        for start in range(0, len(counts), step):
            sums[start : start + step] = counts[start : start + step].astype(np.float64) @ by_group
        return sums

    def weights(self, grouping: Grouping, rows: NDArray[np.intp]) -> Iterator[NDArray[np.uint16]]:
        """Yield how often some examples were drawn, shape (some resamples, rows), all resamples in turn."""
        # Small steps stay in the processor's cache.
        step = max(1, _STEP // max(1, len(rows)))
        for start in range(0, len(self.counts), step):
            yield self.counts[start : start + step, grouping.group_of[rows]]
