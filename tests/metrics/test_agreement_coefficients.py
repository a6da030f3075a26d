import math
import random
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.metrics.agreement import (
    annotator_pairs,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    label_alpha,
    label_prevalence,
    pairwise_agreement,
    unanimous_share,
)
from stance.metrics.coincidences import coincidences
from stance.metrics.masi import masi_distance, masi_distances

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: example C, 12 units, 4 observers.
FOUR_OBSERVERS = [
    [1, 1, None, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [None, 5, 5, 5],
    [None, None, 1, 1],
    [None, None, 3, None],
]

# Fleiss (1971), table 1: 30 patients, 6 psychiatrists each, 5 diagnoses.
FLEISS = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""


def from_counts(counts):
    return [[label for label, digit in enumerate(row) for _ in range(int(digit))] for row in counts.split()]


def sets(*rows):
    return [[None if cell is None else frozenset(cell) for cell in row] for row in rows]


def test_alpha_of_two_observers_and_two_values_as_published():
    # Krippendorff (2011), example A: 10 units, 0.095.
    table = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))
    # By hand: 4 units disagree, 20 ratings, 6 of them 1: 1 - 19 * (2 * 4) / (2 * 6 * 14) = 1 - 152/168.
    assert krippendorff_alpha(table, level="nominal") == pytest.approx(1 - 152 / 168)
    assert krippendorff_alpha(table, level="nominal") == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_two_observers_and_five_values_as_published():
    # Krippendorff (2011), example B: 12 units, 0.692.
    table = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert krippendorff_alpha(table, level="nominal") == pytest.approx(0.692, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_four_observers_with_missing_ratings_as_published(level, published):
    assert krippendorff_alpha(FOUR_OBSERVERS, level=level) == pytest.approx(published, abs=5e-4)


def test_ordinal_alpha_of_words_is_that_of_their_ranks():
    words = ["none", "weak", "some", "strong", "full"]
    table = [[None if value is None else words[value - 1] for value in row] for row in FOUR_OBSERVERS]
    alpha = krippendorff_alpha(table, level="ordinal", order=words)
    assert alpha == pytest.approx(krippendorff_alpha(FOUR_OBSERVERS, level="ordinal"))


def test_alpha_is_undefined_without_pairs_and_without_variation():
    assert math.isnan(krippendorff_alpha([], level="nominal"))
    assert math.isnan(krippendorff_alpha([["a", None], [None, "b"]], level="nominal"))
    assert math.isnan(krippendorff_alpha([["a", "a"], ["a", "a", "a"]], level="nominal"))
    # The only other value stands alone in its item, so it cannot be paired.
    assert math.isnan(krippendorff_alpha([["a", "a"], ["b", None]], level="nominal"))


def test_alpha_is_below_zero_where_annotators_disagree_on_purpose():
    # Two items, always crossed: o = 4, n = 4 with 2 of each: 1 - 3 * 4 / 8.
    assert krippendorff_alpha([["a", "b"], ["b", "a"]], level="nominal") == pytest.approx(-0.5)


def test_interval_alpha_holds_far_from_zero():
    far = [[None if v is None else v + 1e9 for v in row] for row in FOUR_OBSERVERS]
    assert krippendorff_alpha(far, level="interval") == pytest.approx(
        krippendorff_alpha(FOUR_OBSERVERS, level="interval"), abs=1e-6
    )


@pytest.mark.parametrize(
    ("table", "level", "order"),
    [
        ([["a", "b"]], "interval", None),
        ([["a", "b"]], "ordinal", None),
        ([["a", "b"]], "ordinal", ["a", "c"]),
        ([["a", "b"]], "masi", None),
        ([[1.0, float("nan")]], "interval", None),
        ([[1.0, float("inf")]], "nominal", None),
        ([[frozenset("a"), 1]], "ordinal", None),
    ],
)
def test_values_that_do_not_fit_the_level_are_refused(table, level, order):
    with pytest.raises(ConfigError, match=f"level {level}"):
        krippendorff_alpha(table, level=level, order=order)


def by_definition(table, distance):
    """Alpha from its definition: mean distance within items over mean distance of all pairable ratings."""
    rows = [[v for v in row if v is not None] for row in table]
    rows = [row for row in rows if len(row) > 1]
    pooled = [v for row in rows for v in row]
    n = len(pooled)
    observed = sum(distance(a, b) / (len(row) - 1) for row in rows for a, b in permutations(row, 2))
    expected = sum(distance(a, b) for a, b in permutations(pooled, 2)) / (n - 1) if n > 1 else 0
    return 1 - observed / expected if expected else math.nan


VALUES = st.one_of(st.none(), st.integers(0, 3))
TABLES = st.lists(st.lists(VALUES, min_size=1, max_size=5), max_size=12)
SETS = st.frozensets(st.sampled_from("abc"))
SET_TABLES = st.lists(st.lists(st.one_of(st.none(), SETS), min_size=1, max_size=4), max_size=10)


@given(TABLES)
def test_alpha_is_what_its_definition_says(table):
    nominal = krippendorff_alpha(table, level="nominal")
    assert nominal == pytest.approx(by_definition(table, lambda a, b: a != b), nan_ok=True)
    interval = krippendorff_alpha(table, level="interval")
    assert interval == pytest.approx(by_definition(table, lambda a, b: (a - b) ** 2), nan_ok=True)


@given(TABLES)
def test_ordinal_alpha_is_what_its_definition_says(table):
    rows = [[v for v in row if v is not None] for row in table]
    pooled = [v for row in rows if len(row) > 1 for v in row]

    def distance(a, b):
        a, b = min(a, b), max(a, b)
        between = sum(pooled.count(v) for v in range(a, b + 1))
        return (between - (pooled.count(a) + pooled.count(b)) / 2) ** 2

    ours = krippendorff_alpha(table, level="ordinal")
    assert ours == pytest.approx(by_definition(table, distance), nan_ok=True)


@given(SET_TABLES)
def test_masi_alpha_is_what_its_definition_says(table):
    ours = krippendorff_alpha(table, level="masi")
    assert ours == pytest.approx(by_definition(table, masi_distance), nan_ok=True)


@given(TABLES, st.randoms(use_true_random=False))
def test_alpha_depends_on_no_order(table, shuffler):
    shuffled = [shuffler.sample(row, len(row)) for row in table]
    shuffler.shuffle(shuffled)
    for level in ("nominal", "ordinal", "interval"):
        ours = krippendorff_alpha(shuffled, level=level)
        assert ours == pytest.approx(krippendorff_alpha(table, level=level), nan_ok=True)


@given(st.lists(st.tuples(st.lists(VALUES, min_size=1, max_size=4), st.integers(0, 3)), min_size=4))
def test_weights_of_groups_count_as_repeated_items(rows):
    table = [row for row, _ in rows]
    groups = [0, 1, 2, 3, *(group for _, group in rows[4:])]
    weights = [3, 0, 1, 2]
    repeated = [row for row, group in zip(table, groups, strict=True) for _ in range(weights[group])]
    for level in ("nominal", "ordinal", "interval"):
        made = coincidences(table, level=level, groups=groups)
        ours = made.alpha(weights=np.array(weights))
        assert ours == pytest.approx(krippendorff_alpha(repeated, level=level), nan_ok=True)


@given(st.lists(st.tuples(st.lists(VALUES, min_size=1, max_size=4), st.integers(1, 3)), max_size=8))
def test_a_row_that_stands_for_several_items_counts_as_them(rows):
    table, repeats = [row for row, _ in rows], [times for _, times in rows]
    told = [row for row, times in rows for _ in range(times)]
    ours = coincidences(table, level="nominal", repeats=repeats).alpha()
    assert ours == pytest.approx(krippendorff_alpha(told, level="nominal"), nan_ok=True)


def test_masi_distance_has_the_four_steps_of_monotonicity():
    assert masi_distance({"a", "b"}, {"a", "b"}) == 0
    assert masi_distance({"a"}, {"a", "b"}) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance({"a", "b"}, {"b", "c"}) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance({"a"}, {"b"}) == 1
    assert masi_distance(set(), set()) == 0
    assert masi_distance(set(), {"a"}) == 1


@given(st.lists(SETS, min_size=1, max_size=8))
def test_the_matrix_of_masi_distances_is_the_distance_of_each_pair(some):
    assert masi_distances(some) == pytest.approx(
        np.array([[masi_distance(a, b) for b in some] for a in some])
    )


def test_masi_alpha_agrees_with_nltk():
    agreement = pytest.importorskip("nltk.metrics.agreement")
    distance = pytest.importorskip("nltk.metrics.distance").masi_distance
    draw = random.Random(4)
    table = [[frozenset(draw.sample("abcd", draw.randint(1, 3))) for _ in range(3)] for _ in range(40)]
    task = agreement.AnnotationTask(
        [(coder, item, value) for item, row in enumerate(table) for coder, value in enumerate(row)], distance
    )
    # Some versions of nltk round 2/3 and 1/3 to two places; it has no answer for two empty sets.
    assert krippendorff_alpha(table, level="masi") == pytest.approx(task.alpha(), abs=5e-3)


def test_masi_alpha_by_hand():
    # Items {a}/{a,b} and {c}/{c}: within items 2 * 2/3. Pooled {a} {a,b} {c} {c}: both orders of 2/3 once
    # and of 1 four times, over n - 1 = 3.
    table = sets(["a", "ab"], ["c", "c"])
    assert krippendorff_alpha(table, level="masi") == pytest.approx(1 - (4 / 3) / (2 * (2 / 3 + 4) / 3))


def test_cohen_kappa_by_hand():
    # 50 items: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed .7, by chance .5 * .6 + .5 * .4 = .5.
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa([*first, None, "no"], [*second, "yes", None]) == pytest.approx(0.4)


def test_weighted_kappa_by_hand():
    # Pairs (1,1) (2,2) (3,2) (1,3), margins 2,1,1 and 1,2,1. Linear: 3 steps seen; by chance the sum over
    # cells of row * column / 4 * steps = (2*2*1 + 2*1*2 + 1*1*1 + 1*1*1 + 1*1*2 + 1*2*1) / 4 = 14/4.
    first, second = [1, 2, 3, 1], [1, 2, 2, 3]
    linear = cohen_kappa(first, second, weights="linear", order=[1, 2, 3])
    assert linear == pytest.approx(1 - 3 / 3.5)
    # Quadratic: 1 + 4 seen; by chance (4 + 2*4 + 1 + 1 + 4 + 2) / 4 = 5.
    quadratic = cohen_kappa(first, second, weights="quadratic", order=[1, 2, 3])
    assert quadratic == pytest.approx(0.0)


def test_cohen_kappa_is_undefined_without_pairs_or_variation():
    assert math.isnan(cohen_kappa(["a"], [None]))
    assert math.isnan(cohen_kappa(["a", "a"], ["a", "a"]))


def test_cohen_kappa_refuses_weights_without_order_and_unequal_lengths():
    with pytest.raises(ConfigError, match="linear"):
        cohen_kappa([1, 2], [1, 2], weights="linear")
    with pytest.raises(ConfigError, match="'c'"):
        cohen_kappa(["a"], ["c"], weights="quadratic", order=["a", "b"])
    with pytest.raises(ValueError, match="zip"):
        cohen_kappa(["a"], ["a", "b"])


def test_fleiss_kappa_of_psychiatric_diagnoses_as_published():
    # Fleiss (1971) prints .430.
    assert fleiss_kappa(from_counts(FLEISS)) == pytest.approx(0.430, abs=5e-4)


def test_fleiss_kappa_needs_the_same_number_of_ratings():
    assert fleiss_kappa([["a", "a"], [None, None], ["b", "b"]]) == 1.0
    assert math.isnan(fleiss_kappa([]))
    assert math.isnan(fleiss_kappa([["a", "a"]]))
    with pytest.raises(ConfigError, match="1 to 2 ratings"):
        fleiss_kappa([["a", "a"], ["b", None]])
    with pytest.raises(ConfigError, match="at least two"):
        fleiss_kappa([["a"], ["b"]])


def test_shares_by_hand():
    table = [["a", "a", "b"], ["a", "a", None], ["b", None, None]]
    assert unanimous_share(table) == pytest.approx(1 / 2)
    # Pairs: aa equal, ab, ab; aa equal: 2 of 4.
    assert pairwise_agreement(table) == pytest.approx(2 / 4)
    assert label_prevalence(table, "a") == pytest.approx(4 / 6)
    pairs = annotator_pairs([["a", "a", "b"], ["a", "b"]], [["x", "y", "z"], ["x", "y"]])
    assert pairs == {("x", "y"): 0.5, ("x", "z"): 0.0, ("y", "z"): 0.0}
    assert math.isnan(unanimous_share([]))
    assert math.isnan(pairwise_agreement([["a"]]))
    assert math.isnan(label_prevalence([[None]], "a"))


def test_alpha_of_one_label_is_that_of_the_label_against_the_rest():
    table = [["a", "a"], ["b", "c"], ["c", "c"], ["b", "b"]]
    assert label_alpha(table, "a") == 1.0
    # b against the rest: one item of four disagrees, 3 of 8 ratings are b: 1 - 7 * 2 / (2 * 3 * 5).
    assert label_alpha(table, "b") == pytest.approx(1 - 14 / 30)
    assert label_alpha(sets(["ab", "b"], ["c", "c"]), "b") == 1.0
