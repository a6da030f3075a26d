"""The labeled regions of a Label Studio annotation, and the marks they make up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from stance.data.delivery import DeliveredMark
from stance.data.tools.label_studio_values import Item, identifier
from stance.records.open_layers import Answer, Value
from stance.schema.label_studio_controls import CONTINUES, UNIT

_UNIT_ID = re.compile(r"H1|[DS][0-9]+")


@dataclass(slots=True)
class Region:
    """A labeled stretch; several of them may make one mark."""

    layer: str
    label: str
    bounds: tuple[int, int]
    covered: str | None
    attributes: dict[str, Value] = field(default_factory=dict)


class Regions:
    """Regions by the id they have in the annotation; one with several labels stands several times.

    Args:
        mark_id: gives the id of the mark that is named after a region.
    """

    def __init__(self, mark_id: Callable[[str], str]) -> None:
        self._mark_id = mark_id
        self._regions: dict[str, list[Region]] = {}
        self._heads: dict[str, str] = {}

    def add(self, region_id: str, regions: Iterable[Region]) -> None:
        """Add the labels of a region."""
        self._regions.setdefault(region_id, []).extend(regions)
        self._heads[region_id] = region_id

    def find(self, region_id: str | None) -> list[Region]:
        """Return the labels of a region, none where there is no such region."""
        return self._regions.get(region_id or "", [])

    def join(self, relations: Sequence[Item]) -> Iterator[tuple[str, str]]:
        """Join pieces to marks, and yield the pairs that cannot be joined.

        Only regions of one label make one mark. It is named after its first piece in reading order.
        """
        groups = {region: {region} for region in self._regions}
        for item in relations:
            if CONTINUES in (item.labels or ()):
                src, dst = identifier(item.from_id) or "", identifier(item.to_id) or ""
                kinds = {(part.layer, part.label) for end in (src, dst) for part in self.find(end)}
                if src not in groups or dst not in groups or len(kinds) != 1:
                    yield src, dst
                    continue
                group = groups[src] | groups[dst]
                groups.update(dict.fromkeys(group, group))
        self._heads = {region: min(group, key=self._place) for region, group in groups.items()}

    def mark_of(self, region_id: str) -> tuple[str, str] | None:
        """Return layer and id of the mark a region belongs to, None where there is no such region."""
        if region_id not in self._regions:
            return None
        return self._regions[region_id][0].layer, self._mark_id(self._heads[region_id])

    def marks(self, where: str) -> tuple[list[DeliveredMark], list[Answer]]:
        """Return the marks, and what was answered about units, whose regions are no marks."""
        marks: list[DeliveredMark] = []
        answers: list[Answer] = []
        pieces: dict[str, list[str]] = {}
        for region, head in self._heads.items():
            pieces.setdefault(head, []).append(region)
        for head, regions in pieces.items():
            regions.sort(key=self._place)
            for number, first in enumerate(self._regions[head]):
                parts = [self._regions[name][0] for name in regions] if len(regions) > 1 else [first]
                mark = self._mark(head, parts, where, number)
                if first.layer == UNIT:
                    answers += [
                        Answer(question=name, about=mark.id, value=value)
                        for part in parts
                        for name, value in part.attributes.items()
                    ]
                if first.layer != UNIT or not _UNIT_ID.fullmatch(mark.id):
                    marks.append(mark)
        return marks, answers

    def _mark(self, head: str, parts: Sequence[Region], where: str, number: int) -> DeliveredMark:
        covered = [part.covered for part in parts if part.covered is not None]
        merged = {name: value for part in parts for name, value in part.attributes.items()}
        return DeliveredMark(
            id=self._mark_id(head) + (f"~{number + 1}" if number else ""),
            layer=parts[0].layer,
            label=parts[0].label,
            pieces=tuple(part.bounds for part in parts),
            covered=tuple(covered) if len(covered) == len(parts) else None,
            where=f"{where}, region {head}",
            attributes={} if parts[0].layer == UNIT else merged,
        )

    def _place(self, region_id: str) -> tuple[tuple[int, int], str]:
        return self._regions[region_id][0].bounds, region_id
