"""Whom pronouns, surnames and short forms mean."""

import pytest

from stance.analysis.entities.resolve import resolve_sources
from stance.models.rules.attribution.tagger import RuleAttributions
from stance.records.article import Article
from stance.records.document import Entity
from stance.text.clean import clean
from stance.text.parse import parse

RULES = RuleAttributions()


def resolve(body, given=()):
    parsed = parse(clean(Article(article_id="a", text=f"News from the harbour\n\n{body}")))
    return resolve_sources(parsed, RULES.find_attributions(parsed), given)


def names(body, given=()):
    """Name of the entity behind each attribution, in reading order; None where there is none."""
    resolved = resolve(body, given)
    name_of = {entity.id: entity.name for entity in [*given, *resolved.entities]}
    return [name_of.get(a.source_entity) for a in resolved.attributions]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # gender, then the latest
        ("Vera Holm met Ted Aldous. She said it was shut. He said it was open.", ["Vera Holm", "Ted Aldous"]),
        (
            "Vera Holm said it was shut. Ann Lee said it was open. She said it was old.",
            ["Vera Holm", "Ann Lee", "Ann Lee"],
        ),
        ("Widower Ted Aldous lost his boat. He said the tram was late.", ["Ted Aldous"]),
        ("The mayor said it was shut. He said it was old.", ["The mayor", "The mayor"]),
        # names no list knows, taken from their own attribution
        ("“It is over,” said Zebulon Thrupp, a baker. Thrupp said he wept.", ["Zebulon Thrupp"] * 2),
        ("Mara Quill said it was shut. Quill said it was old. She said it was wet.", ["Mara Quill"] * 3),
        ("Bartholomew Quince met us. Later Bartholomew Quince said it was shut.", ["Bartholomew Quince"]),
        # surnames, titles and ages
        ("Councillor Ted Aldous said it was shut. Aldous said it was old.", ["Ted Aldous"] * 2),
        ("Mr Aldous said it was shut. Ted Aldous said it was old.", ["Ted Aldous"] * 2),
        ("Ted Aldous’s boat is late. Aldous, 54, said it was shut.", ["Ted Aldous"]),
        # two of one surname
        (
            "Ann Aldous said it was shut. Ted Aldous said it was open. Mrs Aldous said it was old.",
            ["Ann Aldous", "Ted Aldous", "Ann Aldous"],
        ),
        # relative pronouns
        ("Vera Holm, who said it was shut, left.", ["Vera Holm"]),
        # bodies
        ("The union said it was shut. It added that it was old.", ["The union"] * 2),
        ("The harbour council met. It said the pier was shut.", ["The harbour council"]),
        ("Critics said it was bad. They said it was costly.", ["Critics"] * 2),
        (
            "Vera Holm and Ted Aldous said it was shut. They said it was old.",
            ["Vera Holm and Ted Aldous"] * 2,
        ),
        ("Moscow said it was shut. The Kremlin said it was old. Russia said it was wet.", ["Russia"] * 3),
        # short forms
        ("Russian President Ilya Voronin met us. The Russian leader said it was over.", ["Ilya Voronin"]),
        (
            "French President Paul Marchais met Russian President Ilya Voronin. The French leader said so.",
            ["Paul Marchais"],
        ),
        ("Vera Holm, the mayor, opened the pier. The mayor said it was safe.", ["Vera Holm"]),
        # another of the same role is not the one before
        (
            "Spokesman Ted Aldous said it was shut. A spokesman said it was old.",
            ["Ted Aldous", "A spokesman"],
        ),
        ("Lawyer Ann Lee said it was late. His lawyer said he was ill.", ["Ann Lee", "His lawyer"]),
        # possessors are not the head
        ("Ted Aldous’s wife said it was shut. She said it was old.", ["Ted Aldous’s wife"] * 2),
        ("A spokesman for Ann Lee said it was shut.", ["A spokesman for Ann Lee"]),
        # "I" is the one who is quoted
        ("“I think it is old,” Vera Holm said.", ["Vera Holm", "Vera Holm"]),
        ("“We think it is old,” Vera Holm said.", [None, "Vera Holm"]),
        # nobody is near
        ("He said the pier was shut.", [None]),
        ("It is feared that the pier will fall.", [None]),
        ("A source said it was shut.", [None]),
    ],
)
def test_sources_lead_to_the_entity_they_mean(body, expected):
    assert names(body) == expected


def test_a_pronoun_does_not_reach_over_five_sentences():
    filler = "The storm passed. " * 5
    assert names(f"Vera Holm said it was shut. {filler}She said it was old.") == ["Vera Holm", None]


@pytest.mark.parametrize(
    ("body", "naming"),
    [
        ("Vera Holm said it was shut. She said it was old.", ["named", "named"]),
        ("Vera Holm, the mayor, left. The mayor said it was old.", ["named"]),
        ("The mayor said it was shut. He said it was old.", ["role_only", "role_only"]),
        ("The union said it was shut. It said it was old.", ["collective", "collective"]),
        ("A leaked memo says it is shut. It says it is old.", ["document", "document"]),
    ],
)
def test_pronouns_and_short_forms_are_named_as_what_they_mean(body, naming):
    assert [a.naming for a in resolve(body).attributions] == naming


GIVEN = [
    Entity(id="E_HC", name="Harbour Council", type="body", side="council", aliases=["the council"]),
    Entity(id="E_VH", name="Vera Holm", type="person", side="council", aliases=["Holm"]),
    Entity(id="E_PU", name="Pilots' Union", type="body", side="pilots", aliases=[]),
    Entity(id="E_PT", name="Port Trust", type="body", side="none", aliases=[]),
]


@pytest.mark.parametrize(
    ("body", "entity", "side"),
    [
        ("The Harbour Council said it was shut.", "E_HC", "council"),
        ("The council said it was shut.", "E_HC", "council"),
        ("Mayor Vera Holm said it was shut.", "E_VH", "council"),
        ("Holm said it was shut.", "E_VH", "council"),
        ("Ms Holm said it was shut.", "E_VH", "council"),
        ("The Pilots’ Union said it was shut.", "E_PU", "pilots"),
        ("The Port Trust said it was shut.", "E_PT", "none"),
    ],
)
def test_given_entities_are_found_by_name_and_alias(body, entity, side):
    (found,) = resolve(body, GIVEN).attributions
    assert (found.source_entity, found.source_side) == (entity, side)


@pytest.mark.parametrize(
    ("body", "side"),
    [
        ("A Harbour Council spokesman said it was shut.", "council"),
        ("Harbour Council spokesman Ted Aldous said it was shut.", "council"),
        ("An official of the Pilots’ Union said it was shut.", "pilots"),
        ("A source at the Harbour Council said it was shut.", "council"),
        ("A Port Trust spokesman said it was shut.", "none"),
        ("A baker said it was shut.", "none"),
    ],
)
def test_a_new_source_takes_the_side_of_the_party_it_names(body, side):
    (found,) = resolve(body, GIVEN).attributions
    assert found.source_side == side
    assert found.source_entity not in {entity.id for entity in GIVEN}


def test_new_entities_are_only_those_that_speak_and_ids_are_not_taken_twice():
    given = [Entity(id="E2", name="Vera Holm", type="person")]
    resolved = resolve("Vera Holm met Ted Aldous. Ann Lee said it was shut.", given)
    assert [(e.id, e.name, e.type) for e in resolved.entities] == [("E4", "Ann Lee", "person")]


def test_every_source_entity_is_known():
    resolved = resolve(
        "Vera Holm said it was shut. The union said it was open. It said so. They denied it.", GIVEN
    )
    known = {e.id for e in [*GIVEN, *resolved.entities]}
    assert {a.source_entity for a in resolved.attributions} <= known


def test_the_order_of_attributions_is_kept():
    parsed = parse(
        clean(Article(article_id="a", text="Vera Holm said that Ann Lee said it was shut. “No,” she said."))
    )
    found = RULES.find_attributions(parsed)
    assert [a.id for a in resolve_sources(parsed, found, []).attributions] == [a.id for a in found]


def test_capital_government_and_leadership_of_a_country_are_one_source():
    body = (
        "France’s leadership said the port was open. Paris said it would stay open. "
        "The French government said on Monday that it was busy."
    )
    assert names(body) == ["France", "France", "France"]
