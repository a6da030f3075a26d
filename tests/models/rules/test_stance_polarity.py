"""Polarity terms, clauses and the three readings of a mention."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.models.rules.stance.clauses import Passage
from stance.models.rules.stance.concepts import content_key
from stance.models.rules.stance.stems import stem
from stance.models.rules.stance.terms import find_terms, polarity_terms
from stance.models.rules.stance.votes import read_votes
from stance.text.tokens import tokenize


def total(sentence, word="levy", *, actor=False):
    lower = tokenize(sentence).lower
    at = lower.index(word)
    passage = Passage(lower, 0, len(lower))
    return sum(vote.sign * vote.weight for vote in read_votes(passage, at, at + 1, actor=actor))


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("They rejected the levy.", -1),
        ("They did not reject the levy.", 1),
        ("They never agreed to the levy.", -1),
        ("They failed to stop the levy.", 1),
        ("They refused to back the levy.", -1),
        ("They called for an end to the levy.", -1),
        ("They rejected criticism of the levy.", 1),
        ("The port stressed the dangers of the levy.", -1),
        ("Opponents of the plan backed the levy.", 1),
        ("They must never accept the levy.", -1),
    ],
)
def test_signs_multiply_along_the_terms_that_govern_a_mention(sentence, sign):
    assert total(sentence) * sign > 0


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("The levy hurts small ports.", -1),
        ("The levy does not hurt small ports.", 1),
        ("The levy has reduced crime.", 1),
        ("The levy causes chaos.", -1),
        ("The levy protects criminals.", -1),
        ("The levy was scrapped.", -1),
        ("The levy should not be scrapped.", 1),
        ("The levy, which nobody expected, has harmed trade.", -1),
        ("The levy is a disgrace.", -1),
        ("They called the levy unfair.", -1),
        ("The levy that fishermen oppose begins in May.", -1),
    ],
)
def test_what_is_predicated_of_a_mention_gives_its_sign(sentence, sign):
    assert total(sentence) * sign > 0


@pytest.mark.parametrize(
    "sentence",
    [
        "The committee meets to discuss the levy.",
        "If the levy fails, the port will close.",
        "Whether to support the levy is unclear.",
        "They asked the court to review the levy.",
        "The proposed levy is on the agenda.",
    ],
)
def test_plain_and_supposed_sentences_give_no_vote(sentence):
    assert total(sentence) == 0


def test_a_denial_turns_round_the_clause_that_it_governs():
    assert total("They denied that the levy hurts small ports.") > 0
    assert total("They did not deny that the levy hurts small ports.") < 0


def test_an_actor_somewhere_in_the_sentence_is_no_argument():
    # "resumed" governs the works, not the town in which they are.
    assert total("They resumed the works in Harbrook.", "harbrook", actor=True) == 0
    assert total("They welcomed the attack on Harbrook.", "harbrook", actor=True) != 0


def test_another_predicate_of_a_pair_governs_its_own_object_only():
    assert total("They were attacking Reed and visiting Harbrook.", "harbrook", actor=True) == 0
    assert total("They were attacking Reed and visiting Harbrook.", "reed", actor=True) < 0


def test_a_contracted_verb_is_no_possessive():
    assert total("It's pushing back on the levy.") < 0


def test_what_an_actor_blames_or_denies_tells_nothing_of_the_actor():
    assert total("Reed blamed the crisis on the banks.", "reed", actor=True) == 0
    assert total("Reed denied any fraud.", "reed", actor=True) == 0


def test_the_people_of_an_actor_are_not_the_actor():
    assert total("Reed supporters lied to voters.", "reed", actor=True) == 0
    assert total("Reed lied to voters.", "reed", actor=True) < 0


def test_the_longest_term_wins_and_terms_never_overlap():
    lower = tokenize("They made no sense and had no doubt that it failed to help.").lower
    hits = find_terms(lower, 0, len(lower))
    assert all(one.last <= other.first for one, other in zip(hits, hits[1:], strict=False))
    # "no doubt" does not negate and so is no term at all; "failed to" is one term.
    assert [" ".join(lower[h.first : h.last]) for h in hits] == ["made no sense", "failed to", "help"]


def test_a_noun_after_an_article_is_read_as_a_noun():
    lower = tokenize("the cut").lower
    assert find_terms(lower, 0, 2)[0].term.part == "noun"


def test_irregular_verbs_are_found_in_their_past():
    assert [m.entry.sign for m in polarity_terms().find(["stolen"])] == [-1]
    assert [h.term.sign for h in find_terms(["broke", "her", "promise"], 0, 3)] == [-1]
    assert [h.term.sign for h in find_terms(["withdrew", "from"], 0, 2)] == [-1]


def test_words_of_one_family_share_a_stem_and_synonyms_share_a_key():
    assert stem("refusal") == stem("refused") == stem("refuses")
    assert stem("policies") != stem("police")
    assert content_key("truce") == content_key("ceasefire")
    # "agree" shares the stem of "agreement" but does not name one.
    assert content_key("agreement") == content_key("deal") != content_key("agreed")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_stem_is_never_empty_nor_longer_than_the_word_and_one(word):
    assert 0 < len(stem(word)) <= len(word) + 1


WORDS = [
    "the",
    "levy",
    "not",
    "never",
    "reject",
    "backed",
    "is",
    "unfair",
    ",",
    "that",
    "but",
    "and",
    "by",
    "of",
    ".",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_clauses_cover_a_passage_without_gap_or_overlap(lower):
    passage = Passage(lower, 0, len(lower))
    edges = [clause.first for clause in passage.clauses] + [len(lower)]
    assert edges[0] == 0
    assert [clause.last for clause in passage.clauses] == edges[1:]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
def test_every_vote_has_a_direction_and_a_weight_up_to_one(lower):
    passage = Passage(lower, 0, len(lower))
    for at, word in enumerate(lower):
        if word == "levy":
            for vote in read_votes(passage, at, at + 1):
                assert vote.sign in {-1, 1}
                assert 0 < vote.weight <= 1
