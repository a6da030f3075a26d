import msgspec
import numpy as np
import pytest

from stance.errors import InvariantError
from stance.evaluation.joining import Gold, join


@pytest.fixture
def case(made):
    label_set = made.exclusive("a", "b")
    examples, predictions = made.pairs("abab", "aabb", label_set, sure=0.8)
    return Gold.of(examples, label_set), predictions


def replaced(predictions, number, **changes):
    changed = list(predictions)
    changed[number] = msgspec.structs.replace(changed[number], **changes)
    return changed


def test_predictions_find_their_examples_in_any_order(case):
    gold, predictions = case
    backwards = join(gold, predictions[::-1], system="model")
    assert backwards.predicted[0].argmax(axis=1).tolist() == [0, 0, 1, 1]
    assert np.array_equal(backwards.predicted, join(gold, predictions, system="model").predicted)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p[:3], "none for 1 ids: e00003"),
        (lambda p: [*p, msgspec.structs.replace(p[0], example_id="e9")], "such for 1 ids: e9"),
        (lambda p: [*p, p[0]], "several times: e00000"),
        (lambda p: [*p, *replaced(p, 0, seed=2)[:1]], "seed 2.*none for 3 ids"),
        (lambda p: [], "none at all"),
        (lambda p: replaced(p, 1, labels=["c"]), "example e00001: expected exactly one of: a, b; found c"),
        (lambda p: replaced(p, 1, labels=["a", "b"]), "found a, b"),
        (lambda p: replaced(p, 1, labels=[]), "found no label"),
        (
            lambda p: replaced(p, 2, probabilities={"a": 1.0}),
            "expected one for each of: a, b; found those for: a",
        ),
        (lambda p: replaced(p, 2, probabilities={"a": 0.9, "b": 0.3}), "that sum to 1; found 0.9, 0.3"),
        (lambda p: replaced(p, 2, probabilities={"a": 1.5, "b": -0.5}), "numbers from 0 to 1"),
        (lambda p: replaced(p, 2, probabilities={"a": float("nan"), "b": 1.0}), "numbers from 0 to 1"),
    ],
)
def test_predictions_that_do_not_fit_are_refused_in_four_parts(case, change, told):
    gold, predictions = case
    with pytest.raises(InvariantError, match=told) as error:
        join(gold, change(predictions), system="model")
    assert all([error.value.where, error.value.expected, error.value.found, error.value.action])


def test_examples_that_do_not_fit_the_label_set_are_refused(made):
    with pytest.raises(InvariantError, match=r"gold labels, example e00000.*found tax"):
        Gold.of([made.example(0, "tax")], made.exclusive("a", "b"))
    with pytest.raises(InvariantError, match="several times: e00000"):
        Gold.of([made.example(0, "a"), made.example(0, "a")], made.exclusive("a"))


def test_sets_of_labels_may_be_empty_and_need_not_sum_to_1(made):
    label_set = made.several("a", "b")
    examples, predictions = made.pairs([[], ["a", "b"]], [["a"], []], label_set, sure=0.8)
    answers = join(Gold.of(examples, label_set), predictions, system="model")
    assert answers.predicted[0].tolist() == [[True, False], [False, False]]
    # Of a decision for a label its probability, of one against it the rest.
    assert answers.decision_confidence[0] == pytest.approx(np.full((2, 2), 0.8))
