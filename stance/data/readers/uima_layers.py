"""What a CAS says: spans, relations, slots and document labels of the layers that are taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stance.data.delivery import DeliveredMark
from stance.data.readers.uima_cas import LoadedCas
from stance.data.readers.uima_types import ENDS, NAMED_ENTITY, LayerType, layer_types
from stance.records.imports import Loss, LossReason
from stance.records.open_layers import Answer, Link, Value

if TYPE_CHECKING:
    from cassis.typesystem import FeatureStructure


@dataclass(slots=True)
class Found:
    """What one annotator says in a CAS."""

    layers: list[str]
    marks: list[DeliveredMark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)


def find_annotations(
    loaded: LoadedCas, *, types: Sequence[str], labels: Mapping[str, str], where: str
) -> Found:
    """Return what the layers taken say.

    Args:
        loaded: the CAS.
        types: full or short names of the layers to take; none takes all custom layers, and named entities
            where there are any.
        labels: layer to the feature that is its label; "" is for layers not named.
        where: of the CAS.

    Raises:
        ConfigError: a type or feature that the CAS does not have.
    """
    taken = layer_types(loaded.cas.typesystem, types=types, labels=labels, where=where)
    structures = _in_order(loaded, taken)
    present = {each.type.name for each in structures}
    custom = [each for name, each in taken.items() if types or name != NAMED_ENTITY or name in present]
    found = Found([each.layer for each in custom if each.shape != "chain"])
    reading = _Reading(loaded, found, where)
    for each in structures:
        if taken[each.type.name].shape == "span":
            reading.mark(each, taken[each.type.name])
    for each in structures:
        reading.link(each, taken[each.type.name])
    reading.answer([(each, taken[each.type.name]) for each in structures])
    return found


class _Reading:
    def __init__(self, loaded: LoadedCas, found: Found, where: str) -> None:
        self._text: str = loaded.cas.sofa_string
        self._broken = loaded.broken
        self._found = found
        self._where = where
        self._marked: set[int] = set()

    def mark(self, structure: FeatureStructure, layer: LayerType) -> None:
        """Take a span."""
        label, attributes = _values(structure, layer)
        if structure.xmiID in self._broken:
            detail = "expected begin and end at characters of the text, found another place"
            self._lose(structure, "offsets_rejected", f"{layer.layer}/{label}", detail)
            return
        self._marked.add(structure.xmiID)
        self._found.marks.append(
            DeliveredMark(
                id=str(structure.xmiID),
                layer=layer.layer,
                label=str(label),
                pieces=((structure.begin, structure.end),),
                covered=None,
                where=f"{self._where}: annotation {structure.xmiID}",
                attributes=attributes,
            )
        )

    def link(self, structure: FeatureStructure, layer: LayerType) -> None:
        """Take a relation, or what the slots and references of a span lead to."""
        label, attributes = _values(structure, layer)
        if layer.shape == "relation":
            ends = [getattr(structure, end) for end in ENDS]
            self._add_link(structure, layer, str(label), ends=ends, attributes=attributes)
        elif layer.shape == "span":
            for name in layer.references:
                for role, target in _targets(getattr(structure, name), name):
                    self._add_link(structure, layer, role, ends=[structure, target], attributes={})

    def answer(self, structures: Sequence[tuple[FeatureStructure, LayerType]]) -> None:
        """Take labels of the document; several of one layer are a set."""
        by_layer: dict[str, list[tuple[Value, dict[str, Value]]]] = {}
        for structure, layer in structures:
            if layer.shape == "document":
                by_layer.setdefault(layer.layer, []).append(_values(structure, layer))
        for question, given in by_layer.items():
            value, attributes = given[0]
            if len(given) > 1:
                value = [str(each) for each, _ in given]
            self._found.answers.append(Answer(question=question, value=value, attributes=attributes))
            for _, others in given[1:]:
                if others:
                    what = f"{question} attributes"
                    detail = f"expected attributes on one annotation of {question}, found {len(given)}"
                    loss = Loss(where=self._where, reason="unsupported", what=what, detail=detail)
                    self._found.losses.append(loss)

    def _add_link(
        self,
        structure: FeatureStructure,
        layer: LayerType,
        label: str,
        *,
        ends: Sequence[Any],
        attributes: dict[str, Value],
    ) -> None:
        names = [getattr(end, "xmiID", None) for end in ends]
        if not all(name in self._marked for name in names):
            detail = f"expected two spans of the layers taken, found {names[0]} and {names[1]}"
            self._lose(structure, "broken_reference", f"{layer.layer}>{label}", detail)
            return
        src, dst = map(str, names)
        self._found.links.append(
            Link(layer=layer.layer, label=label, src=src, dst=dst, attributes=attributes)
        )

    def _lose(self, structure: FeatureStructure, reason: LossReason, what: str, detail: str) -> None:
        where = f"{self._where}: annotation {structure.xmiID}"
        self._found.losses.append(Loss(where=where, reason=reason, what=what, detail=detail))


def _in_order(loaded: LoadedCas, taken: Mapping[str, LayerType]) -> list[FeatureStructure]:
    structures = [each for each in loaded.cas.views[0].get_all_fs() if each.type.name in taken]
    return sorted(structures, key=lambda each: (getattr(each, "begin", None) or 0, each.xmiID))


def _values(structure: FeatureStructure, layer: LayerType) -> tuple[Value, dict[str, Value]]:
    """Return label and attributes; what has no label is labeled with the name of its layer."""
    label = _value(getattr(structure, layer.label)) if layer.label is not None else None
    values = {name.removesuffix("_"): _value(getattr(structure, name)) for name in layer.attributes}
    return label or layer.layer, {name: value for name, value in values.items() if value is not None}


def _value(held: Any) -> Value | None:  # noqa: ANN401
    """Return what a feature holds, None where it holds nothing."""
    if isinstance(held, bool):
        return "true" if held else "false"
    if held is None or isinstance(held, str | int | float):
        return held if held != "" else None
    return [str(each) for each in held.elements or () if each is not None] or None


def _targets(held: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield role and annotation of what a reference or the slots of a feature lead to."""
    if held is None:
        return
    for each in getattr(held, "elements", None) or [held]:
        is_slot = hasattr(each, "target")
        yield (getattr(each, "role", None) or name) if is_slot else name, each.target if is_slot else each
