from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.assignment import best_assignment, pack

_WEIGHTS = st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 20), max_size=14)


def _best_total(weights):
    # Five rows and columns: every assignment is a permutation, pairs without weight count 0.
    return max(
        sum(weights.get((row, column), 0) for row, column in enumerate(p)) for p in permutations(range(5))
    )


@given(_WEIGHTS)
def test_assignment_reaches_the_best_total_over_all_permutations(weights):
    pairs = best_assignment(weights)
    assert sum(weights[pair] for pair in pairs) == _best_total(weights)


@given(_WEIGHTS)
def test_assignment_uses_each_index_once_and_only_given_pairs(weights):
    pairs = best_assignment(weights)
    assert len({g for g, _ in pairs}) == len(pairs) == len({p for _, p in pairs})
    assert set(pairs) <= weights.keys()


def test_a_greedy_choice_is_given_up_for_a_better_total():
    # Greedy takes (0, 1) for 3 and leaves 1 unmatched: 3. Together 2 + 2 = 4.
    assert best_assignment({(0, 0): 2, (0, 1): 3, (1, 1): 2}) == [(0, 0), (1, 1)]


def test_more_rows_than_columns_leave_the_worst_row_out():
    assert best_assignment({(0, 0): 1, (1, 0): 5, (2, 0): 3}) == [(1, 0)]


def test_no_pairs_give_no_matches():
    assert best_assignment({}) == []


def test_packed_criteria_order_sums_by_the_first_criterion():
    # One pair with the first criterion beats any nine units of the second.
    assert pack((1, 0), 10) > 9 * pack((0, 1), 10)
