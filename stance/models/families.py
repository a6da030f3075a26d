"""The families of trained models, by name; adding one is one module and one line."""

from __future__ import annotations

import importlib
from difflib import get_close_matches
from typing import Final

from stance.errors import ConfigError
from stance.models.trained import Model, ModelState
from stance.records.label_set import LabelSet

CLASSES: Final[dict[str, str]] = {
    "linear": "stance.models.linear.model:LinearClassifier",
    "crf": "stance.models.crf.model:CrfTagger",
}


def rebuild(family: str, state: ModelState, label_set: LabelSet) -> Model:
    """Return the model of a family that gave a state.

    Raises:
        ConfigError: there is no such family.
        BundleError: the state is none of this family.
    """
    if family not in CLASSES:
        near = get_close_matches(family, CLASSES, n=1)
        raise ConfigError(
            f"model family {family!r}",
            expected=f"one of: {', '.join(CLASSES)}",
            found=family,
            action=f"Did you mean {near[0]}?" if near else "Name one of these families.",
        )
    module, _, name = CLASSES[family].partition(":")
    model: Model = getattr(importlib.import_module(module), name).from_state(state, label_set)
    return model
