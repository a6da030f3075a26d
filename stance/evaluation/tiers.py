"""How far to rely on a label: from how well it is found and how far people agree on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from stance.records.agreement import AgreementReport, QuestionAgreement

Tier = Literal["reliable", "usable", "experimental", "unknown"]

RELIABLE_F1: Final = 0.75
RELIABLE_ALPHA: Final = 0.65
"""The gate for stance: from here on people give it alike."""
USABLE_F1: Final = 0.60
USABLE_ALPHA: Final = 0.40
"""The gate under which a question is dropped."""
MIN_GOLD: Final = 20
"""Gold examples under which an F1 says too little."""


def tier(f1: float | None, alpha: float | None, *, n_gold: int) -> Tier:
    """Return how far to rely on a label.

    Experimental: F1 under .60 or agreement under .40. Unknown: neither, but the agreement is not known, or
    there are fewer than 20 gold examples. Reliable: F1 from .75 and agreement from .65 on. Else usable.

    Args:
        f1: on held-out examples; None where undefined.
        alpha: Krippendorff's alpha of the annotators on the label against the rest; None where not known.
        n_gold: held-out gold examples of the label.
    """
    if n_gold < MIN_GOLD or f1 is None:
        return "unknown"
    if f1 < USABLE_F1 or (alpha is not None and alpha < USABLE_ALPHA):
        return "experimental"
    if alpha is None:
        return "unknown"
    return "reliable" if f1 >= RELIABLE_F1 and alpha >= RELIABLE_ALPHA else "usable"


def find_question(agreement: AgreementReport | None, name: str) -> QuestionAgreement | None:
    """Return the agreement on a question, on the most items where it was asked of several kinds of things."""
    named = [each for each in agreement.questions if each.question == name] if agreement is not None else []
    return max(named, key=lambda each: each.n_items, default=None)


def label_alphas(question: QuestionAgreement | None, label_names: Mapping[str, str]) -> dict[str, float]:
    """Return label of the task to alpha, where it is known.

    Of a label that several of the annotators' labels became it is not: they may have parted over which.

    Args:
        question: agreement on the question behind the task.
        label_names: what annotators were shown to the label of the task, where the two differ.
    """
    labels = question.labels if question is not None else []
    alphas: dict[str, list[float | None]] = {}
    for each in labels:
        alphas.setdefault(label_names.get(each.label, each.label), []).append(each.alpha.value)
    return {label: of[0] for label, of in alphas.items() if len(of) == 1 and of[0] is not None}


def ceiling(question: QuestionAgreement | None) -> dict[str, float]:
    """Return the figures of agreement to print beside scores; empty where nothing is known."""
    if question is None:
        return {}
    figures = {
        "alpha": question.alpha.value,
        "kappa": question.kappa,
        "pairwise agreement": question.pairwise,
        "unanimous share": question.unanimous,
    }
    return {name: value for name, value in figures.items() if value is not None}
