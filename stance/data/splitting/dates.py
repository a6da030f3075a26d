"""Documents cut by date: the first part ends before the next begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stance.data.splitting.joining import SplitItem
from stance.errors import ConfigError


@dataclass(slots=True)
class _Stretch:
    """Dates that cannot be cut apart, and the items in them."""

    first: date
    last: date
    items: list[SplitItem]


def cut_by_date(
    pieces: Sequence[Sequence[SplitItem]], name: str, parts: Mapping[str, float]
) -> dict[str, str]:
    """Return the part of each document, parts in order of time and as near to their shares as dates allow.

    A piece that spans several dates keeps all documents of these dates together.

    Args:
        pieces: items that are not to be cut apart.
        name: group that holds the date.
        parts: part to share of the items, in order of time.

    Raises:
        ConfigError: a date is missing or not a date, or there are too few places to cut.
    """
    stretches = _stretches([_stretch(piece, name) for piece in pieces])
    if len(stretches) < len(parts):
        longest = max(stretches, key=lambda stretch: len(stretch.items))
        n_items = sum(len(stretch.items) for stretch in stretches)
        raise _refuse(
            f"at least {len(parts)} stretches of time that can be cut apart",
            f"{len(stretches)}; {len(longest.items)} of {n_items} examples hang together from "
            f"{longest.first} to {longest.last}",
            "Group by less, or do not cut by time: groups and near-duplicates tie these dates together.",
        )
    n_items, n_before, part_of = sum(len(s.items) for s in stretches), 0, {}
    names, bounds = list(parts), _bounds(list(parts.values()))
    at = 0
    for number, stretch in enumerate(stretches):
        n_left = len(stretches) - number
        middle = (n_before + len(stretch.items) / 2) / n_items
        if number and (n_left == len(names) - at - 1 or (at < len(names) - 1 and middle > bounds[at])):
            at += 1
        part_of.update({item.doc_id: names[at] for item in stretch.items})
        n_before += len(stretch.items)
    return part_of


def _stretch(piece: Sequence[SplitItem], name: str) -> _Stretch:
    dates = [_date(item, name) for item in piece]
    return _Stretch(min(dates), max(dates), list(piece))


def _stretches(pieces: list[_Stretch]) -> list[_Stretch]:
    """Merge what overlaps in time, in order of time."""
    merged: list[_Stretch] = []
    for piece in sorted(pieces, key=lambda piece: (piece.first, piece.last)):
        if merged and piece.first <= merged[-1].last:
            merged[-1].last = max(merged[-1].last, piece.last)
            merged[-1].items += piece.items
        else:
            merged.append(piece)
    return merged


def _bounds(shares: Sequence[float]) -> list[float]:
    bounds, total = [], 0.0
    for share in shares:
        total += share
        bounds.append(total)
    return bounds


def _date(item: SplitItem, name: str) -> date:
    value = item.groups.get(name)
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        raise _refuse(
            f"a date (YYYY-MM-DD) in the group {name!r} of every document",
            f"{value!r} for {item.doc_id}",
            "Fill in the date, or leave the document out.",
        ) from None


def _refuse(expected: str, found: str, action: str) -> ConfigError:
    return ConfigError("split by time", expected=expected, found=found, action=action)
