"""How confident a model has to be for a user to accept its share of errors."""

from __future__ import annotations

from collections.abc import Sequence

from stance.evaluation.joining import Gold, join
from stance.evaluation.label_columns import confidences
from stance.metrics.confidence import Selection, threshold_for_risk
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.records.prediction import LabelPrediction


def choose_threshold(
    examples: Sequence[LabelExample],
    predictions: Sequence[LabelPrediction],
    *,
    label_set: LabelSet,
    max_risk: float,
) -> Selection | None:
    """Return from which confidence on a model may decide, if at most a wanted share may be wrong.

    An example's decision is wrong where any of its labels is. Its confidence is the probability of the label
    decided on; for sets of labels that of the least sure decision. Seeds are pooled.

    Args:
        examples: held out of training, in any order.
        predictions: for each seed exactly one per example.
        label_set: labels of the task.
        max_risk: most errors among decided examples, 0 to 1.

    Returns:
        None where even the most confident decisions are wrong more often.

    Raises:
        InvariantError: predictions are missing, too many, or do not fit the label set.
    """
    gold = Gold.of(examples, label_set)
    answers = join(gold, predictions, system="the model")
    wrong = (answers.predicted != gold.has).any(axis=2)
    return threshold_for_risk(confidences(gold, answers).ravel(), wrong.ravel(), max_risk=max_risk)
