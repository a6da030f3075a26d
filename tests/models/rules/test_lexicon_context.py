import pytest

from stance.models.rules.lexicon.context import Condition, Surroundings, word_test
from stance.records.article import Article
from stance.text.clean import clean
from stance.text.parse import parse


def around(body, headline="Notes from Monday"):
    return Surroundings(parse(clean(Article(article_id="t", text=f"{headline}\n\n{body}"))))


def holds(condition, body, word):
    surroundings = around(body)
    first = surroundings.lower.index(word)
    return condition.holds(surroundings, first, first + 1)


@pytest.mark.parametrize(
    ("body", "expected"), [("A mere 3 percent left.", False), ("A mere trifle was left.", True)]
)
def test_not_after_refuses_the_next_word(body, expected):
    condition = Condition(not_after=word_test(["$num"], "test"))
    assert holds(condition, body, "mere") is expected


def test_before_asks_for_the_previous_word():
    condition = Condition(before=word_test(["$definite"], "test"))
    assert holds(condition, "They saw the coup coming.", "coup")
    assert not holds(condition, "They saw a coup coming.", "coup")


def test_neighbours_end_with_the_unit():
    # The first word of a sentence has no word before it, though the text has one.
    condition = Condition(before=word_test([""], "test"))
    assert holds(condition, "It rained. Clearly it did.", "clearly")


def test_near_looks_in_the_unit_and_topic_in_the_document():
    body = "The storm passed. The brutal cuts began."
    assert not holds(Condition(near=frozenset({"storm"})), body, "brutal")
    assert holds(Condition(topic=frozenset({"storm"})), body, "brutal")
    assert holds(Condition(not_near=frozenset({"storm"})), body, "brutal")
    assert not holds(Condition(not_near=frozenset({"cuts"})), body, "brutal")


@pytest.mark.parametrize(
    ("body", "word", "use", "expected"),
    [
        ("The savage cuts began.", "savage", "adjective", True),
        ("The cuts were savage.", "savage", "adjective", True),
        ("Critics savage the plan.", "savage", "adjective", False),
        ("Critics savage the plan.", "savage", "verb", True),
        ("The mob left.", "mob", "noun", True),
        ("They will mob the singer.", "mob", "noun", False),
        ("They will mob the singer.", "mob", "verb", True),
        ("The mob left.", "mob", "verb", False),
    ],
)
def test_use_is_told_from_the_neighbours(body, word, use, expected):
    assert holds(Condition(use=use), body, word) is expected


@pytest.mark.parametrize(
    ("body", "word", "expected"),
    [
        ("He drove on Savage Road.", "savage", True),
        ("Savage cuts began.", "savage", False),  # first word of its sentence
        ("It was “Savage cuts” again.", "savage", False),  # first word of a quotation
        ("The savage cuts began.", "savage", False),
    ],
)
def test_a_capital_inside_a_sentence_makes_a_name(body, word, expected):
    surroundings = around(body)
    first = surroundings.lower.index(word)
    assert surroundings.is_name_part(first, first + 1) is expected


def test_capitals_say_nothing_in_a_headline_in_title_case():
    surroundings = around("She slept.", headline="Council Votes Savage Cuts")
    first = surroundings.lower.index("savage")
    assert not surroundings.is_name_part(first, first + 1)
