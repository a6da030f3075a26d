import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He didn’t pay.", ["He", "did", "n’t", "pay", "."]),
        ("It's Roe's; they'll see.", ["It", "'s", "Roe", "'s", ";", "they", "'ll", "see", "."]),
        ("the U.S. and e.g. this", ["the", "U.S.", "and", "e.g.", "this"]),
        ("$3.5m at 10:30, 5th", ["$", "3.5m", "at", "10:30", ",", "5th"]),
        ("so-called “peace”—now...", ["so-called", "“", "peace", "”", "—", "now", "..."]),
        ("rock ’n’ roll", ["rock", "’", "n", "’", "roll"]),
        ("👍🏽 ok", ["👍", "🏽", "ok"]),
        ("", []),
    ],
)
def test_words_marks_and_clitics_are_tokens(text, words):
    assert tokenize(text).words == words


def test_look_up_form_is_lower_case_with_straight_apostrophes():
    assert tokenize("O’Roe SAID").lower == ["o'roe", "said"]


@given(st.text(max_size=80))
def test_tokens_are_ordered_slices_that_leave_only_space_and_marks_of_no_word(text):
    tokens = tokenize(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert all(a < b for a, b in zip(tokens.starts, tokens.ends, strict=True))
    assert all(b <= a for b, a in zip(tokens.ends, tokens.starts[1:], strict=False))
    assert len(tokens.lower) == len(tokens)
    left_out = set(range(len(text))) - {
        i for a, b in zip(tokens.starts, tokens.ends, strict=True) for i in range(a, b)
    }
    assert all(text[i].isspace() for i in left_out)
