import time

import pytest

from stance.data.imports.offset_proof import NEARBY_CHARACTERS, ClaimedSpan, alike, place_spans

DEFAULT = ("code_points", "utf16", "crlf_as_one", "crlf_as_two")


def claim(start, end, covered=None):
    return ClaimedSpan(((start, end),), None if covered is None else (covered,))


def place_one(text, span, conventions=DEFAULT):
    (placed,) = place_spans(text, [span], conventions)
    return placed


class TestAlike:
    @pytest.mark.parametrize(
        ("text", "covered"),
        [
            ("the toll\r\nroad", "the toll road"),  # as brat writes a line end
            ("the toll \n\n road", "the toll road"),
            ("tea &amp; toast", "tea & toast"),
            ("cafe\u0301", "caf\u00e9"),
            ("a\ufffdb", "a\ud83db"),  # half an emoji, cut by a tool that counts UTF-16
            ("a\u2028b", "a b"),
        ],
    )
    def test_spaces_entities_and_composition_do_not_matter(self, text, covered):
        assert alike(text, covered)
        assert alike(covered, text)

    @pytest.mark.parametrize(
        ("text", "covered"), [(" toll", "toll"), ("toll", "Toll"), ("a b", "ab"), ("", " ")]
    )
    def test_letters_case_and_space_at_the_ends_matter(self, text, covered):
        assert not alike(text, covered)

    def test_thousands_of_marks_on_one_letter_take_no_time(self):
        begun = time.process_time()
        alike("a" + "\u0315\u0300" * 50_000, "b")
        assert time.process_time() - begun < 5


class TestVote:
    def test_a_span_right_as_delivered_is_ok(self):
        placed = place_one("A toll road", claim(2, 6, "toll"))
        assert (placed.status, placed.pieces) == ("ok", ((2, 6),))

    def test_the_vote_of_all_spans_decides_for_those_that_cannot_tell(self):
        # The emoji is one code point and two UTF-16 units: "no" before it is the same either way, "oo" after
        # it is [5, 7) in code points and [6, 8) in UTF-16; "e" without a covered text follows the vote.
        text = "no \U0001f600 oo e"
        placed = place_spans(text, [claim(0, 2, "no"), claim(6, 8, "oo"), claim(9, 10)], DEFAULT)
        assert [p.status for p in placed] == ["ok", "repaired", "unproven"]
        assert [p.pieces for p in placed] == [((0, 2),), ((5, 7),), ((8, 9),)]
        assert placed[1].how == "utf16"

    def test_a_tie_with_different_results_is_refused_for_all_spans(self):
        # "h" stands at 2 and at 3: [3, 4) covers it in code points, and in UTF-16 too (there it is at 2).
        placed = place_spans("\U0001f600 hh", [claim(3, 4, "h"), claim(0, 0)], DEFAULT)
        assert [p.status for p in placed] == ["ambiguous", "ambiguous"]
        assert placed[0].how.startswith(
            "expected one way of counting that fits best; found code_points ([3, 4))"
        )
        assert "utf16 ([2, 3))" in placed[0].how

    def test_a_tie_with_the_same_results_is_none(self):
        assert place_one("toll \U0001f600", claim(0, 4, "toll")).status == "ok"

    def test_a_minority_does_not_get_a_convention_of_its_own(self):
        # Two of three spans fit code points. The third fits UTF-16 only: in code points [46, 47) is the space
        # between the two "d", which are both near.
        text = "\U0001f600 abc" + " " * 40 + "d d"
        spans = [claim(2, 3, "a"), claim(3, 4, "b"), claim(46, 47, "d")]
        assert [p.status for p in place_spans(text, spans, DEFAULT)] == ["ok", "ok", "rejected"]

    def test_no_spans_have_no_places(self):
        assert place_spans("text", [], DEFAULT) == []


class TestWithoutCoveredText:
    def test_the_place_holds_where_all_conventions_agree(self):
        assert place_one("Two\nlines", claim(4, 9)).status == "unproven"

    def test_conventions_that_disagree_are_refused(self):
        assert place_one("\U0001f600 toll road", claim(2, 6)).status == "ambiguous"

    def test_a_format_that_names_one_convention_is_trusted(self):
        placed = place_one("\U0001f600 toll road", claim(3, 7), ("utf16",))
        assert (placed.status, placed.pieces) == ("unproven", ((2, 6),))

    def test_an_offset_outside_the_text_or_inside_a_character_rules_a_convention_out(self):
        # Seven code points, eight UTF-16 units: [5, 8) lies in the text only as UTF-16.
        assert place_one("\U0001f600 x tol", claim(5, 8)).pieces == ((4, 7),)
        # UTF-16 offset 1 lies inside the emoji, so only code points are left.
        assert place_one("\U0001f600 toll", claim(1, 3)).pieces == ((1, 3),)

    @pytest.mark.parametrize("bounds", [(3, 3), (4, 3), (-1, 2), (0, 99)])
    def test_what_is_no_stretch_of_the_text_is_rejected(self, bounds):
        assert place_one("toll road", claim(*bounds)).status == "rejected"


class TestRepair:
    def test_the_only_occurrence_near_the_place_is_taken(self):
        # The tool trimmed a leading space but not its offsets.
        placed = place_one("A toll  road", claim(1, 6, "toll"))
        assert (placed.status, placed.how, placed.pieces) == ("repaired", "nearby", ((2, 6),))

    def test_white_space_may_differ_there(self):
        placed = place_one("The toll \r\n road is open", claim(3, 12, "toll road"), ("code_points",))
        assert placed.pieces == ((4, 16),)
        assert place_one("ab \n\n", claim(0, 9, "b "), ("code_points",)).pieces == ((1, 5),)

    def test_two_occurrences_are_none(self):
        placed = place_one("a toll, a toll", claim(1, 5, "toll"), ("code_points",))
        assert placed.status == "rejected"
        assert placed.how == "expected 'toll' at [1, 5), counted as code_points; found ' tol'"

    def test_an_occurrence_counts_up_to_the_limit_and_no_further(self):
        text = "x" * NEARBY_CHARACTERS + "toll"
        assert place_one(text, claim(0, 4, "toll")).status == "repaired"
        assert place_one("x" + text, claim(0, 4, "toll")).status == "rejected"

    def test_an_occurrence_before_the_end_of_text_is_found_for_an_offset_past_it(self):
        assert place_one("a toll", claim(5, 9, "toll")).pieces == ((2, 6),)

    def test_an_empty_covered_text_proves_nothing(self):
        assert place_one("toll", claim(0, 4, "")).status == "rejected"

    def test_of_conventions_that_prove_nothing_the_one_that_repairs_most_holds(self):
        # The tool counted a byte order mark. With each line feed as two, "rise" would be 40 steps away.
        text = "\n" * 41 + "Tolls rise."
        placed = place_spans(text, [claim(42, 47, "Tolls"), claim(48, 52, "rise")], DEFAULT)
        assert [p.pieces for p in placed] == [((41, 46),), ((47, 51),)]


class TestPieces:
    def test_one_text_for_all_pieces_is_theirs_joined_by_spaces(self):
        placed = place_one("He said on Monday no", ClaimedSpan(((0, 7), (18, 20)), ("He said no",)))
        assert (placed.status, placed.pieces) == ("ok", ((0, 7), (18, 20)))

    def test_pieces_come_back_in_reading_order(self):
        assert place_one("a b c", ClaimedSpan(((4, 5), (0, 1)), ("c", "a"))).pieces == ((0, 1), (4, 5))

    def test_each_piece_is_repaired_on_its_own(self):
        placed = place_one("He said on Monday no", ClaimedSpan(((0, 7), (17, 19)), ("He said", "no")))
        assert placed.pieces == ((0, 7), (18, 20))

    def test_pieces_that_overlap_are_rejected(self):
        placed = place_one("toll road", ClaimedSpan(((0, 6), (5, 9)), ("toll r", "road")))
        assert "overlap" in placed.how

    def test_texts_for_some_pieces_only_prove_nothing(self):
        placed = place_one("a b c", ClaimedSpan(((0, 1), (2, 3), (4, 5)), ("a", "b")))
        assert placed.status == "rejected"


def test_thousands_of_spans_in_a_long_text_take_linear_time():
    def seconds(n):
        text = "Tolls \U0001f600 rise.\r\n" * n
        # Each line is 16 UTF-16 units, one less with CRLF as one; "rise" begins at 9.
        spans = [claim(15 * line + 9, 15 * line + 13, "rise") for line in range(n)]
        begun = time.process_time()
        placed = place_spans(text, spans, DEFAULT)
        assert {p.how for p in placed} == {"utf16+crlf_as_one"}
        return time.process_time() - begun

    small, large = min(seconds(500) for _ in range(3)), seconds(4000)
    # Eight times as much; 24 leaves room for a busy machine, a quadratic way would need 64.
    assert large < 24 * small


def test_a_span_far_beyond_the_text_is_not_repaired_by_a_word_at_its_end():
    # 17 characters past the end of the word's only place: one more than a repair reaches.
    text = "The mayor said no."
    (far,) = place_spans(text, [ClaimedSpan(((15 + 17, 18 + 17),), ("no.",))], ["code_points"])
    assert far.status == "rejected"
    (near,) = place_spans(text, [ClaimedSpan(((15 + 16, 18 + 16),), ("no.",))], ["code_points"])
    assert (near.status, near.pieces) == ("repaired", ((15, 18),))
