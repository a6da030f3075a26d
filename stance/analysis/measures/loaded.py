"""Framing cues: density by voice, direction by target, whose names are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from stance.analysis.measures.intervals import Series, point, ratio
from stance.analysis.measures.layout import Layout, Row
from stance.analysis.measures.sides import Sides
from stance.records.annotation import Cue
from stance.records.scores import LoadedScores

INFORMATIONAL = "informational_bias"
"""Whole clauses in plain wording; their density is apart from that of loaded wording."""


def loaded_rows(cues: Sequence[Cue], layout: Layout) -> dict[str, Row]:
    """Return per unit the cues of each voice as tokens and as types, direction and alignment.

    A type is a pair of cue type and lower-cased string within one voice. Each of its k cues is worth 1/k
    type, so that types add up over units.
    """
    types = Counter(_type_key(cue) for cue in cues)
    rows: dict[str, Row] = {"informational": np.zeros(layout.n_units)}
    for voice in ("author", "source_indirect", "source_direct"):
        rows[f"tokens {voice}"] = np.zeros(layout.n_units)
        rows[f"types {voice}"] = np.zeros(layout.n_units)
    for cue in cues:
        unit = layout.unit_at(cue.start)
        if cue.type == INFORMATIONAL:
            rows["informational"][unit] += 1
        else:
            rows[f"tokens {cue.voice}"][unit] += 1
            rows[f"types {cue.voice}"][unit] += 1 / types[_type_key(cue)]
        if cue.voice == "author":
            for target, sign in cue.direction.items():
                _row(rows, f"direction {target}", layout)[unit] += cue.intensity * sign
        if cue.aligned_side is not None:
            _row(rows, f"aligned {cue.aligned_side}", layout)[unit] += 1
    return rows


def loaded_series(cues: Sequence[Cue], sides: Sides, *, sums: dict[str, Series]) -> dict[str, Series]:
    """Return densities per 1,000 words, author direction by target, and naming alignment."""
    words = sums["words"]
    series = {
        "loaded.per_1000_author_types": ratio(1000 * sums["types author"], words),
        "loaded.per_1000_author_tokens": ratio(1000 * sums["tokens author"], words),
        "loaded.per_1000_source_indirect_types": ratio(1000 * sums["types source_indirect"], words),
        "loaded.per_1000_source_direct_types": ratio(1000 * sums["types source_direct"], words),
    }
    if any(cue.type == INFORMATIONAL for cue in cues):
        series["loaded.per_1000_informational"] = ratio(1000 * sums["informational"], words)
    for target in _author_targets(cues):
        name = f"loaded.author_direction_per_1000.{target}"
        series[name] = ratio(1000 * sums[f"direction {target}"], words)
    alignment = sides.balance({side: sums.get(f"aligned {side}", 0 * words) for side in sides.names})
    if alignment is not None:
        series["loaded.naming_alignment_balance"] = alignment
    return series


def loaded_scores(cues: Sequence[Cue], sums: dict[str, Series], *, series: dict[str, Series]) -> LoadedScores:
    """Return the scores of the cue layer; cues marked uncertain count like others."""
    targets = _author_targets(cues)
    directions = {target: point(series[f"loaded.author_direction_per_1000.{target}"]) for target in targets}

    def value(name: str) -> float | None:
        return point(series[f"loaded.{name}"]) if f"loaded.{name}" in series else None

    return LoadedScores(
        per_1000_author_types=value("per_1000_author_types"),
        per_1000_author_tokens=value("per_1000_author_tokens"),
        per_1000_source_indirect_types=value("per_1000_source_indirect_types"),
        per_1000_source_direct_types=value("per_1000_source_direct_types"),
        per_1000_informational=value("per_1000_informational"),
        author_direction_per_1000={t: d for t, d in directions.items() if d is not None},
        author_direction={target: int(sums[f"direction {target}"][0]) for target in targets},
        naming_alignment=dict(Counter(cue.aligned_side for cue in cues if cue.aligned_side is not None)),
        naming_alignment_balance=value("naming_alignment_balance"),
        by_type=dict(Counter(cue.type for cue in cues)),
        by_voice=dict(Counter(cue.voice for cue in cues)),
    )


def _type_key(cue: Cue) -> tuple[str, str, str]:
    return cue.voice, cue.type, cue.text.lower()


def _row(rows: dict[str, Row], name: str, layout: Layout) -> Row:
    if name not in rows:
        rows[name] = np.zeros(layout.n_units)
    return rows[name]


def _author_targets(cues: Sequence[Cue]) -> list[str]:
    return sorted({target for cue in cues if cue.voice == "author" for target in cue.direction})
