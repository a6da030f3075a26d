import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.calibration import (
    bin_numbers,
    brier_scores,
    expected_calibration_error,
    reliability_bins,
)


def test_bins_hold_mean_confidence_and_share_of_right_decisions():
    # Ten bins: .61 and .69 are in [.6, .7), 1.0 is in the last one. Mean of .61 and .69 is .65, one right.
    bins = reliability_bins(np.array([0.61, 0.69, 1.0]), np.array([True, False, True]))
    assert [(each.low, each.high, each.n) for each in bins] == [(0.6, 0.7, 2), (0.9, 1.0, 1)]
    assert [each.confidence for each in bins] == pytest.approx([0.65, 1.0])
    assert [each.accuracy for each in bins] == [0.5, 1.0]


def test_calibration_error_weighs_bins_by_their_size():
    # Bin of two: |.65 - .5| = .15; bin of one: |1 - 0| = 1; (2 · .15 + 1 · 1) / 3 = .4333.
    error = expected_calibration_error(np.array([0.61, 0.69, 1.0]), np.array([True, False, False]))
    assert error == pytest.approx(1.3 / 3)


def test_calibration_error_without_decisions_is_undefined():
    assert np.isnan(expected_calibration_error(np.empty(0), np.empty(0, dtype=bool)))


def test_brier_of_two_labels_is_the_squared_error_of_either():
    # (1 - .8)² = .04 and (1 - .3)² = .49.
    scores = brier_scores(np.array([[0.8, 0.2], [0.7, 0.3]]), np.eye(2, dtype=bool), exclusive=True)
    assert scores.tolist() == pytest.approx([0.04, 0.49])


def test_brier_of_sets_of_labels_is_the_mean_over_labels():
    # (.5² + .1² + 0²) / 3.
    scores = brier_scores(np.array([[0.5, 0.9, 0.0]]), np.array([[True, True, False]]), exclusive=False)
    assert scores.tolist() == pytest.approx([0.26 / 3])


def test_certain_and_wrong_is_1_and_certain_and_right_0():
    certain, gold = np.eye(3), np.eye(3, dtype=bool)
    assert brier_scores(certain, gold, exclusive=True).tolist() == [0, 0, 0]
    assert brier_scores(certain[[1, 2, 0]], gold, exclusive=True).tolist() == [1, 1, 1]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_bins_lose_no_decision_and_the_error_is_a_share(decisions):
    confidence = np.array([each for each, _ in decisions])
    right = np.array([each for _, each in decisions])
    bins = reliability_bins(confidence, right)
    assert sum(each.n for each in bins) == len(decisions)
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in bins)
    assert 0 <= expected_calibration_error(confidence, right) <= 1
    assert bin_numbers(confidence).max() <= 9
