"""Words of the tabloids, of activists and of state media are marked; their literal uses are plain."""

import pytest

from stance.models.rules.cues import RuleCues
from stance.records.article import Article, ArticleMeta
from stance.text.clean import clean
from stance.text.parse import parse

RULES = RuleCues()


def mark(sentence):
    """Cues as pairs of type and text, in a document of one headline and one sentence."""
    text = f"Council meets on Monday\n\n{sentence}"
    meta = ArticleMeta(published_at="2022-05-01")
    parsed = parse(clean(Article(article_id="t", text=text, meta=meta)))
    return [(c.type, c.text) for c in RULES.find_cues(parsed, [])]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The report caused fury among the tenants.", ("loaded_word", "fury")),
        ("The new timetable is a disgrace.", ("loaded_word", "disgrace")),
        ("Rail bosses cancelled the last train.", ("label_name_calling", "bosses")),
        ("The tenants are being milked for every penny.", ("loaded_word", "milked for")),
        ("Ministers slammed the union.", ("loaded_word", "slammed")),
        ("The kitchen was filthy.", ("loaded_word", "filthy")),
        ("The yobs broke a window.", ("label_name_calling", "yobs")),
        ("The nurse is a hero.", ("label_name_calling", "hero")),
        ("A heartbroken father left flowers.", ("loaded_word", "heartbroken")),
        ("The killer heat lasted a week.", ("loaded_word", "killer heat")),
    ],
)
def test_tabloid_words_are_marked(sentence, expected):
    assert expected in mark(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The banks are complicit.", ("loaded_word", "complicit")),
        ("The fund bankrolled the mine.", ("loaded_word", "bankrolled")),
        ("The contract smells of cronyism.", ("loaded_word", "cronyism")),
        ("The vote brought tax cuts for the rich.", ("dysphemism", "tax cuts for the rich")),
        ("The envoys answered each provocation.", ("loaded_word", "provocation")),
        ("The criminal regime closed the port.", ("dysphemism", "criminal regime")),
        ("Two men were neutralised at the gate.", ("euphemism", "were neutralised")),
        ("The law will guarantee the safety of the province.", ("virtue_term", "guarantee the safety of")),
        ("By evening order was restored.", ("virtue_term", "order was restored")),
        ("The parade was used for political ends.", ("loaded_word", "for political ends")),
    ],
)
def test_words_of_activists_and_state_media_are_marked(sentence, expected):
    assert expected in mark(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "A killer whale swam past the ferry.",
        "The hero of the novel leaves home.",
        "The fury of the storm woke the town.",
        "Her father is a butcher in Mill Street.",
        "She bought a fleece at the market.",
        "The farmers slaughtered the cattle in May.",
        "Her boss gave her the day off.",
        "She felt a sense of shame.",
        "The judge issued a gag order.",
        "He registered as a foreign agent.",
        "A car slammed into a wall.",
        "The police followed the shooting rampage on foot.",
        "Rotten apples lay under the tree.",
        "The figures do not stand up to scrutiny.",
    ],
)
def test_their_literal_uses_are_plain(sentence):
    assert mark(sentence) == []


def test_scandal_may_be_the_settled_name_of_an_affair():
    text = "Council meets on Monday\n\nThe emissions scandal was in its third year."
    parsed = parse(clean(Article(article_id="t", text=text)))
    (cue,) = RULES.find_cues(parsed, [])
    assert (cue.text, cue.certain, cue.intensity) == ("scandal", False, 1)
