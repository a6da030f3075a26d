"""Agreement between annotators as one page that needs no network and no script."""

from __future__ import annotations

import functools

from jinja2 import Template

from stance.analysis.render.agreement_rows import (
    annotator_table,
    attribute_table,
    gate_text,
    label_table,
    question_table,
    relation_table,
    span_table,
)
from stance.analysis.render.numbers import NOTHING
from stance.analysis.render.visible import excerpt, show_hidden
from stance.records.agreement import AgreementReport
from stance.schema.pages import page_environment

LOWEST = -0.2
"""Left end of the drawn scale; what lies below is drawn there."""
WIDTH = 120
"""Of a drawing, in pixels."""


def render_agreement_html(report: AgreementReport) -> str:
    """Return the whole page."""
    gates = [gate for question in report.questions for gate in question.gates]
    gates += [gate for layer in report.layers for gate in layer.gates]
    page = _template().render(
        report=report,
        questions=question_table(report.questions),
        question_parts=[
            (question, label_table(question), annotator_table(question)) for question in report.questions
        ],
        layer_parts=[
            (
                layer,
                span_table(layer),
                relation_table(layer.relations) if layer.relations else None,
                attribute_table(layer.attributes) if layer.attributes else None,
                annotator_table(layer),
            )
            for layer in report.layers
        ],
        gates=[(gate, gate_text(gate)) for gate in gates],
        zero=_place(0.0),
    )
    return show_hidden(page)


def _place(value: float) -> float:
    """Pixels from the left end of the scale."""
    return round(WIDTH * (min(1.0, max(LOWEST, value)) - LOWEST) / (1.0 - LOWEST), 1)


@functools.cache
def _template() -> Template:
    environment = page_environment("stance.analysis.render")
    environment.filters |= {"place": _place, "cut": excerpt}
    environment.globals |= {"width": WIDTH, "nothing": NOTHING}
    return environment.get_template("agreement.html.j2")
