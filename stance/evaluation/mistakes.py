"""The worst mistakes on held-out examples, and gold labels that may be mistakes themselves."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stance.evaluation.joining import Answers, Bools, Floats, Gold
from stance.records.report import Mistake

_MAX_TEXT: Final = 1000
_SPLIT: Final = 0.6
"""Share of the votes up to which a gold label counts as contested."""


def worst_mistakes(gold: Gold, answers: Answers, *, n: int) -> list[Mistake]:
    """Return the examples most seeds get wrong, those of the most confident wrong decisions first.

    A label is suspect when, for each of the example's wrong decisions, the model is as sure of it as it is on
    average where the decision is right (confident learning), and the votes were split; where votes are not
    known, all seeds have to decide alike.

    Args:
        gold: the held-out examples.
        answers: predictions of the model.
        n: most mistakes to return.

    Source: Northcutt et al. (2021), "Confident learning", thresholds by mean self-confidence.
    """
    wrong = gold.has != answers.predicted
    rows = np.flatnonzero(wrong.any(axis=2).mean(axis=0) > 0.5)
    mean = answers.probabilities.mean(axis=0)
    confidence = np.where(wrong, answers.decision_confidence, 0.0)
    if gold.label_set.exclusive:
        # Two decisions are wrong then: the one for the label chosen counts.
        confidence = np.where(answers.predicted, confidence, 0.0)
    strength = confidence.max(axis=2).mean(axis=0)
    order = sorted(rows, key=lambda row: (-strength[row], row))[:n]
    sure = _sure(gold.has, mean)
    return [_mistake(gold, answers, int(row), strength[row], sure[row]) for row in order]


def _mistake(gold: Gold, answers: Answers, row: int, confidence: float, sure: Bools) -> Mistake:
    example = gold.examples[row]
    decisions = Counter(
        tuple(np.flatnonzero(decided).tolist())
        for decided in answers.predicted[:, row]
        if (decided != gold.has[row]).any()
    )
    predicted, n_alike = max(decisions.items(), key=lambda item: (item[1], item[0]))
    wrong = np.flatnonzero(gold.has[row] != np.isin(np.arange(len(sure)), predicted))
    doubted = _is_contested(gold, row) if gold.votes[row].any() else n_alike == len(answers.seeds)
    text = example.text[:_MAX_TEXT]
    shows_target = example.target_end is not None and example.target_end <= len(text)
    return Mistake(
        example_id=example.example_id,
        gold=example.labels,
        predicted=[gold.label_set.labels[column] for column in predicted],
        confidence=float(confidence),
        text=text,
        target=example.target,
        target_start=example.target_start if shows_target else None,
        target_end=example.target_end if shows_target else None,
        votes=example.votes,
        suspect=doubted and bool(sure[wrong].all()),
    )


def _sure(has: Bools, probabilities: Floats) -> NDArray[np.bool_]:
    """Return where the model speaks as surely against gold as it does on average where it should.

    For a gold label: its probability is at most the mean over examples without it; for any other label: at
    least the mean over examples with it.
    """
    n_with, n_without = has.sum(axis=0), (~has).sum(axis=0)
    with_it = np.where(n_with, (probabilities * has).sum(axis=0) / np.maximum(n_with, 1), 1.0)
    without = np.where(n_without, (probabilities * ~has).sum(axis=0) / np.maximum(n_without, 1), 0.0)
    return np.where(has, probabilities <= without, probabilities >= with_it)


def _is_contested(gold: Gold, row: int) -> bool:
    """Return whether the gold label, or one of them, has a small share of the votes of the example.

    Votes on sets of labels do not tell how many annotators there were: the most frequent label tells it.
    """
    votes = gold.votes[row]
    n_votes = votes.sum() if gold.label_set.exclusive else votes.max()
    return bool((votes[gold.has[row]] <= _SPLIT * n_votes).any())
