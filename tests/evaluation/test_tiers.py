import pytest

from stance.evaluation.tiers import ceiling, find_question, label_alphas, tier


@pytest.mark.parametrize(
    ("f1", "alpha", "n_gold", "expected"),
    [
        (0.75, 0.65, 20, "reliable"),
        (0.74, 0.9, 100, "usable"),
        (0.9, 0.64, 100, "usable"),
        (0.6, 0.4, 100, "usable"),
        (0.59, 0.9, 100, "experimental"),
        (0.59, None, 100, "experimental"),
        (0.9, 0.39, 100, "experimental"),
        (0.9, None, 100, "unknown"),
        (0.9, 0.9, 19, "unknown"),
        (None, 0.9, 100, "unknown"),
    ],
)
def test_a_tier_follows_from_f1_agreement_and_number_of_examples(f1, alpha, n_gold, expected):
    assert tier(f1, alpha, n_gold=n_gold) == expected


def test_without_agreement_there_is_no_ceiling():
    assert find_question(None, "stance") is None
    assert label_alphas(None, {}) == {}
    assert ceiling(None) == {}
