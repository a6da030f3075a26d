"""Weights of a linear-chain conditional random field, fitted by crfsuite."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from stance.errors import MissingExtraError
from stance.models.crf.batch import Ints
from stance.models.crf.emissions import TemplateWeights
from stance.models.crf.features import Columns, FeatureSpace
from stance.models.crf.templates import Template


@dataclass(frozen=True, slots=True)
class Penalty:
    """What holds weights small, and how long is optimized."""

    l1: float
    l2: float
    max_iterations: int
    min_count: int
    """Least number of tokens with a feature and label."""


def item_features(space: FeatureSpace, templates: Sequence[Template], columns: Columns) -> list[list[str]]:
    """Return the names of the features of every token in a sequence, as crfsuite reads them."""
    named: list[list[str | None]] = []
    for number, template in enumerate(templates):
        keys = space.keys(template, columns)
        distinct, place = np.unique(keys, return_inverse=True)
        names = [None if key < 0 else f"{number}:{key}" for key in distinct.tolist()]
        named.append([names[i] for i in place.tolist()])
    return [[name for name in names if name is not None] for names in zip(*named, strict=True)]


def fit_weights(
    space: FeatureSpace,
    templates: Sequence[Template],
    batches: Sequence[tuple[Columns, Ints]],
    penalty: Penalty,
    *,
    n_tags: int,
) -> tuple[list[TemplateWeights], NDArray[np.float64]]:
    """Return weights per template, and transition weights of shape (tags, tags).

    Args:
        space: of the features.
        templates: of the features.
        batches: columns of documents, and the tag of each of their tokens in sequences.
        penalty: on weights.
        n_tags: number of tags.

    Raises:
        MissingExtraError: python-crfsuite is not installed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        train_crfsuite(path, space, templates, batches, penalty)
        return read_weights(path, templates, n_tags)


def train_crfsuite(
    path: Path,
    space: FeatureSpace,
    templates: Sequence[Template],
    batches: Sequence[tuple[Columns, Ints]],
    penalty: Penalty,
) -> None:
    """Write a model of crfsuite fitted to batches, arguments as of `fit_weights`."""
    pycrfsuite = crfsuite()
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": penalty.l1,
            "c2": penalty.l2,
            "max_iterations": penalty.max_iterations,
            "feature.minfreq": penalty.min_count,
            "feature.possible_transitions": True,
        }
    )
    for columns, tags in batches:
        features = item_features(space, templates, columns)
        names = [str(tag) for tag in tags.tolist()]
        cuts = np.flatnonzero(np.diff(columns.batch.sequence)) + 1
        bounds = [0, *cuts.tolist(), len(tags)]
        for first, last in zip(bounds, bounds[1:], strict=False):
            if last > first:
                trainer.append(pycrfsuite.ItemSequence(features[first:last]), names[first:last])
    trainer.train(str(path))


def crfsuite() -> ModuleType:
    """Return the module pycrfsuite; MissingExtraError when it is not installed."""
    try:
        import pycrfsuite
    except ImportError as error:
        raise MissingExtraError("training a tagger", extra="train") from error
    module: ModuleType = pycrfsuite
    return module


def read_weights(
    path: Path, templates: Sequence[Template], n_tags: int
) -> tuple[list[TemplateWeights], NDArray[np.float64]]:
    """Return what `fit_weights` returns, from a model of crfsuite."""
    tagger = crfsuite().Tagger()
    tagger.open(str(path))
    found = tagger.info()
    tagger.close()
    transitions = np.zeros((n_tags, n_tags))
    for (before, after), weight in found.transitions.items():
        transitions[int(before), int(after)] = weight
    rows: list[dict[int, NDArray[np.float32]]] = [{} for _ in templates]
    for (name, tag), weight in found.state_features.items():
        number, _, key = name.partition(":")
        of_key = rows[int(number)].setdefault(int(key), np.zeros(n_tags, dtype=np.float32))
        of_key[int(tag)] = weight
    return [
        _template_weights(template, of_template, n_tags)
        for template, of_template in zip(templates, rows, strict=True)
    ], transitions


def _template_weights(
    template: Template, rows: dict[int, NDArray[np.float32]], n_tags: int
) -> TemplateWeights:
    keys = sorted(rows)
    stacked = np.array([rows[key] for key in keys], dtype=np.float32).reshape(len(keys), n_tags)
    return TemplateWeights(template, np.array(keys, dtype=np.int64), stacked)
