"""Label examples and predictions in short notation, for the tests of this folder."""

from types import SimpleNamespace

import pytest

from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction

CONTEXT = ReportContext(name="model", task="stance", dataset="made", fingerprint="f0", protocol="by hand")


def exclusive(*labels):
    return LabelSet(labels=labels, exclusive=True)


def several(*labels):
    return LabelSet(labels=labels, exclusive=False)


def settings(primary="macro_f1", **more):
    return EvaluationSettings(primary=primary, seed=1, **{"n_resamples": 50, **more})


def example(n, *labels, text="Some words stand here.", doc=None, cluster=None, **more):
    doc = f"d{n:05}" if doc is None else doc
    return LabelExample(
        example_id=f"e{n:05}",
        doc_id=doc,
        text=text,
        start=0,
        end=len(text),
        part="all",
        cluster=cluster or doc,
        groups=more.pop("groups", {}),
        labels=list(labels),
        **more,
    )


def prediction(n, *labels, label_set, seed=1, fold=None, sure=1.0):
    """A prediction of labels with one confidence; the rest is shared by the other labels."""
    others = len(label_set.labels) - 1
    rest = (1 - sure) / others if label_set.exclusive and others else 1 - sure
    return LabelPrediction(
        example_id=f"e{n:05}",
        probabilities={label: sure if label in labels else rest for label in label_set.labels},
        labels=list(labels),
        fold=fold,
        seed=seed,
    )


def pairs(gold, predicted, label_set, **more):
    """Examples and predictions from two sequences of labels or of sequences of labels."""

    def labels(given):
        return (given,) if isinstance(given, str) else tuple(given)

    examples = [example(n, *labels(each)) for n, each in enumerate(gold)]
    predictions = [
        prediction(n, *labels(each), label_set=label_set, **more) for n, each in enumerate(predicted)
    ]
    return examples, predictions


@pytest.fixture(scope="session")
def made():
    """Functions that make label examples, predictions and settings."""
    return SimpleNamespace(
        context=CONTEXT,
        exclusive=exclusive,
        several=several,
        settings=settings,
        example=example,
        prediction=prediction,
        pairs=pairs,
    )
