"""What the lists say of a text, and from where it is seen."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import BundleError
from stance.models.linear.features_lexicon import LexiconBlock, LexiconSettings
from stance.models.linear.listed import listed_words
from stance.models.trained import ModelState, TextInput

TEXTS = ("The brutal raid failed.", "Critics praised the mayor.", "He did not praise the plan.", "")
INPUTS = [TextInput(text) for text in TEXTS]
ALL = LexiconSettings(min_documents=1)


def names_in(given: TextInput, settings: LexiconSettings) -> list[str]:
    return LexiconBlock.reader(settings)(given)


def test_loaded_word_is_named_with_its_list_and_intensity() -> None:
    # "brutal" is an adjective of cruelty, intensity 2, on the list loaded_words; nothing else is listed.
    assert list(listed_words(["a", "brutal", "raid"], ["cues"])) == [
        (1, "cue loaded_words"),
        (1, "intensity 2"),
    ]


def test_negator_turns_polarity_round() -> None:
    plain = [kind for _, kind in listed_words(["they", "praised", "it"], ["polarity"])]
    negated = [kind for _, kind in listed_words(["they", "never", "praised", "it"], ["polarity"])]
    assert "polarity +1" in plain
    assert "polarity -1" in negated
    assert "negated +1" in negated
    assert "polarity +1" not in negated


def test_words_are_seen_from_the_side_and_distance_of_the_target() -> None:
    # "praised" stands right before the target: distance 1, the nearest step.
    settings = LexiconSettings(lists=("polarity",), view="around")
    names = names_in(TextInput("They praised Ann.", "Ann", 13, 16), settings)
    assert {"polarity +1", "before polarity +1", "before 1 polarity +1"} <= set(names)
    behind = names_in(TextInput("Ann praised them.", "Ann", 0, 3), settings)
    assert "after 1 polarity +1" in behind
    assert not any(name.startswith("before") for name in behind)


def test_target_outside_the_text_reads_the_text_alone() -> None:
    text = TextInput("They praised it.", "the mayor")
    around, plain = (names_in(text, LexiconSettings(view=view)) for view in ("around", "text"))
    assert around == plain
    assert plain


def test_rows_have_length_one_or_are_empty() -> None:
    rows = LexiconBlock.fit(INPUTS, ALL).transform(INPUTS)
    lengths = np.sqrt(np.bincount(rows.row_of_entries(), weights=rows.values**2, minlength=len(rows)))
    assert lengths[:3] == pytest.approx(1.0)
    assert lengths[3] == 0.0


def test_rare_kinds_are_not_known() -> None:
    # "cue loaded_words" stands in one text of the four only.
    assert "cue loaded_words" in LexiconBlock.fit(INPUTS, ALL).names()
    assert "cue loaded_words" not in LexiconBlock.fit(INPUTS, LexiconSettings(min_documents=2)).names()


def test_block_comes_back_from_its_state() -> None:
    block = LexiconBlock.fit(INPUTS, ALL)
    again = LexiconBlock.from_state(block.state(), ALL)
    assert again.names() == block.names()
    assert (again.transform(INPUTS).values == block.transform(INPUTS).values).all()


def test_altered_state_is_refused() -> None:
    state = LexiconBlock.fit(INPUTS, ALL).state()
    with pytest.raises(BundleError, match="idf"):
        LexiconBlock.from_state(ModelState({}, {"idf": np.ones(1)}, state.texts), ALL)


@pytest.mark.parametrize("given", [{"lists": []}, {"lists": ["cues", "cues"]}, {"lists": ["moods"]}])
def test_wrong_choice_of_lists_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError, match="lists"):
        msgspec.convert(given, LexiconSettings)


@given(st.lists(st.text(max_size=40), max_size=5))
def test_row_of_a_text_does_not_depend_on_its_batch(texts: list[str]) -> None:
    block = LexiconBlock.fit(INPUTS, ALL)
    inputs = [TextInput(text) for text in (*TEXTS, *texts)]
    together = block.transform(inputs)
    for number, each in enumerate(inputs):
        alone = block.transform([each])
        entries = slice(together.ends[number], together.ends[number + 1])
        assert alone.values.tolist() == together.values[entries].tolist()
        assert alone.columns.tolist() == together.columns[entries].tolist()
