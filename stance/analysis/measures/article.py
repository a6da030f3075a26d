"""All article-level scores of one annotation."""

from __future__ import annotations

from dataclasses import dataclass

from stance.analysis.measures.attribution import (
    Reporting,
    attribution_rows,
    attribution_scores,
    attribution_series,
    core_attributions,
)
from stance.analysis.measures.frames import frame_rows, frame_scores, frame_series
from stance.analysis.measures.intervals import Series, percentile_intervals, sum_over_units
from stance.analysis.measures.layout import Layout, Row, lay_out
from stance.analysis.measures.loaded import loaded_rows, loaded_scores, loaded_series
from stance.analysis.measures.sides import Sides, find_sides
from stance.analysis.measures.tone import tone_rows, tone_scores, tone_series, tone_targets
from stance.records.annotation import Annotation, Cue, Frames
from stance.records.document import Document
from stance.records.scores import Scores
from stance.text.quotations import find_quotations

SHORT_WORDS = 150
"""An article of fewer words, or of fewer attributions, is too short for its densities to be compared."""
SHORT_ATTRIBUTIONS = 3


@dataclass(frozen=True, slots=True)
class _Layers:
    """The layers of an annotation over the layout of its document; None for a layer not annotated."""

    document: Document
    layout: Layout
    sides: Sides
    reporting: Reporting | None
    targets: list[str]
    cues: list[Cue] | None
    frames: Frames | None


def measure(document: Document, annotation: Annotation, *, seed: int | None) -> Scores:
    """Return all article-level scores of an annotation or of a model's findings.

    Args:
        document: the document that was annotated.
        annotation: valid for it (see `stance.invariants`); a layer it does not list gives None.
        seed: of the bootstrap over units behind the 95 % intervals; None, for a person's annotation,
            gives none. Counts, ranks and effective sources never have an interval (a resample repeats
            sources and so understates how many there are).

    `flags` has "too_short" under 150 words or 3 attributions, and "no_sides" where fewer than two sides
    are known, so that no balance is defined. `intervals` are keyed by the dotted path of the score.
    """
    layers = _read_layers(document, annotation)
    rows = _rows(layers)
    sums = sum_over_units(rows, n_units=layers.layout.n_units, seed=seed)
    series = _series(layers, sums)
    reporting, cues, frames = layers.reporting, layers.cues, layers.frames
    return Scores(
        n_words=layers.layout.n_words,
        n_units=layers.layout.n_units,
        n_body_sentences=int(layers.layout.is_body.sum()),
        n_core_attributions=len(reporting.core) if reporting else None,
        n_eventualities=(
            sum(a.type == "eventuality" for a in annotation.attributions) if reporting else None
        ),
        n_cues=len(cues) if cues is not None else None,
        attribution=(
            attribution_scores(document, annotation, reporting, rows=rows, sums=sums, series=series)
            if reporting
            else None
        ),
        loaded=loaded_scores(cues, sums, series=series) if cues is not None else None,
        frames=frame_scores(frames, layers.layout, series=series) if frames is not None else None,
        tone=tone_scores(layers.targets, sums, series=series),
        intervals=percentile_intervals(series),
        flags=_flags(layers),
    )


def _read_layers(document: Document, annotation: Annotation) -> _Layers:
    layout = lay_out(document)
    core = core_attributions(annotation)
    sides = find_sides(document, annotation, core)
    has_attributions = "attribution" in annotation.layers
    return _Layers(
        document=document,
        layout=layout,
        sides=sides,
        reporting=(
            Reporting(layout, sides, core=core, units=[layout.first_unit(a.content) for a in core])
            if has_attributions
            else None
        ),
        targets=tone_targets(document, core) if has_attributions else [],
        cues=annotation.cues if "cue" in annotation.layers else None,
        frames=(annotation.frames or Frames()) if "frame" in annotation.layers else None,
    )


def _rows(layers: _Layers) -> dict[str, Row]:
    rows = {"words": layers.layout.by_unit()}
    if layers.reporting:
        document = layers.document
        paragraphs = [(segment.start, segment.end) for segment in document.segments]
        rows |= attribution_rows(layers.reporting, find_quotations(document.text, paragraphs))
        rows |= tone_rows(layers.targets, layers.reporting.core, layout=layers.layout)
    if layers.cues is not None:
        rows |= loaded_rows(layers.cues, layers.layout)
    if layers.frames is not None:
        rows |= frame_rows(layers.frames, layers.layout)
    return rows


def _series(layers: _Layers, sums: dict[str, Series]) -> dict[str, Series]:
    series: dict[str, Series] = {}
    if layers.reporting:
        series |= attribution_series(layers.reporting, sums)
        series |= tone_series(layers.targets, sums)
    if layers.cues is not None:
        series |= loaded_series(layers.cues, layers.sides, sums=sums)
    if layers.frames is not None:
        series |= frame_series(layers.frames, sums)
    return series


def _flags(layers: _Layers) -> list[str]:
    flags = []
    few = layers.reporting is not None and len(layers.reporting.core) < SHORT_ATTRIBUTIONS
    if few or layers.layout.n_words < SHORT_WORDS:
        flags.append("too_short")
    if layers.sides.pair is None:
        flags.append("no_sides")
    return flags
