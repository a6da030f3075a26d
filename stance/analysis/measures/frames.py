"""Frames by position-weighted and plain share of units, and generic frame questions."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from stance.analysis.measures.intervals import Series, point, ratio
from stance.analysis.measures.layout import Layout, Row
from stance.records.annotation import Frames
from stance.records.scores import FrameScores


def frame_rows(frames: Frames, layout: Layout) -> dict[str, Row]:
    """Return per frame and unit its weighted and plain presence, and the weights themselves."""
    marked = {frame: np.zeros(layout.n_units) for frame in _names(frames)}
    for unit, in_unit in frames.units.items():
        for frame in in_unit:
            marked[frame][layout.unit_index[unit]] = 1.0
    rows = {"position": layout.position_weights, "units": np.ones(layout.n_units)}
    for frame, row in marked.items():
        rows[f"weighted {frame}"] = row * layout.position_weights
        rows[f"plain {frame}"] = row
    return rows


def frame_series(frames: Frames, sums: dict[str, Series]) -> dict[str, Series]:
    """Return salience Σ_{u has f} w(u) / Σ w(u) and unit share of every frame, 0 to 1."""
    series = {}
    for frame in _names(frames):
        series[f"frames.salience.{frame}"] = ratio(sums[f"weighted {frame}"], sums["position"])
        series[f"frames.unit_share.{frame}"] = ratio(sums[f"plain {frame}"], sums["units"])
    return series


def frame_scores(frames: Frames, layout: Layout, *, series: dict[str, Series]) -> FrameScores:
    """Return the frame scores.

    A frame given to the document but to no unit has salience 0. The primary frame is the most salient; a
    tie goes to a frame of the headline, then to the order of the document's frames.
    """
    names = _names(frames)
    salience = {frame: point(series[f"frames.salience.{frame}"]) or 0.0 for frame in names}
    headline = {f for unit, fs in frames.units.items() if layout.unit_index[unit] == 0 for f in fs}
    ranked = sorted(names, key=lambda frame: (-salience[frame], frame not in headline))
    return FrameScores(
        salience=salience,
        unit_share={frame: point(series[f"frames.unit_share.{frame}"]) or 0.0 for frame in names},
        primary=ranked[0] if ranked and salience[ranked[0]] > 0 else None,
        generic=_generic(frames),
    )


def _names(frames: Frames) -> list[str]:
    in_units = [frame for in_unit in frames.units.values() for frame in in_unit]
    return list(dict.fromkeys([*frames.document, *in_units]))


def _generic(frames: Frames) -> dict[str, float]:
    """Mean of the answers per frame: CO1, CO2, ... belong to CO."""
    answers: defaultdict[str, list[int]] = defaultdict(list)
    for question, answer in frames.questions.items():
        answers[question.rstrip("0123456789")].append(answer)
    return {frame: sum(given) / len(given) for frame, given in answers.items()}
