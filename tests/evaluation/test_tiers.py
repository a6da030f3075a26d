import pytest

from stance.evaluation.tiers import ceiling, find_question, label_alphas, tier
from stance.records.agreement import AgreementReport, Figure, LabelAgreement, QuestionAgreement


@pytest.mark.parametrize(
    ("f1", "alpha", "n_gold", "expected"),
    [
        (0.75, 0.65, 20, "reliable"),
        (0.74, 0.9, 100, "usable"),
        (0.9, 0.64, 100, "usable"),
        (0.6, 0.4, 100, "usable"),
        (0.59, 0.9, 100, "experimental"),
        (0.59, None, 100, "experimental"),
        (0.9, 0.39, 100, "experimental"),
        (0.9, None, 100, "unknown"),
        (0.9, 0.9, 19, "unknown"),
        (None, 0.9, 100, "unknown"),
    ],
)
def test_a_tier_follows_from_f1_agreement_and_number_of_examples(f1, alpha, n_gold, expected):
    assert tier(f1, alpha, n_gold=n_gold) == expected


def test_without_agreement_there_is_no_ceiling():
    assert find_question(None, "stance") is None
    assert label_alphas(None, {}) == {}
    assert ceiling(None) == {}


def asked(question, n_items, **alphas):
    return QuestionAgreement(
        question=question,
        about="document",
        level="nominal",
        n_documents=n_items,
        n_items=n_items,
        n_single=0,
        n_annotators=2,
        n_ratings=2 * n_items,
        alpha=Figure(value=0.5),
        kappa=0.4,
        kappa_name="cohen",
        unanimous=None,
        pairwise=0.8,
        labels=[
            LabelAgreement(label=label, n_ratings=2, prevalence=0.1, alpha=Figure(value=value))
            for label, value in alphas.items()
        ],
        n_labels=len(alphas),
        annotators=[],
    )


def test_the_question_asked_most_often_is_the_ceiling():
    report = AgreementReport(
        seed=1,
        n_resamples=1,
        n_documents=9,
        n_annotations=18,
        n_left_out={},
        questions=[asked("bias", 3), asked("bias", 9), asked("opinion", 99)],
        layers=[],
        split=[],
    )
    assert find_question(report, "bias").n_items == 9
    assert ceiling(find_question(report, "bias")) == {"alpha": 0.5, "kappa": 0.4, "pairwise agreement": 0.8}
    assert find_question(report, "frame") is None


def test_labels_go_by_the_names_of_the_task_and_merged_ones_have_no_agreement():
    question = asked("frame", 9, CO=0.4, EC=0.6, RE=0.7, none=None)
    names = {"CO": "conflict", "EC": "money", "RE": "money"}
    assert label_alphas(question, names) == {"conflict": 0.4}
