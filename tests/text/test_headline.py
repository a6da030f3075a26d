import pytest

from stance.text.headline import is_deck, is_headline, is_subhead, same_title
from stance.text.settings import CleaningSettings

SETTINGS = CleaningSettings()
BODY = [
    "The council voted on Monday evening to close the old bridge for good, after a debate of three hours."
]


@pytest.mark.parametrize(
    "line",
    [
        "Council closes the old bridge",
        "Five things to watch in tonight’s debate.",
        "Council Closes Bridge. Nobody Knows Why.",
        "Who will close the bridge?",
        "Oops! The bridge is closed.",
        "Mayor: ‘I Will Close That Bridge.’",
        "Bridge closed by council;",
        "Rep. Roe to back the bridge.",
    ],
)
def test_short_first_lines_are_headlines(line):
    assert is_headline(line, BODY, SETTINGS)


@pytest.mark.parametrize(
    "line",
    [
        BODY[0],
        "SPRINGFIELD (AP) — The council closed the bridge.",
        "SPRINGFIELD, May 3 — The council closed the bridge.",
        "The council closed the bridge on Monday.",
        "The bridge is closed, the mayor said.",
        "It was late. The council met. It voted. The bridge is closed. Nobody cheered.",
        "These are the bridges that will be closed:",
        "…",
    ],
)
def test_first_paragraphs_are_no_headlines(line):
    assert not is_headline(line, BODY, SETTINGS)


def test_lone_line_is_no_headline():
    assert not is_headline("Council closes the old bridge", [], SETTINGS)


def test_deck_has_no_final_stop():
    assert is_deck("Engineers had warned of the cracks for years", "Bridge closed", SETTINGS)
    assert not is_deck("Engineers had warned of the cracks for years.", "Bridge closed", SETTINGS)
    assert not is_deck("What they said:", "Bridge closed", SETTINGS)
    assert not is_deck("Opinion", "Bridge closed", SETTINGS)
    assert is_deck("Engineers had warned of the cracks.", "Bridge closed;", SETTINGS)


def test_subhead_is_short_and_open():
    assert is_subhead("What comes next", SETTINGS)
    assert not is_subhead("He left.", SETTINGS)
    assert not is_subhead("He said:", SETTINGS)


@pytest.mark.parametrize(
    ("line", "title", "same"),
    [
        ("Storm’s path: north", "Storm's Path – North", True),
        ("Storm hits the northern coast", "Storm hits the northern coast | The Daily Example", True),
        ("Storm", "Storm hits the northern coast", False),
        ("", "Storm", False),
        ("Calm on the coast", "Storm on the coast", False),
    ],
)
def test_titles_are_compared_by_their_words(line, title, same):
    assert same_title(line, title) is same
