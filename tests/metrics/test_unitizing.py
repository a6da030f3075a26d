import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.unitizing import UnitizingCounts, joined, tokens_marked, unitizing_counts
from stance.text.tokens import tokenize

# Krippendorff (2004), Content Analysis, chapter 11.6: a continuum from 150 to 450, units as (begin, length).
LENGTH = 300
C_FIRST, C_SECOND = [(225, 70), (370, 30)], [(220, 80), (355, 20), (400, 20)]
K_BOTH = [(180, 60), (300, 50)]


def stretches(units):
    return [(begin - 150, begin - 150 + length) for begin, length in units]


def test_disagreement_of_the_published_example():
    c = unitizing_counts(stretches(C_FIRST), stretches(C_SECOND), length=LENGTH)
    # 50 for the pair at 225, 850 for that at 370, 400 for the unit that stands alone.
    assert c.observed == 1300
    assert c.observed / LENGTH**2 == pytest.approx(0.0144, abs=5e-5)
    assert c.expected / LENGTH**2 == pytest.approx(0.0532, abs=5e-5)
    assert c.alpha == pytest.approx(0.7286, abs=5e-5)


def test_alpha_of_several_labels_of_the_published_example():
    c = unitizing_counts(stretches(C_FIRST), stretches(C_SECOND), length=LENGTH)
    k = unitizing_counts(stretches(K_BOTH), stretches(K_BOTH), length=LENGTH)
    assert k.expected / LENGTH**2 == pytest.approx(0.0490, abs=5e-5)
    assert k.alpha == 1.0
    assert (c + k).alpha == pytest.approx(0.8591, abs=5e-4)


def test_alpha_is_undefined_where_nobody_marked_anything():
    assert math.isnan(unitizing_counts([], [], length=50).alpha)


def test_a_unit_of_one_annotator_alone_costs_its_square():
    assert unitizing_counts([(5, 9)], [], length=20).observed == 16


def test_a_unit_that_covers_the_whole_text_leaves_no_gap():
    # Two units of 10, each (2 - 1) * (2000 - 300 + 10) / 3 = 570; 2 * 10 * 1140 / (20 * 19 - 2 * 90) = 114.
    assert unitizing_counts([(0, 10)], [(0, 10)], length=10) == UnitizingCounts(0.0, pytest.approx(114))


PIECES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1])), max_size=6
)


@given(PIECES, PIECES)
def test_counts_do_not_depend_on_who_is_first_nor_on_order(first, second):
    counts = unitizing_counts(first, second, length=50)
    swapped = unitizing_counts(second[::-1], first[::-1], length=50)
    assert (swapped.observed, swapped.expected) == (counts.observed, pytest.approx(counts.expected))
    assert unitizing_counts(first, first, length=50).observed == 0
    if first or second:
        assert counts.expected > 0


@given(PIECES)
def test_joined_stretches_cover_the_same_and_do_not_overlap(pieces):
    made = joined(pieces)
    assert {i for s, e in made for i in range(s, e)} == {i for s, e in pieces for i in range(s, e)}
    assert all(a[1] <= b[0] for a, b in zip(made, made[1:], strict=False))


def test_a_token_is_marked_when_one_character_of_it_is():
    tokens = tokenize("One two three.")
    assert tokens_marked([(2, 5)], tokens).tolist() == [True, True, False, False]
    assert tokens_marked([(3, 4)], tokens).tolist() == [False] * 4
