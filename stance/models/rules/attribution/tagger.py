"""All attribution rules over a document, joined into records."""

from __future__ import annotations

from bisect import bisect_left

import msgspec

from stance.invariants.voice import is_quoted_throughout
from stance.models.rules.attribution.attributes import in_context, naming_of
from stance.models.rules.attribution.continuation import continue_quotations
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.nesting import find_parents, resolve_conflicts
from stance.models.rules.attribution.nominals import find_by_nouns
from stance.models.rules.attribution.phrases import (
    find_by_adverbs,
    find_by_colon,
    find_by_dash,
    find_by_prepositions,
)
from stance.models.rules.attribution.reading import Reading, read_for_attribution
from stance.models.rules.attribution.rules import find_by_verbs
from stance.records.annotation import Attribution, Speech
from stance.text.parse import ParsedDocument
from stance.text.quotations import Quotation

# Verbs whose noun phrase is judged, not announced: "accused X of Y" is reported speech in full.
_JUDGING = frozenset({"accusatory", "mental", "denial"})


class RuleAttributions:
    """Attribution by rule; implements `AttributionModel`."""

    def find_attributions(self, parsed: ParsedDocument) -> list[Attribution]:
        """Return attributions in reading order of their cues; `source_entity` is left None."""
        reading = read_for_attribution(parsed)
        found = _find(reading)
        parents = find_parents(found)
        ids = [f"A{index}" for index in range(1, len(found) + 1)]
        return [
            _record(
                reading,
                finding,
                ids[index],
                ids[parent] if parent is not None else None,
                _level(parents, index),
            )
            for index, (finding, parent) in enumerate(zip(found, parents, strict=True))
        ]


def _find(reading: Reading) -> list[Finding]:
    found: list[Finding] = []
    for unit in range(len(reading.parsed.document.units)):
        found.extend(find_by_verbs(reading, unit))
        found.extend(find_by_nouns(reading, unit))
        found.extend(find_by_prepositions(reading, unit))
        found.extend(find_by_colon(reading, unit))
        found.extend(find_by_adverbs(reading, unit))
    found.extend(find_by_dash(reading))
    found = resolve_conflicts(found)
    continue_quotations(reading, found)
    return found


def _level(parents: list[int | None], index: int) -> int:
    level = 0
    parent = parents[index]
    while parent is not None:
        level += 1
        parent = parents[parent]
    return level


def _record(reading: Reading, finding: Finding, name: str, parent: str | None, level: int) -> Attribution:
    span = reading.parsed.span
    sense = in_context(reading, finding)
    attribution = Attribution(
        id=name,
        level=level,
        parent=parent,
        type=sense.type,
        source=[span(*finding.source)] if finding.source else [],
        cue=[span(*finding.cue)],
        content=[span(*offsets) for offsets in sorted(finding.content)],
        recipient=[span(*finding.recipient)] if finding.recipient else [],
        source_entity=None,
        source_side="none",
        naming=naming_of(reading, finding),
        speech="indirect",
        verb_class=sense.verb_class,
        polarity="negative" if finding.negative else "positive",
        confidence=finding.confidence,
        origin=f"rule:{finding.rule}#{finding.sense.lemma}",
    )
    speech = _speech(reading, finding, attribution)
    return attribution if speech == "indirect" else msgspec.structs.replace(attribution, speech=speech)


def _speech(reading: Reading, finding: Finding, attribution: Attribution) -> Speech:
    quotations = _quotations_about(reading, finding)
    if is_quoted_throughout(reading.parsed.text, attribution, quotations):
        return "direct"
    if any(_quotes(finding, quotation) for quotation in quotations):
        return "mixed"
    if finding.rule == "noun_hearsay" or (
        finding.shape == "phrase"
        and attribution.type == "assertion"
        and attribution.verb_class not in _JUDGING
    ):
        return "nominal"
    return "indirect"


def _quotations_about(reading: Reading, finding: Finding) -> list[Quotation]:
    """Return the quotations of the paragraphs in which the content stands."""
    quotations = reading.parsed.quotations
    start = reading.parsed.text.rfind("\n", 0, min(start for start, _ in finding.content)) + 1
    end = max(end for _, end in finding.content)
    first = bisect_left(quotations, start, key=_start)
    return quotations[first : bisect_left(quotations, end, lo=first, key=_start)]


def _start(quotation: Quotation) -> int:
    return quotation.start


def _quotes(finding: Finding, quotation: Quotation) -> bool:
    """Return whether a quotation lies in the content, and is not that of a speaker above."""
    if quotation.start <= finding.cue[0] < quotation.end:
        return False
    return any(start <= quotation.start and quotation.end <= end + 1 for start, end in finding.content)
