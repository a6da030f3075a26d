from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.models.linear.calibration import Calibration, uncalibrated
from stance.training.calibrate import fit_calibration
from stance.training.linear_targets import Targets
from stance.training.thresholds import (
    best_threshold,
    choose_offsets,
    choose_thresholds,
    macro_f1,
    micro_f1,
    most_probable,
)


def targets(gold, *, exclusive) -> Targets:
    gold = np.array(gold, np.bool_)
    return Targets(gold, gold.astype(float), np.ones(len(gold)), exclusive)


def over_sure(scale: float, n: int = 4000) -> tuple[np.ndarray, Targets]:
    """Scores that are `scale` times too large: gold is drawn from the scores divided by it."""
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(n, 2))
    probabilities = uncalibrated(scores, np.ones(2, np.bool_), exclusive=True)
    gold = rng.random(n) < probabilities[:, 0]
    return scores * scale, targets(np.column_stack((gold, ~gold)), exclusive=True)


@pytest.mark.parametrize("scale", [0.2, 1.0, 5.0])
def test_temperature_takes_back_how_far_scores_exaggerate(scale):
    scores, gold = over_sure(scale)
    found = fit_calibration(scores, gold, np.ones(2, np.bool_), kind="temperature")
    assert found.scales == pytest.approx([1 / scale] * 2, rel=0.15)


@pytest.mark.parametrize("scale", [0.2, 5.0])
def test_isotonic_probabilities_are_close_to_the_observed_shares(scale):
    scores, gold = over_sure(scale)
    present = np.ones(2, np.bool_)
    found = fit_calibration(scores, gold, present, kind="isotonic").probabilities(
        scores, present, exclusive=True
    )
    for low, high in ((0.1, 0.4), (0.4, 0.6), (0.6, 0.9)):
        chosen = (found[:, 0] >= low) & (found[:, 0] < high)
        assert found[chosen, 0].mean() == pytest.approx(gold.gold[chosen, 0].mean(), abs=0.03)


def test_calibration_of_a_label_nobody_has_leaves_it_alone():
    gold = targets([[True, False], [False, False]] * 5, exclusive=False)
    scores = np.array([[2.0, -1.0], [-2.0, -1.0]] * 5)
    for kind in ("temperature", "isotonic"):
        found = fit_calibration(scores, gold, np.array([True, False]), kind=kind)
        probabilities = found.probabilities(scores, np.array([True, False]), exclusive=False)
        assert probabilities[:, 1] == pytest.approx(1 / (1 + np.e))


def test_isotonic_never_says_surely():
    gold = targets([[True], [False]] * 5, exclusive=False)
    scores = np.array([[50.0], [-50.0]] * 5)
    present = np.ones(1, np.bool_)
    found = fit_calibration(scores, gold, present, kind="isotonic").probabilities(
        scores, present, exclusive=False
    )
    # 10 examples: nothing nearer to 0 or 1 than 1 / 12.
    assert found[:2, 0] == pytest.approx([11 / 12, 1 / 12])


@settings(deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5))
def test_probabilities_of_any_scores_are_numbers_from_zero_to_one(scores):
    row = np.array([scores])
    for exclusive in (True, False):
        found = Calibration(np.ones(len(scores))).probabilities(
            row, np.ones(len(scores), np.bool_), exclusive=exclusive
        )
        assert ((found >= 0) & (found <= 1)).all()


def test_best_threshold_lies_between_right_and_wrong():
    # Giving the label from 0.4 on is right for all: F1 1; the cut lies midway to 0.2.
    assert best_threshold(np.array([0.1, 0.2, 0.4, 0.9]), np.array([0, 0, 1, 1], bool)) == pytest.approx(0.3)


def test_best_threshold_keeps_equal_probabilities_together():
    # From 0.5 on: 3 given, 2 right, F1 0.8; only 0.9: F1 2/3; all: 2 * 2 / 6.
    assert best_threshold(np.array([0.5, 0.5, 0.9, 0.1]), np.array([1, 0, 1, 0], bool)) == pytest.approx(0.3)


def test_threshold_of_a_label_without_gold_is_one_half():
    assert best_threshold(np.array([0.1, 0.9]), np.array([0, 0], bool)) == 0.5


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=12))
def test_no_other_threshold_does_better(rows):
    probabilities, gold = np.array([p / 20 for p, _ in rows]), np.array([g for _, g in rows], bool)
    found = micro_f1(probabilities >= best_threshold(probabilities, gold), gold)
    others = [micro_f1(probabilities >= other, gold) for other in probabilities[probabilities > 0]]
    assert found >= max(others, default=0.0) - 1e-12 or not gold.any()


def test_a_threshold_is_never_zero():
    # Midway between the least positive number and 0 is rounded to 0.
    assert best_threshold(np.array([5e-324]), np.array([True])) > 0


def test_thresholds_are_shared_or_per_label():
    probabilities = np.array([[0.3, 0.6], [0.1, 0.4], [0.35, 0.7], [0.05, 0.5]])
    gold = np.array([[1, 1], [0, 0], [1, 1], [0, 0]], bool)
    # Label 0 parts at 0.1 and 0.3, label 1 at 0.5 and 0.6.
    assert choose_thresholds(probabilities, gold, kind="per_label") == pytest.approx([0.2, 0.55])
    assert choose_thresholds(probabilities, gold, kind="half") == pytest.approx([0.5, 0.5])
    # One for all: from 0.3 on 4 right of 6 given, F1 0.8 = from 0.6 on ... 2 right of 2, F1 2/3.
    assert choose_thresholds(probabilities, gold, kind="shared") == pytest.approx([0.2, 0.2])


def test_offsets_help_a_label_that_is_always_second():
    # The rare label never wins at 1 : 1 but does at its true rows when its divisor is under 0.4 / 0.6.
    probabilities = np.array([[0.6, 0.4]] * 3 + [[0.9, 0.1]] * 9)
    gold = np.array([[0, 1]] * 3 + [[1, 0]] * 9, bool)
    assert macro_f1(most_probable(probabilities), gold) < 0.5
    offsets = choose_offsets(probabilities, gold)
    assert macro_f1(most_probable(probabilities / offsets), gold) == 1.0


def test_offsets_stay_where_nothing_is_gained():
    probabilities, gold = np.array([[0.9, 0.1], [0.2, 0.8]]), np.eye(2, dtype=bool)
    assert choose_offsets(probabilities, gold).tolist() == [1, 1]


def test_f1_of_decisions_is_that_worked_out_by_hand():
    decided = np.array([[1, 0], [1, 0], [0, 1]], bool)
    gold = np.array([[1, 0], [0, 1], [0, 1]], bool)
    # Label 0: 1 right, 2 given, 1 gold: 2/3. Label 1: 1 right, 1 given, 2 gold: 2/3. All: 2 of 3.
    assert macro_f1(decided, gold) == pytest.approx(2 / 3)
    assert micro_f1(decided, gold) == pytest.approx(2 / 3)
