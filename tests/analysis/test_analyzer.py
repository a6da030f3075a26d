"""The one path from an article to its analysis: what comes out is valid, proven by the text, repeatable."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.analysis.analyzer import load_analyzer
from stance.data.targets import TargetSet, targets_from_texts
from stance.errors import InputError, ResourceMissingError
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.labels import AllowedLabels
from stance.records.article import Article
from stance.records.codec import decode_analysis, encode_json
from stance.records.document import Entity, Target
from stance.schema.labels import load_schema

ANALYZER = load_analyzer("rules", seed=3)
LABELS = AllowedLabels.of(load_schema())
NO_TARGETS = TargetSet([], [])
TOLL = TargetSet(
    [Target(id="T1", kind="policy", text="the bridge toll", terms=["toll"])],
    [Entity(id="E_DC", name="Dunmere Council", type="body", side="council", aliases=["the council"])],
)
PIER = """Council shuts the pier

Dunmere Council shut the pier on Monday after a storm.

“It will not open for years,” said Mayor Vera Holm. “We have no money.”

Traders called the plan “daylight robbery”. The council said the bridge toll pays for repairs.

Widower Ted Aldous lost his stall. He denied that the pier was unsafe, and critics said the toll was brutal.
"""
FERRY = """Ferry to be sold, islanders fear

Islanders fear the ferry will be sold, according to a leaked memo.

The owner claimed that nothing was decided. It is rumoured that a buyer was found.
"""


def analyze(text, targets=NO_TARGETS, analyzer=ANALYZER):
    return analyzer.analyze(Article(article_id="a", text=text), targets)


def problems(analysis, raw=None):
    return [
        *check_document(analysis.document, raw),
        *check_annotation(analysis.findings, analysis.document, labels=LABELS),
    ]


def all_spans(analysis):
    yield from analysis.cues
    for attribution in analysis.attributions:
        yield from (*attribution.source, *attribution.cue, *attribution.content, *attribution.recipient)


@pytest.mark.parametrize("targets", [NO_TARGETS, TOLL], ids=["no targets", "one target"])
@pytest.mark.parametrize("text", [PIER, FERRY])
def test_document_and_findings_hold_together(text, targets):
    assert problems(analyze(text, targets), text) == []


def test_all_layers_are_found():
    analysis = analyze(PIER, TOLL)
    assert analysis.findings.layers == ["attribution", "cue", "frame", "stance"]
    assert [a.cue[0].text for a in analysis.attributions] == ["said", "called", "said", "denied", "said"]
    assert "brutal" in {cue.text for cue in analysis.cues}
    assert analysis.frames is not None
    assert analysis.stances[0].holder == "article"


def test_sources_lead_to_given_entities_and_new_ones_are_added():
    analysis = analyze(PIER, TOLL)
    sources = {a.source[0].text: (a.source_entity, a.source_side) for a in analysis.attributions}
    assert sources["The council"] == ("E_DC", "council")
    names = {entity.id: entity.name for entity in analysis.findings.entities}
    assert [names[sources[words][0]] for words in ("Mayor Vera Holm", "He")] == ["Vera Holm", "Ted Aldous"]
    assert "E_DC" not in names


def test_findings_carry_confidence_origin_and_model():
    analysis = analyze(PIER, TOLL)
    findings = [*analysis.attributions, *analysis.cues, *analysis.stances]
    assert [f for f in findings if f.confidence is None or f.origin is None] == []
    assert analysis.findings.annotator.model_sha256 == ANALYZER.bundle_sha256


def test_cues_are_numbered_in_reading_order():
    cues = analyze(PIER, TOLL).cues
    assert [cue.id for cue in cues] == [f"L{n}" for n in range(1, len(cues) + 1)]
    assert [cue.start for cue in cues] == sorted(cue.start for cue in cues)


def test_without_targets_there_are_no_stances():
    analysis = analyze(PIER)
    assert analysis.stances == []
    assert {tuple(a.content_stance) for a in analysis.attributions} == {()}


def test_each_target_has_a_stance_of_the_article():
    targets = TargetSet(targets_from_texts(["the bridge toll", "whaling"]), [])
    stances = [s for s in analyze(PIER, targets).stances if s.holder == "article"]
    assert [s.target for s in stances] == ["T1", "T2"]
    assert stances[1].label == "not_discussed"


def test_an_analysis_survives_being_written_and_read():
    analysis = analyze(PIER, TOLL)
    assert decode_analysis(encode_json(analysis), "line 1") == analysis


PIECES = st.sampled_from(
    [
        "Vera Holm said the pier was shut. ",
        "“It is old,” he said. ",
        "“It is old, ",
        "said Ted Aldous. ",
        "‘quoted’ words ",
        "According to the council, ",
        "critics claimed that ",
        "“",
        "”",
        "'",
        '"',
        "''",
        "(",
        ")",
        ": ",
        "— ",
        ", ",
        ". ",
        "\n\n",
        "\n",
        "\u00a0",
        "\u200f",
        "😀",
        "👩‍👩‍👧 ",
        "e\u0301te\u0301 ",
        "أعلن الوزير أن ",
        "brutal regime ",
        "MAYOR SAYS ",
        "was accused of ",
        "who ",
        "reportedly ",
        "his refusal to ",
        "# ",
        "\t",
        "$5 ",
        "It ",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(PIECES, min_size=1, max_size=40).map("".join))
def test_any_article_gives_a_valid_analysis_whose_spans_the_text_proves(text):
    (analysis,) = ANALYZER.analyze_many([(Article(article_id="a", text=text), TOLL)])
    if isinstance(analysis, InputError):
        assert analysis.reason in {"empty", "no_text"}
        return
    assert problems(analysis, text) == []
    assert [s for s in all_spans(analysis) if analysis.document.text[s.start : s.end] != s.text] == []
    assert encode_json(analysis)


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\ufeff"])
def test_an_article_without_text_is_refused(text):
    with pytest.raises(InputError):
        analyze(text)


def test_the_same_text_and_seed_give_the_same_analysis():
    again = load_analyzer("rules", seed=3)
    assert encode_json(analyze(PIER, TOLL, again)) == encode_json(analyze(PIER, TOLL))


def test_the_seed_moves_only_the_intervals():
    other = analyze(PIER, TOLL, load_analyzer("rules", seed=4))
    assert other.findings == analyze(PIER, TOLL).findings


def test_an_analysis_does_not_depend_on_the_articles_before_it():
    alone = analyze(FERRY)
    analyze(PIER, TOLL)
    assert analyze(FERRY) == alone


def test_a_batch_gives_what_single_articles_give_in_any_order():
    batch = [
        (Article(article_id=name, text=text), TOLL) for name, text in [("p", PIER), ("f", FERRY), ("e", "")]
    ]
    found = ANALYZER.analyze_many(batch)
    backwards = ANALYZER.analyze_many(batch[::-1])[::-1]
    assert [type(analysis).__name__ for analysis in found] == ["Analysis", "Analysis", "InputError"]
    assert found[:2] == backwards[:2] == [ANALYZER.analyze(*item) for item in batch[:2]]


def test_an_empty_batch_gives_nothing():
    assert ANALYZER.analyze_many([]) == []


def test_the_fingerprint_of_the_bundle_is_that_of_its_files():
    assert re.fullmatch("[0-9a-f]{64}", ANALYZER.bundle_sha256)
    assert load_analyzer("rules", seed=99).bundle_sha256 == ANALYZER.bundle_sha256
    assert (ANALYZER.bundle, ANALYZER.labelset.name) == ("rules", load_schema().name)


def test_an_unknown_bundle_is_refused():
    with pytest.raises(ResourceMissingError, match="rulez"):
        load_analyzer("rulez", seed=0)
