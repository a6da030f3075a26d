"""Content stance, cue direction and stance per target and holder."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.models.rules.stance import RuleStance, StanceWeights
from stance.records.annotation import Cue, Relation
from stance.records.document import Entity, Target

FEE = Target(id="T", kind="policy", text="the harbour fee")
REED = Target(id="R", kind="actor", text="the harbour master", entity_ids=["E1"])
ENTITIES = [
    Entity(id="E1", name="Ann Reed", type="person", side="town", aliases=["Reed"]),
    Entity(id="E2", name="Jon Voss", type="person", side="boats", aliases=["Voss"]),
]


def cue(parsed, text, **fields):
    start = parsed.text.index(text)
    unit = parsed.unit_at(start)
    values = {
        "id": f"L{start}",
        "start": start,
        "end": start + len(text),
        "text": text,
        "type": "loaded_word",
        "voice": "author",
        "intensity": 2,
        "direction": {},
        "certain": True,
        "unit": unit.id,
    }
    return Cue(**(values | fields))


def fill(marked, *units, targets=(FEE,), **fields):
    given = marked(*units, **fields)
    model = RuleStance()
    return given.parsed, model.fill_content_stance(
        given.parsed, given.attributions, targets=list(targets), entities=ENTITIES
    )


def judge(marked, *units, targets=(FEE,), cues=None, relations=(), changes=None):
    parsed, attributions = fill(marked, *units, targets=targets, changes=changes)
    model = RuleStance()
    found = model.fill_direction(
        parsed, cues(parsed) if cues else [], attributions, targets=list(targets), entities=ENTITIES
    )
    return model.judge(
        parsed, attributions, found, relations=list(relations), targets=list(targets), entities=ENTITIES
    )


def test_content_about_nothing_asked_has_no_key(marked):
    _, (attribution,) = fill(marked, "s[Voss] c[said] t[the tide was late].")
    assert attribution.content_stance == {}


def test_without_targets_nothing_is_touched(marked):
    given = marked("s[Voss] c[said] t[the harbour fee is unfair].")
    model = RuleStance()
    same = model.fill_content_stance(given.parsed, given.attributions, targets=[], entities=[])
    assert same == given.attributions
    assert model.judge(given.parsed, same, [], relations=[], targets=[], entities=[]) == []


def test_a_denial_after_its_content_turns_the_content_round(marked):
    _, (attribution,) = fill(marked, "t[The harbour fee is unfair], s[Voss] c[denied].", verb_class="denial")
    assert attribution.content_stance == {"T": 1}


def test_what_follows_but_weighs_more(marked):
    # 0.6 x -1 against 1.6 x +1: the second half decides.
    _, (attribution,) = fill(marked, "s[Voss] c[said] t[the harbour fee is costly but the fee is fair].")
    assert attribution.content_stance == {"T": 1}


def test_an_actor_speaks_of_itself_by_pronoun(marked):
    _, (attribution,) = fill(
        marked, "s[Reed] c[said] t[that she was ready to compromise].", targets=(REED,), source_entity="E1"
    )
    assert attribution.content_stance == {"R": 1}


def test_a_title_that_does_not_fit_the_pronoun_means_somebody_else(marked):
    _, (attribution,) = fill(
        marked, "s[Mrs Reed] c[said] t[that he was ready to compromise].", targets=(REED,), source_entity="E1"
    )
    assert attribution.content_stance == {}


def test_the_complaint_of_a_party_about_harm_done_to_it_helps_that_party(marked):
    sentence = "s[{}] c[said] t[it was a plan to force us into debt]."
    _, (own,) = fill(marked, sentence.format("Reed"), targets=(REED,), source_entity="E1", source_side="town")
    _, (other,) = fill(
        marked, sentence.format("Voss"), targets=(REED,), source_entity="E2", source_side="boats"
    )
    assert own.content_stance == {"R": 1}
    assert other.content_stance == {}


def test_a_claim_is_helped_by_saying_it_and_hurt_by_denying_it(marked):
    claim = Target(id="T", kind="claim", text="The harbour wall leaks oil")
    _, (said,) = fill(marked, "s[Voss] c[said] t[the harbour wall leaks oil].", targets=(claim,))
    _, (denied,) = fill(
        marked, "s[Reed] c[said] t[there was no evidence that the harbour wall leaks oil].", targets=(claim,)
    )
    assert (said.content_stance, denied.content_stance) == ({"T": 1}, {"T": -1})


def test_no_this_and_no_that_denies_once(marked):
    claim = Target(id="T", kind="claim", text="The harbour wall leaks oil", terms=["the leak", "leak"])
    _, (denied,) = fill(marked, "s[Reed] c[saw] t[no leak and no excuse].", targets=(claim,))
    assert denied.content_stance == {"T": -1}


@pytest.mark.parametrize(
    ("kind", "sign"), [("loaded_word", -1), ("label_name_calling", -1), ("dysphemism", -1)]
)
def test_a_harsh_word_next_to_the_target_hurts_it(marked, kind, sign):
    given = marked("The vile harbour fee begins in May.")
    found = RuleStance().fill_direction(
        given.parsed, [cue(given.parsed, "vile", type=kind)], [], targets=[FEE], entities=[]
    )
    assert found[0].direction == {"T": sign}


def test_a_euphemism_helps_only_what_it_names(marked):
    target = Target(id="T", kind="policy", text="the harbour fee", terms=["berth contribution"])
    given = marked("The berth contribution begins in May, the harbour fee in June.")
    cues = [cue(given.parsed, word, type="euphemism") for word in ("berth contribution", "begins")]
    found = RuleStance().fill_direction(given.parsed, cues, [], targets=[target], entities=[])
    assert [c.direction for c in found] == [{"T": 1}, {}]


def test_a_discounted_source_hurts_its_own_side(marked):
    given = marked(
        "s[Reed] c[said] t[the fee is fair], without elaborating.", source_entity="E1", source_side="town"
    )
    remark = cue(given.parsed, "without elaborating", type="source_discount", attribution="A1")
    found = RuleStance().fill_direction(
        given.parsed, [remark], given.attributions, targets=[REED], entities=ENTITIES
    )
    assert found[0].direction == {"R": -1}


def test_a_harsh_word_of_a_party_is_not_turned_against_that_party(marked):
    given = marked("s[Reed] c[said] t[Reed faced vile attacks].", source_entity="E1", source_side="town")
    word = cue(given.parsed, "vile", voice="source_indirect", attribution="A1")
    found = RuleStance().fill_direction(
        given.parsed, [word], given.attributions, targets=[REED], entities=ENTITIES
    )
    assert found[0].direction == {}


def test_a_direction_given_before_is_kept(marked):
    given = marked("The vile harbour fee begins in May.")
    before = [cue(given.parsed, "vile", direction={"T": 1})]
    assert RuleStance().fill_direction(given.parsed, before, [], targets=[FEE], entities=[]) == before


def test_a_target_that_is_not_mentioned_is_not_discussed(marked):
    (stance,) = judge(marked, "Tides", "The tide was late.")
    assert (stance.label, stance.strength, stance.basis) == ("not_discussed", None, None)
    # 0.95 - 0.5 x 0
    assert stance.confidence == pytest.approx(0.95)


def test_a_plain_report_is_neutral_without_position(marked):
    (stance,) = judge(marked, "Fee", "The harbour fee begins in May.")
    assert (stance.label, stance.basis) == ("neutral", "no_position")
    # 0.5 + 0.4 x e^0
    assert stance.confidence == pytest.approx(0.9)


def test_a_quoted_critic_alone_does_not_make_the_article_against(marked):
    (article,) = judge(marked, "Fee", "s[Voss] c[called] t[the harbour fee a disgrace].")
    assert article.label == "neutral"
    # One independent voice is 1 point of the 2 needed: near enough for the alternate.
    assert article.alternates == ["against"]


UNANSWERED = (
    "Fee",
    "s[Voss] c[called] t[the harbour fee a disgrace].",
    "s[Traders] c[said] t[the harbour fee is unfair].",
)


def test_unanswered_critics_make_it_weakly_against(marked):
    (article,) = judge(marked, *UNANSWERED)
    assert (article.label, article.strength, article.alternates) == ("against", "weak", ["neutral"])
    assert article.evidence == ["A2", "A3"]


def test_critics_of_one_side_are_one_voice(marked):
    sides = {"A2": {"source_side": "boats"}, "A3": {"source_side": "boats"}}
    assert judge(marked, *UNANSWERED, changes=sides)[0].label == "neutral"


def test_a_contradicted_critic_is_an_answered_one(marked):
    answer = Relation(type="contradicts", src="A9", dst=["A2"])
    assert judge(marked, *UNANSWERED, relations=[answer])[0].label == "neutral"


BALANCED = (
    "Fee",
    "s[Voss] c[condemned] t[the harbour fee].",
    "s[Reed] c[praised] t[the harbour fee].",
)


def test_one_for_and_one_against_is_balanced(marked):
    (stance,) = judge(marked, *BALANCED)
    assert (stance.label, stance.basis) == ("neutral", "balanced")
    assert set(stance.evidence) == {"A2", "A3"}


def test_word_choice_alone_is_weak_however_often(marked):
    harsh = ["vile", "brutal", "cruel", "mad", "greedy"]
    units = ["Fee", *(f"The harbour fee, a {word} thing, begins." for word in harsh)]
    # 5 words x intensity 2 = 10 points, over the bound of strong, but none in the headline.
    (stance,) = judge(
        marked, *units, cues=lambda parsed: [cue(parsed, w, direction={"T": -1}) for w in harsh]
    )
    assert (stance.label, stance.strength) == ("against", "weak")


def test_headline_blame_with_adopted_terms_is_moderate(marked):
    (stance,) = judge(
        marked,
        "Vile harbour fee",
        "The cruel harbour levy begins in May.",
        cues=lambda parsed: [
            cue(parsed, word, direction={"T": -1}, intensity=3) for word in ("Vile", "cruel")
        ],
    )
    # 2 cues x intensity 3; the same words as evaluation of the fee are not counted again.
    assert (stance.label, stance.strength) == ("against", "moderate")


def test_a_repeated_wording_counts_once(marked):
    def cues(parsed):
        one = cue(parsed, "vile", direction={"T": -1}, intensity=1)
        return [one, msgspec.structs.replace(one, id="again")]

    units = ("Fee", "A vile day. The harbour fee begins.")
    assert judge(marked, *units, cues=cues)[0].label == "neutral"


def test_that_something_failed_is_no_stance_of_the_author(marked):
    # Guideline: stance is not outcome.
    (stance,) = judge(
        marked, "Harbour fee fails", "The harbour fee failed on Tuesday. The harbour fee collapsed."
    )
    assert stance.label == "neutral"


def test_a_source_holds_what_its_words_say(marked):
    stances = judge(
        marked,
        *BALANCED,
        changes={"A2": {"source_entity": "E2"}, "A3": {"source_entity": "E1"}},
    )
    held = {s.holder: (s.label, s.strength, s.evidence) for s in stances}
    assert held["E2"] == ("against", "moderate", ["A2"])
    assert held["E1"] == ("favor", "moderate", ["A3"])


def test_a_source_for_and_against_is_neutral_and_balanced(marked):
    stances = judge(marked, *BALANCED, changes={"A2": {"source_entity": "E2"}, "A3": {"source_entity": "E2"}})
    (source,) = [s for s in stances if s.holder == "E2"]
    assert (source.label, source.basis, source.evidence) == ("neutral", "balanced", ["A3", "A2"])


def test_a_deed_by_which_a_target_is_judged_is_not_its_own_stance(marked):
    stances = judge(
        marked,
        "Talks",
        "s[Reed] c[refused] t[to negotiate].",
        targets=(REED,),
        changes={"A2": {"source_entity": "E1", "type": "eventuality"}},
    )
    assert [s.holder for s in stances] == ["article"]


def test_stances_have_distinct_ids_and_an_article_stance_per_target(marked):
    stances = judge(marked, *BALANCED, targets=(FEE, REED), changes={"A2": {"source_entity": "E2"}})
    assert len({s.id for s in stances}) == len(stances)
    assert [s.target for s in stances if s.holder == "article"] == ["T", "R"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(["vile", "brutal", "cruel", "mad", "greedy"]),
            st.sampled_from([-1, 1]),
            st.sampled_from([1, 2, 3]),
        ),
        max_size=5,
        unique_by=lambda item: item[0],
    )
)
def test_stance_mirrors_when_every_direction_is_turned_round(marked, drawn):
    def stance(turn):
        parsed = marked("Fee", "The harbour fee begins in May.").parsed
        cues = [
            msgspec.structs.replace(
                cue(parsed, "harbour", direction={"T": sign * turn}, intensity=size, id=f"L{n}"), text=word
            )
            for n, (word, sign, size) in enumerate(drawn)
        ]
        return RuleStance(StanceWeights()).judge(parsed, [], cues, relations=[], targets=[FEE], entities=[])[
            0
        ]

    one, other = stance(1), stance(-1)
    turned = {"favor": "against", "against": "favor"}
    assert turned.get(one.label, one.label) == other.label
    assert one.strength == other.strength
    assert one.confidence == pytest.approx(other.confidence)
    assert 0.5 <= one.confidence <= 0.95


def test_words_of_a_claim_that_lie_in_two_clauses_do_not_state_it(marked):
    claim = Target(id="T", kind="claim", text="the fleet rammed the harbour wall")
    backed = "s[Voss] c[said] t[the fleet had rammed the harbour wall]."
    flat = judge(marked, "The fleet rammed the harbour wall on Monday.", backed, targets=(claim,))
    apart = judge(
        marked, "The fleet left, hours after something rammed the harbour wall.", backed, targets=(claim,)
    )
    # Stated flat by the author (1.5 points) and by one unanswered voice (1): 2.5 are over the threshold of 2.
    assert [s.label for s in flat if s.holder == "article"] == ["favor"]
    assert [s.label for s in apart if s.holder == "article"] == ["neutral"]
