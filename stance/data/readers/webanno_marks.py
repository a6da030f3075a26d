"""The layers of one WebAnno TSV file as marks and links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from stance.data.delivery import DeliveredMark
from stance.data.files import refuse
from stance.data.readers.webanno_file import (
    TsvFile,
    TsvLayer,
    TsvRow,
    stacked,
    value_and_id,
)
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Link, Value

_CHAINED = re.compile(r"(.*)->(\d{1,9})-(\d{1,9})", re.DOTALL)
_ANY_TYPE = "uima.tcas.Annotation"
_TOKEN_TYPE = "Token"


@dataclass(frozen=True, slots=True)
class WebAnnoMarks:
    """What a file says, in our terms; layers are in the order of the header."""

    layers: tuple[str, ...]
    marks: tuple[DeliveredMark, ...]
    links: tuple[Link, ...]
    losses: tuple[Loss, ...]


def webanno_marks(file: TsvFile, *, label_feature: str, where: str) -> WebAnnoMarks:
    """Return the marks, links and losses of a file.

    Args:
        file: its rows.
        label_feature: name of the feature that is the label; where a layer has none of that name, or the name
            is empty, its first feature is. A layer without features labels its marks with its own name, a
            feature without value with "*".
        where: name of the file.

    Raises:
        InputError: a cell of a chain or relation is not as the format has it.
    """
    return _Reading(file, label_feature, where).result()


@dataclass(slots=True)
class _Found:
    """A mark on its way through the rows it extends over."""

    id: str
    layer: TsvLayer
    rows: list[TsvRow]
    features: dict[str, str | None] = field(default_factory=dict)


class _Reading:
    def __init__(self, file: TsvFile, label_feature: str, where: str) -> None:
        self._file = file
        self._label_feature = label_feature
        self._where = where
        self._names = _names(file.layers)
        self._found: dict[tuple[str, ...], _Found] = {}
        self._by_number: dict[str, _Found] = {}
        self._by_unit: dict[str, list[_Found]] = defaultdict(list)
        self._chain_labels: dict[tuple[str, int, int], str] = {}
        self._losses: list[Loss] = []

    def result(self) -> WebAnnoMarks:
        for row in self._file.rows:
            for layer in self._file.layers:
                if layer.kind == "span":
                    self._read_spans(row, layer)
                elif layer.kind == "chain":
                    self._read_chain(row, layer)
        # What is referred to may stand in a later row.
        links = [
            link for row in self._file.rows for layer in self._file.layers for link in self._links(row, layer)
        ]
        links += self._chain_links()
        marks = tuple(map(self._mark, self._found.values()))
        return WebAnnoMarks(tuple(self._names.values()), marks, tuple(links), tuple(self._losses))

    def _lose(self, line: int, reason: LossReason, what: str, detail: str) -> None:
        self._losses.append(Loss(where=f"{self._where}:{line}", reason=reason, what=what, detail=detail))

    def _read_spans(self, row: TsvRow, layer: TsvLayer) -> None:
        cells = [stacked(cell, "|") for cell in _cells(row, layer)]
        if all(values == ["_"] for values in cells):
            return
        for index in range(max(map(len, cells))):
            features: dict[str, str | None] = {}
            number = None
            for column, values in zip(layer.columns, cells, strict=True):
                if index >= len(values) or _is_target(layer, column):
                    continue
                value, own_number = value_and_id(values[index])
                number = number or own_number
                if not column.startswith("ROLE_"):
                    features[column] = value
            self._extend(row, layer, (number,) if number else (row.unit, str(index)), features)

    def _extend(
        self, row: TsvRow, layer: TsvLayer, key: tuple[str, ...], features: dict[str, str | None]
    ) -> None:
        key = (layer.type_name, *key)
        if key not in self._found:
            self._found[key] = _Found("/".join((self._names[layer.type_name], *key[1:])), layer, [], features)
        found = self._found[key]
        found.rows.append(row)
        self._by_unit[row.unit].append(found)
        if len(key) == 2:
            self._by_number[key[1]] = found

    def _read_chain(self, row: TsvRow, layer: TsvLayer) -> None:
        cells = dict(zip(layer.columns, (stacked(cell, "|") for cell in _cells(row, layer)), strict=True))
        types, relations = cells.get("referenceType", ["_"]), cells.get("referenceRelation", ["_"])
        if relations == ["_"] and types == ["_"]:
            return
        for index, relation in enumerate(relations):
            match = _CHAINED.fullmatch(relation)
            if match is None or index >= len(types):
                expected = "relation->chain-link for each type[chain]"
                found = repr("|".join(relations)[:80])
                raise refuse(
                    f"{self._where}:{row.line}", "parse_error", expected, found, "Export the document again."
                )
            label, _ = value_and_id(match.group(1))
            chain, link = int(match.group(2)), int(match.group(3))
            value, _ = value_and_id(types[index])
            self._chain_labels[layer.type_name, chain, link] = label or layer.short_name
            self._extend(row, layer, ("chain", str(chain), str(link)), {"referenceType": value})

    def _chain_links(self) -> Iterator[Link]:
        ordered = sorted(self._chain_labels)
        for (layer, chain, link), following in zip(ordered, ordered[1:], strict=False):
            if following[:2] == (layer, chain):
                yield Link(
                    layer=self._names[layer],
                    label=self._chain_labels[layer, chain, link],
                    src=self._found[layer, "chain", str(chain), str(link)].id,
                    dst=self._found[layer, "chain", str(chain), str(following[2])].id,
                )

    def _links(self, row: TsvRow, layer: TsvLayer) -> Iterator[Link]:
        if layer.kind == "relation":
            yield from self._relations(row, layer)
        elif layer.kind == "span":
            cells = _cells(row, layer)
            for index, column in enumerate(layer.columns[:-1]):
                if column.startswith("ROLE_") and cells[index] != "_":
                    yield from self._slots(row, layer, index)

    def _slots(self, row: TsvRow, layer: TsvLayer, index: int) -> Iterator[Link]:
        cells = _cells(row, layer)
        hosts = [found for found in self._by_unit[row.unit] if found.layer is layer]
        feature = layer.columns[index].partition(":")[2].partition("_")[0]
        pairs = zip(hosts, stacked(cells[index], "|"), stacked(cells[index + 1], "|"), strict=False)
        for host, roles, targets in pairs:
            # Slots stand in each row of a mark that extends over several.
            if host.rows[0] is not row or targets == "_":
                continue
            for role, target in zip(stacked(roles, ";"), stacked(targets, ";"), strict=False):
                label, _ = value_and_id(role)
                unit, number = value_and_id(target)
                end = self._target(layer.columns[index + 1], unit or "", number)
                if end is None:
                    self._lose_reference(row, layer, f"{unit}[{number}]" if number else f"{unit}")
                else:
                    yield Link(
                        layer=self._names[layer.type_name], label=label or feature, src=host.id, dst=end.id
                    )

    def _relations(self, row: TsvRow, layer: TsvLayer) -> Iterator[Link]:
        cells = [stacked(cell, "|") for cell in _cells(row, layer)]
        base = layer.columns[-1].removeprefix("BT_")
        for index, reference in enumerate(cells[-1]):
            if reference == "_":
                continue
            unit, numbers = value_and_id(reference)
            source, _, target = (numbers or "0_0").partition("_")
            src = self._target(base, unit or "", source if source != "0" else None)
            dst = self._target(base, row.unit, target if target not in ("0", "") else None)
            features = {
                name: value_and_id(values[index])[0]
                for name, values in zip(layer.columns[:-1], cells[:-1], strict=True)
                if index < len(values)
            }
            if src is None or dst is None:
                self._lose_reference(row, layer, reference, base)
                continue
            yield Link(
                layer=self._names[layer.type_name],
                label=self._label(layer, features),
                src=src.id,
                dst=dst.id,
                attributes=self._attributes(features),
            )

    def _lose_reference(self, row: TsvRow, layer: TsvLayer, found: str, base: str = "") -> None:
        name = self._names[layer.type_name]
        if base.rpartition(".")[2] == _TOKEN_TYPE:
            self._lose(row.line, "unsupported", f"{name}>", "expected a relation between marks; found tokens")
        else:
            self._lose(
                row.line, "broken_reference", f"{name}>", f"expected one mark at each end; found {found}"
            )

    def _target(self, type_name: str, unit: str, number: str | None) -> _Found | None:
        """Return the mark that is meant, None when there is none or it cannot be told."""
        if number is not None:
            return self._by_number.get(number)
        candidates = [
            found
            for found in self._by_unit.get(unit, ())
            if type_name in (found.layer.type_name, _ANY_TYPE, "")
        ]
        return candidates[0] if len(candidates) == 1 else None

    def _label_name(self, features: dict[str, str | None]) -> str:
        return self._label_feature if self._label_feature in features else next(iter(features), "")

    def _label(self, layer: TsvLayer, features: dict[str, str | None]) -> str:
        name = self._label_name(features)
        return layer.short_name if not name else features[name] or "*"

    def _attributes(self, features: dict[str, str | None]) -> dict[str, Value]:
        label_name = self._label_name(features)
        return {name: value for name, value in features.items() if name != label_name and value is not None}

    def _mark(self, found: _Found) -> DeliveredMark:
        begin, end = found.rows[0].begin, found.rows[-1].end
        stands = all(self._file.slice(row.begin, row.end) == row.token for row in found.rows)
        covered = self._file.slice(begin, end) if stands else " ".join(row.token for row in found.rows)
        return DeliveredMark(
            id=found.id,
            layer=self._names[found.layer.type_name],
            label=self._label(found.layer, found.features),
            pieces=((begin, end),),
            covered=(covered,),
            where=f"{self._where}:{found.rows[0].line}",
            attributes=self._attributes(found.features),
        )


def _cells(row: TsvRow, layer: TsvLayer) -> tuple[str, ...]:
    return row.cells[layer.first : layer.first + len(layer.columns)]


def _is_target(layer: TsvLayer, column: str) -> bool:
    """Whether a column holds the targets of the slots in the column before it."""
    before = layer.columns.index(column) - 1
    return before >= 0 and layer.columns[before].startswith("ROLE_")


def _names(layers: tuple[TsvLayer, ...]) -> dict[str, str]:
    """Return type to name of layer: the last part of the type, or all of it where two would be the same."""
    short = [layer.short_name for layer in layers]
    return {
        layer.type_name: layer.short_name if short.count(layer.short_name) == 1 else layer.type_name
        for layer in layers
    }
