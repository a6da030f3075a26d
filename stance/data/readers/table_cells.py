"""Cells of a table as text, labels, lists, numbers and yes or no; nothing in a cell is ever evaluated."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from math import isfinite, isnan

_MAX_LIST_CHARS = 100_000
_ITEM = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*,?\s*""", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}
_YES = frozenset({"1", "1.0", "true", "yes", "y", "x"})
_NO = frozenset({"0", "0.0", "false", "no", "n", ""})


def text_of(cell: object) -> str | None:
    """Return a cell as text, None where it holds no value.

    Whole numbers lose the fraction that spreadsheets give them; dates are ISO 8601.

    >>> text_of(3.0)
    '3'
    """
    match cell:
        case None | "":
            return None
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float() | Decimal():
            if isnan(cell):
                return None
            return str(int(cell)) if isfinite(cell) and cell == int(cell) else str(cell)
        case int():
            return str(cell)
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case datetime.date():
            return cell.isoformat()
        case list() | dict():
            return json.dumps(cell, ensure_ascii=False, default=str)
        case _:
            return str(cell)


def label_of(cell: object, missing: frozenset[str] = frozenset()) -> str | None:
    """Return a cell as a label: its text on one line, None where it holds no value or one of `missing`."""
    text = text_of(cell)
    label = " ".join(text.split()) if text is not None else ""
    return None if not label or label in missing else label


def list_of(cell: object, separator: str) -> list[str] | None:
    r"""Return the texts of a cell that holds several, None where it holds no value.

    A list, or text that is a JSON list, a list as Python or NumPy writes it, or texts between separators.

    Raises:
        ValueError: the text begins like a list and is none, or is too long for one.

    >>> list_of("['it\\'s', 'so-called']", ";")
    ["it's", 'so-called']
    >>> list_of("tax; border", ";")
    ['tax', 'border']
    """
    if isinstance(cell, list | tuple):
        return [label for each in cell if (label := label_of(each)) is not None]
    text = (text_of(cell) or "").strip()
    if not text:
        return None
    if not text.startswith("["):
        return [part for each in text.split(separator) if (part := each.strip())]
    if len(text) > _MAX_LIST_CHARS:
        raise ValueError(f"a list of {len(text):,} characters")
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return _quoted_list(text)
    if not all(isinstance(item, str | int | float) for item in items):
        raise ValueError("a list that holds more than texts and numbers")
    return [label for item in items if (label := label_of(item)) is not None]


def _quoted_list(text: str) -> list[str]:
    items, at, end = [], 1, len(text) - 1
    while at < end:
        found = _ITEM.match(text, at)
        if found is None:
            raise ValueError(f"{text[at : at + 40]!r} inside a list")
        at = found.end()
        items.append(_ESCAPE.sub(_unescape, found[1] if found[1] is not None else found[2]))
    if at != end or text[end] != "]":
        raise ValueError("a list without its end")
    return items


def _unescape(found: re.Match[str]) -> str:
    return _ESCAPED.get(found[1], found[1])


def number_of(cell: object) -> int | float:
    """Return a cell as a number, whole where it is.

    Raises:
        ValueError: it is none, or not finite.
    """
    number = float(text_of(cell) or "")
    if not isfinite(number):
        raise ValueError("a number that is not finite")
    return int(number) if number == int(number) else number


def offset_of(cell: object) -> int | None:
    """Return a cell as an offset, None where it holds no value.

    Raises:
        ValueError: it is not a whole number from 0.
    """
    if label_of(cell) is None:
        return None
    number = number_of(cell)
    if not isinstance(number, int) or number < 0:
        raise ValueError(f"{number}")
    return number


def flag_of(cell: object) -> bool:
    """Return whether a cell says yes.

    Raises:
        ValueError: it says neither yes (1, true, yes, y, x) nor no (0, false, no, n, empty).
    """
    text = (label_of(cell) or "").lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError(repr(text))
