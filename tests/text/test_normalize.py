import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.normalize import level, normalize

# Base letters, marks that compose, reorder or stand alone, Hangul, Indic and Tibetan joiners, invisible ones.
TRICKY = (
    "aeqZ \t\u00a0\u200b\u00ad\ufeff\u202e\u0301\u0316\u0327\u0344\u212b\u1112\u1161\u11ab\uac00\u09c7\u09be"
    "\u0f71\u0f72\u0f73\u0958\U0001d15e\U0001f468\u200d\U0001f469\ufe0f\u05d0\u05b7\u0622\ud800\x07\u2190"
    "\u0338"
)


def normalized(text):
    found = normalize(level(text), 0, len(text))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u00a0b\tc\u2009d\u3000e", "a b c d e"),
        ("  a   b  ", "a b"),
        ("a \u200b b", "a b"),
        ("so\u00adft zero\u200bwidth \ufeffmark", "soft zerowidth mark"),
        ("bell\x07 and \x7f", "bell and"),
        ("right\u202eto left\u200f", "rightto left"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("\u09c7\u09be", "\u09cb"),
        ("\u212bngstro\u0308m", "Ångström"),
        ("“It’s ‘fine’”", "“It’s ‘fine’”"),
        ("שלום מרחבא", "שלום מרחבא"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469"),
        ("a\ud800b", "a\ufffdb"),
        ("\u200b \ufeff", ""),
    ],
)
def test_characters_are_brought_to_one_form(raw, clean):
    assert normalized(raw) == clean


def test_runs_lead_back_over_what_was_taken_out():
    # "ab" stands at 1-2; the second kept space at 4; "é" is one character for the two at 6-7.
    found = normalize(" ab \u200b e\u0301", 0, 9 - 1)
    assert found.text == "ab é"
    assert found.runs == [(0, 1, 3, 3), (3, 6, 1, 2)]


def test_marks_piled_on_one_letter_are_cut_after_thirty():
    assert len(normalized("q" + "\u0301" * 500 + "x")) == 1 + 30 + 1


def test_long_piles_of_marks_take_linear_time():
    # Sorting n marks is quadratic in unicodedata: 200,000 of them would take half a minute.
    pile = "q" + "\u0301\u0316" * 100_000
    began = time.process_time()
    normalized(pile)
    assert time.process_time() - began < 5


def test_joining_starters_are_all_known():
    from stance.text.normalize import _JOINERS, _SUSPECT

    for code in range(sys.maxunicode + 1):
        ch = chr(code)
        if 0xD800 <= code < 0xE000:
            continue
        if not _SUSPECT.match(ch):
            assert not unicodedata.combining(ch)
            assert unicodedata.is_normalized("NFC", ch)
        parts = unicodedata.decomposition(ch).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            second = chr(int(parts[1], 16))
            composes = unicodedata.normalize("NFC", unicodedata.normalize("NFD", ch)) == ch
            assert not composes or unicodedata.combining(second) or second in _JOINERS


@given(st.text(alphabet=st.sampled_from(TRICKY), max_size=40))
def test_result_is_nfc_and_normalizing_it_again_changes_nothing(raw):
    clean = normalized(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert normalized(clean) == clean
    assert "  " not in clean
    assert clean == clean.strip(" ")


@given(st.text(alphabet=st.sampled_from(TRICKY), max_size=40))
def test_each_run_equals_its_raw_slice_normalized(raw):
    found = normalize(level(raw), 0, len(raw))
    if found is None:
        return
    at = raw_at = 0
    for clean_start, raw_start, n, n_raw in found.runs:
        assert clean_start == at
        assert raw_start >= raw_at
        assert normalized(f"|{raw[raw_start : raw_start + n_raw]}|") == f"|{found.text[at : at + n]}|"
        at, raw_at = at + n, raw_start + n_raw
    assert at == len(found.text)


@given(st.text(max_size=60))
def test_levelling_keeps_every_offset(raw):
    assert len(level(raw)) == len(raw)
