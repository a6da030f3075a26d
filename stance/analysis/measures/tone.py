"""Favorable against unfavorable contents about each target."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.analysis.measures.intervals import Series, point, ratio
from stance.analysis.measures.layout import Layout, Row
from stance.records.annotation import Attribution
from stance.records.document import Document
from stance.records.scores import Tone


def tone_targets(document: Document, core: Sequence[Attribution]) -> list[str]:
    """Return the targets of the document, then others that a content stance names."""
    named = [target for a in core for target in a.content_stance]
    return list(dict.fromkeys([*(target.id for target in document.targets), *named]))


def tone_rows(targets: Sequence[str], core: Sequence[Attribution], *, layout: Layout) -> dict[str, Row]:
    """Return per target and unit the favorable and unfavorable contents."""
    rows = {f"{sign} {target}": np.zeros(layout.n_units) for target in targets for sign in ("fav", "unf")}
    for attribution in core:
        if attribution.content_stance:
            unit = layout.first_unit(attribution.content)
            for target, value in attribution.content_stance.items():
                if value:
                    rows[f"{'fav' if value > 0 else 'unf'} {target}"][unit] += 1
    return rows


def tone_series(targets: Sequence[str], sums: dict[str, Series]) -> dict[str, Series]:
    """Return tone (f - u) / (f + u) and the Janis-Fadner coefficient per target, -1 to 1.

    With r = f + u relevant contents of t attributions, the coefficient is (f² - fu) / rt for f > u and
    (fu - u²) / rt for f < u: in both cases (f - u) · max(f, u) / rt.

    Source: Janis and Fadner (1943).
    """
    series = {}
    for target in targets:
        favorable, unfavorable = sums[f"fav {target}"], sums[f"unf {target}"]
        difference, relevant = favorable - unfavorable, favorable + unfavorable
        series[f"tone.{target}.tone"] = ratio(difference, relevant)
        series[f"tone.{target}.janis_fadner"] = ratio(
            difference * np.maximum(favorable, unfavorable), relevant * sums["core"]
        )
    return series


def tone_scores(
    targets: Sequence[str], sums: dict[str, Series], *, series: dict[str, Series]
) -> dict[str, Tone]:
    """Return the tone toward each target; None where no content bears on it."""
    return {
        target: Tone(
            fav=int(sums[f"fav {target}"][0]),
            unf=int(sums[f"unf {target}"][0]),
            tone=point(series[f"tone.{target}.tone"]),
            janis_fadner=point(series[f"tone.{target}.janis_fadner"]),
        )
        for target in targets
    }
