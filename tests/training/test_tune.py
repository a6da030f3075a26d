"""Tuning finds good settings, the same ones every time, and looks at nothing but inner folds."""

import math

import msgspec
import pytest

from stance.errors import ConfigError
from stance.records.report import Metric
from stance.training.tune import TuningPlan, tune

SPACE = {"C": {"low": 0.01, "high": 1000.0, "log": True}}


def hill(fitted):
    """Return a metric that is best, 1, at C = 10 and depth 3."""
    settings = fitted[0].model.settings
    value = 1 - abs(math.log10(settings.C) - 1) / 4 - abs(settings.depth - 3) / 100
    return Metric(name="hill", value=value, by_fold=[value] * len(fitted))


def plan(tiny_plan, space=SPACE, *, base=None, n_trials=15, seed=1):
    return TuningPlan(fitting=tiny_plan, base=base or {}, space=space, n_trials=n_trials, seed=seed)


def test_the_best_settings_are_found_and_better_than_those_given(tiny_plan, outlet_examples):
    found = tune(outlet_examples, plan(tiny_plan), measure=hill)
    assert found.metric == "hill"
    assert 3 < found.best.changes["C"] < 33
    # The default C = 1 is one power of ten off: 1 - 1/4, and depth 1 is two off: 2/100.
    assert found.trials[0].changes == {"C": 1.0}
    assert found.trials[0].value == pytest.approx(0.73)
    assert found.gain == pytest.approx(found.best.value - 0.73)
    assert found.best.value == max(trial.value for trial in found.trials)


def test_the_same_seed_finds_the_same_trials(tiny_plan, outlet_examples):
    first, second = (tune(outlet_examples, plan(tiny_plan, n_trials=8), measure=hill) for _ in range(2))
    assert [t.changes for t in first.trials] == [t.changes for t in second.trials]
    other = tune(outlet_examples, plan(tiny_plan, n_trials=8, seed=2), measure=hill)
    assert [t.changes for t in other.trials] != [t.changes for t in first.trials]


def test_each_trial_is_measured_on_all_inner_folds_and_never_on_what_it_learned_from(
    tiny_plan, outlet_examples
):
    measured = []

    def watch(fitted):
        measured.append(fitted)
        return hill(fitted)

    found = tune(outlet_examples, plan(tiny_plan, n_trials=2), measure=watch)
    assert found.n_folds == 3
    assert found.n_trainings == 3 * len(found.trials) == 3 * len(measured)
    for fitted in measured:
        assert sorted(e.example_id for f in fitted for e in f.held_out) == [
            e.example_id for e in outlet_examples
        ]
        for f in fitted:
            held = {e.groups["outlet"] for e in f.held_out}
            assert not held & {e.groups["outlet"] for e in f.model.learned}
            assert len(f.held_out) + len(f.model.learned) == 48


def test_settings_not_searched_stay_as_they_were_given(tiny_plan, outlet_examples):
    seen = set()

    def watch(fitted):
        seen.update(f.model.settings.depth for f in fitted)
        return hill(fitted)

    tune(outlet_examples, plan(tiny_plan, base={"depth": 5, "C": 2}, n_trials=3), measure=watch)
    assert seen == {5}


def test_choices_may_be_lists_and_none_is_tried_twice(tiny_plan, outlet_examples):
    told = []
    space = {"ngrams": {"choices": [[1, 1], [1, 2]]}, "depth": {"low": 2, "high": 3}}
    base = {"ngrams": [1, 2], "depth": 2}
    found = tune(outlet_examples, plan(tiny_plan, space, base=base), measure=hill, on_trial=told.append)
    # 2 x 2 settings in 15 trials.
    assert len(found.trials) == 4
    assert told == found.trials
    assert found.best.changes["depth"] == 3
    assert found.best.changes["ngrams"] in ([1, 1], [1, 2])
    assert msgspec.json.decode(msgspec.json.encode(found), type=type(found)) == found


def test_settings_that_cannot_be_trained_are_told_and_passed_over(tiny_plan, outlet_examples):
    found = tune(outlet_examples, plan(tiny_plan, {"depth": {"low": 1, "high": 20}}), measure=hill)
    refused = [trial for trial in found.trials if trial.value is None]
    assert refused
    assert all("depth to 8" in trial.refused and trial.changes["depth"] > 8 for trial in refused)
    assert found.best.changes["depth"] <= 8


def test_a_metric_that_is_undefined_makes_no_winner(tiny_plan, outlet_examples):
    def undefined(fitted):
        return Metric(name="hill", value=None)

    with pytest.raises(ConfigError, match="the metric is undefined"):
        tune(outlet_examples, plan(tiny_plan, n_trials=2), measure=undefined)


@pytest.mark.parametrize(
    ("space", "told"),
    [
        ({}, "low: 0.1"),
        ({"dept": {"low": 1, "high": 2}}, "Did you mean depth"),
        ({"C": {"low": 1, "hgih": 2}}, "hgih"),
        ({"C": {"low": 1}}, "neither choices nor both ends"),
        ({"C": {"low": 2, "high": 1}}, "not below"),
        ({"C": {"low": 0, "high": 1, "log": True}}, "log with low 0"),
        ({"C": {"choices": [1], "low": 0}}, "choices beside"),
        ({"C": [1, 2]}, "Expected `object`"),
        ({"C": {"choices": ["big"]}}, "right types"),
        ({"depth": {"low": 0.5, "high": 2}}, "right types"),
    ],
)
def test_a_space_that_is_none_is_refused_before_training(tiny_plan, outlet_examples, space, told):
    with pytest.raises(ConfigError, match=told):
        tune(outlet_examples, plan(tiny_plan, space), measure=hill)


def test_one_example_cannot_be_tuned_on(tiny_plan, outlet_examples):
    with pytest.raises(ConfigError, match="two examples"):
        tune(outlet_examples[:1], plan(tiny_plan), measure=hill)
