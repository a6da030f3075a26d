import numpy as np
import pytest

from stance.errors import ConfigError
from stance.evaluation.joining import Gold
from stance.evaluation.slices import group_parts, label_parts, length_parts


def names(parts):
    return [(part.value, len(part.rows)) for part in parts]


def test_values_of_few_examples_are_measured_together(made):
    # 25 of the post, 20 of the star, 19 and 3 of two others, 2 unknown: 22 others.
    outlets = ["post"] * 25 + ["star"] * 20 + ["sun"] * 19 + ["moon"] * 3 + [None] * 21
    examples = [made.example(n, "a", groups={"outlet": outlet}) for n, outlet in enumerate(outlets)]
    parts = group_parts(examples, "outlet")
    assert names(parts) == [("post", 25), ("unknown", 21), ("star", 20), ("other", 22)]
    assert sorted(np.concatenate([part.rows for part in parts])) == list(range(88))


def test_only_the_biggest_groups_stand_alone(made):
    examples = [made.example(n, "a", groups={"topic": f"t{n % 40:02}"}) for n in range(40 * 20)]
    parts = group_parts(examples, "topic")
    assert len(parts) == 31
    assert (parts[-1].value, len(parts[-1].rows)) == ("other", 200)


def test_lengths_are_cut_into_quarters(made):
    examples = [made.example(n, "a", text="word " * (n + 1)) for n in range(8)]
    assert names(length_parts(examples)) == [
        ("1 to 2 words", 2),
        ("3 to 4 words", 2),
        ("5 to 6 words", 2),
        ("7 to 8 words", 2),
    ]
    assert names(length_parts(examples[:1] * 3)) == [("1 words", 3)]


def test_votes_that_are_all_the_same_and_split_ones_are_measured_apart(made):
    label_set = made.exclusive("a", "b")
    votes = [{"a": 5}, {"a": 3, "b": 2}, {"a": 1}, {}]
    examples = [made.example(n, "a", votes=each) for n, each in enumerate(votes)]
    parts = label_parts(Gold.of(examples, label_set), (), folds=np.array([-1] * 4))
    # A single vote is no unanimity.
    assert [(part.value, part.rows.tolist()) for part in parts if part.group == "votes"] == [
        ("unanimous", [0]),
        ("split", [1]),
    ]


def test_a_slicing_into_one_part_is_left_out(made):
    label_set = made.exclusive("a")
    examples = [made.example(n, "a", groups={"outlet": "post"}) for n in range(30)]
    assert label_parts(Gold.of(examples, label_set), ("outlet",), folds=np.zeros(30, dtype=int)) == []


def test_a_slice_by_an_unknown_group_is_refused(made):
    gold = Gold.of([made.example(0, "a", groups={"outlet": "post"})], made.exclusive("a"))
    with pytest.raises(ConfigError, match=r"evaluation\.slices.*Did you mean outlet\?"):
        label_parts(gold, ("oulet",), folds=None)
    assert label_parts(gold, ("length", "votes", "fold"), folds=None) == []
