"""Trained models asked for what was held out."""

from __future__ import annotations

from collections.abc import Sequence

from stance.errors import ConfigError
from stance.models.trained import Classifier, Model, Tagger, TagInput, TextInput
from stance.records.example import Example, LabelExample, SpanExample
from stance.records.prediction import LabelPrediction, SpanPrediction

Prediction = LabelPrediction | SpanPrediction


def predict_examples(
    model: Model, examples: Sequence[Example], *, fold: int | None, seed: int
) -> list[Prediction]:
    """Return what a model says of examples, which it sees without their labels, votes and groups.

    Args:
        model: a classifier for label examples, a tagger for span examples.
        examples: all of one kind.
        fold: in which they were held out; None where there is one round only.
        seed: of the training.
    """
    labeled = [example for example in examples if isinstance(example, LabelExample)]
    spanned = [example for example in examples if isinstance(example, SpanExample)]
    if labeled:
        return list(_labels(_classifier(model), labeled, fold, seed))
    return list(_spans(_tagger(model), spanned, fold, seed))


def _classifier(model: Model) -> Classifier:
    if isinstance(model, Classifier):
        return model
    raise _wrong_kind("a classifier, as the task is one of labels", "a tagger")


def _tagger(model: Model) -> Tagger:
    if isinstance(model, Tagger):
        return model
    raise _wrong_kind("a tagger, as the task is one of spans", "a classifier")


def _wrong_kind(expected: str, found: str) -> ConfigError:
    return ConfigError("model", expected=expected, found=found, action="Choose another family or task.")


def _labels(
    model: Classifier, examples: Sequence[LabelExample], fold: int | None, seed: int
) -> list[LabelPrediction]:
    probabilities = model.predict([TextInput.of(example) for example in examples])
    return [
        LabelPrediction(
            example_id=example.example_id,
            probabilities=dict(zip(model.label_set.labels, map(float, row), strict=True)),
            labels=labels,
            fold=fold,
            seed=seed,
        )
        for example, row, labels in zip(examples, probabilities, model.decide(probabilities), strict=True)
    ]


def _spans(
    model: Tagger, examples: Sequence[SpanExample], fold: int | None, seed: int
) -> list[SpanPrediction]:
    taggings = model.tag([TagInput.of(example) for example in examples])
    return [
        SpanPrediction(
            example_id=example.example_id, spans=tagging.spans, links=tagging.links, fold=fold, seed=seed
        )
        for example, tagging in zip(examples, taggings, strict=True)
    ]
