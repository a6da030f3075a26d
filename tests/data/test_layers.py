"""Closed layers opened and closed again."""

from pathlib import Path

import msgspec
import pytest

from stance.analysis.analyzer import load_analyzer
from stance.data.closing import closed
from stance.data.inputs import read_articles
from stance.data.layers import anchor_role, opened
from stance.data.targets import load_targets
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.article import Article
from stance.records.open_layers import Answer, Link, Mark, Span
from stance.text.clean import clean

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TEXT = "Toll divides the town\n\nThe mayor said on Friday that the bridge would open soon."


@pytest.fixture(scope="module")
def analyses():
    articles = [article for article in read_articles([SEEDS / "articles"]) if isinstance(article, Article)]
    targets = load_targets(SEEDS / "targets.yaml")
    batch = [(article, targets.for_event(article.meta.event_id)) for article in articles]
    return load_analyzer("rules", seed=1).analyze_many(batch)


@pytest.fixture
def document():
    return clean(Article(article_id="a", text=TEXT))


def span(document, words):
    start = document.text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def annotation(document, **layers):
    return Annotation(
        doc_id=document.doc_id,
        text_sha256=document.text_sha256,
        labelset=LabelSetRef(name="stance-labels", version="0.2.0"),
        annotator=Annotator(id="ann", kind="expert"),
        provenance=Provenance(),
        **layers,
    )


def in_one_order(annotation):
    """The order of relations and stances says nothing."""
    fields = msgspec.to_builtins(annotation)
    for name in ("attributions", "relations", "cues", "stances"):
        fields[name] = sorted(fields[name], key=str)
    return fields


def attribution_marks(document, attributes):
    marks = [
        Mark(
            id="A1", layer="attribution", label="cue", pieces=[span(document, "said")], attributes=attributes
        ),
        Mark(id="m2", layer="attribution", label="source", pieces=[span(document, "The mayor")]),
        Mark(
            id="m3",
            layer="attribution",
            label="content",
            pieces=[span(document, "that the bridge would open soon")],
        ),
    ]
    links = [
        Link(layer="attribution", label="source", src="A1", dst="m2"),
        Link(layer="attribution", label="content", src="A1", dst="m3"),
    ]
    return {"layers": ["attribution"], "marks": marks, "links": links}


def test_everything_a_model_finds_comes_back_after_opening_and_closing(analyses):
    assert analyses
    for analysis in analyses:
        back, losses = closed(opened(analysis.findings), analysis.document)
        assert losses == []
        assert in_one_order(back) == in_one_order(analysis.findings)


def test_everything_a_person_marked_comes_back_after_opening_and_closing(worked_document, worked_gold):
    back, losses = closed(opened(worked_gold), worked_document.document)
    assert losses == []
    assert in_one_order(back) == in_one_order(worked_gold)


def test_an_opened_annotation_has_no_closed_layer_and_opens_to_itself(analyses):
    once = opened(analyses[0].findings)
    assert once.attributions == once.cues == once.stances == []
    assert once.frames is None
    assert opened(once) is once


def test_the_cue_is_the_anchor_and_without_it_the_content(analyses):
    for attribution in analyses[0].findings.attributions:
        assert anchor_role(attribution) == ("cue" if attribution.cue else "content")


def test_levels_speech_and_sides_need_not_be_given(document):
    attributes = {"type": "assertion", "naming": "role_only", "verb_class": "neutral"}
    result, losses = closed(annotation(document, **attribution_marks(document, attributes)), document)
    assert losses == []
    (attribution,) = result.attributions
    assert (attribution.level, attribution.speech, attribution.source_side) == (0, "indirect", "none")
    assert result.marks == []


def test_a_layer_that_lacks_what_the_schema_asks_stays_open_and_says_why(document):
    given = annotation(document, **attribution_marks(document, {"type": "assertion"}))
    result, losses = closed(given, document)
    assert result == given
    (loss,) = losses
    assert loss.reason == "not_this_schema"
    assert "naming" in loss.detail


def test_a_label_that_is_not_in_the_schema_leaves_the_layer_open(document):
    mark = Mark(id="c1", layer="cue", label="shouting", pieces=[span(document, "divides")])
    result, losses = closed(annotation(document, layers=["cue"], marks=[mark]), document)
    assert result.marks == [mark]
    assert "shouting" in losses[0].detail


def test_one_bad_layer_does_not_keep_the_others_open(document):
    mark = Mark(id="c1", layer="cue", label="shouting", pieces=[span(document, "divides")])
    frames = Answer(question="frame", value=["economic"], attributes={"primary": "economic"})
    given = annotation(document, layers=["cue", "frame"], marks=[mark], answers=[frames])
    result, losses = closed(given, document)
    assert len(losses) == 1
    assert result.frames is not None
    assert result.frames.primary == "economic"


def test_layers_of_another_label_set_stay_as_they_are(document):
    mark = Mark(id="x", layer="entities", label="person", pieces=[span(document, "The mayor")])
    given = annotation(document, layers=["entities"], marks=[mark])
    assert closed(given, document) == (given, [])
