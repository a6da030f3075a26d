import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.resample import bootstrap_interval, percentile_interval, resample_counts


def mean(values):
    return sum(values) / len(values)


def test_each_resample_draws_as_many_groups_as_there_are():
    drawn = list(resample_counts(7, seed=1, n_resamples=20))
    assert len(drawn) == 20
    assert {int(counts.sum()) for counts in drawn} == {7}
    assert len({tuple(counts) for counts in drawn}) > 10


def test_the_same_seed_draws_the_same():
    values = [1.0, 4.0, 2.0, 8.0]
    first = bootstrap_interval(values, mean, seed=5, n_resamples=50)
    assert bootstrap_interval(values, mean, seed=5, n_resamples=50) == first
    assert bootstrap_interval(values, mean, seed=6, n_resamples=50) != first


def test_the_interval_of_a_mean_is_that_of_theory():
    # 400 zeros and ones: standard error sqrt(.25 / 400) = .025, so 95 % lie within 1.96 * .025 = .049.
    low, high = bootstrap_interval([0, 1] * 200, mean, seed=2, n_resamples=1000).bounds
    assert (low, high) == (pytest.approx(0.451, abs=0.006), pytest.approx(0.549, abs=0.006))


def test_undefined_resamples_are_counted_and_left_out():
    values = [float(n) for n in range(60)] + [math.nan] * 40
    interval = percentile_interval(values, n_resamples=100)
    assert interval.n_undefined == 40
    # 2.5 % and 97.5 % of the places 0 to 59.
    assert interval.bounds == (pytest.approx(0.025 * 59), pytest.approx(0.975 * 59))


def test_there_is_no_interval_where_resamples_say_nothing():
    assert percentile_interval([0.5] * 49 + [math.nan] * 51, n_resamples=100).bounds is None
    assert percentile_interval([1.0] * 100, n_resamples=100).bounds is None
    assert percentile_interval([], n_resamples=0).bounds is None
    assert bootstrap_interval([3.0], mean, seed=1).bounds is None


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=10), st.integers(0, 99))
def test_the_interval_lies_inside_the_range_of_a_mean(values, seed):
    bounds = bootstrap_interval(values, mean, seed=seed, n_resamples=40).bounds
    if bounds:
        assert min(values) - 1e-9 <= bounds[0] < bounds[1] <= max(values) + 1e-9
