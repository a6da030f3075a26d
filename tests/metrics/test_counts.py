import pytest

from stance.metrics.counts import Counts, macro_score, total


def test_counts_add_up_before_they_are_divided():
    # Document 1: 1 of 2 predictions right, gold 1. Document 2: nothing predicted, gold 3.
    micro = Counts.of_matches(1, n_predicted=2, n_gold=1) + Counts.of_matches(0, n_predicted=0, n_gold=3)
    assert (micro.precision, micro.recall) == (1 / 2, 1 / 4)
    assert micro.f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)


def test_nothing_on_both_sides_is_agreement():
    assert (Counts().precision, Counts().recall, Counts().f1) == (1, 1, 1)


@pytest.mark.parametrize(("n_predicted", "n_gold"), [(0, 4), (4, 0), (4, 4)])
def test_no_hits_score_zero(n_predicted, n_gold):
    counts = Counts.of_matches(0, n_predicted=n_predicted, n_gold=n_gold)
    assert (counts.precision, counts.recall, counts.f1) == (0, 0, 0)


def test_macro_leaves_out_labels_that_never_occur_and_says_how_many():
    macro = macro_score([Counts.of_matches(1, n_predicted=1, n_gold=1), Counts(), Counts()])
    assert (macro.f1, macro.n_labels, macro.n_left_out) == (1, 1, 2)


def test_macro_counts_a_label_that_was_only_predicted_unless_gold_is_required():
    counts = [Counts.of_matches(1, n_predicted=1, n_gold=1), Counts.of_matches(0, n_predicted=3, n_gold=0)]
    assert macro_score(counts).f1 == 1 / 2
    assert macro_score(counts, require_gold=True).f1 == 1


def test_macro_of_labels_that_all_never_occur_is_undefined():
    macro = macro_score([Counts()])
    assert (macro.f1, macro.precision, macro.recall, macro.n_left_out) == (None, None, None, 1)


def test_total_of_nothing_is_empty():
    assert total([]).is_empty
