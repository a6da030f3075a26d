"""Prepositions, colons, dashes, nouns and adverbs that lay words to somebody or to nobody."""

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "According to the harbour office, the pier is shut.",
            "the harbour office | According to | the pier is shut",
        ),
        (
            "The pier is shut, according to the harbour office.",
            "the harbour office | according to | The pier is shut",
        ),
        (
            "The pier is, according to the harbour office, shut for good.",
            "the harbour office | according to | The pier is + shut for good",
        ),
        ("According to Ann Lee, who runs the yard, it is shut.", "Ann Lee | According to | it is shut"),
        ("According to Ann Lee, the mayor, it is shut.", "Ann Lee, the mayor | According to | it is shut"),
        (
            "The pier will shut in May, according to Mara Quill, a councillor from Dunmere.",
            "Mara Quill, a councillor from Dunmere | according to | The pier will shut in May",
        ),
        (
            "The pier is unsafe, according to court documents.",
            "court documents | according to | The pier is unsafe",
        ),
        ("“The pier is shut,” according to Mara Quill.", "Mara Quill | according to | “The pier is shut,”"),
        (
            "In the view of Mara Quill, the pier is a wreck.",
            "Mara Quill | In the view of | the pier is a wreck",
        ),
        (
            "In the words of the warden, the pier is “a wreck”.",
            "the warden | In the words of | the pier is “a wreck”",
        ),
    ],
)
def test_prepositions_lay_the_clause_around_them(relations, body, expected):
    assert relations(body) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Mara Quill: “The pier is shut.”", "Mara Quill | : | “The pier is shut.”"),
        ("“The pier is shut.” — Mara Quill", "Mara Quill | — | “The pier is shut.”"),
        ("“The pier is shut” – Mayor Ted Aldous", "Mayor Ted Aldous | – | “The pier is shut”"),
    ],
)
def test_colons_and_dashes_sign_quotations(relations, body, expected):
    assert relations(body) == [expected]


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Mayor: pier to stay shut for years", "Mayor | : | pier to stay shut for years"),
        ("Pilots' leader: light was out for weeks", "Pilots' leader | : | light was out for weeks"),
        ("Pier will stay shut, mayor says", "mayor | says | Pier will stay shut"),
        ("Mayor says pier will stay shut", "Mayor | says | pier will stay shut"),
        ("HARBOUR OFFICE SAYS PIER WILL CLOSE", "HARBOUR OFFICE | SAYS | PIER WILL CLOSE"),
        ("EXCLUSIVE: Mayor says pier will close", "Mayor | says | pier will close"),
        ("‘We are ruined’: Pier traders", None),
        ("BREAKING: Pier shut for good", None),
        ("WATCH: Pier falls into the sea", None),
    ],
)
def test_headlines_name_their_speakers_and_kickers_are_none(relations, headline, expected):
    found = relations("The pier was shut on Monday.", headline=headline)
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "The ministry’s insistence that the pier was safe angered residents.",
            "The ministry | insistence | that the pier was safe",
        ),
        (
            "The union’s claim that wages had fallen was repeated.",
            "The union | claim | that wages had fallen",
        ),
        ("Its refusal to publish the survey angered tenants.", "Its | refusal | to publish the survey"),
        ("Residents grew tired of his pledge to rebuild the pier.", "his | pledge | to rebuild the pier"),
        ("There were reports of flooding in the old town.", "- | reports of | flooding in the old town"),
        ("Rumours that the yard will shut upset him.", "- | Rumours | that the yard will shut upset him"),
        ("Allegations of fraud have been made.", "- | Allegations of | fraud"),
        (
            "The mayor was confident that the pier would last.",
            "The mayor | was confident | that the pier would last",
        ),
        ("The yard is reportedly for sale.", "- | reportedly | The yard is + for sale"),
    ],
)
def test_nouns_adjectives_and_adverbs_are_cues(relations, body, expected):
    assert relations(body) == [expected]
