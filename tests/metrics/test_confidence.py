import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.confidence import selections, threshold_for_risk

CONFIDENCE = np.array([0.6, 0.9, 0.8, 0.8])
WRONG = np.array([True, False, True, False])


def test_every_threshold_has_its_coverage_and_risk():
    # From .9 on: 1 of 4, none wrong. From .8: 3 of 4, one wrong. From .6: all, two wrong.
    found = [(each.threshold, each.coverage, each.risk) for each in selections(CONFIDENCE, WRONG)]
    assert found == [(0.9, 0.25, 0.0), (0.8, 0.75, pytest.approx(1 / 3)), (0.6, 1.0, 0.5)]


def test_the_threshold_decides_most_examples_at_the_wanted_risk():
    assert threshold_for_risk(CONFIDENCE, WRONG, max_risk=0.4).threshold == 0.8
    assert threshold_for_risk(CONFIDENCE, WRONG, max_risk=0.1).threshold == 0.9
    assert threshold_for_risk(CONFIDENCE, WRONG, max_risk=0.5).coverage == 1


def test_there_is_no_threshold_where_the_surest_are_wrong():
    assert threshold_for_risk(np.array([0.9, 0.1]), np.array([True, True]), max_risk=0.9) is None
    assert threshold_for_risk(np.empty(0), np.empty(0, dtype=bool), max_risk=0.5) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.7, 0.9]), st.booleans()), min_size=1))
def test_what_a_threshold_keeps_has_the_risk_it_tells(decisions):
    confidence = np.array([each for each, _ in decisions])
    wrong = np.array([each for _, each in decisions])
    for each in selections(confidence, wrong):
        kept = confidence >= each.threshold
        assert each.coverage == pytest.approx(kept.mean())
        assert each.risk == pytest.approx(wrong[kept].mean())
