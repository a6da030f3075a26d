"""Whether the confidence of predicted spans means how often they are right."""

from __future__ import annotations

import numpy as np

from stance.evaluation.span_joining import SpanAnswers, SpanGold
from stance.evaluation.span_mistakes import span_pieces
from stance.metrics.calibration import brier_scores, expected_calibration_error, reliability_bins
from stance.records.report import Calibration, CalibrationBin


def span_calibration(gold: SpanGold, answers: SpanAnswers) -> Calibration | None:
    """Return the calibration over all predicted spans of all seeds; None without any.

    A span is right where the gold has one of the same label and, edges trimmed, the same bounds.
    """
    confidences: list[float] = []
    hits: list[bool] = []
    for index, example in enumerate(gold.examples):
        wanted = {(span.label, span_pieces(span, example.text)) for span in example.spans}
        for of_seed in answers.predictions:
            for span in of_seed[index].spans:
                confidences.append(span.confidence)
                hits.append((span.label, span_pieces(span, example.text)) in wanted)
    if not confidences:
        return None
    confidence, right = np.array(confidences), np.array(hits)
    return Calibration(
        ece=expected_calibration_error(confidence, right),
        brier=float(brier_scores(confidence[:, None], right[:, None], exclusive=False).mean()),
        bins=[
            CalibrationBin(
                low=each.low,
                high=each.high,
                n=each.n,
                confidence=float(each.confidence),
                accuracy=float(each.accuracy),
            )
            for each in reliability_bins(confidence, right)
        ],
    )
