import pytest

from stance.text.dates import parse_date, read_date_line, without_dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("March 4, 2016", "2016-03-04"),
        ("Mar. 4 2016", "2016-03-04"),
        ("4 March 2016", "2016-03-04"),
        ("4th of March, 2016", "2016-03-04"),
        ("04-Mar-2016", "2016-03-04"),
        ("2016-03-04T10:30:00Z", "2016-03-04"),
        ("2016/3/4", "2016-03-04"),
        ("20160304", "2016-03-04"),
        ("Fri, 04 Mar 2016 10:30:00 +0000", "2016-03-04"),
        ("3/14/2016", "2016-03-14"),
        ("14.3.2016", "2016-03-14"),
        ("04.03.2016 16:05", "2016-03-04"),
        ("3.14.2016", "2016-03-14"),
        ("5/5/2016", "2016-05-05"),
        ("3/4/2016", None),
        ("February 30, 2016", None),
        ("March 4", None),
        ("in 2016", None),
    ],
)
def test_dates_are_read_in_the_forms_news_pages_use(text, iso):
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "line",
    [
        "March 4, 2016",
        "Friday, March 4, 2016 at 10:30 a.m. EST",
        "Published: 4 March 2016 | 10:30 GMT",
        "Last updated on 2016-03-04 10:30",
        "Posted on Mar 4, 2016 – Updated Mar 5, 2016",
        "2016-03-04T10:30:00+01:00",
    ],
)
def test_line_of_nothing_but_a_date_is_a_date_line(line):
    assert read_date_line(line) == (True, "2016-03-04")


@pytest.mark.parametrize(
    "line", ["He was born on March 4, 2016", "March 4", "Version 2016-03-04 notes", "", "x" * 500]
)
def test_other_lines_are_no_date_lines(line):
    assert read_date_line(line)[0] is False


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("03.05.2021 16:05 | Post newsroom", "Post newsroom"),
        ("Post newsroom, Tuesday, May 4, 2021", "Post newsroom"),
        ("May 4, 2021", ""),
        ("Post newsroom", None),
    ],
)
def test_what_stands_beside_a_date_is_left(line, rest):
    assert without_dates(line) == rest
