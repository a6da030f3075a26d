"""What must and must not be found in the worked example, from its raw text on."""

from pathlib import Path

import msgspec
import pytest

from stance.analysis.analyzer import load_analyzer
from stance.data.targets import TargetSet
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.records.annotation import Annotation
from stance.records.article import Article
from stance.records.document import Document

SEED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seed"

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not SEED.is_dir(), reason="the worked example is not beside the project"),
]
PLAIN = [
    "offensive",
    "advance",
    "troops",
    "hostilities",
    "killing",
    "civilians",
    "threat",
    "declined",
    "NATO",
]


@pytest.fixture(scope="module")
def gold():
    return msgspec.json.decode((SEED / "seed_gold.json").read_bytes(), type=Annotation)


@pytest.fixture(scope="module", params=["with entities and targets", "without"])
def analysis(request):
    document = msgspec.json.decode((SEED / "seed_document.json").read_bytes(), type=Document)
    given = (
        TargetSet(document.targets, document.entities) if request.param != "without" else TargetSet([], [])
    )
    raw = (SEED / "article.txt").read_text("utf-8")
    return load_analyzer("rules", seed=0).analyze(Article(article_id="a", text=raw), given)


def cue_texts(annotation):
    return {(a.cue[0].start, a.cue[0].end) for a in annotation.attributions if a.level == 0 and a.cue}


def by_cue(analysis, text):
    return [a for a in analysis.attributions if a.cue and a.cue[0].text == text]


def marked(analysis, text):
    return [cue for cue in analysis.cues if cue.text == text]


def test_the_analysis_is_valid(analysis):
    assert check_document(analysis.document, (SEED / "article.txt").read_text("utf-8")) == []
    assert check_annotation(analysis.findings, analysis.document) == []


def test_at_least_14_of_the_20_cues_of_the_articles_own_reporting_are_found(analysis, gold):
    wanted = {(a.cue[0].start, a.cue[0].end) for a in gold.attributions if a.id.startswith("A")}
    assert len(wanted) == 20
    assert len(wanted & cue_texts(analysis.findings)) >= 14


def test_both_direct_quotations_have_the_right_speaker(analysis):
    names = {e.id: e.name for e in [*analysis.document.entities, *analysis.findings.entities]}
    direct = [a for a in analysis.attributions if a.speech == "direct" and a.source[0].text == "he"]
    assert [names[a.source_entity].split()[-1] for a in direct] == ["Arestovich", "Podolyak"]
    assert [a.naming for a in direct] == ["named", "named"]
    # The second goes on after the words of attribution.
    assert [len(a.content) for a in direct] == [1, 2]


@pytest.mark.parametrize(
    ("cue", "verb_class"),
    [("confirmed", "factive"), ("later claimed", "doubt"), ("have accused", "accusatory")],
)
def test_verb_classes(analysis, cue, verb_class):
    assert [a.verb_class for a in by_cue(analysis, cue)] == [verb_class]


def test_the_contested_name_is_six_tokens_of_one_type(analysis):
    assert [cue.type for cue in marked(analysis, "Kiev")] == ["contested_name"] * 6


def test_the_official_term_is_found_in_three_voices(analysis):
    found = marked(analysis, "military operation")
    assert [cue.voice for cue in found] == ["source_indirect", "source_indirect", "author"]


def test_the_coup_is_the_authors_word(analysis):
    assert [cue.voice for cue in marked(analysis, "coup")] == ["author"]


def test_the_headline_drops_its_attribution(analysis):
    assert "H1" in {cue.unit for cue in analysis.cues if cue.type == "attribution_drop"}


@pytest.mark.parametrize("word", PLAIN)
def test_plain_words_are_not_marked(analysis, word):
    assert [cue.text for cue in analysis.cues if word in cue.text and cue.type != "attribution_drop"] == []


@pytest.mark.parametrize("word", ["shelling", "firefights"])
def test_acts_of_war_are_no_loaded_words(analysis, word):
    assert {cue.type for cue in analysis.cues if word in cue.text} <= {"agent_deletion"}


def test_nothing_is_found_in_dropped_text(analysis):
    units = {unit.id for unit in analysis.document.units}
    assert {cue.unit for cue in analysis.cues} <= units
    assert {a.cue[0].unit for a in analysis.attributions} <= units
    assert len(analysis.document.dropped) == 6
