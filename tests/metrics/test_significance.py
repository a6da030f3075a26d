import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.significance import holm, randomization_p


def test_the_observed_difference_counts_as_one_exchange():
    # Of .1, -.6 and .2, one is at least .5 away from 0: (1 + 1) / (3 + 1).
    assert randomization_p(0.5, np.array([0.1, -0.6, 0.2])) == 0.5
    assert randomization_p(0.9, np.array([0.1, -0.6, 0.2])) == 0.25


def test_undefined_exchanges_are_left_out_and_an_undefined_difference_has_no_p():
    assert randomization_p(0.5, np.array([np.nan, 0.6])) == 1
    assert randomization_p(np.nan, np.array([0.1])) is None
    assert randomization_p(0.5, np.array([np.nan])) is None


def test_holm_multiplies_step_by_step_and_never_falls():
    # Ascending .01 · 3, .02 · 2, .03 · 1, which falls and so stays at .04.
    assert holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.none() | st.floats(0.0001, 1)))
def test_corrected_p_values_keep_their_order_and_only_grow(p_values):
    corrected = holm(p_values)
    pairs = [(p, c) for p, c in zip(p_values, corrected, strict=True) if p is not None]
    assert all(p <= c <= 1 for p, c in pairs)
    assert [c for _, c in sorted(pairs)] == sorted(c for _, c in pairs)
    assert [p is None for p in p_values] == [c is None for c in corrected]
