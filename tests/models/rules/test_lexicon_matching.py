from hypothesis import given
from hypothesis import strategies as st

from stance.models.rules.lexicon import Lexicon


def spans(matches):
    return [(m.first, m.last, m.entry) for m in matches]


def lexicon(**sequences):
    return Lexicon((name, [tuple(words.split())]) for name, words in sequences.items())


def test_the_longest_entry_wins_at_each_start():
    words = lexicon(war="war", effort="war effort", effort_fund="war effort fund")
    # "war effort fun" goes no further than two tokens; the bare "effort" is no entry
    assert spans(words.find("the war effort fun".split())) == [(1, 3, "effort")]


def test_a_refused_entry_gives_way_to_a_shorter_one():
    words = lexicon(war="war", effort="war effort")
    found = words.find("a war effort".split(), lambda entry, first, last: entry != "effort")
    assert spans(found) == [(1, 2, "war")]


def test_entries_with_equal_words_are_all_returned():
    words = Lexicon([("a", [("mob",)]), ("b", [("mob",)])])
    assert spans(words.find(["mob"])) == [(0, 1, "a"), (0, 1, "b")]


def test_an_entry_cut_off_by_the_end_of_the_text_is_not_found():
    assert lexicon(hunt="witch hunt").find(["a", "witch"]) == []


def test_hyphenated_tokens_match_by_their_first_or_last_part():
    words = Lexicon([("like", [("*-like",)]), ("anti", [("anti-*",)])])
    tokens = ["bully-like", "anti-tax", "like", "anti-bully-like"]
    # the last token has both parts
    assert spans(words.find(tokens)) == [(0, 1, "like"), (1, 2, "anti"), (3, 4, "anti"), (3, 4, "like")]


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_every_match_holds_the_words_of_its_entry(tokens):
    entries = {"ab": ("a", "b"), "abc": ("a", "b", "c"), "b": ("b",), "ca": ("c", "a")}
    for match in Lexicon((name, [words]) for name, words in entries.items()).find(tokens):
        assert tuple(tokens[match.first : match.last]) == entries[match.entry]
