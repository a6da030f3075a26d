"""The tables under an article: every attribution, framing cue, score and dropped block."""

from __future__ import annotations

from dataclasses import dataclass

from stance.analysis.render.numbers import format_interval, format_share, format_value
from stance.analysis.render.score_rows import score_rows
from stance.analysis.render.visible import excerpt
from stance.analysis.render.wording import certainty, code_of, directions, entity_names, joined, plain
from stance.records.analysis import Analysis
from stance.records.annotation import Attribution, Cue
from stance.records.document import Dropped

_CONTENT_LIMIT = 160
_DROPPED_LIMIT = 600


@dataclass(frozen=True, slots=True)
class DetailTable:
    """A table under an article."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    linked: bool = False
    """Whether the first cell of a row is the id of something marked in the text."""


def detail_tables(analysis: Analysis) -> list[DetailTable]:
    """Return the tables in the order in which they are shown."""
    names = entity_names(analysis)
    return [
        DetailTable(
            "attributions",
            "Attributions",
            ("Id", "Source", "Known as", "Words", "Content", "Kind", "Details"),
            [_attribution_row(attribution, names) for attribution in analysis.attributions],
            linked=True,
        ),
        DetailTable(
            "cues",
            "Framing cues",
            ("Id", "Unit", "Words", "Type", "Voice", "Intensity", "Plainer", "Details"),
            [_cue_row(cue) for cue in analysis.cues],
            linked=True,
        ),
        DetailTable("scores", "All scores", ("Score", "Value", "95 % interval", "n"), _score_cells(analysis)),
        DetailTable(
            "dropped",
            "What cleaning took out",
            ("Reason", "Text", "Differs from what was kept"),
            [_dropped_row(dropped) for dropped in analysis.document.dropped],
        ),
    ]


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _attribution_row(attribution: Attribution, names: dict[str, str]) -> tuple[str, ...]:
    entity = attribution.source_entity
    return (
        attribution.id,
        joined(attribution.source) or "nobody named",
        names.get(entity, entity) if entity else "",
        joined(attribution.cue),
        excerpt(joined(attribution.content), _CONTENT_LIMIT),
        f"{attribution.type}, {attribution.speech}"
        + (f", inside {attribution.parent}" if attribution.parent else ""),
        _told(
            plain(attribution.verb_class),
            f"source {plain(attribution.naming)}",
            f"side {attribution.source_side}" if attribution.source_side != "none" else None,
            "negated" if attribution.polarity == "negative" else None,
            directions(dict(attribution.content_stance)),
            certainty(attribution),
        ),
    )


def _cue_row(cue: Cue) -> tuple[str, ...]:
    return (
        cue.id,
        cue.unit or "",
        excerpt(cue.text, _CONTENT_LIMIT),
        f"{plain(cue.type)} {code_of(cue)}",
        plain(cue.voice) + (f", in {cue.attribution}" if cue.attribution else ""),
        str(cue.intensity),
        ", ".join(wording or "leave out" for wording in cue.alternatives),
        _told(
            directions(dict(cue.direction)),
            f"the wording of {cue.aligned_side}" if cue.aligned_side else None,
            cue.rationale,
            None if cue.certain else "uncertain",
            certainty(cue),
        ),
    )


def _score_cells(analysis: Analysis) -> list[tuple[str, ...]]:
    return [
        (
            row.name,
            format_value(row.value),
            "" if row.low is None or row.high is None else format_interval((row.low, row.high), 3),
            "" if row.n is None else f"{row.n} {row.counted}",
        )
        for row in score_rows(analysis.scores)
    ]


def _dropped_row(dropped: Dropped) -> tuple[str, ...]:
    variants = [f"{v.kept or 'nothing'} → {v.dropped or 'nothing'}" for v in dropped.variants]
    repeated = dropped.containment3
    return (
        plain(dropped.reason),
        excerpt(dropped.text, _DROPPED_LIMIT),
        _told("; ".join(variants), None if repeated is None else f"{format_share(repeated)} of it repeated"),
    )
