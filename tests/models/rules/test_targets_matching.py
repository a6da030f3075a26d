"""Where targets are mentioned, and how fully."""

import pytest

from stance.models.rules.stance.reading import read_targets
from stance.models.rules.stance.targets import MENTION_SCORE, TargetMatcher
from stance.records.document import Entity, Target


def mentions(parsed, target, entities=()):
    found = TargetMatcher([target], entities).find(parsed)[0]
    starts, ends = parsed.tokens.starts, parsed.tokens.ends
    return [(parsed.text[starts[m.first] : ends[m.last - 1]], m) for m in found]


def test_the_score_is_the_share_of_the_target_that_is_named(marked):
    target = Target(id="T", kind="policy", text="the harbour fee")
    assert mentions(marked("The harbour fee rose.").parsed, target)[0][1].score == pytest.approx(1.0)
    # One of two words of equal weight; raised to a full mention as the text is short.
    assert mentions(marked("The fee rose.").parsed, target)[0][1].score == pytest.approx(MENTION_SCORE)


def test_a_synonym_or_a_listed_term_mentions_the_target(marked):
    target = Target(id="T", kind="policy", text="the harbour fee", terms=["berth money"])
    assert [text for text, _ in mentions(marked("Toll and berth money rose.").parsed, target)] == [
        "Toll",
        "berth money",
    ]


def test_another_name_before_the_head_word_makes_it_another_thing(marked):
    target = Target(id="T", kind="policy", text="the fishing treaty")
    assert mentions(marked("They signed the Harbrook treaty.").parsed, target)[0][1].score < MENTION_SCORE


def test_a_long_text_needs_the_target_in_full_somewhere(marked):
    filler = "Nothing else of note was on the list of the day in town . " * 12
    target = Target(id="T", kind="policy", text="the fishing treaty")
    alone = mentions(marked("The treaty was read.", filler).parsed, target)
    named = mentions(marked("The treaty was read.", filler, "The fishing treaty is old.").parsed, target)
    assert [m.score >= MENTION_SCORE for _, m in alone] == [False]
    assert [m.score >= MENTION_SCORE for _, m in named] == [True, True]


def test_a_target_against_something_turns_round_what_is_said_of_that(marked):
    target = Target(id="T", kind="policy", text="closing the harbour school")
    (_, mention), *rest = mentions(marked("They saved the harbour school.").parsed, target)
    assert mention.sign == -1
    assert rest == []


def test_in_the_ban_on_something_only_the_ban_is_mentioned(marked):
    target = Target(id="T", kind="policy", text="the ban on night fishing")
    found = mentions(marked("They praised the ban on night fishing.").parsed, target)
    assert [(text, m.sign) for text, m in found] == [("ban", 1)]


def test_an_alias_mentions_an_actor_but_not_the_policy_of_that_actor(marked):
    entities = [Entity(id="E", name="Ann Reed", type="person", side="town", aliases=["Reed", "he (S3)"])]
    parsed = marked("Reed spoke; he left.").parsed
    actor = Target(id="T", kind="actor", text="the harbour master", entity_ids=["E"])
    policy = Target(id="T", kind="policy", text="the harbour fee", entity_ids=["E"])
    assert [text for text, _ in mentions(parsed, actor, entities)] == ["Reed"]
    assert mentions(parsed, policy, entities) == []


def test_a_claim_is_mentioned_by_a_unit_that_holds_most_of_its_words(marked):
    target = Target(id="T", kind="claim", text="The harbour wall leaks oil")
    assert len(mentions(marked("Divers saw that the wall leaks oil.").parsed, target)) == 1
    assert mentions(marked("The wall is old.").parsed, target) == []


def test_the_side_of_a_target_is_that_of_its_entities_or_of_the_owner_it_names(marked):
    entities = [
        Entity(id="N", name="Northland", type="state", side="north", aliases=[]),
        Entity(id="S", name="Southland", type="state", side="south", aliases=[]),
    ]
    targets = [
        Target(id="T1", kind="actor", text="the southern cabinet", entity_ids=["S"]),
        Target(id="T2", kind="event", text="Northland’s blockade of Southland"),
        Target(id="T3", kind="issue", text="talks between Northland and Southland"),
    ]
    assert read_targets(marked("Nothing.").parsed, targets, entities).target_sides == [
        "south",
        "north",
        "none",
    ]


def test_mentions_of_one_target_never_overlap(marked):
    target = Target(id="T", kind="policy", text="the harbour fee", terms=["the harbour fee", "fee"])
    found = mentions(marked("The harbour fee and the new harbour fee rose.").parsed, target)
    assert len(found) == 2
    assert found[0][1].last <= found[1][1].first
