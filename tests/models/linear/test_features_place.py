"""Where a target stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stance.models.linear.features_place import PlaceBlock, PlaceSettings
from stance.models.trained import TextInput

READ = PlaceBlock.reader(PlaceSettings())


def test_neighbours_and_distances_to_both_ends_are_named() -> None:
    # Before "Ann": he, met (2 tokens, step 0); after it: today and a full stop (2, step 0).
    assert READ(TextInput("He met Ann today.", "Ann", 7, 10)) == [
        "target ann",
        "previous met",
        "next today",
        "from start 0",
        "to end 0",
        "no quotation",
    ]


def test_ends_of_the_text_are_neighbours_too() -> None:
    names = READ(TextInput("Ann", "Ann", 0, 3))
    assert "previous ^" in names
    assert "next $" in names


def test_distance_stops_growing_at_the_last_step() -> None:
    # 40 tokens before the target are step 13, which counts as 9.
    text = "so " * 40 + "Ann"
    assert "from start 9" in READ(TextInput(text, "Ann", 120, 123))


def test_target_in_and_beside_a_quotation_is_told_apart() -> None:
    assert "in quotation" in READ(TextInput("“Ann lied,” he said.", "Ann", 1, 4))
    assert "beside quotation" in READ(TextInput("“It rains,” Ann said.", "Ann", 12, 15))


def test_nothing_is_named_without_a_place() -> None:
    assert READ(TextInput("They praised it.", "the mayor")) == []


@given(st.text(max_size=30), st.text(max_size=30))
def test_names_of_any_text_can_be_saved(before: str, after: str) -> None:
    text = f"{before}\ud800 Ann {after}"
    start = len(before) + 2
    for name in READ(TextInput(text, "Ann", start, start + 3)):
        name.encode()
