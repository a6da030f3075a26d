"""Dates as news pages write them, and lines that hold nothing else."""

from __future__ import annotations

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b(?P<month1>{_MONTH})\b\.?\s*(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<month2>{_MONTH})\b\.?,?[\s-]+"
    r"(?P<year2>\d{4})\b"
    r"|\b(?P<year3>\d{4})[-/.](?P<month3>\d{1,2})[-/.](?P<day3>\d{1,2})(?![\d.])"
    r"|\b(?P<year4>(?:19|20)\d\d)(?P<month4>\d\d)(?P<day4>\d\d)\b"
    r"|\b(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})[/.](?P<year5>\d{4})\b",
    re.IGNORECASE,
)
_LABELS = (
    r"(?:first |originally |last )?"
    r"(?:published|posted|updated|modified|created|released|publication date|date)"
)
_DECORATION = re.compile(
    rf"\b(?:{_LABELS}|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|at|on|o['’]clock)\b\.?"
    r"|(?:\bt|\b)\d{1,2}(?:[:.]\d\d){1,2}(?:\.\d+)?(?:\s?[ap]\.?m\b\.?)?(?:\s?[+-]\d\d:?\d\d|z\b)?"
    r"|\b\d{1,2}\s?[ap]\.?m\b\.?|\b(?:e[sd]?t|p[sd]?t|c[sd]?t|m[sd]?t|gmt|utc|bst|cet|msk|ist)\b",
    re.IGNORECASE,
)
_AROUND_DATES = " ,|•·:–—-"
_MAX_LINE = 120


def parse_date(text: str) -> str | None:
    """Return the first date in a text as YYYY-MM-DD, None when there is none or it can be read two ways.

    Month names must be English. 3/4/2021 is ambiguous; 3/14/2021 is not, and dots mean that the day comes
    first, as in 3.4.2021.

    >>> parse_date("Published Sept. 3, 2021 at 5 pm")
    '2021-09-03'
    >>> parse_date("3/4/2021") is None
    True
    """
    found = _DATE.search(text)
    return _iso(found) if found else None


def read_date_line(text: str) -> tuple[bool, str | None]:
    """Return whether a line holds nothing but a date (with label, weekday, time), and the date.

    >>> read_date_line("Posted: Friday, 4 March 2016, 10:30 GMT")
    (True, '2016-03-04')
    >>> read_date_line("On March 4, 2016, he left.")
    (False, None)
    """
    if len(text) > _MAX_LINE:
        return False, None
    found = _DATE.search(text)
    if found is None:
        return False, None
    rest = without_dates(text)
    if rest is None or any(c.isalnum() for c in rest):
        return False, None
    return True, _iso(found)


def without_dates(text: str) -> str | None:
    """Return what a line holds beside a date with its label, weekday and time, None without a date.

    >>> without_dates("Friday, 4 March 2016, 10:30 GMT | Evening Post")
    'Evening Post'
    """
    if len(text) > _MAX_LINE or _DATE.search(text) is None:
        return None
    return _DECORATION.sub(" ", _DATE.sub(" ", text)).strip(_AROUND_DATES)


def _iso(found: re.Match[str]) -> str | None:
    group = found.groupdict()
    for k in "1234":
        year, month, day = group[f"year{k}"], group[f"month{k}"], group[f"day{k}"]
        if year:
            number = int(month) if month.isdigit() else 1 + _MONTHS.index(month[:3].lower())
            return _valid(int(year), number, int(day))
    first, second = int(group["first"]), int(group["second"])
    if first > 12 or first == second or (group["mark"] == "." and second <= 12):
        return _valid(int(group["year5"]), second, first)
    if second > 12:
        return _valid(int(group["year5"]), first, second)
    return None


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
