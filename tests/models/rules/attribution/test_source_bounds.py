"""How far a source reaches: titles and appositions belong to it, incidental clauses do not."""

import pytest


@pytest.mark.parametrize(
    "source",
    [
        "Mara Quill",
        "Mr O’Neill",
        "Councillor Vera Holm",
        "Harbour Council spokesman Ted Aldous",
        "The mayor of Dunmere",
        "the deputy head of the coast guard",
        "Ted Aldous, the chairman of the panel",
        "Ted Aldous, a Democrat from Dunmere, the chairman of the panel",
        "Ted Aldous, 54, of Dunmere",
        "Sen. Ted Aldous, D-N.J.",
        "Rep. Ted Aldous (R-Wis.)",
        "Vera Holm (pictured), the mayor",
        "another official at the yard, Ted Aldous",
        "Officials who asked not to be named",
        "A person familiar with the tender",
        "The players’ union",
        "The U.S. Department of Harbours",
        "More than a dozen residents",
        "Critics of the plan",
        "They",
        "One of the pilots",
        "Some in the town",
    ],
)
def test_the_source_is_the_whole_noun_phrase(relations, source):
    closing = "," if "," in source else ""
    assert relations(f"{source}{closing} said the pier was shut.") == [f"{source} | said | the pier was shut"]


@pytest.mark.parametrize(
    ("opening", "source"),
    [
        ("The mayor, who is running again,", "The mayor"),
        ("Ada Kranz, the harbour master, whose term ends in June,", "Ada Kranz, the harbour master"),
        ("Mara Quill, speaking in Dunmere,", "Mara Quill"),
        ("The mayor — who is running again —", "The mayor"),
        ("On Monday, Mara Quill", "Mara Quill"),
        ("After the storm, the warden", "the warden"),
        ("But the warden", "the warden"),
        ("However, the warden", "the warden"),
        ("When the storm came, the warden", "the warden"),
        ("The storm passed and the warden", "the warden"),
    ],
)
def test_clauses_and_openers_are_no_part_of_the_source(relations, opening, source):
    assert relations(f"{opening} said the pier was shut.") == [f"{source} | said | the pier was shut"]


@pytest.mark.parametrize(
    "source",
    [
        "Mara Quill, the harbour master",
        "Mara Quill, a councillor from Dunmere",
        "Mara Quill, 54, of Dunmere",
        "conservative activist Ann Lee",
        "the warden",
        "a spokesman for the yard",
        "Sgt. Ted Aldous of the coast guard",
        "she",
    ],
)
def test_a_source_behind_its_verb_ends_with_its_apposition(relations, source):
    assert relations(f"“The pier is shut,” said {source}.") == [f"{source} | said | “The pier is shut,”"]


@pytest.mark.parametrize("tail", [" on Friday", ", as the crowd left", " in an interview", " when asked"])
def test_what_follows_a_source_behind_its_verb_stays_outside(relations, tail):
    assert relations(f"“The pier is shut,” said Mara Quill{tail}.") == [
        "Mara Quill | said | “The pier is shut,”"
    ]
