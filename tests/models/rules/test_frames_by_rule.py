import pytest

from stance.models.rules.frames import RuleFrames
from stance.records.article import Article
from stance.text.clean import clean
from stance.text.parse import parse

RULES = RuleFrames()


def frames(*sentences, headline="Notes from Monday"):
    text = headline + "\n\n" + "\n\n".join(sentences)
    return RULES.find_frames(parse(clean(Article(article_id="t", text=text))))


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("The levy will hurt the economy and cost many jobs.", "economic"),
        ("Neighbouring states recalled their ambassadors.", "external_regulation_and_reputation"),
        ("Troops crossed the river at dawn.", "security_and_defense"),
        (
            "The supreme court struck down the rule as unconstitutional.",
            "legality_constitutionality_and_jurisprudence",
        ),
        ("He was sentenced to nine years in prison.", "crime_and_punishment"),
        ("Hospitals reported more patients with asthma.", "health_and_safety"),
        ("A poll found that most voters oppose it.", "public_opinion"),
        ("Her campaign won the primary.", "political"),
        ("It is a moral duty, the archbishop wrote.", "morality"),
        ("Women face discrimination in pay.", "fairness_and_equality"),
        ("A shortage of nurses left wards understaffed.", "capacity_and_resources"),
        ("The commute makes daily life harder.", "quality_of_life"),
        ("The festival keeps the heritage of the valley.", "cultural_identity"),
    ],
)
def test_a_sentence_with_its_terms_carries_a_frame(sentence, frame):
    assert frame in frames(sentence).units["S1"]


def test_one_plain_term_is_a_topic_and_not_a_frame():
    # "market" is a plain term of weight 1; a unit needs 2.
    assert frames("She walked across the market.").units == {}


def test_a_context_word_counts_only_beside_a_term():
    assert frames("She walked through Paris in Russia.").units == {}
    assert frames("The talks took place in Moscow.").units == {"S1": ["external_regulation_and_reputation"]}


def test_a_repeated_term_counts_once():
    assert frames("A market is a market is a market.").units == {}


def test_a_headline_term_counts_double():
    assert frames("She slept.", headline="Talks were short").units == {
        "H1": ["external_regulation_and_reputation"]
    }


def test_primary_is_the_frame_with_the_greatest_position_weighted_share():
    # Ranks 1 to 4 have weights 1, .63, .5, .43. Security holds S1 (.63); economy S2 and S3 (.93).
    found = frames("Troops crossed the river.", "The economy shrank.", "Unemployment rose.")
    assert found.primary == "economic"
    # One unit outside the headline makes no document frame.
    assert frames("Troops crossed the river.", "The economy shrank.").document == []


def test_a_document_frame_needs_two_units_or_the_headline():
    once = frames("Troops crossed the river.", "She slept.")
    assert (once.document, once.primary) == ([], None)
    headline = frames("She slept.", headline="Troops cross the river")
    assert (headline.document, headline.primary) == (["security_and_defense"], "security_and_defense")


def test_a_tie_goes_to_the_frame_of_the_headline():
    # Both frames stand in H1 and S1, so their salience is equal; with the listed order economic comes first.
    both = frames("The economy and the army shrank.", headline="Army and economy in trouble")
    assert both.primary == "economic"
    # Security alone stands in the headline: 1 + .63 against .63.
    one = frames("The economy and the army shrank.", headline="Army in trouble")
    assert one.primary == "security_and_defense"


def test_a_weak_frame_is_ambiguous():
    # Seven units weigh 1 + .63 + .5 + .43 + .39 + .36 + .33 = 3.64; economy stands in S5 and S6:
    # .69 / 3.64 = .19, which lies between .14 and .22.
    quiet = ["She slept.", "He read.", "They ate.", "It rained."]
    found = frames(*quiet, "The economy shrank.", "Unemployment rose.")
    assert (found.document, found.ambiguous) == ([], ["economic"])


def test_confidence_and_origin_cover_exactly_the_document_frames():
    found = frames("Troops crossed the river.", "The army withdrew.")
    assert set(found.confidence) == set(found.origin) == set(found.document) == {"security_and_defense"}
    assert found.origin["security_and_defense"] == ["lexicon:frames#troops", "lexicon:frames#army"]
    assert 0.3 <= found.confidence["security_and_defense"] <= 0.9


class TestGenericQuestions:
    def test_without_words_every_answer_is_no(self):
        assert set(frames("She slept.").questions.values()) == {0}

    def test_all_twenty_are_answered(self):
        assert len(frames("She slept.").questions) == 20

    def test_reproach_is_conflict(self):
        questions = frames("The union accused the firm of lying.", "The firm denied it.").questions
        assert (questions["CO1"], questions["CO2"]) == (1, 1)

    def test_costs_need_a_figure(self):
        assert frames("The bridge was expensive.").questions["EC2"] == 0
        assert frames("The bridge cost 3 million euros.").questions["EC2"] == 1

    def test_faith_is_named(self):
        assert frames("The bishop spoke of God.").questions["MO2"] == 1
