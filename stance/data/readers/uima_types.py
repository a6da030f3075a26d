"""Which types of a CAS are layers, and what their features hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from stance.errors import ConfigError

if TYPE_CHECKING:
    from cassis import TypeSystem
    from cassis.typesystem import Feature, Type

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_CUSTOM = "webanno.custom."
_SPAN = "uima.tcas.Annotation"
_ANY_LAYER = "uima.cas.AnnotationBase"
_OWN_FEATURES = frozenset({"sofa", "begin", "end"})
_LABEL_FEATURES = ("label", "value")
ENDS = ("Governor", "Dependent")
_TEXT = "uima.cas.String"
_TEXTS = "uima.cas.StringArray"
_PRIMITIVE = frozenset(
    f"uima.cas.{name}" for name in "Boolean Byte Short Integer Long Float Double String".split()
)

_Shape = Literal["span", "relation", "document", "chain"]


@dataclass(frozen=True, slots=True)
class LayerType:
    """A type of the CAS that is taken as a layer."""

    full_name: str
    layer: str
    shape: _Shape
    """A chain only leads to the spans of a coreference chain, which are a layer of their own."""
    label: str | None
    """Feature that holds the label, None where the layer has none."""
    attributes: tuple[str, ...]
    """Other features with values."""
    references: tuple[str, ...]
    """Features that lead to other annotations."""


def layer_types(
    type_system: TypeSystem, *, types: Sequence[str], labels: Mapping[str, str], where: str
) -> dict[str, LayerType]:
    """Return full name to type of the layers taken, in order of name.

    Args:
        type_system: of a CAS.
        types: full or short names; none takes all custom layers and named entities.
        labels: layer to the feature that is its label; "" is for layers not named.
        where: of the CAS.

    Raises:
        ConfigError: a type that the CAS does not have, or a label feature that its type does not have.
    """
    known = {each.name: each for each in type_system.get_types() if _is_a(each, _ANY_LAYER)}
    if not types:
        names = [name for name in known if name.startswith(_CUSTOM) or name == NAMED_ENTITY]
    else:
        names = [_full_name(given, known, where) for given in types]
    return {name: _layer_type(known[name], labels, where) for name in sorted(names)}


def _full_name(given: str, known: Mapping[str, Type], where: str) -> str:
    for name in known:
        if given in (name, _short(name)):
            return name
    shown = sorted(name for name in known if name.startswith(_CUSTOM)) or sorted(known)
    near = get_close_matches(given, [*known, *map(_short, known)], n=1)
    raise ConfigError(
        f"option types of {where}",
        expected=f"a layer of the file, such as {', '.join(shown[:20])}",
        found=repr(given),
        action=f"Did you mean {near[0]}?" if near else "Name one of these layers.",
    )


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _is_a(kind: Type | None, ancestor: str) -> bool:
    while kind is not None and kind.name != ancestor:
        kind = kind.supertype
    return kind is not None


def _layer_type(kind: Type, labels: Mapping[str, str], where: str) -> LayerType:
    features = {each.name: each for each in kind.all_features if each.name not in _OWN_FEATURES}
    holding = [name for name, each in features.items() if _holds_values(each)]
    texts = [name for name in holding if features[name].rangeType.name == _TEXT]
    layer = _short(kind.name)
    label = labels.get(layer)
    if label is not None and label not in holding:
        raise ConfigError(
            f"option label of {where}",
            expected=f"one of the features of {layer}: {', '.join(holding) or 'none'}",
            found=repr(label),
            action="Name one of these features.",
        )
    label = label or next((name for name in [labels.get(""), *_LABEL_FEATURES] if name in holding), None)
    if label is None and len(texts) == 1:
        label = texts[0]
    return LayerType(
        full_name=kind.name,
        layer=layer,
        shape=_shape(kind, features),
        label=label,
        attributes=tuple(name for name in holding if name != label),
        references=tuple(name for name in features if name not in holding and name not in ENDS),
    )


def _shape(kind: Type, features: Mapping[str, Feature]) -> _Shape:
    if _is_a(kind, _SPAN):
        return "relation" if all(end in features for end in ENDS) else "span"
    return "chain" if "first" in features else "document"


def _holds_values(feature: Feature) -> bool:
    return feature.rangeType.name in _PRIMITIVE or feature.rangeType.name == _TEXTS
