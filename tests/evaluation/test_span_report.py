"""Span reports worked out by hand on a few invented sentences."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError, InvariantError
from stance.evaluation.attributions import AttributionComparison
from stance.evaluation.settings import EvaluationSettings, ReportContext
from stance.evaluation.span_report import evaluate_spans
from stance.metrics.relations import RelationSpans
from stance.metrics.spans import TypedSpan, ptc_counts, token_counts
from stance.records.agreement import AgreementReport, Figure, LayerAgreement, RelationAgreement, SpanAgreement
from stance.records.example import MarkedLink, MarkedSpan, SpanExample
from stance.records.label_set import LabelSet
from stance.records.prediction import PredictedSpan, SpanPrediction
from stance.text.tokens import tokenize

#       0    5         15       25   30        40
TEXT = "Anna said that it rains. Bert denied it."
ROLES = LabelSet(labels=("cue", "source", "content"), exclusive=False)
WORDS = LabelSet(labels=("biased",), exclusive=False)
ANNA = {"cue": [(5, 9)], "source": [(0, 4)], "content": [(10, 23)]}
BERT = {"cue": [(30, 36)], "source": [(25, 29)], "content": [(37, 39)]}


def marks(relations):
    """Spans and links of attributions given as role to pieces."""
    spans, links = [], []
    for number, roles in enumerate(relations):
        for role, pieces in roles.items():
            spans.append((f"{number}.{role}", role, pieces))
            if role != "cue":
                links.append(MarkedLink(label=role, src=f"{number}.cue", dst=f"{number}.{role}"))
    return spans, links


def gold_of(name, relations, text=TEXT, groups=None):
    spans, links = marks(relations)
    return example(name, spans, links, text, groups)


def example(name, spans, links=(), text=TEXT, groups=None):
    half = text.find(". ") + 2
    return SpanExample(
        example_id=name,
        doc_id=name,
        text=text,
        start=0,
        end=len(text),
        part="test",
        cluster=name,
        groups=groups or {},
        spans=[
            MarkedSpan(id=key, label=label, starts=[s for s, _ in pieces], ends=[e for _, e in pieces])
            for key, label, pieces in spans
        ],
        links=list(links),
        unit_starts=[0, half],
        unit_ends=[half, len(text)],
    )


def answer(name, spans, links=(), seed=1, fold=None, confidence=0.8):
    return SpanPrediction(
        example_id=name,
        spans=[
            PredictedSpan(
                id=key,
                label=label,
                starts=[s for s, _ in pieces],
                ends=[e for _, e in pieces],
                confidence=confidence,
            )
            for key, label, pieces in spans
        ],
        links=list(links),
        seed=seed,
        fold=fold,
    )


def found(name, relations, **more):
    return answer(name, *marks(relations), **more)


def report_on(examples, predictions, labels=ROLES, primary="content exact f1", baselines=None, **settings):
    agreement = settings.pop("agreement", None)
    return evaluate_spans(
        examples,
        predictions,
        label_set=labels,
        settings=EvaluationSettings(primary=primary, seed=3, **settings),
        context=ReportContext(
            name="mine",
            task="attribution",
            dataset="invented",
            fingerprint="f" * 64,
            protocol="By hand.",
            agreement=agreement,
        ),
        baselines=baselines,
    )


def values(report):
    return {metric.name: metric.value for metric in report.metrics}


def test_gold_against_itself_is_perfect():
    report = report_on([gold_of("a", [ANNA]), gold_of("b", [BERT])], [found("a", [ANNA]), found("b", [BERT])])
    assert set(values(report).values()) == {1.0}
    assert report.mistakes == []
    assert report.calibration.bins[0].accuracy == 1.0


def test_nothing_found_scores_0_and_all_spans_are_missed():
    report = report_on([gold_of("a", [ANNA, BERT])], [found("a", [])])
    numbers = values(report)
    # No cue was found, so nothing is known of sources given a cue, nor of pieces per touched span.
    undefined = {name for name, value in numbers.items() if value is None}
    assert undefined == {
        "source exact given cue",
        "content exact given cue",
        *(f"{label} pieces per gold span" for label in ROLES.labels),
    }
    assert {value for value in numbers.values() if value is not None} == {0.0}
    assert len(report.mistakes) == 6
    assert report.calibration is None


def test_one_of_two_documents_found_is_micro_averaged():
    report = report_on([gold_of("a", [ANNA]), gold_of("b", [BERT])], [found("a", [ANNA]), found("b", [])])
    numbers = values(report)
    assert (numbers["cue exact precision"], numbers["cue exact recall"]) == (1.0, 0.5)
    # 2 * 1 * 0.5 / 1.5
    assert numbers["cue exact f1"] == pytest.approx(2 / 3)
    assert numbers["relation relaxed f1"] == pytest.approx(2 / 3)
    assert numbers["source exact given cue"] == 1.0
    # Characters: 13 of 13 + 2 content characters are found.
    assert numbers["content characters recall"] == pytest.approx(13 / 15)


def test_a_content_cut_short_is_partly_right():
    # Found "it rains" (15-23) of "that it rains" (10-23): 2 of 3 tokens, 8 of 13 characters.
    short = {**ANNA, "content": [(15, 23)]}
    numbers = values(report_on([gold_of("a", [ANNA])], [found("a", [short])]))
    assert numbers["content exact f1"] == 0.0
    assert numbers["content overlap f1"] == 1.0
    assert numbers["content token recall"] == pytest.approx(2 / 3)
    assert numbers["content ptc recall"] == pytest.approx(8 / 13)
    # Three spans in all: two exact, one overlapping for a half.
    assert numbers["strict f1"] == pytest.approx(2 / 3)
    assert numbers["partial f1"] == pytest.approx(2.5 / 3)
    assert numbers["type f1"] == 1.0
    # Token F1 of the content is 0.8, so the relation holds relaxed, not strictly.
    assert (numbers["relation relaxed f1"], numbers["relation strict f1"]) == (1.0, 0.0)
    assert numbers["content exact given cue"] == 0.0
    assert numbers["macro exact f1"] == pytest.approx(2 / 3)


def test_trimmed_edges_count_as_exact_and_raw_ones_do_not():
    wide = {**ANNA, "content": [(10, 24)]}
    numbers = values(report_on([gold_of("a", [ANNA])], [found("a", [wide])]))
    assert (numbers["content exact f1"], numbers["content raw exact f1"]) == (1.0, 0.0)


def test_a_span_in_two_pieces_is_two_exact_pieces_and_one_whole():
    # "that" and "rains"; only the first piece is found.
    split = {**ANNA, "content": [(10, 14), (18, 23)]}
    half = {**ANNA, "content": [(10, 14)]}
    numbers = values(report_on([gold_of("a", [split])], [found("a", [half])]))
    assert (numbers["content exact precision"], numbers["content exact recall"]) == (1.0, 0.5)
    assert numbers["content whole f1"] == 0.0


def test_one_span_found_in_two_parts_has_two_pieces_per_gold_span():
    spans = [("1", "biased", [(10, 14)]), ("2", "biased", [(18, 23)])]
    report = report_on(
        [example("a", [("g", "biased", [(10, 23)])])], [answer("a", spans)], WORDS, primary="token f1"
    )
    assert values(report)["biased pieces per gold span"] == 2.0


def test_without_links_there_are_no_relations():
    names = values(report_on([example("a", marks([ANNA])[0])], [answer("a", marks([ANNA])[0])]))
    assert not [name for name in names if "relation" in name or "given cue" in name]


def test_a_content_without_a_cue_is_a_relation_of_its_own():
    alone = example("a", [("s", "source", [(0, 4)]), ("c", "content", [(10, 23)])])
    alone = msgspec.structs.replace(alone, links=[MarkedLink(label="source", src="c", dst="s")])
    predicted = answer("a", [("s", "source", [(0, 4)]), ("c", "content", [(10, 23)])], alone.links)
    assert values(report_on([alone], [predicted]))["relation strict f1"] == 1.0


def test_figures_are_those_of_the_rules_experiment():
    short = {**ANNA, "content": [(15, 23)]}
    comparison = AttributionComparison()
    as_relation = lambda roles: RelationSpans(*(tuple(roles[r]) for r in ("source", "cue", "content")))  # noqa: E731
    comparison.add(TEXT, [as_relation(ANNA), as_relation(BERT)], [as_relation(short)])
    comparison.add(TEXT, [as_relation(BERT)], [as_relation(BERT), as_relation(ANNA)])
    examples = [gold_of("a", [ANNA, BERT]), gold_of("b", [BERT])]
    numbers = values(report_on(examples, [found("a", [short]), found("b", [BERT, ANNA])]))
    for row in comparison.rows(seed=3):
        name = row.metric.replace("attributed characters", "content characters")
        assert numbers[f"{name} f1"] == pytest.approx(row.f1), name


@given(
    gold=st.lists(st.integers(0, 35).map(lambda s: (s, s + 4)), max_size=4),
    predicted=st.lists(st.integers(0, 35).map(lambda s: (s, s + 4)), max_size=4),
)
def test_ptc_and_tokens_are_those_of_the_metrics(gold, predicted):
    text = "abcd " * 8
    sides = [[(str(n), "biased", [piece]) for n, piece in enumerate(side)] for side in (gold, predicted)]
    numbers = values(
        report_on(
            [example("a", sides[0], text=text)],
            [answer("a", sides[1])],
            WORDS,
            primary="token f1",
            n_resamples=1,
        )
    )

    def trimmed(side):
        stretches = [
            (s + len(t) - len(t.lstrip()), e - len(t) + len(t.rstrip())) for s, e in side for t in [text[s:e]]
        ]
        return [TypedSpan.at(s, e) for s, e in stretches]

    ptc = ptc_counts(trimmed(gold), trimmed(predicted))
    tokens = token_counts(trimmed(gold), trimmed(predicted), tokens=tokenize(text))
    if gold or predicted:
        assert numbers["biased ptc f1"] == pytest.approx(ptc.f1)
        assert numbers["token f1"] == pytest.approx(tokens.f1)
    else:
        assert numbers["token f1"] is None


def test_order_does_not_matter():
    examples = [gold_of(name, [ANNA, BERT]) for name in "abcd"]
    predictions = [
        found(name, [ANNA] if name in "ab" else [BERT, ANNA], seed=s) for name in "abcd" for s in (1, 2)
    ]
    assert report_on(examples, predictions) == report_on(examples[::-1], predictions[::-1])


def test_seeds_and_folds_are_told_apart_and_averaged():
    examples = [gold_of("a", [ANNA]), gold_of("b", [BERT])]
    predictions = [
        found("a", [ANNA], seed=1, fold=0),
        found("b", [BERT], seed=1, fold=1),
        found("a", [ANNA], seed=2, fold=0),
        found("b", [], seed=2, fold=1),
    ]
    report = report_on(examples, predictions)
    metric = next(m for m in report.metrics if m.name == "cue exact recall")
    assert (metric.value, metric.by_seed) == (0.75, [1.0, 0.5])
    # Fold 0 is right in both seeds, fold 1 in one of two.
    assert metric.by_fold == [1.0, 0.5]
    row = next(row for row in report.labels if row.label == "cue")
    # Two predicted by the first seed, one by the second.
    assert (row.n_gold, row.n_predicted) == (2, 1.5)


def test_the_gain_is_paired_over_the_best_baseline():
    examples = [gold_of(name, [ANNA]) for name in "abcdef"]
    right = [found(name, [ANNA]) for name in "abcdef"]
    half = [found(name, [ANNA] if name in "abc" else []) for name in "abcdef"]
    nothing = [found(name, []) for name in "abcdef"]
    report = report_on(examples, right, baselines={"rules": half, "quotation marks": nothing})
    assert report.gain.over == "rules"
    # 1 - 2 * 1 * 0.5 / 1.5
    assert report.gain.value == pytest.approx(1 / 3)
    assert "better than rules" in report.gain.verdict
    same = report_on(examples, half, baselines={"rules": half})
    assert (same.gain.value, same.gain.low, same.gain.high) == (0.0, None, None)
    assert same.gain.verdict == "not distinguishable from rules"


def test_the_interval_holds_the_value_and_draws_whole_groups():
    examples = [gold_of(name, [ANNA], groups={"event": name in "ab" and "1" or "2"}) for name in "abcd"]
    predictions = [found(name, [ANNA] if name in "ac" else []) for name in "abcd"]
    report = report_on(examples, predictions, group_by=("event",))
    metric = next(m for m in report.metrics if m.name == "content exact recall")
    # Each event has one of its two found: whatever is drawn, recall is a half, and no interval can be told.
    assert (report.n_groups, metric.value, metric.low) == (2, 0.5, None)
    by_document = next(
        m for m in report_on(examples, predictions).metrics if m.name == "content exact recall"
    )
    assert by_document.low < 0.5 < by_document.high


def test_slices_are_measured_apart_and_small_ones_together():
    examples = [
        gold_of(f"{n:02}", [ANNA], groups={"outlet": "big" if n < 6 else f"small{n}"}) for n in range(9)
    ]
    predictions = [found(f"{n:02}", [ANNA] if n < 6 else []) for n in range(9)]
    slices = {
        s.value: (s.n, s.metric.value) for s in report_on(examples, predictions, slices=("outlet",)).slices
    }
    assert slices == {"big": (6, 1.0), "other": (3, 0.0)}


def test_mistakes_tell_wrong_bounds_from_missed_and_spurious():
    # Cue too long, source missed, content of nobody found.
    predicted = [("1", "cue", [(5, 14)]), ("2", "content", [(37, 39)])]
    report = report_on(
        [example("a", [("g", "cue", [(5, 9)]), ("h", "source", [(0, 4)])])], [answer("a", predicted)]
    )
    kinds = {(tuple(m.gold), tuple(m.predicted)) for m in report.mistakes}
    assert kinds == {
        (("cue: said",), ("cue: said that",)),
        (("source: Anna",), ()),
        ((), ("content: it",)),
    }
    for mistake in report.mistakes:
        assert mistake.text[mistake.target_start : mistake.target_end] == mistake.target
    spurious = next(m for m in report.mistakes if not m.gold)
    assert spurious.text == "Bert denied it."


def test_only_a_span_all_seeds_are_sure_of_puts_the_gold_in_doubt():
    examples = [example("a", [])]
    sure = [answer("a", [("1", "biased", [(5, 9)])], seed=s, confidence=0.95) for s in (1, 2)]
    torn = [sure[0], answer("a", [], seed=2)]
    doubts = [
        [m.suspect for m in report_on(examples, given, WORDS, primary="token f1").mistakes]
        for given in (sure, torn)
    ]
    assert doubts == [[True], [False]]
    assert len(report_on(examples, sure, WORDS, primary="token f1", n_mistakes=0).mistakes) == 0


def test_calibration_counts_spans_that_are_right():
    predicted = [("1", "biased", [(5, 9)]), ("2", "biased", [(0, 4)])]
    calibration = report_on(
        [example("a", [("g", "biased", [(5, 9)])])], [answer("a", predicted)], WORDS, primary="token f1"
    ).calibration
    # Confidence 0.8 twice, one of two right: error 0.3; Brier (0.2² + 0.8²) / 2.
    assert calibration.ece == pytest.approx(0.3)
    assert calibration.brier == pytest.approx(0.34)


def test_the_ceiling_has_the_names_of_the_metrics():
    none = Figure(value=None)
    whole = SpanAgreement(
        label="",
        n_marks=4,
        token_share=0.2,
        token_alpha=Figure(value=0.7),
        unitizing_alpha=none,
        exact_f1=Figure(value=0.6),
        overlap_f1=none,
        ptc_f1=none,
        token_f1=Figure(value=0.8),
    )
    cue = msgspec.structs.replace(whole, label="cue", token_alpha=Figure(value=0.5))
    relations = RelationAgreement(
        n_relations=2,
        cue_overlap_f1=none,
        relaxed_f1=Figure(value=0.75),
        strict_f1=none,
        source_exact=Figure(value=0.9),
        content_exact=none,
        all_exact=none,
    )
    layer = LayerAgreement(
        layer="attribution",
        n_documents=1,
        n_pairs=1,
        n_annotators=2,
        whole=whole,
        labels=[cue],
        sentence_alpha=none,
        annotators=[],
        relations=relations,
    )
    agreement = AgreementReport(
        seed=1,
        n_resamples=1,
        n_documents=1,
        n_annotations=2,
        n_left_out={},
        questions=[],
        layers=[layer],
        split=[],
    )
    report = report_on([gold_of("a", [ANNA])], [found("a", [ANNA])], agreement=agreement)
    assert report.ceiling["relation relaxed f1"] == 0.75
    assert report.ceiling["source exact given cue"] == 0.9
    assert report.ceiling["cue whole f1"] == report.ceiling["cue exact f1"] == 0.6
    assert set(report.ceiling) - {"token alpha"} <= set(values(report))
    assert {row.label: row.alpha for row in report.labels} == {"cue": 0.5, "source": None, "content": None}
    in_pieces = gold_of("a", [{**ANNA, "content": [(10, 14), (18, 23)]}])
    broken = report_on([in_pieces], [found("a", [ANNA])], agreement=agreement)
    assert "cue exact f1" not in broken.ceiling


def test_a_label_that_never_occurs_is_left_out_of_the_mean_and_told():
    only_cues = [("g", "cue", [(5, 9)])]
    report = report_on([example("a", only_cues)], [answer("a", only_cues)], primary="macro exact f1")
    numbers = values(report)
    assert (numbers["source exact f1"], numbers["macro exact f1"]) == (None, 1.0)
    assert any("source, content" in note for note in report.notes)
    assert {row.tier for row in report.labels} == {"unknown"}


def test_predictions_that_do_not_fit_are_refused():
    gold = [gold_of("a", [ANNA]), gold_of("b", [BERT])]
    cases = [
        [found("a", [ANNA])],
        [found("a", [ANNA]), found("b", []), found("c", [])],
        [found("a", []), found("a", []), found("b", [])],
        [found("a", [ANNA]), found("b", [], seed=2)],
        [],
        [found("a", []), answer("b", [("1", "speaker", [(0, 4)])])],
        [found("a", []), answer("b", [("1", "cue", [(0, 400)])])],
        [found("a", []), answer("b", [("1", "cue", [(4, 4)])])],
        [found("a", []), answer("b", [("1", "cue", [])])],
    ]
    for predictions in cases:
        with pytest.raises(InvariantError):
            report_on(gold, predictions)
    with pytest.raises(InvariantError, match="at least one"):
        report_on([], [])
    with pytest.raises(InvariantError, match="several times: a"):
        report_on([gold[0], gold[0]], [found("a", [])])


def test_an_unknown_metric_or_slice_is_refused_with_a_suggestion():
    gold, predictions = [gold_of("a", [ANNA])], [found("a", [ANNA])]
    with pytest.raises(ConfigError, match="content exact f1"):
        report_on(gold, predictions, primary="content exactt f1")
    with pytest.raises(ConfigError, match="outlte"):
        report_on(gold, predictions, slices=("outlte",))


def test_difficult_text_keeps_its_offsets():
    text = "\ufeffÉ\u0301va \U0001f600 said\r\n\u202ethat it\u2028rains &amp; pours. שלום said. " * 2
    spans = [("g", "cue", [(8, 12)]), ("h", "source", [(1, 5)])]
    report = report_on([example("a", spans, text=text)], [answer("a", spans[:1])])
    assert values(report)["cue exact f1"] == 1.0
    assert report.mistakes[0].target == text[1:5]
    assert np.isfinite(report.calibration.ece)
