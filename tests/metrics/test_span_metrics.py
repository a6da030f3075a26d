import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.spans import (
    SpanCounts,
    TypedSpan,
    character_counts,
    n_shared,
    pieces_per_gold,
    ptc_counts,
    ptc_counts_by_label,
    span_counts,
    span_counts_by_label,
    token_counts,
    trim_edges,
    trim_pieces,
    union,
)
from stance.text.tokens import tokenize


def _spans(*bounds, label=""):
    return [TypedSpan.at(start, end, label) for start, end in bounds]


def _prf(counts):
    return round(counts.precision, 6), round(counts.recall, 6), round(counts.f1, 6)


_SOME_SPANS = st.lists(
    st.builds(
        lambda start, length, label: TypedSpan.at(start, start + length, label),
        st.integers(0, 30),
        st.integers(1, 12),
        st.sampled_from(["a", "b"]),
    ),
    max_size=6,
)


class TestPtc:
    def test_published_vector(self):
        # [0,5): 5/5 of itself, 5/10 of gold. [18,32): 10/14 of itself, 10/10 of gold. [40,45): nothing.
        # P = (1 + 10/14) / 3 = .571429, R = (.5 + 1) / 2 = .75, F = 2PR/(P+R) = .648649.
        counts = ptc_counts(_spans((0, 10), (20, 30)), _spans((0, 5), (18, 32), (40, 45)))
        assert _prf(counts) == (0.571429, 0.75, 0.648649)

    def test_a_repeated_prediction_is_merged_and_cannot_raise_recall(self):
        # Unmerged, recall would be 10/10 + 10/10 over one gold span = 2.
        counts = ptc_counts(_spans((0, 10)), _spans((0, 10), (0, 10)))
        assert _prf(counts) == (1, 1, 1)

    def test_overlapping_predictions_of_one_label_are_merged_into_one(self):
        # [0,6) and [4,10) become [0,10): one prediction, not two.
        counts = ptc_counts(_spans((0, 10)), _spans((0, 6), (4, 10)))
        assert (counts.n_predicted, counts.f1) == (1, 1)

    def test_touching_spans_stay_two(self):
        assert ptc_counts(_spans((0, 5), (5, 10)), []).n_gold == 2

    def test_overlapping_spans_of_different_labels_stay_apart(self):
        gold = [TypedSpan.at(0, 10, "a"), TypedSpan.at(0, 10, "b")]
        assert ptc_counts(gold, gold).n_gold == 2

    def test_crumbs_pass_ptc_and_are_exposed_by_strict_and_pieces(self):
        # Each character is a prediction wholly inside gold, and together they cover it: F = 1 by design.
        gold = _spans((0, 10), (20, 30))
        crumbs = _spans(*((i, i + 1) for i in [*range(10), *range(20, 30)]))
        assert _prf(ptc_counts(gold, crumbs)) == (1, 1, 1)
        assert span_counts(gold, crumbs).strict.f1 == 0
        assert pieces_per_gold(gold, crumbs).mean == 10

    def test_one_span_over_everything_has_full_recall_and_hardly_any_precision(self):
        # 20 of the 1,000 characters are gold.
        counts = ptc_counts(_spans((0, 10), (20, 30)), _spans((0, 1000)))
        assert _prf(counts)[:2] == (0.02, 1)

    def test_recall_per_label_divides_the_recall_sum(self):
        # Shared 5: precision sum 5/5 = 1, recall sum 5/10 = .5. The official scorer would give recall 1.
        counts = ptc_counts_by_label(_spans((0, 10), label="a"), _spans((0, 5), label="a"))["a"]
        assert (counts.precision, counts.recall) == (1, 0.5)

    def test_documents_without_prediction_stay_in_the_denominator(self):
        # Document 1 is perfect, document 2 has gold only: recall 1/2, precision 1/1.
        gold = _spans((0, 10))
        micro = ptc_counts(gold, gold) + ptc_counts(gold, [])
        assert (micro.precision, micro.recall) == (1, 0.5)

    @pytest.mark.parametrize(("gold", "predicted", "f1"), [([], [], 1), ([(0, 3)], [], 0), ([], [(0, 3)], 0)])
    def test_empty_sides(self, gold, predicted, f1):
        assert ptc_counts(_spans(*gold), _spans(*predicted)).f1 == f1

    def test_a_discontinuous_span_is_one_set_of_characters(self):
        # Gold has 10 characters in two pieces, 5 of them predicted: R = .5 for one gold span.
        counts = ptc_counts([TypedSpan(((0, 5), (20, 25)))], _spans((20, 25)))
        assert (counts.precision, counts.recall, counts.n_gold) == (1, 0.5, 1)

    @given(_SOME_SPANS, _SOME_SPANS)
    def test_precision_and_recall_stay_between_0_and_1(self, gold, predicted):
        counts = ptc_counts(gold, predicted)
        assert 0 <= counts.precision <= 1 + 1e-9
        assert 0 <= counts.recall <= 1 + 1e-9


class TestOneToOne:
    @pytest.mark.parametrize("predicted", [[(0, 10), (5, 10)], [(5, 10), (0, 10)]])
    def test_the_order_of_predictions_does_not_matter(self, predicted):
        # One of two predictions is exact: P = 1/2, R = 1, F = .667; a greedy matcher gives 0 for the first.
        counts = span_counts(_spans((5, 10)), _spans(*predicted))
        assert counts.strict.f1 == pytest.approx(2 / 3)

    def test_spans_that_only_touch_do_not_overlap(self):
        counts = span_counts(_spans((0, 5)), _spans((5, 10)))
        assert (counts.partial.f1, counts.type.f1, counts.overlap.f1) == (0, 0, 0)

    def test_schemes_on_one_pair_each(self):
        gold = [
            TypedSpan.at(0, 10, "a"),
            TypedSpan.at(20, 30, "a"),
            TypedSpan.at(40, 50, "a"),
            TypedSpan.at(60, 70),
        ]
        predicted = [
            TypedSpan.at(0, 10, "a"),  # same bounds and label
            TypedSpan.at(20, 30, "b"),  # same bounds
            TypedSpan.at(40, 45, "a"),  # overlap, same label
            TypedSpan.at(80, 90, "a"),  # spurious; the gold at 60 is missed
        ]
        counts = span_counts(gold, predicted)
        # Of 4 gold and 4 predicted: strict 1, exact 2, partial 2 + 0.5, type 2, overlap 3.
        assert [
            c.precision for c in (counts.strict, counts.exact, counts.partial, counts.type, counts.overlap)
        ] == [
            0.25,
            0.5,
            0.625,
            0.5,
            0.75,
        ]
        assert counts.partial.recall == 0.625

    def test_two_predictions_in_one_gold_span_match_once(self):
        counts = span_counts(_spans((0, 10)), _spans((0, 4), (6, 10)))
        assert (counts.overlap.precision, counts.overlap.recall) == (0.5, 1)

    def test_the_same_label_decides_between_equal_bounds(self):
        gold = [TypedSpan.at(0, 5, "a")]
        counts = span_counts(gold, [TypedSpan.at(0, 5, "b"), TypedSpan.at(0, 5, "a")])
        assert counts.strict.recall == 1

    def test_typed_overlap_is_assigned_within_each_label(self):
        # Untyped, the exact pair (a, b) leaves the overlapping prediction of label a without partner.
        gold = [TypedSpan.at(0, 10, "a")]
        predicted = [TypedSpan.at(0, 10, "b"), TypedSpan.at(0, 5, "a")]
        by_label = span_counts_by_label(gold, predicted)
        assert (by_label["a"].overlap.f1, by_label["b"].overlap.f1) == (1, 0)

    def test_counts_of_documents_add_up(self):
        gold = _spans((0, 10))
        both = span_counts(gold, gold) + span_counts(gold, [])
        assert (both.strict.recall, both.overlap.precision) == (0.5, 1)

    def test_pieces_of_a_discontinuous_span_may_come_in_any_order(self):
        counts = span_counts([TypedSpan(((0, 5), (9, 12)))], [TypedSpan(((9, 12), (0, 5)))])
        assert counts.strict.f1 == 1

    @given(_SOME_SPANS, _SOME_SPANS, st.randoms(use_true_random=False))
    def test_no_count_depends_on_the_order_of_either_side(self, gold, predicted, random):
        expected = span_counts(gold, predicted)
        random.shuffle(gold)
        random.shuffle(predicted)
        assert span_counts(gold, predicted) == expected

    @given(_SOME_SPANS)
    def test_gold_against_itself_is_1_and_against_nothing_0(self, gold):
        same, none = span_counts(gold, gold), span_counts(gold, [])
        assert {_f1s(same)} == {(1.0,) * 5}
        if gold:
            assert _f1s(none) == (0.0,) * 5

    @given(_SOME_SPANS, _SOME_SPANS)
    def test_stricter_schemes_never_score_more(self, gold, predicted):
        strict, exact, partial, of_type, overlap = _f1s(span_counts(gold, predicted))
        assert strict <= exact <= partial <= overlap
        assert strict <= of_type <= overlap


def _f1s(counts: SpanCounts):
    return tuple(c.f1 for c in (counts.strict, counts.exact, counts.partial, counts.type, counts.overlap))


class TestTokens:
    def test_a_token_is_in_a_span_when_one_character_is(self):
        tokens = tokenize("brutal cuts hurt")
        # Gold "brutal cuts" = tokens 0, 1; predicted "uts hu" touches tokens 1, 2: one shared of 2 and 2.
        counts = token_counts(_spans((0, 11)), _spans((8, 14)), tokens=tokens)
        assert (counts.hits_gold, counts.n_predicted, counts.n_gold) == (1, 2, 2)

    def test_labels_are_counted_apart(self):
        tokens = tokenize("brutal cuts")
        counts = token_counts(_spans((0, 6), label="a"), _spans((0, 6), label="b"), tokens=tokens)
        assert (counts.f1, counts.n_gold, counts.n_predicted) == (0, 1, 1)

    def test_overlapping_spans_of_one_label_count_a_token_once(self):
        tokens = tokenize("brutal cuts")
        assert token_counts(_spans((0, 6), (0, 11)), [], tokens=tokens).n_gold == 2


class TestCharacters:
    def test_coverage_counts_each_character_once(self):
        # Gold [0,10); predicted [5,20) and, inside it, [6,8): 5 shared of 10 gold and 15 predicted.
        counts = character_counts([((0, 10),)], [((5, 20),), ((6, 8),)])
        assert (counts.recall, counts.precision) == (0.5, pytest.approx(1 / 3))

    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda p: (p[0], p[0] + p[1]))))
    def test_union_keeps_exactly_the_characters_and_is_disjoint(self, pieces):
        joined = union(pieces)
        covered = {i for start, end in pieces for i in range(start, end)}
        assert {i for start, end in joined for i in range(start, end)} == covered
        assert all(end < start for (_, end), (start, _) in zip(joined, joined[1:], strict=False))
        assert n_shared(joined, joined) == len(covered)


class TestTrim:
    @pytest.mark.parametrize(
        ("stretch", "kept"),
        [
            (" said , ", "said"),
            ("“no,”", "“no,”"),  # the comma is inside the closing mark
            ("“no” ,", "“no”"),
            (": that it rained.", "that it rained"),
            ("really?", "really?"),
            ("5,000", "5,000"),
        ],
    )
    def test_outer_spaces_and_punctuation_go_and_marks_stay(self, stretch, kept):
        text = f"xx{stretch}yy"
        start, end = trim_edges(text, 2, 2 + len(stretch))
        assert text[start:end] == kept

    def test_nothing_but_punctuation_is_left_as_it_was(self):
        assert trim_edges("a , b", 1, 4) == (1, 4)

    def test_every_piece_is_trimmed_and_ordered(self):
        assert trim_pieces("one, two.", ((5, 9), (0, 4))) == ((0, 3), (5, 8))

    @given(st.text(alphabet="ab ,.;:”", min_size=1), st.data())
    def test_trimming_twice_changes_nothing(self, text, data):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        once = trim_edges(text, start, end)
        assert trim_edges(text, *once) == once


def test_pieces_per_gold_counts_only_touched_gold_of_the_same_label():
    gold = [TypedSpan.at(0, 10, "a"), TypedSpan.at(20, 30, "a")]
    predicted = [TypedSpan.at(0, 2, "a"), TypedSpan.at(4, 6, "a"), TypedSpan.at(7, 9, "b")]
    found = pieces_per_gold(gold, predicted)
    assert (found.n_touches, found.n_gold_touched, found.mean) == (2, 1, 2)
    assert (found + found).mean == 2
    assert pieces_per_gold(gold, []).mean is None
