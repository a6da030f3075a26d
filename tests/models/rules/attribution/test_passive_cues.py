"""Passives: who speaks stands behind "by" or nowhere."""

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It is feared that the pier will fall.", "- | is feared | that the pier will fall"),
        ("It is feared the road will stay shut.", "- | is feared | the road will stay shut"),
        ("It is hoped the eels will return.", "- | is hoped | the eels will return"),
        ("It is rumoured that the fair will move.", "- | is rumoured | that the fair will move"),
        ("It was said that a ghost walked there.", "- | was said | that a ghost walked there"),
        (
            "The landlord was accused of locking the door.",
            "- | was accused of | The landlord + locking the door",
        ),
        ("Tenants were told that the lift would work.", "- | were told | that the lift would work"),
        ("Tenants were told the lift would work by May.", "- | were told | the lift would work by May"),
        ("He is said to own three boats.", "- | is said | He + to own three boats"),
        ("The pier is thought to be unsafe.", "- | is thought | The pier + to be unsafe"),
        ("The plan was criticised by the harbour union.", "the harbour union | was criticised | The plan"),
        ("The plan was condemned by Ann Lee, the mayor.", "Ann Lee, the mayor | was condemned | The plan"),
        ("The charge was denied by the firm.", "the firm | was denied | The charge"),
        ("Ann Lee was told by the mayor that it fell.", "the mayor | was told | that it fell"),
    ],
)
def test_passives_lay_what_is_feared_told_or_condemned(relations, body, expected):
    assert relations(body) == [expected]


@pytest.mark.parametrize(
    "body",
    ["The pier was told apart by its colour.", "The boat was thought through.", "It is hoped to open."],
)
def test_a_passive_without_a_clause_lays_nothing(relations, body):
    assert relations(body) == []
