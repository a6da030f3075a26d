"""Claims stated flat that the body lays to one party."""

import pytest

from stance.analysis.attribution_drop import find_attribution_drops
from stance.analysis.claims import read_claims
from stance.analysis.linking import link
from stance.records.document import Entity

ENTITIES = [
    Entity(id="TOWN", name="Harbrook council", type="body", side="town", aliases=["Harbrook", "the council"])
]
BODY = (
    "s[Voss] c[said] t[the council refused to negotiate].",
    "s[Reed] c[said] t[Harbrook did not refuse to negotiate].",
)
SIDES = {"A2": {"source_side": "boats"}, "A3": {"source_side": "town"}}


def drops(marked, *units, changes=None):
    given = marked(*units, changes=changes)
    claims = read_claims(given.parsed, given.attributions, ENTITIES)
    return find_attribution_drops(given.parsed, link(claims), claims=claims)


def test_a_headline_that_takes_one_party_at_its_word_is_a_drop(marked):
    (cue,) = drops(marked, "Harbrook council refuses talks.", *BODY, changes=SIDES)
    assert (cue.type, cue.voice, cue.unit, cue.intensity, cue.certain) == (
        "attribution_drop",
        "author",
        "H1",
        3,
        True,
    )
    # The clause without its final full stop.
    assert cue.text == "Harbrook council refuses talks"
    assert cue.alternatives == ["Voss says: Harbrook council refuses talks"]
    assert "A2" in cue.rationale
    assert "A3" in cue.rationale


def test_a_lead_is_weaker_than_a_headline(marked):
    (cue,) = drops(marked, "Harbour news", "Harbrook council refused talks.", *BODY)
    assert (cue.unit, cue.intensity) == ("S1", 2)


@pytest.mark.parametrize(
    "headline",
    [
        "Harbour news",
        "Harbrook council ready for talks",
        "s[Boat owners] c[say] t[Harbrook council refused talks]",
        "Did Harbrook meet the boat owners",
    ],
)
def test_other_headlines_are_no_drop(marked, headline):
    changes = {"A1": {"source_side": "boats"}, **SIDES}
    found = drops(marked, headline, *BODY, changes=changes)
    assert [cue for cue in found if "refus" in cue.text] == []


def test_a_later_sentence_is_never_a_drop(marked):
    assert drops(marked, "Harbour news", "The tide was late.", "Harbrook refused talks.", *BODY) == []


def test_an_accusation_of_one_party_that_nobody_denies_is_uncertain(marked):
    units = ("Harbrook council refuses talks", BODY[0])
    (cue,) = drops(marked, *units, changes={"A2": {"source_side": "boats"}})
    assert (cue.certain, cue.confidence) == (False, 0.4)
    # A source of no side, or one that vouches for it, leaves nothing to mark.
    assert drops(marked, *units) == []
    vouched = {"A2": {"source_side": "boats", "verb_class": "factive"}}
    assert drops(marked, *units, changes=vouched) == []


def test_without_sources_there_is_nothing_to_drop(marked):
    assert drops(marked, "Harbrook council refuses talks", "The tide was late.") == []
