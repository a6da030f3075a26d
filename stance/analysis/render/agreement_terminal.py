"""Agreement between annotators for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stance.analysis.render.agreement_rows import (
    Table,
    annotator_table,
    attribute_table,
    gate_text,
    label_table,
    question_table,
    relation_table,
    span_table,
)
from stance.analysis.render.visible import excerpt, show_hidden
from stance.records.agreement import AgreementReport, Gate, LayerAgreement, QuestionAgreement

N_ANNOTATORS = 12
"""Annotators listed per question or layer."""
N_SPLIT = 3
"""Divided items listed per question."""
_NAME = 34
"""Columns a name may take."""


def render_agreement_terminal(report: AgreementReport, *, width: int = 100) -> str:
    """Return the figures as text, to be printed as it is.

    Args:
        report: what was measured.
        width: columns to use; longer lines are cut.
    """
    parts = [_head(report)]
    if report.questions:
        parts.append(_table(question_table(report.questions)))
        parts += [part for question in report.questions for part in _question(question)]
    parts += [part for layer in report.layers for part in _layer(layer)]
    if not report.questions and not report.layers:
        parts.append("Nothing was judged by two annotators or more.")
    if report.split:
        parts.append("\n".join(_split(report)))
    lines = show_hidden("\n\n".join(parts)).split("\n")
    return "\n".join(line if len(line) <= width else line[: width - 1] + "…" for line in lines) + "\n"


def _head(report: AgreementReport) -> str:
    left_out = ", ".join(f"{n:,} {kind}" for kind, n in report.n_left_out.items())
    lines = [
        f"Agreement: {report.n_annotations:,} annotations of {report.n_documents:,} documents",
        f"95 % intervals from {report.n_resamples:,} resamples of the documents, seed {report.seed}",
    ]
    return "\n".join([*lines, f"left out: {left_out}"] if left_out else lines)


def _question(question: QuestionAgreement) -> Iterator[str]:
    name = excerpt(f"{question.question}, about {question.about}", 2 * _NAME)
    if len(question.labels) > 1:
        yield _table(label_table(question), f"{name}: each label against the rest")
    if len(question.annotators) > 2:
        yield _table(annotator_table(question), f"{name}: annotators", limit=N_ANNOTATORS)
    yield from _gates(question.gates)


def _layer(layer: LayerAgreement) -> Iterator[str]:
    documents = f"{layer.n_documents:,} documents, {layer.n_annotators} annotators"
    alpha = layer.sentence_alpha.value
    sentences = "" if alpha is None else f", sentence alpha {alpha:.2f}"
    name = excerpt(layer.layer, _NAME)
    yield _table(span_table(layer), f"Spans: {name} ({documents}{sentences})")
    if layer.relations:
        yield _table(relation_table(layer.relations))
    if layer.attributes:
        yield _table(attribute_table(layer.attributes), f"{name}: said of the same mark")
    if len(layer.annotators) > 2:
        yield _table(annotator_table(layer), f"{name}: annotators", limit=N_ANNOTATORS)
    yield from _gates(layer.gates)


def _gates(gates: Sequence[Gate]) -> Iterator[str]:
    if gates:
        yield "\n".join(f"  {gate_text(gate)}" for gate in gates)


def _split(report: AgreementReport) -> Iterator[str]:
    yield "Most divided"
    shown = Counter[str]()
    for item in report.split:
        shown[item.question] += 1
        if shown[item.question] > N_SPLIT:
            continue
        votes = ", ".join(f"{n} {value}" for value, n in item.votes.items())
        yield f"  {excerpt(item.question, _NAME)}: {excerpt(votes, 92)}"
        yield f"    {excerpt(item.excerpt, 92)}"


def _table(table: Table, title: str | None = None, *, limit: int | None = None) -> str:
    """First column to the left, all others to the right."""
    rows = [[_text(cell.text, cell.interval) for cell in row] for row in table.rows[:limit]]
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    shown = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [list(table.columns), *rows]
    ]
    left = len(table.rows) - len(rows)
    return "\n".join([title or table.title, *shown, *([f"… and {left:,} more"] if left else [])])


def _text(text: str, interval: str) -> str:
    return excerpt(f"{text} {interval}", _NAME)
