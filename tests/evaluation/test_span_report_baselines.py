"""What a trained tagger has to beat, on invented sentences."""

import pytest

from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.span_baselines import rules_predictions, span_baselines
from stance.evaluation.span_report import evaluate_spans
from stance.records.example import MarkedLink, SpanExample
from stance.records.label_set import LabelSet

ROLES = LabelSet(labels=("cue", "source", "content"), exclusive=False)
TEXT = "The mayor said that the bridge was closed. “It is not safe,” the engineer warned."


def example(text=TEXT, links=(), name="a"):
    return SpanExample(
        example_id=name,
        doc_id=name,
        text=text,
        start=0,
        end=len(text),
        part="test",
        fold=2,
        cluster=name,
        groups={},
        spans=[],
        links=list(links),
        unit_starts=[0],
        unit_ends=[len(text)],
    )


def texts(prediction, label, text=TEXT):
    return [text[s.starts[0] : s.ends[-1]] for s in prediction.spans if s.label == label]


def test_rules_find_who_says_what_and_link_it():
    (prediction,) = rules_predictions([example()])
    assert texts(prediction, "source") == ["The mayor", "the engineer"]
    assert texts(prediction, "cue") == ["said", "warned"]
    cue, source = (
        next(s for s in prediction.spans if s.label == label and s.starts[0] < 20)
        for label in ("cue", "source")
    )
    assert MarkedLink(label="source", src=cue.id, dst=source.id) in prediction.links
    assert prediction.fold == 2


def test_rules_leave_out_inner_attributions_unless_the_gold_has_some():
    text = "Smith said that Jones claimed that the bridge was closed."
    flat = rules_predictions([example(text)])[0]
    nested = rules_predictions([example(text, [MarkedLink(label="parent", src="x", dst="y")])])[0]
    assert texts(flat, "cue", text) == ["said"]
    assert texts(nested, "cue", text) == ["said", "claimed"]


def test_quotation_marks_alone_give_the_quoted_words_as_content():
    prediction = span_baselines([example()], ROLES)["quotation marks"][0]
    assert texts(prediction, "content") == ["“It is not safe,”"]
    assert not prediction.links


def test_word_lists_and_whole_sentences_stand_in_for_a_single_label():
    text = "The radical regime slammed the disastrous plan."
    found = span_baselines([example(text)], LabelSet(labels=("biased",), exclusive=False))
    assert "disastrous" in texts(found["word lists"][0], "biased", text)
    assert texts(found["every sentence"][0], "biased", text) == [text]


def test_cue_types_are_kept_where_the_task_has_them():
    text = "The radical regime slammed the disastrous plan."
    labels = LabelSet(labels=("loaded_word", "hedge"), exclusive=False)
    (prediction,) = span_baselines([example(text)], labels)["word lists"]
    assert {span.label for span in prediction.spans} == {"loaded_word"}


def test_other_tasks_have_no_baseline():
    assert span_baselines([example()], LabelSet(labels=("PER", "ORG"), exclusive=False)) == {}


def test_a_text_without_a_word_gets_no_spans():
    assert rules_predictions([example(" \n ")])[0].spans == []


def test_every_baseline_can_be_measured():
    examples = [example(), example(name="b")]
    baselines = span_baselines(examples, ROLES)
    report = evaluate_spans(
        examples,
        baselines["rules"],
        label_set=ROLES,
        settings=EvaluationSettings(primary="content exact f1", seed=1),
        context=ReportContext(name="n", task="t", dataset="d", fingerprint="f", protocol="p"),
        baselines=baselines,
    )
    assert [(each.name, each.kind) for each in report.baselines] == [
        ("rules", "rules"),
        ("quotation marks", "rules"),
    ]
    assert report.gain.value == pytest.approx(0.0)
