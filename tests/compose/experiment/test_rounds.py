"""What is trained on and what is held out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.compose.experiment.config import ProtocolPlan
from stance.compose.experiment.rounds import plan_rounds
from stance.errors import ConfigError
from stance.records.example import LabelExample


def example(number, *, part="all", fold=None, outlet=None, cluster=None):
    return LabelExample(
        example_id=f"d{number:03}",
        doc_id=f"d{number:03}",
        text=f"text {number}",
        start=0,
        end=6,
        part=part,
        fold=fold,
        cluster=cluster or f"d{number:03}",
        groups={"document": f"d{number:03}", "outlet": outlet},
        labels=["yes" if number % 2 else "no"],
    )


def ids(examples):
    return {each.example_id for each in examples}


def test_folds_of_the_dataset_are_each_held_out_once():
    examples = [example(n, fold=n % 3) for n in range(9)]
    planned = plan_rounds(examples, ProtocolPlan(kind="dataset"), group_by=["document"])
    assert [each.fold for each in planned.rounds] == [0, 1, 2]
    for each in planned.rounds:
        assert ids(each.train) | ids(each.held_out) == ids(examples)
        assert not ids(each.train) & ids(each.held_out)
    assert ids(planned.final) == ids(examples)


def test_parts_are_trained_on_train_and_measured_on_dev():
    parts = ["train"] * 6 + ["dev"] * 2 + ["test"] * 2
    examples = [example(n, part=part) for n, part in enumerate(parts)]
    planned = plan_rounds(examples, ProtocolPlan(kind="dataset"), group_by=["document"])
    (only,) = planned.rounds
    assert {each.part for each in only.train} == {"train"}
    assert {each.part for each in only.held_out} == {"dev"}
    assert {each.part for each in planned.final} == {"train"}


@pytest.mark.parametrize("kind", ["dataset", "folds"])
def test_the_test_part_is_in_no_round(kind):
    parts = ["train"] * 20 + ["dev"] * 4 + ["test"] * 6
    examples = [example(n, part=part) for n, part in enumerate(parts)]
    planned = plan_rounds(examples, ProtocolPlan(kind=kind, n_folds=2), group_by=["document"])
    seen = [e for each in planned.rounds for e in (*each.train, *each.held_out)] + planned.final
    assert "test" not in {each.part for each in seen}


def test_a_dataset_without_dev_cannot_be_measured_as_it_is_cut():
    examples = [example(n, part="train") for n in range(4)]
    with pytest.raises(ConfigError, match="folds, or the parts train and dev"):
        plan_rounds(examples, ProtocolPlan(kind="dataset"), group_by=["document"])


def test_an_outlet_held_out_is_in_no_training():
    examples = [example(n, part="train", outlet=f"o{n % 4}") for n in range(24)]
    plan = ProtocolPlan(kind="leave-group-out", group="outlet")
    planned = plan_rounds(examples, plan, group_by=["document"])
    assert len(planned.rounds) == 4
    for each in planned.rounds:
        learned = {e.groups["outlet"] for e in each.train}
        assert not learned & {e.groups["outlet"] for e in each.held_out}
    assert "outlet held out" in planned.told


@given(st.integers(0, 1000), st.lists(st.integers(0, 9), min_size=30, max_size=40))
def test_no_cluster_stands_on_both_sides_of_new_folds(seed, clusters):
    examples = [example(n, part="train", cluster=f"c{cluster}-{n % 3}") for n, cluster in enumerate(clusters)]
    plan = ProtocolPlan(kind="folds", n_folds=3, seed=seed)
    try:
        planned = plan_rounds(examples, plan, group_by=["document"])
    except ConfigError:
        # A drawn dataset may hold too few clusters to be cut.
        return
    for each in planned.rounds:
        assert not {e.cluster for e in each.train} & {e.cluster for e in each.held_out}
