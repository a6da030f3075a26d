"""What must stay together when a dataset is cut: documents, near-duplicates, groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from stance.data.duplicates.components import Components
from stance.data.splitting.groups import DOCUMENT
from stance.errors import ConfigError


@dataclass(frozen=True, slots=True)
class SplitItem:
    """One example, as far as cutting is concerned."""

    doc_id: str
    cluster: str
    groups: Mapping[str, str | None]
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Together:
    """Items in pieces that are not to be cut."""

    pieces: list[list[SplitItem]]
    """In order of their first item."""
    stamps: list[str]
    """Which groups were not known for all documents."""

    @property
    def biggest(self) -> int:
        """Number of documents in the piece with most documents."""
        return max((len({item.doc_id for item in piece}) for piece in self.pieces), default=0)


def join_items(items: Sequence[SplitItem], group_by: Sequence[str], *, allow_null: Sequence[str]) -> Together:
    """Return the items in pieces: whatever shares a document, a cluster or a group is in one piece.

    Raises:
        ConfigError: a group no item has, or one that is not known for an item and not in `allow_null`.
    """
    names = [name for name in dict.fromkeys(group_by) if name != DOCUMENT]
    _check_names([*names, *allow_null], items)
    components = Components(len(items))
    first: dict[tuple[str, str], int] = {}
    unknown: dict[str, set[str]] = {name: set() for name in names}
    for index, item in enumerate(items):
        # No group can be called "" and hold a cluster.
        keys = [(DOCUMENT, item.doc_id), ("", item.cluster)]
        for name in names:
            value = item.groups.get(name)
            if value is None:
                unknown[name].add(item.doc_id)
            else:
                keys.append((name, value))
        for key in keys:
            components.join(first.setdefault(key, index), index)
    n_documents = len({item.doc_id for item in items})
    stamps = []
    for name in names:
        if unknown[name]:
            told = f"{len(unknown[name])} of {n_documents} documents"
            if name not in allow_null:
                raise _unknown_group(name, told, min(unknown[name]))
            stamps.append(f"ungrouped: {name} ({told})")
    pieces: dict[int, list[SplitItem]] = {}
    for index, item in enumerate(items):
        pieces.setdefault(components.root(index), []).append(item)
    return Together(list(pieces.values()), stamps)


def _check_names(names: Sequence[str], items: Sequence[SplitItem]) -> None:
    known = sorted({DOCUMENT, *(name for item in items for name in item.groups)})
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ConfigError(
                "split: group_by and allow_null",
                expected=f"groups the documents have: {', '.join(known)}",
                found=repr(name),
                action=f"Did you mean {near[0]!r}?" if near else "Name one of these groups.",
            )


def _unknown_group(name: str, told: str, doc_id: str) -> ConfigError:
    return ConfigError(
        "split",
        expected=f"the group {name!r} for every document",
        found=f"none for {told}, such as {doc_id}",
        action=f"Fill it in, or add {name!r} to allow_null: each such document is then on its own, and every "
        "result says so.",
    )
