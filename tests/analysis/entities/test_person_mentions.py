"""Personal names in running text."""

import pytest

from stance.analysis.entities.mentions import find_persons
from stance.records.article import Article
from stance.text.clean import clean
from stance.text.parse import parse


def persons(text, stated=frozenset()):
    parsed = parse(clean(Article(article_id="a", text=f"Headline here\n\n{text}")))
    return [(parsed.text[m.start : m.end], m) for m in find_persons(parsed, stated)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vera Holm left.", ["Vera Holm"]),
        ("Mr Aldous met Dr. Quince.", ["Aldous", "Quince"]),
        ("Widower Ted Aldous left.", ["Ted Aldous"]),
        ("Ted van der Holm left.", ["Ted van der Holm"]),
        ("Ted J. Aldous left.", ["Ted J. Aldous"]),
        ("Harbour Street is closed. Aldous is shut.", []),
        ("The Aldous Company met the Holm Foundation.", []),
        ("They met in April Monday.", []),
        ("It was late. Vera Holm. Ted Aldous came.", ["Vera Holm", "Ted Aldous"]),
    ],
)
def test_names_are_told_from_places_bodies_and_dates(text, names):
    assert [name for name, _ in persons(text)] == names


def test_a_stated_name_is_found_though_no_list_has_it():
    stated = frozenset({("zebulon", "thrupp")})
    assert [name for name, _ in persons("Zebulon Thrupp met Zacharias Thrupp.", stated)] == ["Zebulon Thrupp"]


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Vera Holm left.", "female"),
        ("Ted Aldous left.", "male"),
        ("Mrs Aldous left.", "female"),
        ("Spokesman Xan Aldous left.", "male"),
        ("Dr Xan Aldous left.", None),
    ],
)
def test_gender_is_that_of_title_or_given_name(text, gender):
    ((_, mention),) = persons(text)
    assert mention.gender == gender


def test_roles_and_countries_around_a_name_belong_to_it():
    ((_, mention),) = persons("The French President Vera Holm, the party leader, left.")
    assert (mention.given, mention.surname) == ("vera", "holm")
    assert mention.roles == {"president", "leader"}
    assert mention.countries == {"France"}
