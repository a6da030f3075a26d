"""A text held against a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.models.linear.features_claim import ClaimBlock, ClaimSettings, direction
from stance.models.trained import TextInput

READ = ClaimBlock.reader(ClaimSettings())


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("parks should be open", "+"),
        ("zoos should be banned", "-"),
        # "not" and "ban" turn it round twice.
        ("towns should not ban cars", "+"),
        ("", "+"),
    ],
)
def test_direction_turns_with_each_word_of_ending_fault_or_denial(claim: str, expected: str) -> None:
    assert direction(claim.split()) == expected


def test_praise_is_read_by_the_direction_of_the_claim() -> None:
    text = "Everybody praised zoos."
    assert "+ polarity +1" in READ(TextInput(text, "Towns need zoos"))
    assert "- polarity +1" in READ(TextInput(text, "Zoos should be banned"))


def test_words_around_the_words_of_the_claim_are_named_by_side() -> None:
    # "zoo" and "zoos" share their stem; "the" and "should" are no words of the claim's own.
    names = READ(TextInput("A zoo hurts animals", "The zoos should stay"))
    assert "+ before a" in names
    assert "+ after hurts" in names
    assert "+ near polarity -1" in names
    assert "+ behind polarity -1" in names


def test_polarity_is_far_where_no_word_is_shared() -> None:
    names = READ(TextInput("Rain hurts crops", "Zoos should stay"))
    assert "+ far polarity -1" in names
    assert not any(" after " in name for name in names)


@given(st.text(max_size=40), st.text(max_size=20))
def test_names_of_any_text_can_be_saved(text: str, claim: str) -> None:
    for name in READ(TextInput(f"zoo \ud800 {text}", f"zoo {claim}")):
        name.encode()
