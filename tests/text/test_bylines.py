import pytest

from stance.text.bylines import read_byline


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("BY JANE ROE AND JOHN DOE", ["JANE ROE", "JOHN DOE"]),
        ("By Jane Q. Roe, John van Doe and Ann O’Poe", ["Jane Q. Roe", "John van Doe", "Ann O’Poe"]),
        ("By Jane Roe, Evening Post", ["Jane Roe"]),
        ("By Jane Roe | March 3, 2016 | 10:30 GMT", ["Jane Roe"]),
        ("Written by Jane Roe, Senior Political Correspondent", ["Jane Roe"]),
        ("Co-authored by Jane Roe.", ["Jane Roe"]),
        ("Author: Jane Roe", ["Jane Roe"]),
        ("By The Associated Press", ["The Associated Press"]),
        ("By Staff Writer", ["Staff Writer"]),
    ],
)
def test_byline_gives_its_authors(line, authors):
    assert read_byline(line) == authors


@pytest.mark.parametrize(
    "line",
    [
        "By then it was late",
        "By the time he left, it was late.",
        "By 2016",
        "By Christmas",
        "By The Numbers",
        "By Popular Demand",
        "Bystanders Jane Roe and John Doe",
        "By winning the Ohio vote, Jane Roe took the lead.",
        "Jane Roe",
        "By " + "Jane Roe and " * 20,
    ],
)
def test_sentence_that_opens_with_by_is_no_byline(line):
    assert read_byline(line) is None
