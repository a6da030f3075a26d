import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stance.data.cells import plain_cell, safe_cell

DANGEROUS = "=+-@\t\r\n\0＝＋－＠"
cells = st.text(st.sampled_from("'" + DANGEROUS + "aé ")) | st.text()


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "＝1+1", '=HYPERLINK("x")']
)
def test_a_formula_becomes_a_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "'tis", "''", "1-1", " =1"])
def test_other_texts_stay_as_they_are(text):
    assert safe_cell(text) == text
    assert plain_cell(text) == text


@given(cells)
@example("'=a")
@example("''=a")
def test_a_cell_is_never_a_formula_and_gives_its_text_back(text):
    cell = safe_cell(text)
    assert cell[:1] not in list(DANGEROUS)
    assert plain_cell(cell) == text
