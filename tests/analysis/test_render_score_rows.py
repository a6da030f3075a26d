import msgspec
import pytest

from stance.analysis.render.numbers import format_interval, format_signed, format_value
from stance.analysis.render.score_rows import flatten_scores, headline, score_rows
from stance.analysis.render.unit_strips import source_rows, strips, unit_ranges


def test_rows_carry_every_interval_and_no_other(bridge):
    rows = {row.name: row for row in score_rows(bridge.scores)}
    assert {name for name, row in rows.items() if row.low is not None} == set(bridge.scores.intervals)


def test_rows_name_what_each_value_rests_on(bridge):
    rows = {row.name: (row.n, row.counted) for row in score_rows(bridge.scores)}
    scores = bridge.scores
    assert rows["attribution.token_share"] == (scores.n_words, "words")
    assert rows["attribution.sentence_ratio"] == (5, "sentences")
    assert rows["attribution.effective_sources"] == (4, "attributions")
    # L1 and L3 are in the author's voice, L2 in a paraphrase.
    assert rows["loaded.per_1000_author_types"] == (2, "cues")
    assert rows["loaded.per_1000_source_indirect_types"] == (1, "cues")
    assert rows["frames.salience.economic"] == (6, "units")
    # One content helps the toll (A1) and two hurt it (A2, A3).
    assert rows["tone.T1.tone"] == (3, "contents")
    assert rows["n_words"] == (None, "")


def test_flat_names_are_dotted_and_lists_become_one_text(bridge):
    flat = flatten_scores(bridge.scores)
    assert flat["attribution.unattributed_sentences"] == "S4"
    assert flat["flags"] == "too_short"
    assert "intervals" not in flat
    assert "schema" not in flat


def test_layer_that_was_not_annotated_is_one_empty_row(bridge):
    flat = flatten_scores(msgspec.structs.replace(bridge.scores, loaded=None))
    assert flat["loaded"] is None
    assert not [name for name in flat if name.startswith("loaded.")]


def test_headline_names_the_side_that_speaks_more(bridge):
    # A2 and A3 are the shops', A1 is the council's: (1 - 2) / (1 + 2), council being first by name.
    key = headline(bridge)
    assert key.balance == pytest.approx(-1 / 3)
    assert key.toward == "shops"


def test_sources_are_counted_by_entity_and_unnamed_ones_by_their_words(bridge):
    rows = [(row.name, row.side, row.count, row.direct, row.ids) for row in source_rows(bridge)]
    assert rows == [
        ("the shopkeepers", "shops", 2, 1, ["A2", "A3"]),
        ("the mayor", "council", 1, 1, ["A1"]),
        ("nobody named", "none", 1, 0, ["A4"]),
    ]


def test_strips_have_one_sign_per_unit_in_reading_order(bridge):
    found = {strip.name: (strip.signs, strip.units) for strip in strips(bridge)}
    # Units H1 S1 S2 S3 S4 S5; contents lie in S1, S2, S3 and S5, author-voice cues in H1 and S5.
    assert found["a source speaks"] == ("·■■■·■", "S1–S3, S5")
    assert found["author’s loaded words"] == ("■····■", "H1, S5")
    assert found["economic"] == ("■■····", "H1, S1")


def test_unit_ranges_never_join_headline_deck_and_body():
    assert unit_ranges(["H1", "D1", "D2", "S1", "S3"]) == "H1, D1–D2, S1, S3"
    assert unit_ranges([]) == ""


@pytest.mark.parametrize(
    ("value", "shown"), [(True, "yes"), (None, "–"), ("", "–"), (3, "3"), (-0.25, "−0.250"), ("word", "word")]
)  # fmt: skip
def test_format_value_tells_kinds_apart(value, shown):
    assert format_value(value) == shown


def test_balance_that_rounds_to_even_has_no_sign():
    assert format_signed(-0.001) == "0.00"
    assert format_signed(0.211) == "+0.21"
    assert format_interval((-0.5, 0.25), 2) == "[−0.50, 0.25]"
