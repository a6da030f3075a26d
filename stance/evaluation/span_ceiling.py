"""How far annotators agree on spans, under the names of the metrics it can be set beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from stance.evaluation.settings import ReportContext
from stance.evaluation.span_joining import SpanGold
from stance.records.agreement import Figure, LayerAgreement, SpanAgreement

_GIVEN_CUE: Final = "exact given cue"


def find_layer(context: ReportContext) -> LayerAgreement | None:
    """Return the agreement on the layer behind a task, its labels called as in the task; None if unknown."""
    layers = context.agreement.layers if context.agreement is not None else []
    name = context.question or context.task
    for layer in layers:
        if layer.layer == name:
            parts = [
                msgspec.structs.replace(part, label=context.label_names.get(part.label, part.label))
                for part in layer.labels
            ]
            return msgspec.structs.replace(layer, labels=parts)
    return None


def span_alphas(layer: LayerAgreement | None) -> dict[str, float]:
    """Return label to token alpha, where it is defined."""
    parts = layer.labels if layer is not None else []
    return {part.label: part.token_alpha.value for part in parts if part.token_alpha.value is not None}


def span_ceiling(layer: LayerAgreement | None, gold: SpanGold) -> dict[str, float]:
    """Return the agreement of annotators by the name of the metric that measures a model in the same way.

    Annotators are compared on whole spans; where no gold span has several pieces, that is "exact" too.
    "token alpha" has no counterpart among the metrics.

    Args:
        layer: agreement on the layer of the task; None gives nothing.
        gold: the held-out examples.
    """
    if layer is None:
        return {}
    unbroken = all(len(span.starts) == 1 for example in gold.examples for span in example.spans)
    figures = dict(_figures(layer, gold.labels, unbroken=unbroken))
    return {name: figure.value for name, figure in figures.items() if figure.value is not None}


def _figures(
    layer: LayerAgreement, labels: tuple[str, ...], *, unbroken: bool
) -> Iterator[tuple[str, Figure]]:
    yield "token alpha", layer.whole.token_alpha
    yield "strict f1", layer.whole.exact_f1
    yield from _span_figures("", layer.whole, unbroken=unbroken)
    for part in layer.labels:
        if part.label in labels:
            yield f"{part.label} whole f1", part.exact_f1
            yield from _span_figures(f"{part.label} ", part, unbroken=unbroken)
    if layer.relations is not None:
        yield "relation relaxed f1", layer.relations.relaxed_f1
        yield "relation strict f1", layer.relations.strict_f1
        yield "relation cues overlap f1", layer.relations.cue_overlap_f1
        yield f"source {_GIVEN_CUE}", layer.relations.source_exact
        yield f"content {_GIVEN_CUE}", layer.relations.content_exact


def _span_figures(prefix: str, part: SpanAgreement, *, unbroken: bool) -> Iterator[tuple[str, Figure]]:
    yield f"{prefix}ptc f1", part.ptc_f1
    yield f"{prefix}token f1", part.token_f1
    if unbroken:
        yield f"{prefix}exact f1", part.exact_f1
        yield f"{prefix}overlap f1", part.overlap_f1
