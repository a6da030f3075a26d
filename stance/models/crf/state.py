"""A tagger as plain data, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from stance.errors import BundleError, ConfigError
from stance.models.crf.emissions import TemplateWeights, arrays_of, weights_from
from stance.models.crf.features import ATTRIBUTES, FeatureSpace
from stance.models.crf.linking import Linker, LinkWeights
from stance.models.crf.pairs import PAIR_FEATURES
from stance.models.crf.rule_columns import RuleLayer
from stance.models.crf.spans import Kinds
from stance.models.crf.templates import Template
from stance.models.crf.word_attributes import WORD_ATTRIBUTES
from stance.models.trained import Json, ModelState
from stance.records.label_set import LabelSet

FORMAT: Final = 1
"""Of the state; raised when features change their meaning."""


@dataclass(frozen=True, slots=True)
class CrfParts:
    """All that is learned."""

    space: FeatureSpace
    kinds: Kinds
    weights: Sequence[TemplateWeights]
    transitions: NDArray[np.float64]
    """Shape (tags, tags): from the row's tag to the column's."""
    offsets: NDArray[np.float64]
    """Per tag what is added to its score at every token."""
    linker: Linker | None
    """None where the label set has no links."""


class _LinkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: str
    by_anchor: bool


class _Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    rules: tuple[RuleLayer, ...]
    templates: tuple[str, ...]
    kinds: tuple[str, ...]
    anchor: str | None
    linked: tuple[_LinkSettings, ...]


def state_of(parts: CrfParts, labels: Sequence[str]) -> ModelState:
    """Return what was learned as plain data; labels in the order of their numbers."""
    arrays = arrays_of(parts.weights)
    arrays["transitions"] = parts.transitions
    arrays["offsets"] = parts.offsets
    linked = parts.linker.linked if parts.linker else ()
    for number, entry in enumerate(linked):
        arrays[f"links.{number}"] = entry.weights
    settings: dict[str, Json] = {
        "format": FORMAT,
        "rules": list(parts.space.rules),
        "templates": [entry.template.name for entry in parts.weights],
        "kinds": [labels[number] for number in parts.kinds.labels],
        "anchor": parts.linker.anchor if parts.linker else None,
        "linked": [{"label": entry.label, "by_anchor": entry.by_anchor} for entry in linked],
    }
    texts = {name: parts.space.vocabularies[name].values for name in WORD_ATTRIBUTES}
    return ModelState(settings=settings, arrays=arrays, texts=texts)


def parts_from(state: ModelState, label_set: LabelSet) -> CrfParts:
    """Return what a state holds.

    Raises:
        BundleError: something is missing, of another type, shape or size, or meant for other labels.
    """
    settings = _settings(state)
    space = FeatureSpace({name: _vocabulary(state, name) for name in WORD_ATTRIBUTES}, settings.rules)
    try:
        kinds = Kinds(tuple(label_set.labels.index(label) for label in settings.kinds))
        n_tags = kinds.n_tags
        templates = [Template.of(name, ATTRIBUTES) for name in settings.templates]
        weights = weights_from(state.arrays, templates, n_tags)
        for entry in weights:
            if len(entry.keys) and int(entry.keys[-1]) >= space.n_keys(entry.template):
                raise ValueError(f"a key of {entry.template.name} beyond its values")
        transitions = _numbers(state, "transitions", (n_tags, n_tags))
        offsets = _numbers(state, "offsets", (n_tags,))
        return CrfParts(space, kinds, weights, transitions, offsets, _linker(state, settings, label_set))
    except (KeyError, ValueError, ConfigError) as error:
        raise _refused("weights that fit its features and labels", str(error)) from error


def _settings(state: ModelState) -> _Settings:
    try:
        settings = msgspec.convert(dict(state.settings), _Settings)
    except msgspec.ValidationError as error:
        raise _refused(
            f"settings {', '.join(_Settings.__struct_fields__)}, rules of {', '.join(get_args(RuleLayer))}",
            str(error),
        ) from error
    if settings.format != FORMAT:
        raise _refused(f"features of format {FORMAT}", f"format {settings.format}")
    return settings


def _vocabulary(state: ModelState, name: str) -> Sequence[str]:
    values = state.texts.get(name)
    if values is None or not all(isinstance(value, str) for value in values):
        raise _refused(f"a list of texts {name!r}", "none" if values is None else "other things than texts")
    if len(set(values)) != len(values):
        raise _refused(f"a list of different texts {name!r}", "a text that stands twice")
    return values


def _numbers(state: ModelState, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    array = state.arrays[name]
    if array.dtype != np.float64 or array.shape != shape or not np.isfinite(array).all():
        raise ValueError(f"{name} of type {array.dtype} and shape {array.shape}, or not finite")
    return array.astype(np.float64)


def _linker(state: ModelState, settings: _Settings, label_set: LabelSet) -> Linker | None:
    if settings.anchor is None:
        return None
    for label in (settings.anchor, *(entry.label for entry in settings.linked)):
        if label not in label_set.labels:
            raise ValueError(f"links of {label!r}, which is no label")
    linked = tuple(
        LinkWeights(entry.label, _numbers(state, f"links.{n}", (len(PAIR_FEATURES) + 1,)), entry.by_anchor)
        for n, entry in enumerate(settings.linked)
    )
    return Linker(label_set.labels, settings.anchor, linked)


def _refused(expected: str, found: str) -> BundleError:
    return BundleError(
        "tagger", expected=expected, found=found, action="Train the model again with this version of stance."
    )
