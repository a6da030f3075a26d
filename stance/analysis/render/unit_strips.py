"""One analysis arranged for the eye: where things occur unit by unit, and who speaks how often."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stance.analysis.render.wording import entity_names, joined, plain
from stance.records.analysis import Analysis
from stance.records.annotation import SPEECH_TYPES
from stance.records.document import Unit


@dataclass(frozen=True, slots=True)
class Strip:
    """Where in the article something occurs, one sign per unit."""

    name: str
    signs: str
    units: str
    share: float | None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and how often it speaks."""

    name: str
    side: str
    count: int
    direct: int
    """How many of these are quoted in full or in part."""
    ids: list[str]


def unit_ranges(ids: Iterable[str]) -> str:
    """Return unit ids with runs drawn together.

    >>> unit_ranges(["H1", "S1", "S2", "S3", "S7"])
    'H1, S1–S3, S7'
    """
    runs: list[list[str]] = []
    for name in ids:
        if runs and _follows(runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(before: str, name: str) -> bool:
    return before[0] == name[0] and int(name[1:]) == int(before[1:]) + 1


def strips(analysis: Analysis) -> list[Strip]:
    """Return where sources speak, where the author's own words are loaded, and each frame by salience."""
    units = analysis.document.units
    found: list[Strip] = []
    if analysis.scores.attribution:
        found.append(_strip("a source speaks", units, _content_units(analysis), None))
    if analysis.scores.loaded:
        own = {cue.unit for cue in analysis.cues if cue.voice == "author" and cue.unit}
        found.append(_strip("author’s loaded words", units, own, None))
    frames, salience = analysis.frames, analysis.scores.frames
    if frames and salience:
        for frame, share in sorted(salience.salience.items(), key=lambda item: -item[1]):
            carrying = {unit for unit, names in frames.units.items() if frame in names}
            found.append(_strip(plain(frame), units, carrying, share))
    return found


def _content_units(analysis: Analysis) -> set[str]:
    units = analysis.document.units
    starts = [unit.start for unit in units]
    found: set[str] = set()
    for attribution in analysis.attributions:
        if attribution.type in SPEECH_TYPES and attribution.level == 0:
            for span in attribution.content:
                first = max(0, bisect_right(starts, span.start) - 1)
                found.update(unit.id for unit in units[first : bisect_left(starts, span.end)])
    return found


def _strip(name: str, units: list[Unit], carrying: set[str], share: float | None) -> Strip:
    signs = "".join("■" if unit.id in carrying else "·" for unit in units)
    return Strip(name, signs, unit_ranges(unit.id for unit in units if unit.id in carrying), share)


def source_rows(analysis: Analysis) -> list[SourceRow]:
    """Return who speaks at level 0, most often first; sources without a known entity by their words."""
    names = entity_names(analysis)
    counts: Counter[str] = Counter()
    direct: Counter[str] = Counter()
    sides: dict[str, str] = {}
    ids: dict[str, list[str]] = {}
    for attribution in analysis.attributions:
        if attribution.type not in SPEECH_TYPES or attribution.level > 0:
            continue
        entity = attribution.source_entity or ""
        name = names.get(entity) or entity or joined(attribution.source) or "nobody named"
        counts[name] += 1
        direct[name] += attribution.speech in {"direct", "mixed"}
        sides[name] = attribution.source_side
        ids.setdefault(name, []).append(attribution.id)
    return [SourceRow(name, sides[name], n, direct[name], ids[name]) for name, n in counts.most_common()]
