"""Text cells of CSV files that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

# A spreadsheet takes such a text for a formula; the apostrophe makes it a text again. Texts that already
# begin with apostrophes get one more, so that taking one away always restores the original.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20]")


def safe_cell(text: str) -> str:
    """Return a text as a cell that a spreadsheet shows and does not compute; `plain_cell` undoes it.

    >>> safe_cell("=1+1")
    "'=1+1"
    >>> safe_cell("no formula")
    'no formula'
    """
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(cell: str) -> str:
    """Return the text that `safe_cell` made a cell of.

    >>> plain_cell("'=1+1")
    '=1+1'
    >>> plain_cell("'tis")
    "'tis"
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
