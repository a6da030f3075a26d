from math import log2
from pathlib import Path

import msgspec
import pytest

from stance.analysis.measures import measure
from stance.analysis.measures.layout import WORD, lay_out
from stance.records.annotation import Frames
from stance.records.codec import decode_annotation, decode_document

DATA = Path(__file__).resolve().parents[1] / "data"
DOCUMENT = decode_document((DATA / "bridge_document.json").read_bytes(), "bridge_document.json")
ANNOTATION = decode_annotation((DATA / "bridge_annotation.json").read_bytes(), "bridge_annotation.json")
# Six units: H1 (5 words), S1 mayor (11), S2 shopkeepers (9), S3 shopkeepers quoted (7), S4 no source (5),
# S5 hearsay (6): 43 words. A1 council, A2 and A3 shops, A4 without side.
SCORES = measure(DOCUMENT, ANNOTATION, seed=None)
N_WORDS = 43


def _with(**changes):
    return msgspec.structs.replace(ANNOTATION, **changes)


def _scores(**changes):
    return measure(DOCUMENT, _with(**changes), seed=None)


def _attributions(index, **changes):
    return [
        msgspec.structs.replace(a, **changes) if i == index else a
        for i, a in enumerate(ANNOTATION.attributions)
    ]


def _cues(index, **changes):
    return [msgspec.structs.replace(c, **changes) if i == index else c for i, c in enumerate(ANNOTATION.cues)]


class TestWords:
    @pytest.mark.parametrize(
        ("text", "n"),
        [
            ("Nobody asked us,", 3),
            ("shopkeepers’ union", 2),
            ("it’s half-built", 2),
            ("5,000 in 2022", 4),
            ("snake_case", 2),
            ("– … “”", 0),
        ],
    )
    def test_words_keep_inner_apostrophes_and_hyphens(self, text, n):
        assert len(WORD.findall(text)) == n

    def test_sizes(self):
        assert (SCORES.n_words, SCORES.n_units, SCORES.n_body_sentences) == (N_WORDS, 6, 5)
        assert (SCORES.n_core_attributions, SCORES.n_eventualities, SCORES.n_cues) == (4, 0, 3)

    def test_words_by_unit_add_up_to_all_words(self):
        assert lay_out(DOCUMENT).by_unit().tolist() == [5, 11, 9, 7, 5, 6]


class TestAttribution:
    def test_share_of_sentences_and_words_with_a_source(self):
        # Contents: 6 words (the toll will pay for repairs), 7, 3 and 3; S4 alone has none.
        assert SCORES.attribution.sentence_ratio == 4 / 5
        assert SCORES.attribution.token_share == 19 / N_WORDS
        assert SCORES.attribution.unattributed_sentences == ["S4"]
        assert SCORES.attribution.per_1000_words == pytest.approx(4000 / N_WORDS)

    def test_effective_sources_pool_the_unnamed(self):
        # Shares 1/4, 1/2, 1/4: entropy 1.5 bits, 2^1.5 = 2.83; 1 / (1/16 + 1/4 + 1/16) = 2.67.
        assert SCORES.attribution.source_counts == {"E_MAYOR": 1, "E_SHOPS": 2, "UNNAMED": 1}
        assert SCORES.attribution.distinct_sources == 3
        assert SCORES.attribution.effective_sources == pytest.approx(2**1.5)
        assert SCORES.attribution.inverse_simpson == pytest.approx(8 / 3)

    def test_profiles_count_the_core_attributions(self):
        assert SCORES.attribution.naming == {"named": 1, "collective": 2, "hearsay": 1}
        assert SCORES.attribution.speech == {"mixed": 1, "indirect": 1, "direct": 1, "nominal": 1}
        assert SCORES.attribution.verb_class == {"neutral": 3, "doubt": 1}

    def test_balances_list_every_side_and_are_positive_toward_the_first_in_the_alphabet(self):
        a = SCORES.attribution
        assert a.balance_count == {"council": 1, "shops": 2, "none": 1, "balance": pytest.approx(-1 / 3)}
        # 6 words against 7 + 3; in marks "will pay for repairs" against "Nobody asked us".
        assert a.balance_content_tokens["balance"] == pytest.approx(-4 / 16)
        assert a.balance_quoted_tokens == {
            "council": 4,
            "shops": 3,
            "none": 0,
            "balance": pytest.approx(1 / 7),
        }
        assert a.balance_lede5 == {"council": 1, "shops": 2, "none": 0, "balance": pytest.approx(-1 / 3)}

    def test_position_weighs_the_unit_in_which_the_content_starts(self):
        # Ranks 2 against 3 and 4.
        council, shops = 1 / log2(3), 1 / log2(4) + 1 / log2(5)
        balance = SCORES.attribution.balance_position
        assert balance["council"] == pytest.approx(council)
        assert balance["balance"] == pytest.approx((council - shops) / (council + shops))

    def test_one_sidedness_needs_three_attributions_with_a_side(self):
        assert SCORES.attribution.one_sidedness == pytest.approx(1 / 3)
        assert (
            _scores(attributions=ANNOTATION.attributions[:2], relations=[]).attribution.one_sidedness is None
        )

    def test_both_counts_half_for_each_side_and_for_neither_sides_verbs(self):
        scores = _scores(attributions=_attributions(1, source_side="both"))
        # council 1 + .5, shops 1 + .5; the doubting verb of "both" is no verb of the shops.
        assert scores.attribution.balance_count["balance"] == 0
        assert scores.attribution.verb_stance == {"council": 0, "shops": 0}

    def test_ranks_of_the_other_side_and_of_the_first_contradiction(self):
        assert SCORES.attribution.first_other_side_rank == 3
        assert SCORES.attribution.first_contradiction_rank == 3
        assert (
            _scores(attributions=ANNOTATION.attributions[1:3], relations=[]).attribution.first_other_side_rank
            is None
        )

    def test_a_source_for_both_sides_brings_the_other_side_in(self):
        scores = _scores(attributions=_attributions(0, source_side="both"))
        assert scores.attribution.first_other_side_rank == 2

    def test_verbs_lend_credence_to_what_they_introduce(self):
        # "claimed" (doubt, -1) is one of the shops' two verbs; a doubted content against T1 is +1 for it.
        assert SCORES.attribution.verb_stance == {"council": 0, "shops": -0.5}
        assert SCORES.attribution.proposition_credence == {"T1": 1}

    def test_eventualities_and_inner_levels_are_no_speech_of_a_side(self):
        for changes in ({"type": "eventuality"}, {"level": 1, "parent": "A1"}):
            scores = _scores(attributions=_attributions(1, **changes))
            assert scores.n_core_attributions == 3
            assert scores.attribution.balance_count["shops"] == 1
            assert scores.attribution.unattributed_sentences == ["S2", "S4"]

    def test_words_said_twice_are_attributed_once(self):
        twice = [*ANNOTATION.attributions, msgspec.structs.replace(ANNOTATION.attributions[0], id="A9")]
        scores = _scores(attributions=twice)
        assert scores.attribution.token_share == 19 / N_WORDS
        assert scores.attribution.balance_content_tokens["council"] == 12


class TestHeadline:
    def test_an_attribution_drop_in_the_headline(self):
        assert SCORES.attribution.headline_attribution_drop
        assert not _scores(cues=ANNOTATION.cues[1:]).attribution.headline_attribution_drop

    @pytest.mark.parametrize(
        ("relations", "drops"),
        [
            ([("same_claim", "E1", ["A2"]), ("contradicts", "A1", ["A2"])], True),
            ([("same_claim", "A2", ["E1"]), ("contradicts", "A2", ["A1"])], True),
            ([("same_claim", "E1", ["A2"])], False),  # nobody denies it
            ([("contradicts", "A1", ["A2"])], False),
        ],
    )
    def test_a_flat_claim_that_a_source_makes_and_another_denies(self, relations, drops):
        headline = DOCUMENT.units[0]
        flat = msgspec.structs.replace(
            ANNOTATION.attributions[1],
            id="E1",
            type="eventuality",
            cue=[],
            source=[],
            content=[
                msgspec.structs.replace(ANNOTATION.attributions[1].content[0], start=0, end=headline.end)
            ],
        )
        made = [
            msgspec.structs.replace(ANNOTATION.relations[0], type=t, src=s, dst=d) for t, s, d in relations
        ]
        scores = _scores(attributions=[flat, *ANNOTATION.attributions], relations=made, cues=[])
        assert scores.attribution.headline_attribution_drop is drops


class TestSides:
    def test_a_side_that_never_speaks_makes_the_balance_one_sided(self):
        scores = _scores(attributions=ANNOTATION.attributions[1:3], relations=[])
        assert scores.attribution.balance_count == {"council": 0, "shops": 2, "none": 0, "balance": -1}
        assert scores.flags == ["too_short"]

    def test_without_two_sides_no_balance_is_defined(self):
        entities = [msgspec.structs.replace(e, side="none") for e in DOCUMENT.entities]
        attributions = [msgspec.structs.replace(a, source_side="none") for a in ANNOTATION.attributions]
        both = msgspec.structs.replace(attributions[0], source_side="both")
        document = msgspec.structs.replace(DOCUMENT, entities=entities)
        scores = measure(document, _with(attributions=[both, *attributions[1:]]), seed=1)
        assert scores.attribution.balance_count == {"none": 3, "both": 1, "balance": None}
        assert scores.attribution.one_sidedness is None
        assert scores.loaded.naming_alignment_balance is None
        assert "no_sides" in scores.flags

    def test_of_three_sides_the_two_that_speak_most_are_compared_and_all_are_listed(self):
        third = msgspec.structs.replace(DOCUMENT.entities[0], id="E_STATE", side="a_state")
        extra = [
            msgspec.structs.replace(ANNOTATION.attributions[0], id=f"B{i}", source_side="a_state")
            for i in range(3)
        ]
        scores = _scores(attributions=[*ANNOTATION.attributions, *extra], entities=[third])
        # a_state 3, shops 2, council 1: (3 - 2) / 5.
        assert scores.attribution.balance_count["balance"] == pytest.approx(1 / 5)
        assert scores.attribution.balance_count["council"] == 1


class TestLoaded:
    def test_densities_by_voice(self):
        # Author: the headline's drop and "brutal" after hearsay; indirect: "brutal" of the shopkeepers.
        loaded = SCORES.loaded
        assert loaded.per_1000_author_tokens == pytest.approx(2000 / N_WORDS)
        assert loaded.per_1000_source_indirect_types == pytest.approx(1000 / N_WORDS)
        assert loaded.per_1000_source_direct_types == 0
        assert (loaded.by_voice, loaded.by_type) == (
            {"author": 2, "source_indirect": 1},
            {"attribution_drop": 1, "loaded_word": 2},
        )

    def test_one_string_of_one_type_is_one_type_in_a_voice_whatever_its_case(self):
        repeated = [
            msgspec.structs.replace(ANNOTATION.cues[2], id=f"R{i}", text=text)
            for i, text in enumerate(["brutal", "Brutal", "BRUTAL"])
        ]
        loaded = _scores(cues=[*ANNOTATION.cues, *repeated]).loaded
        assert loaded.per_1000_author_types == pytest.approx(2000 / N_WORDS)
        assert loaded.per_1000_author_tokens == pytest.approx(5000 / N_WORDS)

    def test_author_direction_weighs_intensity_and_leaves_sources_out(self):
        # The headline's drop: intensity 3 against T1. The shopkeepers' "brutal" against T1 is theirs.
        assert SCORES.loaded.author_direction == {"T1": -3}
        assert SCORES.loaded.author_direction_per_1000 == {"T1": pytest.approx(-3000 / N_WORDS)}

    def test_naming_alignment_compares_the_same_pair_of_sides(self):
        assert SCORES.loaded.naming_alignment == {"shops": 1}
        assert SCORES.loaded.naming_alignment_balance == -1
        balanced = _scores(cues=_cues(0, aligned_side="council")).loaded
        assert balanced.naming_alignment_balance == 0

    def test_alignment_without_aligned_cues_is_undefined(self):
        assert _scores(cues=[]).loaded.naming_alignment_balance is None

    def test_informational_bias_has_a_density_of_its_own(self):
        assert SCORES.loaded.per_1000_informational is None
        loaded = _scores(cues=_cues(0, type="informational_bias")).loaded
        assert loaded.per_1000_informational == pytest.approx(1000 / N_WORDS)
        assert loaded.per_1000_author_tokens == pytest.approx(1000 / N_WORDS)


class TestFrames:
    def test_salience_weighs_units_by_position(self):
        # economic in ranks 1 and 2 of 6.
        weights = [1 / log2(rank + 1) for rank in range(1, 7)]
        assert SCORES.frames.salience == {"economic": pytest.approx(sum(weights[:2]) / sum(weights))}
        assert SCORES.frames.unit_share == {"economic": pytest.approx(2 / 6)}

    def test_generic_frames_are_the_share_of_yes(self):
        assert SCORES.frames.generic == {"CO": 0.5}

    def test_a_tie_goes_to_the_frame_of_the_headline(self):
        # The headline weighs as much as three other units: 1 = 1/log2(4) + 1/log2(16) + 1/log2(16).
        ranks = [1, 3, 15, 15, 20, 21]
        units = [msgspec.structs.replace(u, rank=r) for u, r in zip(DOCUMENT.units, ranks, strict=True)]
        frames = Frames(
            document=["political", "morality"],
            units={"H1": ["morality"], "S1": ["political"], "S2": ["political"], "S3": ["political"]},
        )
        scores = measure(
            msgspec.structs.replace(DOCUMENT, units=units), _with(frames=frames), seed=None
        ).frames
        assert scores.salience["political"] == scores.salience["morality"]
        assert scores.primary == "morality"

    def test_a_tie_within_the_same_units_goes_to_the_first_named(self):
        tied = Frames(document=["political", "morality"], units={"H1": ["morality", "political"]})
        assert _scores(frames=tied).frames.primary == "political"

    def test_a_frame_that_no_unit_carries_has_salience_0_and_is_never_primary(self):
        scores = _scores(frames=Frames(document=["morality"])).frames
        assert (scores.salience, scores.primary) == ({"morality": 0}, None)


class TestTone:
    def test_tone_and_janis_fadner(self):
        # f = 1, u = 2, r = 3, t = 4: (1 - 2) / 3 and (1·2 - 4) / (3·4).
        tone = SCORES.tone["T1"]
        assert (tone.fav, tone.unf) == (1, 2)
        assert tone.tone == pytest.approx(-1 / 3)
        assert tone.janis_fadner == pytest.approx(-2 / 12)

    def test_janis_fadner_of_mostly_favorable_contents(self):
        # f = 2, u = 1: (4 - 2) / (3·4).
        scores = _scores(attributions=_attributions(1, content_stance={"T1": 1}))
        assert scores.tone["T1"].janis_fadner == pytest.approx(2 / 12)

    def test_without_contents_about_the_target_tone_is_undefined(self):
        silent = [msgspec.structs.replace(a, content_stance={"T1": 0}) for a in ANNOTATION.attributions]
        tone = _scores(attributions=silent).tone["T1"]
        assert (tone.fav, tone.unf, tone.tone, tone.janis_fadner) == (0, 0, None, None)


class TestLayers:
    def test_a_layer_not_annotated_gives_none_and_not_0(self):
        scores = _scores(layers=[], attributions=[], relations=[], cues=[], frames=None, stances=[])
        assert (scores.attribution, scores.loaded, scores.frames, scores.tone) == (None, None, None, {})
        assert (scores.n_core_attributions, scores.n_eventualities, scores.n_cues) == (None, None, None)
        assert scores.n_words == N_WORDS

    def test_a_layer_listed_and_empty_gives_0_where_that_is_defined(self):
        scores = _scores(attributions=[], relations=[], cues=[], frames=None)
        assert scores.attribution.sentence_ratio == 0
        assert scores.attribution.effective_sources is None
        assert scores.attribution.balance_count["balance"] is None
        assert scores.loaded.per_1000_author_tokens == 0
        assert scores.frames.salience == {}
        assert scores.n_cues == 0

    def test_few_words_or_few_attributions_are_flagged(self):
        assert SCORES.flags == ["too_short"]
        padding = " and again" * 60
        longer = msgspec.structs.replace(DOCUMENT, text=DOCUMENT.text + padding)
        assert measure(longer, ANNOTATION, seed=None).flags == []
        two = _with(attributions=ANNOTATION.attributions[:2])
        assert measure(longer, two, seed=None).flags == ["too_short"]

    def test_a_text_without_words_has_no_densities(self):
        document = msgspec.structs.replace(
            DOCUMENT, text="…", units=[msgspec.structs.replace(DOCUMENT.units[1], start=0, end=1, rank=1)]
        )
        empty = _with(attributions=[], relations=[], cues=[], frames=None, stances=[])
        scores = measure(document, empty, seed=1)
        assert (scores.n_words, scores.attribution.token_share, scores.loaded.per_1000_author_tokens) == (
            0,
            None,
            None,
        )
