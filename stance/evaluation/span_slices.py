"""Parts of held-out documents that are measured apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from stance.evaluation.grouping import check_group_names, group_value
from stance.evaluation.joining import rows_by_value
from stance.evaluation.slices import MAX_VALUES, OTHER, UNKNOWN, Part, length_parts
from stance.records.example import Example

LENGTH: Final = "length"
MIN_DOCUMENTS: Final = 5
"""Documents under which a value is measured together with the others as few; each holds many spans."""


def span_parts(examples: Sequence[Example], groups: Sequence[str]) -> list[Part]:
    """Return a part per value of each group, the biggest first, and quarters by length.

    Values of fewer than 5 documents, and all but the biggest 30, are one part "other". A slicing that would
    leave all documents in one part is left out.

    Args:
        examples: held out.
        groups: "document", "cluster" or names in `groups`; length is always measured.

    Raises:
        ConfigError: no example has a group of that name.
    """
    check_group_names(examples, groups, where="evaluation.slices", others=[LENGTH])
    slicings = [list(_group_parts(examples, name)) for name in dict.fromkeys(groups) if name != LENGTH]
    slicings.append(length_parts(examples))
    return [part for slicing in slicings if len(slicing) > 1 for part in slicing]


def _group_parts(examples: Sequence[Example], name: str) -> Iterator[Part]:
    known = dict(rows_by_value([group_value(example, name) or UNKNOWN for example in examples]))
    ordered = sorted(known, key=lambda value: (-len(known[value]), value))
    big = [value for value in ordered if len(known[value]) >= MIN_DOCUMENTS][:MAX_VALUES]
    for value in big:
        yield Part(name, value, known[value])
    rest = [known[value] for value in ordered if value not in big]
    if rest:
        yield Part(name, OTHER, np.sort(np.concatenate(rest)))
