"""Tables of text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stance.analysis.render.visible import excerpt

NAME_WIDTH: Final = 34
"""Columns a cell may take."""


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> str:
    """Return aligned rows under their columns.

    Args:
        columns: names.
        rows: as many cells each as there are columns.
        left: number of first columns that stand to the left; all others stand to the right.
    """
    shown = [[excerpt(cell, NAME_WIDTH) for cell in row] for row in [columns, *rows]]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
    return "\n".join(lines)


def fit(text: str, width: int) -> str:
    """Return text whose lines have at most that many columns, ending in a line end."""
    lines = [line if len(line) <= width else line[: width - 1] + "…" for line in text.split("\n")]
    return "\n".join(lines) + "\n"
