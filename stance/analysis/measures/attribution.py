"""Who speaks, how much, and how evenly between the sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stance.analysis.measures.intervals import Series, point, ratio
from stance.analysis.measures.layout import Layout, Row
from stance.analysis.measures.sides import BOTH_SIDES, NO_SIDE, Sides, undefined_below
from stance.records.annotation import SPEECH_TYPES, Annotation, Attribution
from stance.records.document import Document
from stance.records.scores import AttributionScores
from stance.text.quotations import Quotation

VERB_VALUES = {"factive": 1.0, "emphatic": 0.5, "doubt": -1.0}
"""Credence a reporting verb lends its content; other verb classes 0."""
LEDE_UNITS = 5
"""Units that make the lede: headline, deck and the first sentences."""
LEAST_FOR_ONE_SIDEDNESS = 3
UNNAMED = "UNNAMED"
"""Key under which sources without an entity are pooled."""

BALANCES = ("count", "content_tokens", "quoted_tokens", "position", "lede5")


def core_attributions(annotation: Annotation) -> list[Attribution]:
    """Return the level 0 assertions, beliefs and knowledge: the article's own reporting of speech."""
    return [a for a in annotation.attributions if a.level == 0 and a.type in SPEECH_TYPES]


@dataclass(frozen=True, slots=True)
class Reporting:
    """The core attributions of an article with what their scores need."""

    layout: Layout
    sides: Sides
    core: list[Attribution]
    units: list[int]
    """Per core attribution, the index of the unit in which its content starts."""


def attribution_rows(reporting: Reporting, quotations: Sequence[Quotation]) -> dict[str, Row]:
    """Return per unit the words, attributed words and, for each side, what its sources get."""
    layout = reporting.layout
    said = _words_by_side(reporting)
    # One side's words may be laid to two sources: the share of attributed words counts them once.
    attributed = layout.by_unit((sum(said.values(), np.zeros(layout.n_words)) > 0).astype(np.float64))
    quoted = _quoted_words(layout, quotations)
    rows = {
        "body": layout.is_body.astype(np.float64),
        "body attributed": (layout.is_body & (attributed > 0)).astype(np.float64),
        "attributed words": attributed,
        "core": np.bincount(reporting.units, minlength=layout.n_units).astype(np.float64),
    }
    in_lede = layout.ranks <= LEDE_UNITS
    for side, count in _count_by_side(reporting).items():
        rows[f"count {side}"] = count
        rows[f"position {side}"] = count * layout.position_weights
        rows[f"lede5 {side}"] = count * in_lede
        rows[f"content_tokens {side}"] = layout.by_unit(said[side])
        rows[f"quoted_tokens {side}"] = layout.by_unit(said[side] * quoted)
    return rows | _verb_rows(reporting)


def attribution_series(reporting: Reporting, sums: dict[str, Series]) -> dict[str, Series]:
    """Return ratios, densities, balances and verb stance.

    A balance is -1 to 1, positive toward the first side of the pair (see `find_sides`).
    """
    sides = reporting.sides
    series = {
        "attribution.sentence_ratio": ratio(sums["body attributed"], sums["body"]),
        "attribution.token_share": ratio(sums["attributed words"], sums["words"]),
        "attribution.per_1000_words": ratio(1000 * sums["core"], sums["words"]),
    }
    for name in BALANCES:
        balance = sides.balance(_weights(name, reporting, sums))
        if balance is not None:
            series[f"attribution.balance_{name}.balance"] = balance
    if sides.pair is not None:
        weight = sum((sums[f"count {side}"] for side in sides.pair), np.zeros(1))
        one_sidedness = np.abs(series["attribution.balance_count.balance"])
        series["attribution.one_sidedness"] = undefined_below(
            one_sidedness, weight=weight, least=LEAST_FOR_ONE_SIDEDNESS
        )
    for side in _speaking_sides(reporting.core):
        name = f"attribution.verb_stance.{side}"
        series[name] = ratio(sums[f"verbs {side}"], sums[f"sources {side}"])
    return series


def attribution_scores(
    document: Document,
    annotation: Annotation,
    reporting: Reporting,
    *,
    rows: dict[str, Row],
    sums: dict[str, Series],
    series: dict[str, Series],
) -> AttributionScores:
    """Return the scores of the attribution layer."""
    core = reporting.core
    sources = Counter(a.source_entity or UNNAMED for a in core)
    shares = np.array(list(sources.values()), dtype=np.float64) / max(1, len(core))

    def value(name: str) -> float | None:
        return point(series[f"attribution.{name}"]) if f"attribution.{name}" in series else None

    balances = {
        f"balance_{name}": reporting.sides.table(_weights(name, reporting, sums)) for name in BALANCES
    }
    return AttributionScores(
        sentence_ratio=value("sentence_ratio"),
        token_share=value("token_share"),
        unattributed_sentences=_unattributed(document, rows),
        per_1000_words=value("per_1000_words"),
        distinct_sources=len(sources),
        effective_sources=float(np.exp(-np.sum(shares * np.log(shares)))) if core else None,
        inverse_simpson=float(1 / np.sum(shares**2)) if core else None,
        source_counts=dict(sources),
        naming=dict(Counter(a.naming for a in core)),
        speech=dict(Counter(a.speech for a in core)),
        verb_class=dict(Counter(a.verb_class for a in core)),
        **balances,
        one_sidedness=value("one_sidedness"),
        first_other_side_rank=_first_other_side(reporting),
        first_contradiction_rank=_first_contradiction(annotation, reporting.layout),
        headline_attribution_drop=drops_attribution(annotation, reporting.layout),
        verb_stance={s: v for s in _speaking_sides(core) if (v := value(f"verb_stance.{s}")) is not None},
        proposition_credence=_credence(document, core),
    )


def drops_attribution(annotation: Annotation, layout: Layout) -> bool:
    """Whether the headline states flat what the body lays to a source and another source denies.

    True for an `attribution_drop` cue in the headline, or where a level 0 eventuality of the headline makes
    the same claim as a sourced one that some `contradicts` relation, in either direction, disputes.
    """
    if "H1" not in layout.unit_index:
        return False
    if any(c.type == "attribution_drop" and layout.unit_at(c.start) == 0 for c in annotation.cues):
        return True
    flat = {
        a.id
        for a in annotation.attributions
        if a.type == "eventuality" and a.level == 0 and layout.first_unit(a.content) == 0
    }
    disputed = {i for r in annotation.relations if r.type == "contradicts" for i in (r.src, *r.dst)}
    sourced = {a.id for a in core_attributions(annotation)}
    for relation in annotation.relations:
        if relation.type == "same_claim":
            claims = {relation.src, *relation.dst}
            if claims & flat and claims & sourced & disputed:
                return True
    return False


def _words_by_side(reporting: Reporting) -> dict[str, npt.NDArray[np.float64]]:
    said = {side: np.zeros(reporting.layout.n_words) for side in _listed(reporting)}
    for attribution in reporting.core:
        for side, share in reporting.sides.share(attribution.source_side):
            for span in attribution.content:
                said[side][reporting.layout.words_in(span.start, span.end)] += share
    return said


def _quoted_words(layout: Layout, quotations: Sequence[Quotation]) -> npt.NDArray[np.bool_]:
    quoted = np.zeros(layout.n_words, dtype=np.bool_)
    for quotation in quotations:
        quoted[layout.words_in(quotation.start, quotation.end)] = True
    return quoted


def _count_by_side(reporting: Reporting) -> dict[str, Row]:
    count = {side: np.zeros(reporting.layout.n_units) for side in _listed(reporting)}
    for attribution, unit in zip(reporting.core, reporting.units, strict=True):
        for side, share in reporting.sides.share(attribution.source_side):
            count[side][unit] += share
    return count


def _verb_rows(reporting: Reporting) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for side in _speaking_sides(reporting.core):
        rows[f"verbs {side}"] = np.zeros(reporting.layout.n_units)
        rows[f"sources {side}"] = np.zeros(reporting.layout.n_units)
    for attribution, unit in zip(reporting.core, reporting.units, strict=True):
        if attribution.source_side not in (NO_SIDE, BOTH_SIDES):
            rows[f"verbs {attribution.source_side}"][unit] += VERB_VALUES.get(attribution.verb_class, 0.0)
            rows[f"sources {attribution.source_side}"][unit] += 1
    return rows


def _listed(reporting: Reporting) -> list[str]:
    """All sides, then "none", then "both" where there is no pair to share it between."""
    pooled = [BOTH_SIDES] if reporting.sides.pair is None else []
    return [*reporting.sides.names, NO_SIDE, *pooled]


def _weights(name: str, reporting: Reporting, sums: dict[str, Series]) -> dict[str, Series]:
    return {side: sums[f"{name} {side}"] for side in _listed(reporting)}


def _speaking_sides(core: Sequence[Attribution]) -> list[str]:
    """Sides with a source of their own; who speaks for both speaks for neither here."""
    return sorted({a.source_side for a in core} - {NO_SIDE, BOTH_SIDES})


def _unattributed(document: Document, rows: dict[str, Row]) -> list[str]:
    lacking = rows["body"] > rows["body attributed"]
    return [unit.id for unit, lacks in zip(document.units, lacking, strict=True) if lacks]


def _first_other_side(reporting: Reporting) -> int | None:
    seen: set[str] = set()
    for unit, attribution in sorted(
        zip(reporting.units, reporting.core, strict=True), key=lambda pair: pair[0]
    ):
        shares = reporting.sides.share(attribution.source_side)
        seen |= {side for side, _ in shares} - {NO_SIDE, BOTH_SIDES}
        if len(seen) > 1:
            return int(reporting.layout.ranks[unit])
    return None


def _first_contradiction(annotation: Annotation, layout: Layout) -> int | None:
    sources = {relation.src for relation in annotation.relations if relation.type == "contradicts"}
    units = [layout.first_unit(a.content) for a in annotation.attributions if a.id in sources]
    return int(layout.ranks[min(units)]) if units else None


def _credence(document: Document, core: Sequence[Attribution]) -> dict[str, float]:
    """Σ v(cue) · content_stance(a, t): what the reporting verbs lend to contents for or against."""
    credence = {target.id: 0.0 for target in document.targets}
    for attribution in core:
        value = VERB_VALUES.get(attribution.verb_class, 0.0)
        for target, stance in attribution.content_stance.items():
            credence[target] = credence.get(target, 0.0) + value * stance
    return credence
