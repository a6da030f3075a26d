"""Who repeats, backs or denies whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.analysis.claims import read_claims
from stance.analysis.linking import link
from stance.records.document import Entity

TOWN = Entity(
    id="TOWN", name="Harbrook council", type="body", side="town", aliases=["Harbrook", "the council"]
)
BOATS = Entity(id="BOATS", name="Boat owners", type="body", side="boats", aliases=["the boat owners"])
SAID = {
    "A1": {"source_entity": "BOATS", "source_side": "boats"},
    "A2": {"source_entity": "TOWN", "source_side": "town"},
}


def relations(marked, *units, changes=None, entities=(TOWN, BOATS)):
    given_ = marked(*units, changes=changes)
    claims = read_claims(given_.parsed, given_.attributions, entities)
    return [(r.type, r.src, r.dst) for r in link(claims)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("the council refused to negotiate", "Harbrook did not reject the talks"),
        ("the council is ready for talks", "Harbrook refused to negotiate"),
        ("the harbour wall is safe for boats", "the harbour wall is dangerous for boats"),
        ("the council paid the divers a bribe", "the council did not pay the divers a bribe"),
        (
            "the council paid the divers a bribe",
            "there was no evidence that the council paid the divers a bribe",
        ),
    ],
)
def test_unequal_negation_of_one_matter_contradicts(marked, first, second):
    units = (f"s[Voss] c[said] t[{first}].", f"s[Reed] c[said] t[{second}].")
    assert relations(marked, *units, changes=SAID) == [("contradicts", "A2", ["A1"])]


def test_a_denial_contradicts_what_it_denies(marked):
    units = (
        "s[Voss] c[said] t[the council paid the divers a bribe].",
        "s[Reed] c[denied] t[that the council paid the divers a bribe].",
    )
    changes = {"A1": SAID["A1"], "A2": SAID["A2"] | {"verb_class": "denial"}}
    assert relations(marked, *units, changes=changes) == [("contradicts", "A2", ["A1"])]


def test_equal_claims_of_different_sides_corroborate(marked):
    units = (
        "s[Voss] c[said] t[the council refused to negotiate].",
        "s[Reed] c[said] t[Harbrook has declined the talks].",
    )
    assert relations(marked, *units, changes=SAID) == [("corroborates", "A2", ["A1"])]
    one_side = {name: fields | {"source_side": "town"} for name, fields in SAID.items()}
    assert relations(marked, *units, changes=one_side) == []


def test_the_authors_flat_report_in_the_headline_is_the_same_claim(marked):
    units = (
        "s[Harbrook council] c[rejects] t[talks]",
        "s[Voss] c[said] t[the council refused to negotiate].",
    )
    changes = {"A1": {"type": "eventuality"}, "A2": SAID["A1"]}
    assert relations(marked, *units, changes=changes) == [("same_claim", "A1", ["A2"])]


def test_one_source_is_never_linked_to_itself(marked):
    units = (
        "s[Voss] c[said] t[the council refused to negotiate].",
        "s[Voss] c[said] t[the council did not refuse to negotiate].",
    )
    assert relations(marked, *units) == []
    # A surname and the full name, not resolved to one entity.
    names = [Entity(id="E1", name="Jon Voss", type="person"), Entity(id="E2", name="Voss", type="person")]
    changes = {"A1": {"source_entity": "E1"}, "A2": {"source_entity": "E2"}}
    assert relations(marked, *units, changes=changes, entities=(TOWN, *names)) == []


def test_an_unresolved_pronoun_is_linked_to_nothing(marked):
    units = (
        "s[Voss] c[said] t[the council refused to negotiate].",
        "s[He] c[said] t[the council did not refuse to negotiate].",
    )
    assert relations(marked, *units) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Another actor, another object, names in common only, an open question.
        ("the council refused to negotiate", "the boat owners are ready to negotiate"),
        ("the council refused to negotiate", "the council did not refuse the loan"),
        ("Jon Voss met Ann Reed", "Jon Voss never wrote to Ann Reed"),
        ("the council refused to negotiate", "nobody knew whether the council refused to negotiate"),
    ],
)
def test_different_matters_are_not_linked(marked, first, second):
    units = (f"s[Voss] c[said] t[{first}].", f"s[Reed] c[said] t[{second}].")
    assert relations(marked, *units, changes=SAID) == []


def test_only_level_0_is_linked(marked):
    units = (
        "s[Voss] c[said] t[the council refused to negotiate].",
        "s[Reed] c[said] t[Harbrook did not refuse to negotiate].",
    )
    changes = {"A1": SAID["A1"], "A2": SAID["A2"] | {"level": 1, "parent": "A1"}}
    assert relations(marked, *units, changes=changes) == []


CLAUSES = [
    "the council refused to negotiate",
    "Harbrook did not reject the talks",
    "the harbour wall is safe for boats",
    "the harbour wall is dangerous for boats",
    "the council paid the divers a bribe",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(st.tuples(st.sampled_from(["Voss", "Reed", "Lund"]), st.sampled_from(CLAUSES)), max_size=6)
)
def test_relations_join_different_sources_and_never_both_agree_and_contradict(marked, drawn):
    given_ = marked("Headline", *(f"s[{who}] c[said] t[{what}]." for who, what in drawn))
    source = {a.id: a.source[0].text for a in given_.attributions}
    pairs = {}
    for relation in link(read_claims(given_.parsed, given_.attributions, [TOWN, BOATS])):
        for dst in relation.dst:
            assert source[relation.src] != source[dst]
            assert pairs.setdefault(frozenset({relation.src, dst}), relation.type) == relation.type
