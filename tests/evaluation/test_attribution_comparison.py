"""Counts over documents, worked out by hand."""

import pytest

from stance.evaluation.attributions import AttributionComparison
from stance.metrics.relations import RelationSpans

#       0    5         15   20
TEXT = "Anna said that it rains. Bert denied it."
ANNA = RelationSpans(((0, 4),), ((5, 9),), ((10, 23),))
BERT = RelationSpans(((25, 29),), ((30, 36),), ((37, 39),))


def table(*documents, seed=0):
    comparison = AttributionComparison()
    for gold, predicted in documents:
        comparison.add(TEXT, gold, predicted)
    return {row.metric: row for row in comparison.rows(seed=seed)}


def test_gold_against_itself_is_perfect():
    rows = table(([ANNA, BERT], [ANNA, BERT]))
    assert {(row.precision, row.recall, row.f1) for row in rows.values()} == {(1.0, 1.0, 1.0)}
    assert rows["source exact"].n_gold == 2
    assert rows["attributed characters"].n_gold == 13 + 2


def test_nothing_found_scores_0():
    rows = table(([ANNA, BERT], []))
    assert {(row.recall, row.f1) for row in rows.values()} == {(0.0, 0.0)}


def test_one_of_two_found_has_precision_1_and_recall_a_half():
    row = table(([ANNA, BERT], [ANNA]))["cue exact"]
    assert (row.precision, row.recall) == (1.0, 0.5)
    # 2 * 1 * 0.5 / 1.5
    assert row.f1 == pytest.approx(2 / 3)


def test_a_content_cut_short_overlaps_but_is_not_exact():
    # Found: "it rains" (15-23) of "that it rains" (10-23).
    short = RelationSpans(ANNA.source, ANNA.cue, ((15, 23),))
    rows = table(([ANNA], [short]))
    assert rows["content exact"].f1 == 0.0
    assert rows["content overlap"].f1 == 1.0
    # Tokens: 2 found, all right, of 3.
    assert (rows["content token"].precision, rows["content token"].recall) == (1.0, pytest.approx(2 / 3))
    # Characters but for spaces or with them, the found ones are all gold.
    assert rows["attributed characters"].precision == 1.0
    assert rows["attributed characters"].recall < 1.0


def test_outer_spaces_and_points_do_not_count():
    wide = RelationSpans(ANNA.source, ((4, 10),), ((10, 24),))
    rows = table(([ANNA], [wide]))
    assert (rows["cue exact"].f1, rows["content exact"].f1) == (1.0, 1.0)


def test_a_source_shared_by_two_relations_counts_once():
    again = RelationSpans(ANNA.source, BERT.cue, BERT.content)
    assert table(([ANNA, again], [ANNA]))["source exact"].n_gold == 1


def test_documents_add_up():
    row = table(([ANNA], [ANNA]), ([BERT], []))["source exact"]
    assert (row.precision, row.recall, row.n_gold) == (1.0, 0.5, 2)


def test_the_interval_holds_the_score_and_depends_on_the_seed_alone():
    documents = [([ANNA], [ANNA]), ([BERT], []), ([ANNA, BERT], [BERT])]
    row = table(*documents, seed=7)["cue exact"]
    assert 0.0 <= row.low <= row.f1 <= row.high <= 1.0
    assert table(*documents, seed=7)["cue exact"] == row


def test_one_document_has_an_interval_without_width():
    row = table(([ANNA, BERT], [ANNA]))["cue exact"]
    assert row.low == row.high == pytest.approx(row.f1)
