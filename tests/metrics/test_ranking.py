import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, label_ranking_average_precision_score

from stance.metrics.ranking import (
    Ranking,
    average_precision,
    label_ranking_precisions,
    precision_at_recall,
)


def test_average_precision_is_the_mean_precision_at_relevant_items():
    # Ranks of relevant items 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision(np.array([0.2, 0.9, 0.5]), np.array([True, True, False])) == pytest.approx(5 / 6)


def test_items_of_equal_score_enter_together():
    # One threshold only: precision 1/4 at recall 1, whatever the order of the four.
    assert average_precision(np.full(4, 0.5), np.array([True, False, False, False])) == 0.25


def test_precision_at_recall_is_the_best_at_or_beyond_it():
    # Thresholds: 1/1 at recall .2, 2/2 at .4, 2/3 at .4, 3/4 at .6, 4/5 at .8, 4/6 at .8, 5/7 at 1.
    relevant = np.array([1, 1, 0, 1, 1, 0, 1], dtype=bool)
    scores = np.linspace(0.9, 0.1, 7)
    assert precision_at_recall(scores, relevant, recall=0.8) == pytest.approx(4 / 5)
    assert precision_at_recall(scores, relevant, recall=0.9) == pytest.approx(5 / 7)


def test_without_anything_relevant_both_are_undefined():
    scores, relevant = np.array([0.5, 0.4]), np.zeros(2, dtype=bool)
    assert np.isnan(average_precision(scores, relevant))
    assert np.isnan(precision_at_recall(scores, relevant, recall=0.8))


def test_weights_count_as_repetitions():
    scores, relevant = np.array([0.9, 0.7, 0.4]), np.array([True, False, True])
    weights = np.array([[2, 0, 1], [0, 1, 3]])
    drawn = Ranking.of(scores, relevant).curve(weights).average_precision()
    repeated = [average_precision(np.repeat(scores, row), np.repeat(relevant, row)) for row in weights]
    assert drawn.tolist() == pytest.approx(repeated)


def test_label_ranking_counts_gold_labels_among_those_at_least_as_high():
    # Gold 0 and 2, scores .9 .8 .7: label 0 has 1/1, label 2 has 2/3; mean 5/6. Gold 1 alone at rank 2: 1/2.
    gold = np.array([[True, False, True], [False, True, False]])
    scores = np.array([[0.9, 0.8, 0.7], [0.9, 0.8, 0.7]])
    assert label_ranking_precisions(scores, gold).tolist() == pytest.approx([5 / 6, 1 / 2])


def test_no_label_or_all_labels_cannot_be_ranked_wrongly():
    gold = np.array([[False, False], [True, True]])
    assert label_ranking_precisions(np.array([[0.1, 0.2], [0.3, 0.4]]), gold).tolist() == [1, 1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.4, 0.8, 0.9]), st.booleans()), min_size=1))
def test_figures_are_those_of_scikit_learn(items):
    scores = np.array([score for score, _ in items])
    relevant = np.array([each for _, each in items])
    if relevant.any():
        expected = average_precision_score(relevant, scores)
        assert average_precision(scores, relevant) == pytest.approx(expected)
    gold, table = (
        np.column_stack([relevant, ~relevant, relevant]),
        np.column_stack([scores, 1 - scores, scores**2]),
    )
    expected = label_ranking_average_precision_score(gold, table)
    assert label_ranking_precisions(table, gold).mean() == pytest.approx(expected)
