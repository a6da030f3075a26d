"""Exact one-to-one assignment of greatest total weight."""

from __future__ import annotations

from collections.abc import Mapping

Pair = tuple[int, int]
"""Index on the gold side, index on the predicted side."""


def best_assignment(weights: Mapping[Pair, int]) -> list[Pair]:
    """Return the one-to-one pairs of greatest total weight, in order of the first index.

    Args:
        weights: positive weights of the pairs that may be matched; pairs that are missing may not.

    The total is the optimum, so every number that is encoded in the weights is independent of the order
    of the input. Weights are integers of any size: criteria of falling rank are packed into one integer
    (see `pack`) without loss.

    Pairs fall into connected components, which are solved apart by the Hungarian method with potentials.

    >>> best_assignment({(0, 0): 2, (0, 1): 3, (1, 1): 2})
    [(0, 0), (1, 1)]
    """
    chosen: list[Pair] = []
    for rows, columns in _components(weights):
        if len(rows) == 1 and len(columns) == 1:
            chosen.append((rows[0], columns[0]))
        elif len(rows) <= len(columns):
            chosen += _solve(rows, columns, weights)
        else:
            swapped = {(column, row): weight for (row, column), weight in weights.items()}
            chosen += [(row, column) for column, row in _solve(columns, rows, swapped)]
    return sorted(chosen)


def pack(criteria: tuple[int, ...], base: int) -> int:
    """Return one integer that orders sums of pairs by the criteria, the first one first.

    Args:
        criteria: non-negative numbers of one pair, from the most to the least important.
        base: more than any criterion can sum up to over all pairs of an assignment.
    """
    packed = 0
    for criterion in criteria:
        packed = packed * base + criterion
    return packed


def _components(weights: Mapping[Pair, int]) -> list[tuple[list[int], list[int]]]:
    by_row: dict[int, list[int]] = {}
    by_column: dict[int, list[int]] = {}
    for row, column in weights:
        by_row.setdefault(row, []).append(column)
        by_column.setdefault(column, []).append(row)
    components = []
    seen: set[int] = set()
    for start in by_row:
        if start in seen:
            continue
        rows, columns, waiting = {start}, set[int](), [start]
        while waiting:
            for column in by_row[waiting.pop()]:
                if column not in columns:
                    columns.add(column)
                    fresh = set(by_column[column]) - rows
                    rows |= fresh
                    waiting += fresh
        seen |= rows
        components.append((sorted(rows), sorted(columns)))
    return components


def _solve(rows: list[int], columns: list[int], weights: Mapping[Pair, int]) -> list[Pair]:
    """Hungarian method for no more rows than columns; a missing pair costs 0, which is "unmatched"."""
    cost = [[-weights.get((row, column), 0) for column in columns] for row in rows]
    n_columns = len(columns)
    row_potential = [0] * (len(rows) + 1)
    column_potential = [0] * (n_columns + 1)
    # Row of each column; column 0 and row 0 are the method's virtual start.
    matched = [0] * (n_columns + 1)
    for row in range(1, len(rows) + 1):
        matched[0] = row
        _augment(cost, matched, row_potential, column_potential)
    pairs = [(rows[matched[c] - 1], columns[c - 1]) for c in range(1, n_columns + 1) if matched[c]]
    return [pair for pair in pairs if pair in weights]


def _augment(
    cost: list[list[int]], matched: list[int], row_potential: list[int], column_potential: list[int]
) -> None:
    """Match one more row along the cheapest augmenting path, keeping the potentials feasible."""
    n_columns = len(matched) - 1
    slack: list[int | None] = [None] * (n_columns + 1)
    previous = [0] * (n_columns + 1)
    used = [False] * (n_columns + 1)
    column = 0
    while matched[column]:
        used[column] = True
        row = matched[column]
        delta, nearest = None, 0
        for c in range(1, n_columns + 1):
            if used[c]:
                continue
            reduced = cost[row - 1][c - 1] - row_potential[row] - column_potential[c]
            known = slack[c]
            if known is None or reduced < known:
                slack[c] = known = reduced
                previous[c] = column
            if delta is None or known < delta:
                delta, nearest = known, c
        _shift(delta or 0, used, matched, slack, row_potential, column_potential)
        column = nearest
    while column:
        matched[column] = matched[previous[column]]
        column = previous[column]


def _shift(
    delta: int,
    used: list[bool],
    matched: list[int],
    slack: list[int | None],
    row_potential: list[int],
    column_potential: list[int],
) -> None:
    for c, is_used in enumerate(used):
        if is_used:
            row_potential[matched[c]] += delta
            column_potential[c] -= delta
        else:
            known = slack[c]
            if known is not None:
                slack[c] = known - delta
