import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.compose.results_folder import ResultsFolder
from stance.compose.score_table import ScoreTable, cell, order_columns

DANGEROUS = tuple("=+-@\t\r\n\x00＝＋－＠")  # noqa: RUF001  # full-width forms


@given(st.text(st.sampled_from([*DANGEROUS, "'", "a", "1", " "])) | st.text())
def test_no_text_cell_is_a_formula_and_one_apostrophe_less_restores_it(text):
    written = cell(text)
    assert not written.startswith(DANGEROUS)
    assert text in (written, written[1:])
    # The reader's rule: an apostrophe before a dangerous beginning was put there.
    guarded = written.startswith("'") and written.lstrip("'").startswith(DANGEROUS)
    assert (written[1:] if guarded else written) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), (True, "true"), (-1.5, "-1.5"), (-3, "-3"), (0.1 + 0.2, "0.30000000000000004")],
)
def test_numbers_stay_numbers_in_full_precision(value, written):
    assert cell(value) == written


def test_columns_of_one_group_stand_together_in_the_order_first_seen():
    seen = ["n", "tone.T1.fav", "tone.T1.unf", "stance.T1", "tone.T2.fav", "n2"]
    assert order_columns(seen) == ["n", "tone.T1.fav", "tone.T1.unf", "tone.T2.fav", "stance.T1", "n2"]


def test_rows_with_different_columns_share_one_header(tmp_path):
    with ResultsFolder(tmp_path / "out") as folder:
        table = ScoreTable(folder)
        table.add({"doc_id": "a", "tone.T1.fav": 1, "title": "=cmd"})
        table.add({"doc_id": "b", "tone.T2.fav": 2, "title": 'say "hi",\nthen'})
        table.finish()
        with (folder.staging / "scores.csv").open(newline="") as file:
            rows = list(csv.reader(file))
    assert rows == [
        ["doc_id", "tone.T1.fav", "tone.T2.fav", "title"],
        ["a", "1", "", "'=cmd"],
        ["b", "", "2", 'say "hi",\nthen'],
    ]
