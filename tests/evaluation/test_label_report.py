from dataclasses import replace

import msgspec
import numpy as np
import pytest

from stance.errors import ConfigError, InvariantError
from stance.evaluation.label_report import evaluate_labels
from stance.records.agreement import AgreementReport, Figure, LabelAgreement, QuestionAgreement
from stance.records.report import Report


@pytest.fixture
def report(made):
    def of(gold, predicted, label_set, primary="macro_f1", **more):
        examples, predictions = made.pairs(gold, predicted, label_set, **more)
        return evaluate_labels(
            examples, predictions, label_set=label_set, settings=made.settings(primary), context=made.context
        )

    return of


def values(report):
    return {metric.name: metric.value for metric in report.metrics}


def test_stance_vector_with_errors_on_all_classes(made, report):
    # measures.md 9.3: F_A .667, F_F .5, F_N .8; f_avg (.667 + .5) / 2, macro their mean.
    names = {"F": "favor", "A": "against", "N": "neutral"}
    gold, predicted = ([names[c] for c in each] for each in ("FFAAANNNNN", "FAAANNNNFN"))
    made_report = report(gold, predicted, made.exclusive("favor", "against", "neutral"))
    found = values(made_report)
    assert found["f_avg"] == pytest.approx(0.583, abs=5e-4)
    assert found["macro_f1"] == pytest.approx(0.656, abs=5e-4)
    assert found["accuracy"] == pytest.approx(0.7)
    # Weighted: (2 · .5 + 3 · .667 + 5 · .8) / 10.
    assert found["weighted_f1"] == pytest.approx(0.7)
    assert {row.label: row.f1.value for row in made_report.labels} == pytest.approx(
        {"favor": 0.5, "against": 2 / 3, "neutral": 0.8}
    )


def test_stance_vector_of_a_constant_prediction(made, report):
    names = {"F": "favor", "A": "against", "N": "neutral"}
    found = values(
        report([names[c] for c in "FFAAAAAANN"], ["against"] * 10, made.exclusive(*names.values()))
    )
    assert found["f_avg"] == pytest.approx(0.375)
    assert found["macro_f1"] == pytest.approx(0.25)
    # Agreement by chance is that observed: 6 of 10.
    assert found["kappa"] == pytest.approx(0)


def test_policy_frame_vector_leaves_absent_labels_out_and_says_so(made, report):
    label_set = made.several("econ", "sec", *(f"frame{n}" for n in range(12)))
    made_report = report(["econ", "sec", "econ"], ["sec"] * 3, label_set)
    found = values(made_report)
    assert found["macro_f1"] == pytest.approx(0.25)
    assert found["micro_f1"] == pytest.approx(1 / 3)
    assert found["subset_accuracy"] == pytest.approx(1 / 3)
    assert made_report.notes[0].startswith("12 of 14 labels have neither gold nor prediction")


def test_fnc_published_matrix(made, report):
    # As the matrix is printed on the web (a digit lost): macro-F1 .461; the score then is .769.
    names = ["agree", "disagree", "discuss", "unrelated"]
    rows = [(173, 10, 1435, 28), (39, 7, 413, 238), (221, 7, 3556, 680), (10, 3, 358, 17978)]
    gold = [name for name, row in zip(names, rows, strict=True) for _ in range(sum(row))]
    predicted = [name for row in rows for name, n in zip(names, row, strict=True) for _ in range(n)]
    found = values(report(gold, predicted, made.exclusive(*names)))
    assert found["macro_f1"] == pytest.approx(0.461, abs=5e-4)
    assert found["fnc_score"] == pytest.approx(0.769, abs=5e-4)


def test_seeds_are_averaged_and_folds_pooled(made):
    # Seed 1: all right. Seed 2: fold 1 all wrong, pooled accuracy .5; by fold the mean of both seeds.
    label_set = made.exclusive("a", "b")
    gold = "abab"
    examples = [made.example(n, label) for n, label in enumerate(gold)]
    predictions = [
        made.prediction(n, label, label_set=label_set, seed=1, fold=n // 2) for n, label in enumerate(gold)
    ]
    predictions += [
        made.prediction(n, label, label_set=label_set, seed=2, fold=n // 2) for n, label in enumerate("abba")
    ]
    found = evaluate_labels(
        examples, predictions, label_set=label_set, settings=made.settings("accuracy"), context=made.context
    )
    accuracy = next(metric for metric in found.metrics if metric.name == "accuracy")
    assert (accuracy.value, accuracy.by_seed, accuracy.by_fold) == (0.75, [1.0, 0.5], [1.0, 0.5])
    assert found.seeds == [1, 2]
    folds = {each.value: each.metric.value for each in found.slices if each.group == "fold"}
    assert folds == {"0": 1.0, "1": 0.5}


def test_an_interval_draws_documents_not_sentences(made):
    # Ten sentences of one document, right or wrong together with it: two groups, so that the resamples are
    # 0, .5 or 1; drawn as 20 sentences, the interval would be far narrower than from 0 to 1.
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "a", doc=f"d{n // 10}") for n in range(20)]
    predictions = [made.prediction(n, "ab"[n // 10], label_set=label_set) for n in range(20)]
    found = evaluate_labels(
        examples, predictions, label_set=label_set, settings=made.settings("accuracy"), context=made.context
    )
    accuracy = next(metric for metric in found.metrics if metric.name == "accuracy")
    assert (found.n_groups, accuracy.low, accuracy.high) == (2, 0.0, 1.0)


def test_one_document_alone_has_no_interval_and_the_report_says_so(made):
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "a", doc="d") for n in range(3)]
    predictions = [made.prediction(n, "a", label_set=label_set) for n in range(3)]
    found = evaluate_labels(
        examples, predictions, label_set=label_set, settings=made.settings(), context=made.context
    )
    assert found.metrics[0].low is None
    assert "all examples are in one group: there are no intervals" in found.notes


def test_probabilities_are_held_against_votes(made):
    # Shares .75 and .25 against .5 and .5: cross-entropy log 2; shared mass .5 + .25, 2 · .75 / 2 = .75.
    label_set = made.exclusive("a", "b")
    examples = [made.example(0, "a", votes={"a": 3, "b": 1}), made.example(1, "b")]
    predictions = [made.prediction(n, "a", label_set=label_set, sure=0.5) for n in range(2)]
    found = values(
        evaluate_labels(
            examples, predictions, label_set=label_set, settings=made.settings(), context=made.context
        )
    )
    assert found["soft_cross_entropy"] == pytest.approx(np.log(2))
    assert found["soft_micro_f1"] == pytest.approx(0.75)
    # Without votes, neither is told.
    silent = [msgspec.structs.replace(each, votes={}) for each in examples]
    settings = made.settings()
    assert "soft_micro_f1" not in values(
        evaluate_labels(silent, predictions, label_set=label_set, settings=settings, context=made.context)
    )


def test_a_gain_under_three_hundredths_is_not_told_as_one(made):
    label_set = made.exclusive("a", "b")
    examples, model = made.pairs("ab" * 50, "ab" * 49 + "aa", label_set)
    same = {"headline": model, "majority": made.pairs("ab" * 50, "a" * 100, label_set)[1]}
    report_of = {
        name: evaluate_labels(
            examples,
            predictions,
            label_set=label_set,
            settings=made.settings("accuracy"),
            context=made.context,
            baselines=same,
        )
        for name, predictions in (("model", model), ("worse", same["majority"]))
    }
    gain = report_of["model"].gain
    assert (gain.over, gain.value, gain.verdict) == ("headline", 0, "not distinguishable from headline")
    # Accuracy .5 against .99.
    assert report_of["worse"].gain.verdict == "not distinguishable from headline; 0.490 below it"


def test_the_gain_is_over_the_best_shortcut_and_paired(made):
    # The model is right wherever the shortcut is, and on ten more: no resample can make it worse.
    label_set = made.exclusive("a", "b")
    examples, model = made.pairs("ab" * 50, "ab" * 50, label_set)
    shortcut = made.pairs("ab" * 50, "ab" * 40 + "ba" * 5 + "ab" * 5, label_set)[1]
    rules = made.pairs("ab" * 50, "ab" * 50, label_set)[1]
    found = evaluate_labels(
        examples,
        model,
        label_set=label_set,
        settings=made.settings("accuracy", n_resamples=200),
        context=made.context,
        baselines={"length": shortcut, "word list": rules},
    )
    assert found.gain.over == "length"
    assert found.gain.value == pytest.approx(0.1)
    assert 0 < found.gain.low < 0.1 < found.gain.high
    assert found.gain.verdict.startswith("0.100 better than length (0.")
    assert {each.name: each.kind for each in found.baselines} == {"length": "length", "word list": "rules"}


def test_for_errors_a_gain_is_how_much_less_there_is(made):
    # Brier of .9 on the right label is .01, of .6 it is .16.
    label_set = made.exclusive("a", "b")
    examples, model = made.pairs("ab" * 10, "ab" * 10, label_set, sure=0.9)
    other = made.pairs("ab" * 10, "ab" * 10, label_set, sure=0.6)[1]
    found = evaluate_labels(
        examples,
        model,
        label_set=label_set,
        settings=made.settings("brier"),
        context=made.context,
        baselines={"length": other},
    )
    assert found.gain.value == pytest.approx(0.15)


def test_agreement_of_annotators_is_the_ceiling_and_decides_the_tier(made):
    figure = Figure(value=0.7)
    agreement = AgreementReport(
        seed=1,
        n_resamples=10,
        n_documents=9,
        n_annotations=18,
        n_left_out={},
        layers=[],
        split=[],
        questions=[
            QuestionAgreement(
                question="stance",
                about="document",
                level="nominal",
                n_documents=9,
                n_items=9,
                n_single=0,
                n_annotators=2,
                n_ratings=18,
                alpha=figure,
                kappa=None,
                kappa_name=None,
                unanimous=0.8,
                pairwise=0.8,
                labels=[LabelAgreement(label="PRO", n_ratings=9, prevalence=0.5, alpha=figure)],
                annotators=[],
                n_labels=1,
            )
        ],
    )
    label_set = made.exclusive("favor", "against")
    examples, predictions = made.pairs(["favor", "against"] * 20, ["favor", "against"] * 20, label_set)
    found = evaluate_labels(
        examples,
        predictions,
        label_set=label_set,
        settings=made.settings(),
        context=replace(made.context, agreement=agreement, label_names={"PRO": "favor"}),
    )
    assert found.ceiling == {"alpha": 0.7, "pairwise agreement": 0.8, "unanimous share": 0.8}
    assert [(row.label, row.alpha, row.tier) for row in found.labels] == [
        ("favor", 0.7, "reliable"),
        ("against", None, "unknown"),
    ]


def test_risk_falls_as_the_least_confident_are_left_to_people(made):
    # The 10 unsure decisions of 40 are wrong: with three quarters decided, nothing is.
    label_set = made.exclusive("a", "b")
    examples = [made.example(n, "ab"[n % 2]) for n in range(40)]
    predictions = [
        made.prediction(n, "ab"[(n + (n < 10)) % 2], label_set=label_set, sure=0.6 if n < 10 else 0.9)
        for n in range(40)
    ]
    found = evaluate_labels(
        examples, predictions, label_set=label_set, settings=made.settings("accuracy"), context=made.context
    )
    assert [(point.coverage, point.threshold, point.primary) for point in found.risk] == [
        (1.0, 0.6, 0.75),
        (0.75, 0.9, 1.0),
    ]
    assert [(bin_.n, bin_.accuracy) for bin_ in found.calibration.bins] == [(10, 0.0), (30, 1.0)]


def test_a_metric_that_does_not_exist_is_refused_with_a_suggestion(made, report):
    with pytest.raises(ConfigError, match=r"evaluation\.primary.*macro_f1.*Did you mean macro_f1\?"):
        report("ab", "ab", made.exclusive("a", "b"), primary="makro_f1")
    examples, predictions = made.pairs("ab", "ab", made.exclusive("a", "b"))
    with pytest.raises(ConfigError, match=r"evaluation\.positive.*found biased"):
        evaluate_labels(
            examples,
            predictions,
            label_set=made.exclusive("a", "b"),
            settings=made.settings(positive="biased"),
            context=made.context,
        )


def test_nothing_to_measure_on_is_refused(made):
    with pytest.raises(InvariantError, match="at least one held-out example"):
        evaluate_labels([], [], label_set=made.exclusive("a"), settings=made.settings(), context=made.context)


def test_average_precision_looks_for_the_rarer_label_unless_told(made, report):
    # One b, ranked first by its probability: 1. For a the three a come before b: 1 as well; flip one.
    found = report("aaab", "aaab", made.exclusive("a", "b"), sure=0.9)
    assert "average precision looks for b" in found.notes
    assert values(found)["average_precision"] == 1
    assert values(found)["precision_at_80_recall"] == 1


def test_a_report_can_be_written_and_read_back(made, report):
    found = report(["a", ["a", "b"], []], ["a", "b", []], made.several("a", "b"), sure=0.8)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Report) == found


def test_same_settings_same_report_byte_for_byte(made, report):
    first, second = (report("abba" * 5, "abab" * 5, made.exclusive("a", "b"), sure=0.7) for _ in range(2))
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
