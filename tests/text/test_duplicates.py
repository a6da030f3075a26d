import pytest

from stance.text.duplicates import find_near_duplicates, word_diff

ONE = "The council met on Monday evening and voted to close the old bridge for good this year."


def duplicates(*paragraphs):
    return find_near_duplicates(paragraphs, min_tokens=12, min_jaccard=0.8, min_containment=0.9)


def test_paragraph_with_one_changed_word_is_a_near_duplicate():
    # 17 words and a stop are 18 tokens, 16 3-grams; a changed last word takes 2 of them:
    # 14 common, 18 in either: Jaccard 14/18 = .778, too low; a changed first word takes 1: 15/17 = .882.
    (found,) = duplicates(ONE, ONE.replace("The council", "A council"))
    assert (found.index, found.kept) == (1, 0)
    assert found.jaccard == pytest.approx(15 / 17)
    assert found.containment == pytest.approx(15 / 16)
    assert duplicates(ONE, ONE.replace("this year", "this month")) == []


def test_later_paragraph_that_says_more_is_kept():
    longer = (
        f"{ONE} The mayor, who had fought for it, left the room before the vote and said nothing to anyone."
    )
    assert duplicates(ONE, longer) == []
    (found,) = duplicates(longer, ONE)
    assert found.containment == 1.0


def test_short_repeats_are_not_compared():
    assert duplicates("No comment from the mayor.", "No comment from the mayor.") == []


def test_third_copy_points_to_the_first():
    assert [found.kept for found in duplicates(ONE, ONE, ONE)] == [0, 0]


def test_diff_names_changed_added_and_missing_words():
    diff = word_diff("He said so today in court.", "He claimed so in open court.")
    assert [(v.kept, v.dropped) for v in diff] == [("said", "claimed"), ("today", ""), ("", "open")]


def test_diff_of_very_long_paragraphs_is_left_out():
    assert word_diff("a " * 600, "b " * 600) == []
