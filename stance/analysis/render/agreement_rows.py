"""Agreement between annotators as rows of text, for terminal and page alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stance.analysis.render.numbers import (
    NOTHING,
    format_interval,
    format_number,
    format_share,
    format_signed,
)
from stance.records.agreement import (
    AttributeAgreement,
    Figure,
    Gate,
    LayerAgreement,
    QuestionAgreement,
    RelationAgreement,
    SpanAgreement,
)

WHOLE = "all labels"


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: what it says, and the figure to draw in it."""

    text: str
    figure: Figure | None = None

    @property
    def interval(self) -> str:
        """Both ends of the figure's interval, empty without one."""
        bounds = self.figure.interval if self.figure else None
        return format_interval(bounds, 2) if bounds else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]


def question_table(questions: Sequence[QuestionAgreement]) -> Table:
    """Return one row per question."""
    columns = ("question", "about", "level", "items", "raters", "alpha", "kappa", "equal pairs", "unanimous")
    return Table(
        "Questions",
        columns,
        [
            [
                *_cells(q.question, q.about, q.level, f"{q.n_items:,}", str(q.n_annotators)),
                _drawn(q.alpha),
                Cell(f"{_number(q.kappa)} {q.kappa_name}" if q.kappa_name else NOTHING),
                *_cells(format_share(q.pairwise), format_share(q.unanimous)),
            ]
            for q in questions
        ],
    )


def label_table(question: QuestionAgreement) -> Table:
    """Return one row per label of a question."""
    left = question.n_labels - len(question.labels)
    more = f", the most frequent {len(question.labels)} of {question.n_labels}" if left else ""
    return Table(
        f"Each label against the rest{more}",
        ("label", "ratings", "share", "alpha"),
        [
            [*_cells(one.label, f"{one.n_ratings:,}", format_share(one.prevalence)), _drawn(one.alpha)]
            for one in question.labels
        ],
    )


def annotator_table(part: QuestionAgreement | LayerAgreement) -> Table:
    """Return one row per annotator, the one whose absence raises alpha most first."""
    is_layer = isinstance(part, LayerAgreement)
    alpha = part.whole.token_alpha if isinstance(part, LayerAgreement) else part.alpha
    worst_first = sorted(
        part.annotators,
        key=lambda one: (one.alpha_without is None, -(one.alpha_without or 0), one.annotator),
    )
    return Table(
        "Annotators",
        (
            "annotator",
            "marks" if is_layer else "ratings",
            "token F1 with others" if is_layer else "equal to others",
            "alpha without",
            "change",
        ),
        [
            _cells(
                one.annotator,
                f"{one.n:,}",
                _number(one.agreement) if is_layer else format_share(one.agreement),
                _number(one.alpha_without),
                _change(one.alpha_without, alpha.value),
            )
            for one in worst_first
        ],
    )


def span_table(layer: LayerAgreement) -> Table:
    """Return one row for the layer and one per label."""
    rows = [layer.whole, *(layer.labels if len(layer.labels) > 1 else [])]
    return Table(
        layer.layer,
        (
            "spans",
            "marks",
            "of tokens",
            "token alpha",
            "unitizing alpha",
            "exact",
            "overlap",
            "PTC",
            "token F1",
        ),
        [_span_row(one) for one in rows],
    )


def _span_row(one: SpanAgreement) -> list[Cell]:
    scores = (one.exact_f1, one.overlap_f1, one.ptc_f1, one.token_f1)
    return [
        *_cells(one.label or WHOLE, f"{one.n_marks:,}", format_share(one.token_share)),
        _drawn(one.token_alpha),
        _drawn(one.unitizing_alpha),
        *(Cell(_number(score.value)) for score in scores),
    ]


def attribute_table(attributes: Sequence[AttributeAgreement]) -> Table:
    """Return one row per attribute of marks that both annotators made."""
    return Table(
        "Said of the same mark",
        ("attribute", "level", "pairs", "alpha", "kappa", "equal"),
        [
            [
                *_cells(one.attribute, one.level, f"{one.n_pairs:,}"),
                _drawn(one.alpha),
                *_cells(_number(one.kappa), format_share(one.equal)),
            ]
            for one in attributes
        ],
    )


def relation_table(relations: RelationAgreement) -> Table:
    """Return one row per way of counting attributions as wholes."""
    rows = [
        ("F1: cues overlap", relations.cue_overlap_f1),
        ("F1: and source and content at 0.5", relations.relaxed_f1),
        ("F1: all three roles equal", relations.strict_f1),
        ("where cues overlap: source equal", relations.source_exact),
        ("where cues overlap: content equal", relations.content_exact),
        ("where cues overlap: all three equal", relations.all_exact),
    ]
    return Table(
        f"{relations.n_relations:,} attributions as wholes",
        ("counted as", "value"),
        [[Cell(name), _drawn(figure)] for name, figure in rows],
    )


def gate_text(gate: Gate) -> str:
    """Return a gate in words.

    >>> gate_text(Gate(what="token alpha", threshold=0.75, value=0.8, passed=True))
    'pass: token alpha 0.80, needs 0.75'
    """
    verdict = "pass" if gate.passed else "fail"
    return f"{verdict}: {gate.what} {_number(gate.value)}, needs {gate.threshold:.2f}"


def _drawn(figure: Figure) -> Cell:
    return Cell(_number(figure.value), figure)


def _cells(*texts: str) -> list[Cell]:
    return [Cell(text) for text in texts]


def _change(after: float | None, before: float | None) -> str:
    return NOTHING if after is None or before is None else format_signed(after - before)


def _number(value: float | None) -> str:
    return format_number(value, 2).replace("-", "−")
