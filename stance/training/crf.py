"""Fits taggers of family crf: token labels by crfsuite, links by logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from stance.errors import ConfigError
from stance.models.crf.emissions import TemplateWeights
from stance.models.crf.features import ATTRIBUTES, FeatureSpace
from stance.models.crf.model import CrfTagger
from stance.models.crf.reading import read_input
from stance.models.crf.rule_columns import RuleLayer
from stance.models.crf.state import CrfParts
from stance.models.crf.templates import (
    ATTRIBUTION_RULE_TEMPLATES,
    CUE_RULE_TEMPLATES,
    PLAIN_TEMPLATES,
    Template,
)
from stance.models.trained import TagInput
from stance.records.example import Example, SpanExample
from stance.records.label_set import LabelSet
from stance.training.crf_links import fit_linker
from stance.training.crf_marks import Marked
from stance.training.crf_plan import TagPlan
from stance.training.crf_weights import Penalty, fit_weights
from stance.training.families import TrainingSettings

_BATCH = 40
"""Documents laid out at once."""
_BARRED = -1e4
Weight = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class Settings(TrainingSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a tagger."""

    rules: tuple[RuleLayer, ...] = ()
    """Layers of rules whose findings are features: "attribution", "cues"."""
    l1: Weight = 0.3
    """Penalty on the size of weights; the higher, the fewer are left."""
    l2: Weight = 0.1
    """Penalty on their squares."""
    max_iterations: Count = 70
    min_count: Count = 1
    """Least number of tokens in which a feature has to stand with a label."""
    min_word_count: Count = 2
    """Least number of tokens in which a word, ending or shape has to stand to be known."""
    opening_bonus: Annotated[float, msgspec.Meta(ge=-10, le=10)] = 0.0
    """Added to the score of a span's beginning when tagging: above 0 more spans are found, more of them
    wrong. It makes up for spans so rare that leaving them all out costs little."""
    sides: bool = True
    """Whether spans with an anchor, such as contents with a cue, are told apart by the side it stands on."""


def fit(
    examples: Sequence[Example],
    settings: TrainingSettings,
    /,
    *,
    label_set: LabelSet,
    inner_folds: Sequence[int],
    seed: int,
) -> CrfTagger:
    """Return a tagger fitted to examples; nothing is drawn, so neither folds nor seed bear on it.

    Spans that overlap another one are left out, the shorter ones of two: a token has one label.

    Raises:
        ConfigError: examples that are not of spans, or none.
        MissingExtraError: stance[train] is not installed.
    """
    given = cast(Settings, settings)
    marked = [example for example in examples if isinstance(example, SpanExample)]
    if not marked or len(marked) < len(examples):
        raise ConfigError(
            "training a tagger",
            expected="a task of kind spans with at least one example",
            found=f"{len(examples)} examples, {len(marked)} of them with spans",
            action="Train a tagger on a task of spans; for others use a family of classifiers.",
        )
    documents = [read_input(TagInput.of(example)) for example in marked]
    space = FeatureSpace.of(documents, min_count=given.min_word_count, rules=given.rules)
    plan = TagPlan.of(marked, label_set.labels, sides=given.sides)
    batches = [
        Marked.of(space.columns(documents[start : start + _BATCH]), marked[start : start + _BATCH], plan)
        for start in range(0, len(marked), _BATCH)
    ]
    templates = [Template.of(name, ATTRIBUTES) for name in template_names(given.rules)]
    penalty = Penalty(given.l1, given.l2, given.max_iterations, given.min_count)
    weights, transitions = fit_weights(
        space,
        templates,
        [(batch.columns, batch.tags) for batch in batches],
        penalty,
        n_tags=plan.kinds.n_tags,
    )
    offsets = _offsets(batches, plan.kinds.n_tags, opening_bonus=given.opening_bonus)
    linker = fit_linker(batches, plan)
    return CrfTagger(CrfParts(space, plan.kinds, _used(weights), transitions, offsets, linker), label_set)


def template_names(rules: Sequence[RuleLayer]) -> tuple[str, ...]:
    """Return the names of the feature templates of a tagger that reads some layers of rules."""
    return (
        PLAIN_TEMPLATES
        + (ATTRIBUTION_RULE_TEMPLATES if "attribution" in rules else ())
        + (CUE_RULE_TEMPLATES if "cues" in rules else ())
    )


def _offsets(batches: Sequence[Marked], n_tags: int, *, opening_bonus: float) -> NDArray[np.float64]:
    """Return per tag what its score is raised by; tags never seen have no weights and are barred."""
    offsets = np.zeros(n_tags)
    offsets[1::2] = opening_bonus
    seen = np.bincount(np.concatenate([batch.tags for batch in batches]), minlength=n_tags)
    offsets[seen == 0] = _BARRED
    return offsets


def _used(weights: Sequence[TemplateWeights]) -> list[TemplateWeights]:
    """Return the templates of which a feature has a weight."""
    return [entry for entry in weights if len(entry.keys)]
