import pytest

from stance.records.article import Article
from stance.text.clean import clean
from stance.text.parse import parse

PARSED = parse(clean(Article(article_id="a", text="Mayor quits\n\nThe mayor left. “I am tired,” he said.")))
# "Mayor quits" is 0-11, "The mayor left." 13-28, "“I am tired,” he said." 29-51.


def test_each_unit_has_its_tokens():
    words = [PARSED.tokens.words[first:last] for first, last in PARSED.unit_tokens]
    assert words == [
        ["Mayor", "quits"],
        ["The", "mayor", "left", "."],
        ["“", "I", "am", "tired", ",", "”", "he", "said", "."],
    ]


def test_each_token_knows_its_unit():
    assert PARSED.token_units == [0] * 2 + [1] * 4 + [2] * 9


@pytest.mark.parametrize(
    ("offset", "unit"),
    [(0, "H1"), (10, "H1"), (11, None), (12, None), (13, "S1"), (28, None), (50, "S2"), (51, None)],
)
def test_unit_at_an_offset(offset, unit):
    found = PARSED.unit_at(offset)
    assert (found.id if found else None) == unit


def test_tokens_in_a_stretch_are_those_that_overlap_it():
    assert [PARSED.tokens.words[i] for i in PARSED.tokens_in(1, 14)] == ["Mayor", "quits", "The"]
    assert list(PARSED.tokens_in(11, 13)) == []


def test_span_is_bound_to_the_unit_it_begins_in():
    span = PARSED.span(29, 42)
    assert (span.text, span.unit) == ("“I am tired,”", "S2")


def test_quotations_are_found_in_their_paragraph():
    assert [(q.start, q.end, q.closed) for q in PARSED.quotations] == [(29, 42, True)]
