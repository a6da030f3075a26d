import msgspec
import pytest

from stance.invariants.voice import (
    cue_voice,
    governing_attribution,
    is_quoted_throughout,
    voice_at,
)
from stance.records.annotation import Attribution
from stance.records.open_layers import Span
from stance.text.quotations import find_quotations

TEXT = "The guard said “the gate held” all night. The gate was old."
QUOTATIONS = find_quotations(TEXT, [(0, len(TEXT))])


def _at(words, text=TEXT, last=False):
    start = text.rindex(words) if last else text.index(words)
    return start, start + len(words)


def _span(words, text=TEXT):
    start, end = _at(words, text)
    return Span(start=start, end=end, text=words)


GUARD = Attribution(
    id="A1",
    level=0,
    type="assertion",
    source=[_span("The guard")],
    cue=[_span("said")],
    content=[_span("“the gate held” all night")],
    source_entity=None,
    source_side="none",
    naming="named",
    speech="mixed",
    verb_class="neutral",
    polarity="positive",
)


def _with(**changes):
    return msgspec.structs.replace(GUARD, **changes)


@pytest.mark.parametrize(
    ("words", "last", "voice"),
    [
        ("gate held", False, "source_direct"),
        ("“the gate held”", False, "source_direct"),  # the marks may be part of the stretch
        ("all night", False, "source_indirect"),
        ("held” all", False, "source_indirect"),  # only partly in the marks
        ("old", False, "author"),
        ("gate", True, "author"),
        ("said “the", False, "author"),  # only partly in the content
    ],
)
def test_voice_follows_content_and_marks(words, last, voice):
    assert voice_at(*_at(words, last=last), [GUARD], QUOTATIONS) == voice


@pytest.mark.parametrize(
    "changes", [{"naming": "hearsay"}, {"naming": "author"}, {"type": "eventuality"}], ids=str
)
def test_content_with_nobody_to_answer_for_it_is_the_authors(changes):
    assert voice_at(*_at("gate held"), [_with(**changes)], QUOTATIONS) == "author"


def test_hearsay_beside_an_accountable_source_does_not_matter():
    assert (
        voice_at(*_at("all night"), [_with(id="A2", naming="hearsay"), GUARD], QUOTATIONS)
        == "source_indirect"
    )


@pytest.mark.parametrize("kind", ["belief", "knowledge"])
def test_beliefs_and_knowledge_give_voice_like_assertions(kind):
    assert voice_at(*_at("all night"), [_with(type=kind)], QUOTATIONS) == "source_indirect"


def test_the_deepest_attribution_governs():
    inner = _with(id="A2", level=1, parent="A1", content=[_span("gate held")])
    assert governing_attribution(*_at("held"), [inner, GUARD]) is inner
    assert governing_attribution(*_at("night"), [inner, GUARD]) is GUARD
    assert governing_attribution(*_at("old"), [inner, GUARD]) is None


def test_of_two_on_one_level_the_narrower_content_governs():
    narrow = _with(id="A2", content=[_span("gate held")])
    assert governing_attribution(*_at("held"), [GUARD, narrow]) is narrow
    assert governing_attribution(*_at("held"), [narrow, GUARD]) is narrow


@pytest.mark.parametrize("kind", ["scare_quotes", "source_discount"])
def test_scare_quotes_and_discounts_are_the_authors_inside_content_too(kind):
    assert cue_voice(kind, _at("gate held"), [GUARD], quotations=QUOTATIONS) == "author"
    assert cue_voice("loaded_word", _at("gate held"), [GUARD], quotations=QUOTATIONS) == "source_direct"


@pytest.mark.parametrize(
    ("content", "is_quoted"),
    [
        (["“the gate held”"], True),
        (["the gate held"], True),  # bounds inside the marks
        (["“the gate held” all night"], False),
        (["“the gate held”", "all night"], False),
    ],
)
def test_direct_speech_has_all_letters_in_marks(content, is_quoted):
    attribution = _with(content=[_span(words) for words in content])
    assert is_quoted_throughout(TEXT, attribution, QUOTATIONS) is is_quoted


def test_punctuation_outside_the_marks_does_not_count():
    text = "“It held”, he said."
    attribution = _with(
        source=[_span("he", text)], cue=[_span("said", text)], content=[_span("“It held”,", text)]
    )
    assert is_quoted_throughout(text, attribution, find_quotations(text, [(0, len(text))]))


def test_two_quotations_in_one_content_leave_the_words_between_them_out():
    text = "He said “yes” and “no”."
    attribution = _with(
        source=[_span("He", text)], cue=[_span("said", text)], content=[_span("“yes” and “no”", text)]
    )
    assert not is_quoted_throughout(text, attribution, find_quotations(text, [(0, len(text))]))


def test_marks_that_hold_the_cue_belong_to_the_outer_speaker():
    text = "“The city refused to pay,” she said."
    inner = _with(
        source=[_span("The city", text)], cue=[_span("refused", text)], content=[_span("to pay", text)]
    )
    quotations = find_quotations(text, [(0, len(text))])
    assert not is_quoted_throughout(text, inner, quotations)
    assert not is_quoted_throughout(text, msgspec.structs.replace(inner, cue=[]), quotations)
