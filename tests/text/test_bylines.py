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
        ("By Jane Roe, Foreign Affairs", ["Jane Roe"]),
        ("By Jane Roe, Port Harbrook", ["Jane Roe"]),
        ("By Jane Roe, Washington", ["Jane Roe"]),
        ("By Jane Roe, Chief Reporter, in Harbrook", ["Jane Roe"]),
        ("By Jane Roe in Port Harbrook", ["Jane Roe"]),
        ("By Jane Roe in Paris and John Doe in New York", ["Jane Roe", "John Doe"]),
        ("By Jane Roe, Health and Science", ["Jane Roe"]),
        ("Jane Roe reporting from Harbrook | 23/11/2021", ["Jane Roe"]),
        ("Jane Roe reports from Harbrook", ["Jane Roe"]),
        ("Jane Roe | 3 May 2021, 10:30", ["Jane Roe"]),
        ("Post newsroom (J. Roe), Tuesday, May 4, 2021", ["J. Roe"]),
        ("03.05.2021 16:05 | Post newsroom", []),
        ("(Reporting by Jane Roe; Editing by John Doe)", ["Jane Roe"]),
        (
            "(Reporting by Jane Roe in Ulm, and John Doe; Further reporting by A. Poe; Writing by M. Moe)",
            ["Jane Roe", "John Doe", "M. Moe"],
        ),
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
        "Jane Roe, March 3, 2016",
        "Jane Roe in Harbrook",
        "Jane Roe reports from her kitchen",
        "Post newsroom",
        "The town on 03.05.2021",
        "By Jane Roe in anger",
        "(Reporting by Jane Roe; she denied it)",
        "(Jane Roe; John Doe)",
        "(the mayor said)",
        "By " + "Jane Roe and " * 20,
    ],
)
def test_sentence_that_opens_with_by_is_no_byline(line):
    assert read_byline(line) is None
