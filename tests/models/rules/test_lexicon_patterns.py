import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.models.rules.lexicon.inflection import noun_forms, verb_forms
from stance.models.rules.lexicon.pattern import expand_pattern


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        (
            "slam",
            ("slam", "slams", "slammed", "slamming"),
        ),  # one syllable, consonant-vowel-consonant: doubled
        ("gloat", ("gloat", "gloats", "gloated", "gloating")),  # two vowels: not doubled
        ("smear", ("smear", "smears", "smeared", "smearing")),
        ("ravage", ("ravage", "ravages", "ravaged", "ravaging")),  # -e drops
        ("vilify", ("vilify", "vilifies", "vilified", "vilifying")),  # consonant + y
        ("destroy", ("destroy", "destroys", "destroyed", "destroying")),  # vowel + y
        ("quash", ("quash", "quashes", "quashed", "quashing")),  # sibilant takes -es
        ("vie", ("vie", "vies", "vied", "vying")),
        ("decree", ("decree", "decrees", "decreed", "decreeing")),
        ("veto", ("veto", "vetoes", "vetoed", "vetoing")),
    ],
)
def test_verb_forms_follow_english_spelling(base, forms):
    assert verb_forms(base) == forms


def test_a_longer_verb_doubles_its_consonant_only_when_asked():
    assert verb_forms("admit", doubled=True) == ("admit", "admits", "admitted", "admitting")
    assert verb_forms("limit") == ("limit", "limits", "limited", "limiting")


@pytest.mark.parametrize(
    ("base", "plural"),
    [("thug", "thugs"), ("crony", "cronies"), ("boss", "bosses"), ("lynch", "lynches"), ("toy", "toys")],
)
def test_noun_forms_give_singular_and_plural(base, plural):
    assert noun_forms(base) == (base, plural)


def test_a_pattern_multiplies_its_alternatives():
    # two verbs of four forms each, times one and two last words
    sequences = expand_pattern("crush|quash+v dissent|protest+n", "test")
    assert ("crush", "dissent") in sequences
    assert ("quashed", "protests") in sequences
    # crush is bare (one form), quash has four; dissent one, protest two: (1 + 4) * (1 + 2)
    assert len(sequences) == 15


def test_an_optional_token_may_be_left_out():
    assert expand_pattern("the? so-called", "test") == [("the", "so-called"), ("so-called",)]


def test_a_word_class_stands_for_its_words():
    assert ("turned", "her", "back") in expand_pattern("turned $poss back", "test")


def test_capitals_are_matched_in_lower_case():
    assert expand_pattern("Kiev", "test") == [("kiev",)]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "1 to 2000 readings"),
        ("$colour", "a word class"),
        ("thug+x", "an inflection mark"),
        ("$prep $prep $prep", "1 to 2000 readings"),
    ],
)
def test_a_wrong_pattern_is_refused_with_the_entry_named(pattern, message):
    with pytest.raises(ConfigError, match=message) as caught:
        expand_pattern(pattern, "labels: tyrants")
    assert caught.value.where == "labels: tyrants"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_every_form_of_a_word_is_distinct_and_keeps_its_beginning(word):
    forms = verb_forms(word)
    assert forms[0] == word
    assert all(form.startswith(word[: max(1, len(word) - 2)]) for form in forms)
    assert len({forms[0], forms[2], forms[3]}) == 3
