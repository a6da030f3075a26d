import numpy as np
import pytest

from stance.metrics.soft import (
    manhattan_distance,
    soft_cross_entropy,
    soft_micro_f1,
    vote_distributions,
)

VOTES = vote_distributions([[3, 1], [0, 4]])


def test_votes_become_shares():
    assert VOTES.tolist() == [[0.75, 0.25], [0.0, 1.0]]


def test_an_item_without_votes_is_refused():
    with pytest.raises(ValueError, match=r"items \[1\] have no vote"):
        vote_distributions([[1, 0], [0, 0]])


def test_cross_entropy_of_even_odds_is_the_log_of_2():
    assert soft_cross_entropy(VOTES, np.full((2, 2), 0.5)) == pytest.approx(np.log(2))


def test_cross_entropy_of_a_confident_miss_is_finite():
    # -log(1e-12) = 27.63 nats.
    assert soft_cross_entropy(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])) == pytest.approx(
        27.631, abs=1e-3
    )


def test_manhattan_distance_is_the_mean_over_items():
    # Row 1: |.75-.5| + |.25-.5| = .5; row 2: .5 + .5 = 1.
    assert manhattan_distance(VOTES, np.full((2, 2), 0.5)) == pytest.approx(0.75)


def test_soft_f1_is_shared_mass_over_mean_mass():
    # min: .5 + .25 + 0 + .5 = 1.25; 2 · 1.25 / (2 + 2) = .625.
    assert soft_micro_f1(VOTES, np.full((2, 2), 0.5)) == pytest.approx(0.625)


def test_equal_distributions_are_perfect():
    assert soft_micro_f1(VOTES, VOTES) == 1
    assert manhattan_distance(VOTES, VOTES) == 0
    assert soft_micro_f1(np.zeros((1, 2)), np.zeros((1, 2))) == 1


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="one shape"):
        soft_micro_f1(VOTES, VOTES[:1])
