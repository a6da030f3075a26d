from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.analysis.measures import measure
from stance.analysis.measures.intervals import (
    N_RESAMPLES,
    percentile_intervals,
    point,
    ratio,
    resample_weights,
    sum_over_units,
)
from stance.records.codec import decode_annotation, decode_document

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")
ANNOTATION = decode_annotation((DATA / "bridge_annotation.json").read_bytes(), "bridge_annotation.json")


def _value(scores, path):
    """The score that a dotted path names."""
    value = msgspec.to_builtins(scores)
    for name in path.split("."):
        value = value[name]
    return value


def test_a_persons_annotation_gets_no_intervals():
    assert measure(DOCUMENT, ANNOTATION, seed=None).intervals == {}


def test_every_interval_is_named_by_the_path_of_a_defined_score():
    scores = measure(DOCUMENT, ANNOTATION, seed=1)
    assert all(isinstance(_value(scores, path), int | float) for path in scores.intervals)
    assert {
        "attribution.sentence_ratio",
        "attribution.token_share",
        "attribution.per_1000_words",
        "attribution.balance_content_tokens.balance",
        "attribution.verb_stance.shops",
        "loaded.per_1000_author_types",
        "loaded.author_direction_per_1000.T1",
        "frames.salience.economic",
        "tone.T1.tone",
    } <= scores.intervals.keys()


def test_resampling_changes_nothing_but_the_intervals():
    with_intervals = measure(DOCUMENT, ANNOTATION, seed=1)
    assert msgspec.structs.replace(with_intervals, intervals={}) == measure(DOCUMENT, ANNOTATION, seed=None)


def test_the_seed_fixes_the_intervals():
    assert measure(DOCUMENT, ANNOTATION, seed=1) == measure(DOCUMENT, ANNOTATION, seed=1)
    assert measure(DOCUMENT, ANNOTATION, seed=1).intervals != measure(DOCUMENT, ANNOTATION, seed=2).intervals


@given(st.integers(0, 2**32))
def test_intervals_stay_in_the_range_of_their_scores(seed):
    for path, (low, high) in measure(DOCUMENT, ANNOTATION, seed=seed).intervals.items():
        assert low <= high
        if "balance" in path or path.startswith("tone"):
            assert -1 <= low <= high <= 1
        if path.endswith(("ratio", "share")) or path.startswith("frames"):
            assert 0 <= low <= high <= 1


@pytest.mark.parametrize("n_units", [1, 7, 300])
def test_each_resample_draws_as_many_units_as_there_are(n_units):
    weights = resample_weights(n_units, 5)
    assert weights.shape == (n_units, N_RESAMPLES)
    assert (weights.sum(axis=0) == n_units).all()


def test_the_interval_of_a_mean_has_the_width_theory_gives():
    # 100 units, half of them 1: the mean's standard error is .05, the 95 % interval .5 ± .098.
    row = np.repeat([0.0, 1.0], 50)
    sums = sum_over_units({"x": row, "n": np.ones(100)}, n_units=100, seed=3)
    (low, high) = percentile_intervals({"mean": ratio(sums["x"], sums["n"])})["mean"]
    assert low == pytest.approx(0.402, abs=0.02)
    assert high == pytest.approx(0.598, abs=0.02)


def test_a_score_undefined_for_the_article_has_no_interval():
    undefined = np.array([np.nan, *range(9)])
    assert percentile_intervals({"x": undefined}) == {}
    assert point(undefined) is None


def test_undefined_resamples_are_left_out_up_to_half_of_them():
    values = np.arange(41.0)
    some, most = np.append(0.0, values), np.append(0.0, values)
    some[1:21] = np.nan  # 21 of 41 are left: 20 to 40
    most[1:22] = np.nan
    # Of 21 values, 2.5 % lies half a step above the least.
    assert percentile_intervals({"some": some, "most": most}) == {
        "some": (pytest.approx(20.5), pytest.approx(39.5))
    }


def test_resamples_that_do_not_differ_tell_nothing():
    assert percentile_intervals({"x": np.full(41, 0.25)}) == {}
    # Nothing in the small article is direct and loaded: the density is 0 in every resample.
    scores = measure(DOCUMENT, ANNOTATION, seed=1)
    assert scores.loaded.per_1000_source_direct_types == 0
    assert "loaded.per_1000_source_direct_types" not in scores.intervals


def test_ratio_is_undefined_where_the_denominator_is_0():
    quotient = ratio(np.array([1.0, 0.0]), np.array([4.0, 0.0]))
    assert quotient[0] == 0.25
    assert np.isnan(quotient[1])


def test_nothing_to_sum_gives_nothing():
    assert sum_over_units({}, n_units=3, seed=1) == {}
