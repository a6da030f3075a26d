"""What must and must not be found in the worked example, with its gold attributions."""

import pytest

from stance.models.rules.cues import RuleCues
from stance.models.rules.frames import RuleFrames

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def parsed(worked_document):
    return worked_document


@pytest.fixture(scope="module")
def gold(worked_gold):
    return worked_gold


@pytest.fixture(scope="module")
def cues(parsed, gold):
    return RuleCues().find_cues(parsed, gold.attributions)


def with_text(cues, text):
    return [c for c in cues if c.text == text]


def test_the_name_is_found_six_times_as_one_type(cues):
    found = with_text(cues, "Kiev")
    assert [c.type for c in found] == ["contested_name"] * 6
    assert len({(c.type, c.text.lower()) for c in found}) == 1


def test_the_official_term_is_found_in_three_voices(cues):
    found = with_text(cues, "military operation")
    assert [c.type for c in found] == ["euphemism"] * 3
    assert [c.voice for c in found] == ["source_indirect", "source_indirect", "author"]


def test_the_coup_is_the_authors_word(cues):
    assert [(c.type, c.voice) for c in with_text(cues, "coup")] == [("label_name_calling", "author")]


@pytest.mark.parametrize(
    "word",
    ["offensive", "advance", "troops", "hostilities", "killing", "civilians", "threat", "declined", "NATO"],
)
def test_plain_words_are_not_marked(cues, word):
    assert [c.text for c in cues if word in c.text] == []


@pytest.mark.parametrize("word", ["shelling", "firefights"])
def test_acts_of_war_are_no_loaded_words(cues, word):
    assert {c.type for c in cues if word in c.text} <= {"agent_deletion"}


def test_nothing_is_marked_on_dropped_text(parsed, cues):
    assert all(c.unit is not None and parsed.text[c.start : c.end] == c.text for c in cues)
    assert not any(
        "republic" in d.text.lower() and d.text in c.text for d in parsed.document.dropped for c in cues
    )


def test_no_reporting_verb_is_marked(gold, cues):
    reporting = [(s.start, s.end) for a in gold.attributions for s in a.cue if a.naming != "hearsay"]
    assert [c.text for c in cues if any(s < c.end and c.start < e for s, e in reporting)] == []


def test_general_lists_give_the_document_frames(parsed, gold):
    found = RuleFrames().find_frames(parsed)
    assert (found.document, found.primary) == (gold.frames.document, gold.frames.primary)
