import hashlib

import msgspec
import pytest

from stance.analysis.render.agreement_html import render_agreement_html
from stance.analysis.render.agreement_terminal import render_agreement_terminal
from stance.data.agreement.questions import Scale, parse_scale
from stance.data.agreement.report import agreement_of_folder, measure_agreement
from stance.data.dataset_folder import DatasetFolder, write_lines
from stance.errors import ConfigError, InputError
from stance.records.agreement import AgreementReport
from stance.records.annotation import Annotation, Annotator, LabelSetRef, Provenance
from stance.records.document import Cleaner, Document, DocumentMeta, RawText, Segment, Target, Unit
from stance.records.open_layers import Answer, Link, Mark, Span

TEXT = "The mayor said the bridge is safe. A reckless plan, critics called it."
META = DocumentMeta(
    title=None,
    published_at=None,
    language="en",
    outlet_id=None,
    origin_outlet_id=None,
    event_id=None,
    dup_cluster_id=None,
    genre="unknown",
)


def document(doc_id, text=TEXT):
    sha = hashlib.sha256(text.encode()).hexdigest()
    cut = text.index(". ") + 1
    return Document(
        doc_id=doc_id,
        text=text,
        text_sha256=sha,
        raw=RawText(sha256=sha, n_chars=len(text)),
        cleaner=Cleaner(name="none", version="1"),
        offset_map=[[0, 0, len(text)]],
        segments=[Segment(id="P1", kind="body", start=0, end=len(text))],
        units=[
            Unit(id="S1", segment="P1", start=0, end=cut, rank=1),
            Unit(id="S2", segment="P1", start=cut + 1, end=len(text), rank=2),
        ],
        dropped=[],
        meta=META,
        targets=[Target(id="t1", kind="policy", text="the bridge")],
    )


def annotation(doc_id, annotator, *, layers=(), kind="expert", **found):
    answers = found.get("answers", [])
    return Annotation(
        doc_id=doc_id,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        labelset=LabelSetRef(name="own", version="1.0.0"),
        annotator=Annotator(id=annotator, kind=kind),
        provenance=Provenance(),
        layers=list(dict.fromkeys([*layers, *(answer.question for answer in answers)])),
        **found,
    )


def answers(question, **by_annotator):
    """Annotations of documents d0, d1, ... with one value each; None leaves the document out."""
    return [
        annotation(f"d{n}", name, answers=[Answer(question=question, value=value)])
        for name, values in by_annotator.items()
        for n, value in enumerate(values)
        if value is not None
    ]


def mark(words, label="biased", *, layer="biased_words", **attributes):
    start = TEXT.index(words)
    return Mark(
        id=f"{label}-{start}",
        layer=layer,
        label=label,
        pieces=[Span(start=start, end=start + len(words), text=words)],
        attributes=attributes,
    )


def measure(annotations, n_documents=4, **options):
    documents = {f"d{n}": document(f"d{n}") for n in range(n_documents)}
    return measure_agreement(annotations, documents, seed=1, **{"n_resamples": 50, **options})


def test_a_question_gets_alpha_kappa_labels_and_annotators():
    report = measure(answers("tone", ann=["good", "bad", "good", "bad"], ben=["good", "bad", "bad", "bad"]))
    (question,) = report.questions
    assert (question.level, question.about) == ("nominal", "document")
    assert (question.n_items, question.n_annotators, question.n_ratings) == (4, 2, 8)
    # One item of four differs, 3 of 8 ratings are "good": 1 - 7 * 2 / (2 * 3 * 5).
    assert question.alpha.value == pytest.approx(1 - 14 / 30)
    # Observed 3/4, by chance (2 * 1 + 2 * 3) / 16 = 1/2.
    assert (question.kappa_name, question.kappa) == ("Cohen", pytest.approx(0.5))
    assert (question.unanimous, question.pairwise) == (0.75, 0.75)
    assert [(one.label, one.n_ratings) for one in question.labels] == [("bad", 5), ("good", 3)]
    assert [one.agreement for one in question.annotators] == [0.75, 0.75]
    low, high = question.alpha.interval
    assert low < question.alpha.value < high


def test_an_annotator_who_answers_at_random_lowers_alpha():
    report = measure(
        answers("q", ann=["a", "b", "a", "b"], ben=["a", "b", "a", "b"], cid=["b", "b", "a", "a"])
    )
    by_name = {one.annotator: one for one in report.questions[0].annotators}
    assert by_name["cid"].alpha_without == 1.0
    assert by_name["ann"].alpha_without < report.questions[0].alpha.value
    assert by_name["cid"].agreement == pytest.approx(0.5)
    assert report.questions[0].kappa_name == "Fleiss"


def test_items_with_one_rating_are_counted_and_not_compared():
    report = measure(answers("q", ann=["a", "b", "a", "b"], ben=["a", "b", None, None]))
    (question,) = report.questions
    assert (question.n_items, question.n_single, question.n_ratings) == (2, 2, 4)


def test_sets_of_labels_are_compared_by_masi():
    report = measure(answers("frame", ann=[["a"], ["b"]], ben=[["a", "b"], ["b"]]))
    (question,) = report.questions
    assert question.level == "masi"
    # {a} and {a, b} are 2/3 apart, {a} and {b} 1, {a, b} and {b} 2/3; both orders, over n - 1 = 3.
    expected = 2 * (2 / 3 + 2 * 1 + 2 * 2 / 3) / 3
    assert question.alpha.value == pytest.approx(1 - (4 / 3) / expected)


def test_numbers_are_nominal_unless_a_scale_is_given():
    votes = answers("strength", ann=[1, 2, 3, 3], ben=[1, 2, 3, 2])
    nominal = measure(votes).questions[0]
    ordinal = measure(votes, scales={"strength": Scale("ordinal")}).questions[0]
    assert (nominal.level, ordinal.level) == ("nominal", "ordinal")
    assert nominal.alpha.value < ordinal.alpha.value


def test_a_scale_that_does_not_fit_the_values_is_refused():
    with pytest.raises(ConfigError, match="level interval"):
        measure(answers("q", ann=["a"], ben=["b"]), scales={"q": Scale("interval")})


@pytest.mark.parametrize("text", ["strength", "strength=ratio", "=nominal", "q=nominal:a<b"])
def test_a_scale_that_cannot_be_read_is_refused(text):
    with pytest.raises(ConfigError, match="QUESTION=nominal"):
        parse_scale(text)


def test_models_rules_and_adjudicators_are_left_out_and_counted():
    votes = answers("q", ann=["a", "b"], ben=["a", "b"])
    votes.append(annotation("d0", "gold", kind="adjudicated", answers=[Answer(question="q", value="b")]))
    report = measure(votes)
    assert (report.n_annotations, report.n_left_out) == (4, {"adjudicated": 1})
    assert report.questions[0].alpha.value == 1.0


def test_questions_about_document_unit_and_target_are_told_apart():
    def both(**where):
        return [
            annotation("d0", name, answers=[Answer(question="q", value=name, **where)])
            for name in ("ann", "ben")
        ]

    kinds = [both(), both(about="S1"), both(about="t1"), both(about="t1", holder="e1")]
    found = [measure(some).questions[0].about for some in kinds]
    assert found == ["document", "unit", "target", "target, per holder"]


def test_units_without_a_frame_count_as_judged():
    # Only S1 is listed, by one annotator; both left S2 empty, which is agreement.
    votes = [
        annotation("d0", "ann", answers=[Answer(question="frame", value=["economy"], about="S1")]),
        annotation("d0", "ben", answers=[Answer(question="frame", value=["economy"], about="S2")]),
    ]
    (question,) = measure(votes).questions
    assert (question.n_items, question.unanimous) == (2, 0.0)


def test_spans_are_compared_per_label_and_over_tokens():
    layers = ["biased_words"]
    votes = [
        annotation("d0", "ann", layers=layers, marks=[mark("reckless plan"), mark("safe")]),
        annotation("d0", "ben", layers=layers, marks=[mark("reckless")]),
        annotation("d1", "ann", layers=layers),
        annotation("d1", "ben", layers=layers),
    ]
    (layer,) = measure(votes).layers
    assert (layer.n_documents, layer.n_pairs, layer.whole.n_marks) == (2, 2, 3)
    # No bounds are equal. One of 2 and 1 spans overlap: 2 * 1 / 3; one token of 3 and 1 is shared: 2 / 4.
    assert layer.whole.exact_f1.value == 0.0
    assert layer.whole.overlap_f1.value == pytest.approx(2 / 3)
    assert layer.whole.token_f1.value == pytest.approx(1 / 2)
    # 16 tokens a text, two texts, two annotators: 4 of 64 are marked, 2 items differ.
    assert layer.whole.token_share == pytest.approx(4 / 64)
    assert layer.whole.token_alpha.value == pytest.approx(1 - 63 * 4 / (2 * 4 * 60))
    # Sentences: one of four differs, 3 of 8 ratings are 1.
    assert layer.sentence_alpha.value == pytest.approx(1 - 7 * 2 / (2 * 3 * 5))


def test_a_layer_nobody_else_looked_at_is_not_compared():
    votes = [
        annotation("d0", "ann", layers=["biased_words"], marks=[mark("safe")]),
        annotation("d0", "ben", layers=["other"]),
    ]
    assert measure(votes).layers == []


def test_attributes_are_compared_on_marks_that_overlap():
    def cue(words, **attributes):
        return mark(words, "loaded_word", layer="cue", **attributes)

    votes = [
        annotation(
            "d0",
            "ann",
            layers=["cue"],
            marks=[cue("reckless", voice="author", intensity=3), cue("safe", voice="author", intensity=1)],
        ),
        annotation(
            "d0",
            "ben",
            layers=["cue"],
            marks=[
                cue("A reckless plan", voice="author", intensity=2),
                cue("is safe", voice="source", intensity=1),
            ],
        ),
    ]
    (layer,) = measure(votes).layers
    by_name = {one.attribute: one for one in layer.attributes}
    # The schema says that intensity is a scale; the label is always the same and tells nothing.
    assert by_name.keys() == {"voice", "intensity"}
    assert (by_name["intensity"].level, by_name["voice"].level) == ("ordinal", "nominal")
    assert (by_name["voice"].n_pairs, by_name["voice"].equal) == (2, 0.5)
    assert [gate.what for gate in layer.gates] == ["sentence alpha"]


def attribution(source, cue, content):
    marks = [
        mark(w, label, layer="attribution") for w, label in zip((source, cue, content), ROLES, strict=True)
    ]
    links = [
        Link(layer="attribution", label=m.label, src=marks[1].id, dst=m.id) for m in (marks[0], marks[2])
    ]
    return {"marks": marks, "links": links}


ROLES = ("source", "cue", "content")


def test_attributions_are_compared_as_wholes_and_gated():
    votes = [
        annotation(
            "d0", "ann", layers=["attribution"], **attribution("The mayor", "said", "the bridge is safe")
        ),
        annotation("d0", "ben", layers=["attribution"], **attribution("mayor", "said", "the bridge is safe")),
        annotation("d1", "ann", layers=["attribution"], **attribution("critics", "called it", "reckless")),
        annotation("d1", "ben", layers=["attribution"]),
    ]
    (layer,) = measure(votes).layers
    relations = layer.relations
    # Two against one attribution; one pair of cues meets: F1 2 / 3. Sources share 1 of 2 tokens: F1 2 / 3.
    assert relations.n_relations == 3
    assert relations.cue_overlap_f1.value == pytest.approx(2 / 3)
    assert relations.relaxed_f1.value == pytest.approx(2 / 3)
    assert relations.strict_f1.value == 0.0
    assert (relations.source_exact.value, relations.content_exact.value) == (0.0, 1.0)
    gates = {gate.what: gate for gate in layer.gates}
    # Cues: one exact of 2 and 1.
    assert gates["exact F1 of cues"].value == pytest.approx(2 / 3)
    assert not gates["exact F1 of cues"].passed


def test_generic_questions_and_stance_are_gated():
    votes = answers("CO1", ann=[1, 0, 1, 0], ben=[1, 0, 1, 0])
    (gate,) = measure(votes).questions[0].gates
    assert (gate.threshold, gate.passed) == (0.4, True)
    votes = answers("stance", ann=["favor", "against"], ben=["against", "favor"])
    (gate,) = measure(votes).questions[0].gates
    assert (gate.what, gate.passed) == ("kappa of stance", False)


def test_nothing_to_compare_gives_an_empty_report():
    report = measure([])
    assert (report.questions, report.layers, report.split) == ([], [], [])
    assert "Nothing was judged" in render_agreement_terminal(report)
    assert "Nothing was judged" in render_agreement_html(report)


def test_the_most_divided_items_come_first_with_their_text():
    report = measure(answers("q", ann=["a", "a"], ben=["a", "b"], cid=["b", "c"]))
    assert [item.doc_id for item in report.split] == ["d1", "d0"]
    assert report.split[1].votes == {"a": 2, "b": 1}
    assert report.split[0].excerpt == TEXT


def test_the_report_survives_encoding_and_follows_its_seed():
    votes = answers("q", ann=["a", "b", "a", "b"], ben=["a", "b", "b", "b"])
    report = measure(votes)
    assert msgspec.json.decode(msgspec.json.encode(report), type=AgreementReport) == report
    assert measure(votes) == report


def test_hostile_labels_and_texts_are_shown_harmless():
    hostile = "<script>alert(1)</script>\u202e\x1b[31m"
    votes = [
        annotation("d0", name, answers=[Answer(question=hostile, value=value)])
        for name, value in (("ann", hostile), ("ben", "b"), ("c<b>", "b"))
    ]
    documents = {"d0": document("d0", f"{hostile} said. He left.")}
    report = measure_agreement(votes, documents, seed=1, n_resamples=10)
    page, text = render_agreement_html(report), render_agreement_terminal(report)
    assert "<script" not in page
    for shown in (page, text):
        assert "\u202e" not in shown
        assert "\x1b" not in shown
        assert "⟦U+202E⟧" in shown


def test_the_page_needs_no_network_and_shows_every_part():
    votes = answers("q", ann=["a", "b", "a"], ben=["a", "b", "b"], cid=["a", "b", "a"])
    votes.append(annotation("d3", "ann", layers=["biased_words"], marks=[mark("safe")]))
    votes.append(annotation("d3", "ben", layers=["biased_words"], marks=[mark("reckless")]))
    page = render_agreement_html(measure(votes))
    assert "http" not in page.replace("http-equiv", "")
    for part in (
        "default-src 'none'",
        "Each label against the rest",
        "Spans: biased_words",
        "Most divided",
        "<svg",
    ):
        assert part in page


def test_terminal_lines_fit_the_width():
    votes = answers("q" * 60, ann=["a" * 90, "b", "a" * 90], ben=["a" * 90, "b", "b"], cid=["b", "b", "b"])
    text = render_agreement_terminal(measure(votes), width=80)
    assert max(map(len, text.split("\n"))) <= 80
    assert "alpha" in text


def test_a_folder_is_read_and_its_annotations_must_have_documents(tmp_path):
    folder = DatasetFolder(tmp_path)
    write_lines(folder.documents, [document("d0"), document("d1")])
    write_lines(folder.annotations, answers("q", ann=["a", "b"], ben=["a", "b"]))
    assert agreement_of_folder(tmp_path, seed=1, n_resamples=20).questions[0].alpha.value == 1.0
    write_lines(folder.annotations, answers("q", ann=["a", "b", "c"]))
    with pytest.raises(InputError, match="d2"):
        agreement_of_folder(tmp_path, seed=1)
