import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.evaluation.grouping import Draws, group_examples
from stance.evaluation.joining import Gold, join
from stance.evaluation.label_metrics import LOWER_IS_BETTER, metrics_of
from stance.evaluation.measuring import Measurement
from stance.metrics.calibration import brier_scores, expected_calibration_error
from stance.metrics.classification import accuracy, label_set_counts, stance_f_avg, subset_accuracy
from stance.metrics.counts import macro_score, total
from stance.metrics.ranking import average_precision
from stance.metrics.soft import soft_cross_entropy, soft_micro_f1, vote_distributions
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction

LABELS = ("against", "favor", "neutral")
PROBABILITIES = st.lists(st.integers(1, 9), min_size=3, max_size=3)
CASES = st.lists(
    st.tuples(st.sampled_from(LABELS), PROBABILITIES, st.integers(0, 3), st.integers(0, 2)),
    min_size=1,
    max_size=12,
)
"""Gold label, weights of the three labels, document, votes against the gold label of three."""


def exclusive_case(cases, names=LABELS):
    """Gold and answers where the decision is the most probable label; labels go by other names if given."""
    called = dict(zip(LABELS, names, strict=True))
    examples, predictions = [], []
    for n, (label, weights, doc, n_other) in enumerate(cases):
        other = next(each for each in LABELS if each != label)
        votes = {label: 3 - n_other, other: n_other}
        examples.append(
            LabelExample(
                example_id=f"e{n:03}",
                doc_id=f"d{doc}",
                text="x",
                start=0,
                end=1,
                part="all",
                cluster=f"d{doc}",
                groups={},
                labels=[called[label]],
                votes={called[each]: count for each, count in votes.items() if count},
            )
        )
        shares = dict(zip(LABELS, np.array(weights) / sum(weights), strict=True))
        predictions.append(
            LabelPrediction(
                example_id=f"e{n:03}",
                probabilities={called[each]: float(share) for each, share in shares.items()},
                labels=[called[max(LABELS, key=lambda each: shares[each])]],
                seed=1,
            )
        )
    return examples, predictions, LabelSet(labels=tuple(names), exclusive=True)


def measured(examples, predictions, label_set, positive=None, draws=None):
    gold = Gold.of(examples, label_set)
    grouping = group_examples(gold.examples, ("document",))
    metrics = metrics_of(label_set, has_votes=bool(gold.votes.any()), positive=positive)
    draws = draws or Draws(np.ones((1, grouping.n), dtype=np.uint16))
    measurement = Measurement(gold, grouping, draws, metrics)
    return measurement.estimates(join(gold, predictions, system="model"), metrics)


@settings(deadline=None)
@given(CASES)
def test_all_groups_drawn_once_give_the_pooled_metrics(cases):
    for name, estimate in measured(*exclusive_case(cases), positive="favor").items():
        assert estimate.resampled[0] == pytest.approx(estimate.value, nan_ok=True), name


@settings(deadline=None)
@given(CASES)
def test_pooled_metrics_are_those_of_the_metric_functions(cases):
    examples, predictions, label_set = exclusive_case(cases)
    found = {name: each.value for name, each in measured(examples, predictions, label_set, "favor").items()}
    gold = [example.labels[0] for example in examples]
    predicted = [prediction.labels[0] for prediction in predictions]
    counts = label_set_counts([{each} for each in gold], [{each} for each in predicted], labels=LABELS)
    table = np.array([[p.probabilities[label] for label in LABELS] for p in predictions])
    has = np.array([[label == each for label in LABELS] for each in gold])
    right = np.array(gold) == np.array(predicted)
    votes = vote_distributions([[e.votes.get(label, 0) for label in LABELS] for e in examples])
    expected = {
        "macro_f1": macro_score(counts.values()).f1,
        "micro_f1": total(counts.values()).f1,
        "accuracy": accuracy(gold, predicted),
        "average_recall": macro_score(counts.values()).recall,
        "f_avg": stance_f_avg(gold, predicted),
        "brier": brier_scores(table, has, exclusive=True).mean(),
        "ece": expected_calibration_error(table.max(axis=1), right),
        "soft_cross_entropy": soft_cross_entropy(votes, table),
        "soft_micro_f1": soft_micro_f1(votes, table),
        "average_precision": average_precision(table[:, 1], has[:, 1]),
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, nan_ok=True)


@settings(deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_examples_and_predictions_does_not_matter(cases, random):
    examples, predictions, label_set = exclusive_case(cases)
    before = measured(examples, predictions, label_set)
    random.shuffle(examples)
    random.shuffle(predictions)
    after = measured(examples, predictions, label_set)
    assert {k: repr(v.value) for k, v in before.items()} == {k: repr(v.value) for k, v in after.items()}


@settings(deadline=None)
@given(CASES)
def test_perfect_predictions_are_perfect(cases):
    examples, predictions, label_set = exclusive_case(
        [(label, [9 if each == label else 1 for each in LABELS], doc, n) for label, _, doc, n in cases]
    )
    sure = [
        LabelPrediction(
            example_id=p.example_id,
            probabilities={label: float(label in p.labels) for label in LABELS},
            labels=p.labels,
            seed=1,
        )
        for p in predictions
    ]
    for name, estimate in measured(examples, sure, label_set, "favor").items():
        soft, absent = name.startswith("soft"), math.isnan(estimate.value)
        if name == "f_avg":
            # A class that is neither gold nor predicted counts as 0.
            assert estimate.value == len({label for label, *_ in cases} & {"favor", "against"}) / 2
        elif not soft and not absent:
            assert estimate.value == (0 if name in LOWER_IS_BETTER else 1), name


@settings(deadline=None)
@given(CASES, st.permutations(LABELS))
def test_renaming_labels_changes_no_mean_over_labels(cases, names):
    plain = measured(*exclusive_case(cases))
    renamed = measured(*exclusive_case(cases, names=names))
    for name in ("macro_f1", "weighted_f1", "accuracy", "kappa", "brier", "ece", "soft_micro_f1"):
        assert renamed[name].value == pytest.approx(plain[name].value, nan_ok=True), name


@settings(max_examples=30, deadline=None)
@given(CASES)
def test_a_resample_is_what_its_groups_give_when_repeated(cases):
    examples, predictions, label_set = exclusive_case(cases)
    grouping = group_examples(examples, ("document",))
    draws = Draws.of(grouping, seed=5, n_resamples=3)
    drawn = measured(examples, predictions, label_set, "favor", draws=draws)
    for row, counts in enumerate(draws.counts):
        repeated = [
            case for case, group in zip(cases, grouping.group_of, strict=True) for _ in range(counts[group])
        ]
        again = measured(*exclusive_case(repeated), positive="favor")
        for name, estimate in drawn.items():
            assert estimate.resampled[row] == pytest.approx(again[name].value, nan_ok=True), name


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.sets(st.sampled_from("abc"))] * 2), min_size=1))
def test_sets_of_labels_are_measured_as_by_the_metric_functions(cases):
    label_set = LabelSet(labels=("a", "b", "c"), exclusive=False)
    examples = [
        LabelExample(
            example_id=f"e{n:03}",
            doc_id=f"d{n}",
            text="x",
            start=0,
            end=1,
            part="all",
            cluster=f"d{n}",
            groups={},
            labels=sorted(gold),
        )
        for n, (gold, _) in enumerate(cases)
    ]
    predictions = [
        LabelPrediction(
            example_id=f"e{n:03}",
            probabilities={label: 0.9 if label in predicted else 0.2 for label in "abc"},
            labels=sorted(predicted),
            seed=1,
        )
        for n, (_, predicted) in enumerate(cases)
    ]
    found = measured(examples, predictions, label_set)
    golds, sets = [gold for gold, _ in cases], [predicted for _, predicted in cases]
    counts = label_set_counts(golds, sets, labels="abc")
    macro = macro_score(counts.values()).f1
    assert found["macro_f1"].value == pytest.approx(math.nan if macro is None else macro, nan_ok=True)
    assert found["subset_accuracy"].value == pytest.approx(subset_accuracy(golds, sets))
