import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.models.rules.cues import RuleCues
from stance.models.rules.cues.candidates import Candidate
from stance.models.rules.cues.overlap import settle_overlaps
from stance.records.annotation import Attribution
from stance.records.article import Article, ArticleMeta
from stance.records.open_layers import Span
from stance.text.clean import clean
from stance.text.parse import parse

RULES = RuleCues()


def read(*sentences, headline="Council meets on Monday", date="2022-05-01"):
    text = headline + "\n\n" + "\n\n".join(sentences)
    return parse(clean(Article(article_id="t", text=text, meta=ArticleMeta(published_at=date))))


def mark(sentence, *attributions, **options):
    """Cues as pairs of type and text."""
    return [(c.type, c.text) for c in cues(sentence, *attributions, **options)]


def cues(sentence, *attributions, **options):
    parsed = read(sentence, **options)
    return RULES.find_cues(parsed, [make(parsed) for make in attributions])


def attribution(source, cue, content, **fields):
    """A maker that binds an attribution to the words of a document."""

    def span(parsed, words):
        start = parsed.text.index(words)
        return parsed.span(start, start + len(words))

    def make(parsed):
        given = {
            "type": "assertion",
            "naming": "named",
            "speech": "indirect",
            "verb_class": "neutral",
            "level": 0,
        }
        return Attribution(
            id="A1",
            source=[span(parsed, source)] if source else [],
            cue=[span(parsed, cue)],
            content=[span(parsed, content)],
            source_entity=None,
            source_side="none",
            polarity="positive",
            **{**given, **fields},
        )

    return make


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The council approved brutal cuts to the library.", ("loaded_word", "brutal")),
        ("The eco-fanatics blocked the bridge again.", ("label_name_calling", "eco-fanatics")),
        ("The merger let the firm downsize in three towns.", ("euphemism", "downsize")),
        ("The law was mocked as an abortion mill by nobody.", ("dysphemism", "abortion mill")),
        ("It was a massive rise.", ("intensifier_minimizer", "massive")),
        ("The inquiry is a witch hunt against teachers.", ("metaphor", "witch hunt")),
        ("The plan has undoubtedly failed.", ("certainty_booster", "undoubtedly")),
        ("Some say the toll is too high.", ("hedge", "Some say")),
        ("The rigging of the vote led to protests.", ("presupposed_contested", "rigging of the vote")),
        ("The army wants to restore freedom.", ("virtue_term", "restore freedom")),
    ],
)
def test_each_listed_type_is_marked_in_the_authors_voice(sentence, expected):
    found = cues(sentence)
    assert expected in [(c.type, c.text) for c in found]
    assert {c.voice for c in found} == {"author"}


@pytest.mark.parametrize(
    "sentence",
    [
        "A brutal winter closed the roads.",
        "The bomb squad removed an explosive device.",
        "The patient had radical surgery on Tuesday.",
        "He defended his doctoral thesis in June.",
        "The team will defend the title in May.",
        "Temperatures fell and a flood of water reached the street.",
        "The troops began an offensive, and shelling and firefights were heard near the airport.",
        "The advance stopped and hostilities ended; the threat of killing civilians was over.",
        "The officials declined to comment on NATO.",
        "The tax regime changes in June.",
        "The signing was a coup for the club.",
        "Operation Brutal Savage Storm began in 1991.",
    ],
)
def test_literal_uses_are_plain(sentence):
    assert mark(sentence) == []


def test_a_reporting_verb_is_never_a_cue():
    # "railroaded" is listed; as the cue of an attribution its effect is the verb class (rule C1).
    sentence = "The mayor railroaded the plan."
    assert mark(sentence) == [("loaded_word", "railroaded")]
    assert mark(sentence, attribution("The mayor", "railroaded", "the plan")) == []


def test_voice_follows_attribution_and_quotation_marks():
    sentence = "The mayor said the cuts were “brutal” and also heartless."
    said = attribution("The mayor", "said", "the cuts were “brutal” and also heartless", speech="mixed")
    found = {c.text: (c.voice, c.attribution) for c in cues(sentence, said)}
    assert found == {"brutal": ("source_direct", "A1"), "heartless": ("source_indirect", "A1")}


def test_hearsay_leaves_the_words_with_the_author():
    heard = attribution("", "There are reports of", "brutal cuts", naming="hearsay")
    assert [c.voice for c in cues("There are reports of brutal cuts.", heard)] == ["author"]


def test_words_in_unattributed_quotation_marks_are_not_certain():
    (cue,) = cues("The banner over the hall read “end the brutal and quiet cuts to our town”.")
    assert (cue.text, cue.certain) == ("brutal", False)
    (plain,) = cues("The brutal cuts began.")
    assert cue.confidence < plain.confidence


@pytest.mark.parametrize(("date", "expected"), [("2022-05-01", [True]), ("2015-05-01", []), (None, [False])])
def test_a_contested_name_needs_a_date_in_its_time(date, expected):
    found = cues("The envoy flew to Kiev.", date=date)
    assert [c.certain for c in found] == expected
    assert all(c.type == "contested_name" and c.aligned_side == "russia" for c in found)


def test_an_unmarked_date_halves_the_confidence_of_a_name():
    (dated,) = cues("The envoy flew to Kiev.")
    (undated,) = cues("The envoy flew to Kiev.", date=None)
    assert undated.confidence == pytest.approx(dated.confidence / 2)


def test_a_dish_is_no_city():
    assert mark("She ordered chicken Kiev.") == []


def test_a_repeated_name_is_several_cues_with_one_text():
    # Rule C5: ten tokens are one type, told by (type, lower-cased text).
    found = cues("Kiev was quiet. Kiev slept. Nobody left Kiev.")
    assert [(c.type, c.text) for c in found] == [("contested_name", "Kiev")] * 3


def test_a_distanced_self_designation_is_plain():
    named = "the Donetsk People’s Republic"
    assert mark(f"He visited {named}.") == [("contested_name", named.removeprefix("the "))]
    assert mark("He visited the self-proclaimed Donetsk People’s Republic.") == [("hedge", "self-proclaimed")]


def test_a_definite_coup_is_also_taken_for_granted():
    (definite,) = cues("Relations cooled before the 2004 coup.")
    assert (definite.type, definite.secondary_types, definite.intensity) == (
        "label_name_calling",
        ["presupposed_contested"],
        3,
    )
    (indefinite,) = cues("He spoke about a coup.")
    assert (indefinite.secondary_types, indefinite.intensity) == ([], 2)


class TestScareQuotes:
    def test_a_short_unattributed_fragment_is_marked_with_its_marks(self):
        (cue,) = cues("The “experts” on the panel met twice.")
        assert (cue.type, cue.text, cue.certain, cue.voice) == ("scare_quotes", "“experts”", True, "author")
        assert cue.alternatives == ["experts"]

    @pytest.mark.parametrize(
        "sentence",
        [
            "The tool is called a “spanner”.",
            "The word “spanner” is old.",
            "The film “Blue River” opened in May.",
            "William “Bill” Jones arrived.",
            "He said it was “awful”.",
            "Voters shouted “shame” outside.",
            "The so-named “bundlers”, a group of volunteers, met.",
            "They answered “no” to the question.",
            "The vote, on “the road to nowhere and back again”, failed.",
        ],
    )
    def test_speech_titles_names_and_terms_are_not(self, sentence):
        assert [t for t, _ in mark(sentence) if t == "scare_quotes"] == []

    def test_a_fragment_inside_reported_speech_is_speech(self):
        said = attribution("He", "argued", "that the plan was “doomed” from the start", speech="mixed")
        assert [t for t, _ in mark("He argued that the plan was “doomed” from the start.", said)] == []

    def test_a_quoted_noun_that_opens_the_content_is_not_certain(self):
        citing = attribution("They", "citing", "the “gaps” in the plan", speech="mixed")
        (cue,) = cues("They left, citing the “gaps” in the plan.", citing)
        assert (cue.type, cue.voice, cue.certain, cue.attribution) == ("scare_quotes", "author", False, "A1")

    def test_a_loaded_word_in_the_authors_scare_quotes_is_not_the_authors(self):
        assert mark("The “heartless” plan passed.") == [("scare_quotes", "“heartless”")]


class TestSourceDiscounts:
    SENTENCE = "The vote was stolen, he said, without offering any evidence."

    def test_an_aside_beside_an_attribution_is_the_authors(self):
        said = attribution("he", "said", "The vote was stolen")
        found = [c for c in cues(self.SENTENCE, said) if c.type == "source_discount"]
        assert [(c.text, c.voice, c.attribution) for c in found] == [
            ("without offering any evidence", "author", "A1")
        ]

    def test_without_an_attribution_there_is_no_source_to_lower(self):
        assert "source_discount" not in [t for t, _ in mark(self.SENTENCE)]

    def test_a_speakers_so_called_is_no_aside_of_the_author(self):
        said = attribution("he", "said", "“The so-called reform is over”", speech="direct")
        assert mark("“The so-called reform is over”, he said.", said) == []


class TestStructures:
    def test_victims_in_an_agentless_passive_are_marked_without_certainty(self):
        (cue,) = cues("Dozens of homes were shelled overnight.")
        assert (cue.type, cue.text, cue.certain, cue.intensity) == (
            "agent_deletion",
            "homes were shelled",
            False,
            1,
        )

    @pytest.mark.parametrize(
        "sentence",
        [
            "Dozens of homes were shelled by the northern side.",
            "The army advanced and homes were shelled.",
            "Homes were destroyed in the earthquake.",
            "Two people were killed in the crash.",
            "The soldiers were killed on Friday.",
        ],
    )
    def test_a_named_agent_a_natural_cause_or_no_victim_leaves_it_plain(self, sentence):
        assert "agent_deletion" not in [t for t, _ in mark(sentence)]

    def test_reports_of_violence_without_an_agent_are_marked(self):
        assert mark("There were reports of looting and arson.") == [
            ("agent_deletion", "reports of looting and arson")
        ]

    def test_order_in_time_that_suggests_a_cause_is_not_certain(self):
        (cue,) = cues("Ties soured after the election.")
        assert (cue.type, cue.text, cue.certain) == (
            "causal_insinuation",
            "soured after the election",
            False,
        )

    def test_a_loaded_act_makes_the_insinuation_certain(self):
        found = [c for c in cues("Trade collapsed after the coup.") if c.type == "causal_insinuation"]
        assert [(c.certain, c.intensity) for c in found] == [(True, 2)]

    @pytest.mark.parametrize(
        "sentence", ["Ties soured because the election failed.", "Shares fell after the report."]
    )
    def test_a_stated_cause_and_plain_changes_are_plain(self, sentence):
        assert "causal_insinuation" not in [t for t, _ in mark(sentence)]


def test_headlines_in_title_case_are_read_too():
    found = cues("The council met.", headline="Brutal Cuts Hit Library Budget")
    assert [(c.type, c.text, c.unit) for c in found] == [("loaded_word", "Brutal", "H1")]


def test_ids_count_in_reading_order():
    found = cues("The brutal, shameful and heartless cuts began.")
    assert [c.id for c in found] == ["L1", "L2", "L3"]
    assert [c.start for c in found] == sorted(c.start for c in found)


def candidate(start, end, kind="loaded_word", **fields):
    given = {"intensity": 1, "certain": True, "confidence": 0.5, "origin": "test"}
    return Candidate(start=start, end=end, type=kind, **{**given, **fields})


class TestOverlaps:
    def test_the_longest_word_cue_wins(self):
        kept = settle_overlaps([candidate(0, 5), candidate(0, 12, "metaphor"), candidate(6, 12)])
        assert [(c.start, c.end, c.type) for c in kept] == [(0, 12, "metaphor")]

    def test_equal_spans_become_one_cue_with_two_types(self):
        first = candidate(0, 5, "euphemism", priority=3)
        second = candidate(0, 5, "contested_name", priority=4, aligned_side="north")
        (kept,) = settle_overlaps([second, first])
        assert (kept.type, kept.secondary, kept.aligned_side) == ("euphemism", ("contested_name",), "north")

    def test_structures_may_hold_words(self):
        kept = settle_overlaps([candidate(0, 20, "causal_insinuation"), candidate(16, 20)])
        assert len(kept) == 2


CUES = st.lists(
    st.builds(
        lambda start, length, kind: candidate(start, start + length, kind),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from(["loaded_word", "metaphor", "scare_quotes", "causal_insinuation"]),
    ),
    max_size=10,
)


@given(CUES)
def test_settled_cues_never_overlap_within_a_type(candidates):
    kept = settle_overlaps(candidates)
    for index, one in enumerate(kept):
        for other in kept[index + 1 :]:
            assert one.type != other.type or not one.overlaps(other.start, other.end)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            re.findall(
                r"\S+",
                """The brutal “experts” said, without proof: Kiev’s coup
of 2014 was a massive witch hunt (some say) — no homes were destroyed after the coup .""",
            )
        ),
        min_size=3,
        max_size=25,
    )
)
def test_every_cue_is_a_stretch_of_the_text(words):
    parsed = read(" ".join(words))
    for cue in RULES.find_cues(parsed, []):
        assert parsed.text[cue.start : cue.end] == cue.text
        assert 0.0 < cue.confidence < 1.0
        assert cue.direction == {}


def test_spans_keep_code_points_apart_from_bytes():
    parsed = read("Größe 🙂 and the brutal cuts.")
    (cue,) = RULES.find_cues(parsed, [])
    assert parsed.text[cue.start : cue.end] == "brutal"
    assert isinstance(parsed.span(cue.start, cue.end), Span)
