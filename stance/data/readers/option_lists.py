"""Several names in one option of a format, as written on the command line."""

from __future__ import annotations

import csv


def names_in(option: str) -> list[str]:
    """Return the names in an option that takes several.

    >>> names_in('outlet, "date, time"')
    ['outlet', 'date, time']
    """
    return [name.strip() for name in next(csv.reader([option], skipinitialspace=True), []) if name.strip()]
