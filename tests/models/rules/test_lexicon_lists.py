"""Every word list loads, says where it comes from, and holds only what the tokenizer can produce."""

import datetime as dt

import pytest

from stance.errors import ConfigError, ResourceMissingError
from stance.models.rules.cues.scare_quotes import read_exceptions
from stance.models.rules.cues.structures import read_structures
from stance.models.rules.frames.frame_lists import read_frames, read_questions
from stance.models.rules.lexicon.cue_lists import CUE_LISTS, WordList, list_entries, read_cue_list
from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.pattern import expand_pattern
from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.schema.labels import load_schema
from stance.text.tokens import tokenize

MINIMUM = {
    "loaded_words": 500,
    "labels": 200,
    "dysphemisms": 80,
    "euphemisms": 150,
    "contested_names": 120,
    "metaphors": 120,
    "virtue_terms": 100,
    "intensifiers": 120,
    "boosters": 60,
    "hedges": 60,
    "presuppositions": 50,
    "source_discounts": 60,
}
CLITICS = {w for words in WORD_CLASSES.values() for w in words if "'" in w} | {"'s", "n't", "'re", "'ve"}


def patterns_of_all_lists():
    for name in CUE_LISTS:
        for entry in list_entries(read_cue_list(name)):
            yield name, entry.pattern
    for label, frame in read_frames().frames.items():
        for pattern in (*frame.strong, *frame.plain, *frame.context):
            yield label, pattern
    for label, question in read_questions().questions.items():
        for pattern in question.terms:
            yield label, pattern


@pytest.mark.parametrize("name", CUE_LISTS)
def test_a_list_has_its_header_and_size(name):
    words = read_cue_list(name)
    assert words.lexicon == name
    assert len(words.origin) > 60
    assert 0.0 < words.confidence < 1.0
    assert len(list_entries(words)) >= MINIMUM[name]


def test_every_pattern_word_is_one_token_of_the_tokenizer():
    wrong = [
        (name, pattern, token)
        for name, pattern in patterns_of_all_lists()
        for sequence in expand_pattern(pattern, name)
        for token in sequence
        if "*" not in token and token not in CLITICS and tokenize(token).lower != [token]
    ]
    assert wrong == []


def test_every_contested_name_is_dated_and_has_a_side():
    undated = [g.class_ for g in read_cue_list("contested_names").entries if g.from_ is None]
    sideless = [
        g.class_ for g in read_cue_list("contested_names").entries if not g.aligned_side or not g.concept
    ]
    assert undated == []
    assert sideless == []


def test_a_name_holds_from_its_first_to_its_last_day():
    entries = {e.pattern: e for e in list_entries(read_cue_list("contested_names"))}
    macedonia = entries["Republic of Macedonia"]
    assert macedonia.holds_on(dt.date(2019, 2, 12))
    assert not macedonia.holds_on(dt.date(2019, 2, 13))
    assert not entries["Kiev"].holds_on(dt.date(2019, 8, 13))
    assert entries["Kiev"].holds_on(dt.date(2019, 8, 14))


def test_list_types_and_frames_are_those_of_the_label_schema():
    schema = load_schema()
    assert {read_cue_list(name).cue_type for name in CUE_LISTS} <= set(schema.cue_types)
    assert set(read_frames().frames) == set(schema.label_ids("frame", "policy_frame"))
    assert set(read_questions().questions) == set(schema.label_ids("frame", "generic_question"))


def test_every_frame_has_at_least_sixty_terms():
    sizes = {name: len(f.strong) + len(f.plain) for name, f in read_frames().frames.items()}
    assert {name: n for name, n in sizes.items() if n < 60} == {}


def test_the_lists_of_rules_load():
    assert read_exceptions().cue_type == "scare_quotes"
    assert read_structures("agent_deletion").cue_type == "agent_deletion"
    assert read_structures("causal_insinuation").cue_type == "causal_insinuation"


def test_the_folder_is_found_once_and_holds_the_lists():
    assert (lexicon_folder() / "loaded_words.yaml").is_file()


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(ResourceMissingError, match="no such file"):
        read_list(tmp_path / "nothing.yaml", WordList)


@pytest.mark.parametrize(
    "text", ["lexicon: [", "lexicon: x\nversion: 1\n", "lexicon: x\nentries: []\nsurprise: 1\n"]
)
def test_a_broken_list_is_refused_with_its_file(tmp_path, text):
    path = tmp_path / "broken.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="broken.yaml"):
        read_list(path, WordList)
