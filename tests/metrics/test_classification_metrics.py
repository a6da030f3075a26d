import pytest

from stance.metrics.classification import (
    accuracy,
    confusion,
    corrected_rate,
    fnc_score,
    label_counts,
    label_set_counts,
    stance_f_avg,
    subset_accuracy,
)
from stance.metrics.counts import macro_score, total

FAN = ("F", "A", "N")


def test_stance_vector_with_errors_on_all_classes():
    # A: gold 3, predicted 3, both 2 -> 2/3. F: gold 2, predicted 2, both 1 -> 1/2. N: 5, 5, 4 -> .8.
    gold, predicted = list("FFAAANNNNN"), list("FAAANNNNFN")
    counts = label_counts(gold, predicted, labels=FAN)
    assert [counts[label].f1 for label in FAN] == pytest.approx([0.5, 2 / 3, 0.8])
    assert stance_f_avg(gold, predicted, favor="F", against="A") == pytest.approx(0.583, abs=5e-4)
    assert macro_score(counts.values()).f1 == pytest.approx(0.656, abs=5e-4)
    assert accuracy(gold, predicted) == 0.7


def test_stance_vector_of_a_constant_prediction():
    # A: P 6/10, R 1 -> .75; F and N 0. F_avg = .375, macro = .25.
    gold, predicted = list("FFAAAAAANN"), ["A"] * 10
    assert stance_f_avg(gold, predicted, favor="F", against="A") == pytest.approx(0.375)
    assert macro_score(label_counts(gold, predicted, labels=FAN).values()).f1 == pytest.approx(0.25)


def test_f_avg_counts_an_absent_class_as_0():
    assert stance_f_avg(["favor"], ["favor"]) == 0.5


def test_policy_frame_vector_macro_is_over_supported_labels():
    # econ: gold 2, never predicted -> 0. sec: 1 of 3 predictions right, found -> P 1/3, R 1, F .5.
    # Supported: .25. Counting the 12 absent labels as 1 gives (.5 + 12) / 14 = .893, as 0 gives .036.
    labels = ["econ", "sec", *(f"frame{i}" for i in range(12))]
    counts = label_set_counts([{"econ"}, {"sec"}, {"econ"}], [{"sec"}] * 3, labels=labels)
    macro = macro_score(counts.values())
    assert (macro.f1, macro.n_labels, macro.n_left_out) == (pytest.approx(0.25), 2, 12)
    assert total(counts.values()).f1 == pytest.approx(1 / 3)
    assert sum(c.f1 for c in counts.values()) / 14 == pytest.approx(0.893, abs=5e-4)


@pytest.mark.parametrize(
    ("agree_as_unrelated", "score", "macro"),
    [
        # As the test set has it (1,903 pairs are "agree"): 17978/4 + 3736 + 2125/4 = 8761.75 of 11651.25.
        (285, 0.752, 0.455),
        # As the matrix is printed on the web, with a digit lost: the printed score no longer follows,
        # and macro-F1 is the .461 that is quoted from it.
        (28, 0.769, 0.461),
    ],
)
def test_fnc_published_matrix(agree_as_unrelated, score, macro):
    names = ["agree", "disagree", "discuss", "unrelated"]
    rows = [
        (173, 10, 1435, agree_as_unrelated),
        (39, 7, 413, 238),
        (221, 7, 3556, 680),
        (10, 3, 358, 17978),
    ]
    gold = [name for name, row in zip(names, rows, strict=True) for _ in range(sum(row))]
    predicted = [name for row in rows for name, n in zip(names, row, strict=True) for _ in range(n)]
    counts = label_counts(gold, predicted, labels=names)
    assert fnc_score(gold, predicted) == pytest.approx(score, abs=5e-4)
    assert macro_score(counts.values()).f1 == pytest.approx(macro, abs=5e-4)


def test_fnc_score_gives_a_quarter_for_related_only():
    assert fnc_score(["agree"], ["discuss"]) == 0.25
    assert fnc_score(["unrelated"], ["discuss"]) == 0
    assert fnc_score([], []) is None


def test_subset_accuracy_needs_the_whole_set():
    assert subset_accuracy([{"a", "b"}, {"a"}], [{"a"}, {"a"}]) == 0.5
    assert subset_accuracy([], []) is None


def test_confusion_counts_pairs_of_gold_and_predicted():
    assert confusion(["a", "a", "b"], ["a", "b", "b"]) == {("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1}


def test_a_label_outside_the_label_set_is_refused():
    with pytest.raises(ValueError, match="'tax'.*not in the label set"):
        label_counts(["tax"], ["econ"], labels=["econ"])


def test_sides_of_different_length_are_refused():
    with pytest.raises(ValueError, match="argument"):
        label_counts(["a", "a"], ["a"], labels=["a"])


def test_rate_is_corrected_for_misses_and_false_alarms():
    # A true rate of .3 is observed as .3 · .8 + .7 · .1 = .31.
    assert corrected_rate(0.31, recall=0.8, false_positive_rate=0.1) == pytest.approx(0.3)


def test_corrected_rate_is_clipped_and_undefined_for_a_blind_detector():
    assert corrected_rate(0.05, recall=0.8, false_positive_rate=0.1) == 0
    assert corrected_rate(0.95, recall=0.8, false_positive_rate=0.1) == 1
    assert corrected_rate(0.5, recall=0.3, false_positive_rate=0.3) is None
