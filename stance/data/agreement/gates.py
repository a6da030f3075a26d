"""What annotators must agree on before a layer of ours may be used as test data."""

from __future__ import annotations

from collections.abc import Sequence

from stance.data.layers import FRAME, STANCE
from stance.records.agreement import (
    AttributeAgreement,
    Figure,
    Gate,
    LabelAgreement,
    SpanAgreement,
)
from stance.schema.labels import load_schema

TOKEN_ALPHA = 0.75
"""Attribution: alpha over tokens."""
CUE_EXACT_F1 = 0.70
"""Attribution: exact F1 of cues."""
VERB_CLASS_KAPPA = 0.60
SENTENCE_ALPHA = 0.40
"""Framing cues: alpha over sentences; they are released with soft labels only."""
FRAME_ALPHA = 0.50
"""Each policy frame, which is otherwise merged into "other"."""
QUESTION_ALPHA = 0.40
"""Each generic question, which is otherwise dropped."""
STANCE_KAPPA = 0.65


def question_gates(
    question: str, alpha: Figure, kappa: float | None, labels: Sequence[LabelAgreement]
) -> list[Gate]:
    """Return the gates of a question of ours, none for other questions.

    Stance has alpha stand in where annotators vary too much for a kappa.
    """
    if question == STANCE:
        value, name = (alpha.value, "alpha") if kappa is None else (kappa, "kappa")
        return [_gate(f"{name} of stance", STANCE_KAPPA, value)]
    if question == FRAME:
        known = set(load_schema().policy_frames)
        return [
            _gate(f"alpha of {one.label}", FRAME_ALPHA, one.alpha.value)
            for one in labels
            if one.label in known
        ]
    if question in load_schema().generic_questions:
        return [_gate(f"alpha of {question}", QUESTION_ALPHA, alpha.value)]
    return []


def layer_gates(
    layer: str,
    *,
    whole: SpanAgreement,
    labels: Sequence[SpanAgreement],
    sentence_alpha: Figure,
    attributes: Sequence[AttributeAgreement],
) -> list[Gate]:
    """Return the gates of a layer of ours, none for other layers; what was not annotated has none."""
    if layer == "cue":
        return [_gate("sentence alpha", SENTENCE_ALPHA, sentence_alpha.value)]
    if layer != "attribution":
        return []
    gates = [_gate("token alpha", TOKEN_ALPHA, whole.token_alpha.value)]
    gates += [
        _gate("exact F1 of cues", CUE_EXACT_F1, one.exact_f1.value) for one in labels if one.label == "cue"
    ]
    gates += [
        _gate("kappa of verb class", VERB_CLASS_KAPPA, one.kappa)
        for one in attributes
        if one.attribute == "verb_class"
    ]
    return gates


def _gate(what: str, threshold: float, value: float | None) -> Gate:
    return Gate(what=what, threshold=threshold, value=value, passed=value is not None and value >= threshold)
