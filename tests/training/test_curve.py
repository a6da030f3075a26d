"""Learning curves: nested subsets, whole groups, and an answer that follows from the numbers."""

import math

import numpy as np
import pytest

from stance.errors import ConfigError
from stance.records.report import Metric
from stance.training.curve import CurvePlan, CurvePoint, Holdout, last_doubling, learning_curve, told
from stance.training.families import training_settings


def plan(tiny_plan, **changes):
    settings = training_settings("tiny", {})
    return CurvePlan(**{"fitting": tiny_plan, "settings": settings, "seeds": (1, 2, 3)} | changes)


def by_seed(value):
    """Return a measure that is the mean of what each model gives."""
    return lambda fitted: Metric(name="f1", value=float(np.mean([value(f) for f in fitted])))


def point(n, *values):
    metric = Metric(name="f1", value=float(np.mean(values)), by_seed=list(values)) if values else None
    return CurvePoint(share=n / 1000, n_examples=n, metric=metric)


def test_bigger_subsets_hold_smaller_ones_and_groups_stay_whole(tiny_plan, outlet_examples):
    learned = {}

    def watch(f):
        learned.setdefault((f.seed, f.fold), {})[len(f.model.learned)] = {
            e.example_id for e in f.model.learned
        }
        outlets = {e.groups["outlet"] for e in f.model.learned}
        # Every outlet has 4 examples.
        assert len(f.model.learned) == 4 * len(outlets)
        return 0.5

    rounds = [
        Holdout(outlet_examples, outlet_examples[:4], 0),
        Holdout(outlet_examples, outlet_examples[4:8], 1),
    ]
    curve = learning_curve(rounds, plan(tiny_plan), measure=by_seed(watch))
    # Of 48 examples in outlets of 4 an eighth is 6, which takes two outlets; then 12, 24 and 48.
    assert [p.n_examples for p in curve.points] == [8, 12, 24, 48]
    for of_size in learned.values():
        assert list(of_size) == [8, 12, 24, 48]
        assert of_size[8] < of_size[12] < of_size[24] < of_size[48]
    assert len({frozenset(of_size[8]) for of_size in learned.values()}) > 1
    # 4 sizes, 2 rounds, 3 seeds.
    assert curve.n_trainings == 24


def test_everything_is_held_out_against_the_same_examples(tiny_plan, outlet_examples):
    sizes = set()
    learning_curve(
        [Holdout(outlet_examples[12:], outlet_examples[:12])],
        plan(tiny_plan),
        measure=by_seed(lambda f: sizes.add(tuple(e.example_id for e in f.held_out)) or 0.5),
    )
    assert len(sizes) == 1


def test_a_curve_that_grows_by_a_tenth_each_doubling_says_yes(tiny_plan, outlet_examples):
    points = []
    curve = learning_curve(
        [Holdout(outlet_examples, outlet_examples[:4])],
        plan(tiny_plan, sizes=(1.0, 0.25, 0.5)),
        measure=by_seed(lambda f: math.log2(len(f.model.learned)) / 10),
        on_point=points.append,
    )
    assert points == curve.points
    assert [p.share for p in points] == [0.25, 0.5, 1.0]
    assert curve.metric == "f1"
    assert (curve.doubling.from_examples, curve.doubling.to_examples) == (24, 48)
    assert curve.doubling.gain == pytest.approx(0.1)
    assert curve.answer.startswith("Yes, more annotation helps: a doubling, measured from 24 to 48 examples")


def test_each_point_tells_its_seeds_and_how_far_they_part(tiny_plan, outlet_examples):
    curve = learning_curve(
        [Holdout(outlet_examples, outlet_examples[:4])],
        plan(tiny_plan, sizes=(1.0,)),
        measure=by_seed(lambda f: f.seed / 10),
    )
    metric = curve.points[0].metric
    assert metric.by_seed == pytest.approx([0.1, 0.2, 0.3])
    # Standard deviation .1, t(2) = 4.303: .2 -/+ 4.303 * .1 / sqrt(3) = .2 -/+ .248.
    assert (metric.low, metric.high) == pytest.approx((-0.048, 0.448), abs=1e-3)


def test_an_interval_that_was_measured_is_kept(tiny_plan, outlet_examples):
    curve = learning_curve(
        [Holdout(outlet_examples, outlet_examples[:4])],
        plan(tiny_plan, sizes=(1.0,)),
        measure=lambda fitted: Metric(name="f1", value=0.5, low=0.4, high=0.7),
    )
    assert (curve.points[0].metric.low, curve.points[0].metric.high) == (0.4, 0.7)


def test_the_interval_of_the_gain_is_over_seeds():
    doubling = last_doubling([point(500, 0.50, 0.52, 0.54), point(1000, 0.56, 0.56, 0.56)])
    # Gains .06, .04, .02: mean .04, standard deviation .02, t(2) = 4.303, so 4.303 * .02 / sqrt(3) = .0497.
    assert doubling.gain == pytest.approx(0.04)
    assert doubling.low == pytest.approx(0.04 - 0.0497, abs=1e-4)
    assert doubling.high == pytest.approx(0.04 + 0.0497, abs=1e-4)
    assert told(doubling, "f1").startswith("It cannot be told: a doubling")


def test_a_step_that_is_no_doubling_is_counted_as_the_share_of_one():
    # From 250 to 1000 are two doublings, and no size between was measured.
    doubling = last_doubling([point(250, 0.5), point(900), point(1000, 0.6)])
    assert doubling.gain == pytest.approx(0.05)
    assert doubling.low is None
    assert told(doubling, "f1").startswith("It cannot be told from one seed")


def test_the_size_nearest_to_half_is_taken():
    points = [point(100, 0.1), point(480, 0.5), point(650, 0.9), point(1000, 0.6)]
    assert last_doubling(points).from_examples == 480


def test_a_flat_curve_says_no():
    doubling = last_doubling([point(500, 0.600, 0.601, 0.602), point(1000, 0.601, 0.602, 0.603)])
    assert told(doubling, "f1").startswith("No, more annotation of this kind hardly helps")


@pytest.mark.parametrize(
    "points", [[], [point(500)], [point(1000, 0.5)], [point(900, 0.5), point(1000, 0.6)]]
)
def test_without_two_sizes_nothing_is_claimed(points):
    assert last_doubling(points) is None
    assert "cannot be told" in told(None, "f1")


def test_a_subset_too_small_to_train_on_is_told_and_passed_over(tiny_plan, outlet_examples):
    # Of one outlet only, sorted so that all have the label a: the tiny trainer wants two labels.
    examples = [e for e in outlet_examples if e.labels == ["a"]] + outlet_examples[12:13]
    curve = learning_curve(
        [Holdout(examples, outlet_examples[:4])],
        plan(tiny_plan, sizes=(0.04, 1.0)),
        measure=by_seed(lambda f: 0.5),
    )
    assert curve.points[0].metric is None
    assert "two labels" in curve.points[0].refused
    assert curve.points[1].metric.value == 0.5
    assert curve.doubling is None


@pytest.mark.parametrize("changes", [{"seeds": ()}, {"sizes": ()}, {"sizes": (0.0, 1.0)}, {"sizes": (1.5,)}])
def test_a_plan_that_cannot_be_trained_is_refused(tiny_plan, outlet_examples, changes):
    with pytest.raises(ConfigError, match="learning curve"):
        learning_curve(
            [Holdout(outlet_examples, [])], plan(tiny_plan, **changes), measure=by_seed(lambda f: 0.5)
        )
