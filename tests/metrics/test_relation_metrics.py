import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.relations import (
    RelationSpans,
    attributed_content_counts,
    match_relations,
    relation_counts,
)
from stance.records.annotation import Attribution
from stance.records.open_layers import Span
from stance.text.tokens import tokenize

TEXT = "The mayor said that the old bridge would close, and drivers complained."
TOKENS = tokenize(TEXT)


def _at(words):
    start = TEXT.index(words)
    return ((start, start + len(words)),)


MAYOR = RelationSpans(_at("The mayor"), _at("said"), _at("that the old bridge would close"))
DRIVERS = RelationSpans(_at("drivers"), _at("complained"), ())


def _counts(gold, predicted):
    matches = match_relations(gold, predicted, tokens=TOKENS)
    return relation_counts(matches, n_gold=len(gold), n_predicted=len(predicted))


def test_gold_against_itself_is_1_and_against_nothing_0():
    same, none = _counts([MAYOR, DRIVERS], [DRIVERS, MAYOR]), _counts([MAYOR, DRIVERS], [])
    assert (same.relaxed.f1, same.strict.f1, same.cue_overlap.f1) == (1, 1, 1)
    assert (none.relaxed.f1, none.strict.f1, none.cue_overlap.f1) == (0, 0, 0)


def test_half_of_the_content_tokens_are_enough_for_a_relaxed_match():
    # Content "that the old bridge would close" has 6 tokens; "would close" shares 2: F = 2·2/(6+2) = .5.
    found = RelationSpans(_at("The mayor"), _at("said"), _at("would close"))
    (match,) = match_relations([MAYOR], [found], tokens=TOKENS)
    assert match.content_f1 == 0.5
    counts = _counts([MAYOR], [found])
    assert (counts.relaxed.f1, counts.strict.f1) == (1, 0)
    assert (counts.n_source_exact, counts.n_content_exact) == (1, 0)


def test_less_than_half_of_the_content_is_no_match_though_the_cue_overlaps():
    # "close" shares 1 of 6 and 1: F = 2/7.
    found = RelationSpans(_at("The mayor"), _at("said"), _at("close"))
    counts = _counts([MAYOR], [found])
    assert (counts.relaxed.f1, counts.cue_overlap.f1) == (0, 1)


def test_a_wrong_source_is_no_relaxed_match():
    assert _counts([MAYOR], [RelationSpans(_at("drivers"), MAYOR.cue, MAYOR.content)]).relaxed.f1 == 0


def test_cues_that_do_not_overlap_never_match():
    found = RelationSpans(MAYOR.source, _at("complained"), MAYOR.content)
    assert match_relations([MAYOR], [found], tokens=TOKENS) == []


def test_empty_sources_on_both_sides_agree():
    gold = RelationSpans((), MAYOR.cue, MAYOR.content)
    assert _counts([gold], [gold]).strict.f1 == 1
    assert _counts([gold], [MAYOR]).relaxed.f1 == 0


def test_relations_without_cue_match_each_other_only():
    quote = RelationSpans(MAYOR.source, (), MAYOR.content)
    assert _counts([quote], [quote]).strict.f1 == 1
    assert _counts([quote], [MAYOR]).cue_overlap.f1 == 0


def test_trimmed_edges_make_a_strict_match():
    with_comma = RelationSpans(MAYOR.source, MAYOR.cue, _at("that the old bridge would close,"))
    assert _counts([MAYOR], [with_comma]).strict.f1 == 0
    assert _counts([MAYOR], [with_comma.trimmed(TEXT)]).strict.f1 == 1


def test_two_predictions_for_one_gold_relation_match_once():
    counts = _counts([MAYOR], [MAYOR, MAYOR])
    assert (counts.strict.precision, counts.strict.recall) == (0.5, 1)


def test_counts_of_documents_add_up():
    micro = _counts([MAYOR], [MAYOR]) + _counts([DRIVERS], [])
    assert (micro.strict.precision, micro.strict.recall) == (1, 0.5)


_ROLE = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 10)).map(lambda p: (p[0], p[0] + p[1])), max_size=1
).map(tuple)
_RELATIONS = st.lists(st.builds(RelationSpans, _ROLE, _ROLE, _ROLE), max_size=5)


@given(_RELATIONS, _RELATIONS, st.randoms(use_true_random=False))
def test_no_count_depends_on_the_order_of_relations(gold, predicted, random):
    expected = _counts(gold, predicted)
    random.shuffle(gold)
    random.shuffle(predicted)
    shuffled = _counts(gold, predicted)
    assert (shuffled.relaxed, shuffled.strict, shuffled.cue_overlap) == (
        expected.relaxed,
        expected.strict,
        expected.cue_overlap,
    )


def _attribution(content, **changes):
    spans = [Span(start=start, end=end, text=TEXT[start:end]) for start, end in content]
    attribution = Attribution(
        id="A1",
        level=0,
        type="assertion",
        source=[],
        cue=[],
        content=spans,
        source_entity=None,
        source_side="none",
        naming="named",
        speech="indirect",
        verb_class="neutral",
        polarity="positive",
    )
    return msgspec.structs.replace(attribution, **changes)


def test_a_recorded_attribution_gives_its_spans():
    found = RelationSpans.of(_attribution([(5, 9), (0, 3)]))
    assert (found.source, found.cue, found.content) == ((), (), ((0, 3), (5, 9)))


@pytest.mark.parametrize("changes", [{"type": "eventuality"}, {"level": 1, "parent": "A0"}])
def test_attributed_content_is_level_0_speech_only(changes):
    # Predicted [0,10) and [10,30) against gold [0,20): 20 of 20 found, 20 of 30 right.
    gold = [_attribution([(0, 20)]), _attribution([(40, 50)], **changes)]
    predicted = [_attribution([(0, 10)]), _attribution([(5, 30)])]
    counts = attributed_content_counts(gold, predicted)
    assert (counts.recall, counts.precision) == (1, pytest.approx(2 / 3))
