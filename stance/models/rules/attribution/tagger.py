"""All attribution rules over a document, joined into records."""

from __future__ import annotations

from stance.models.rules.attribution.continuation import continue_quotations
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.nesting import resolve_conflicts
from stance.models.rules.attribution.nominals import find_by_nouns
from stance.models.rules.attribution.phrases import find_by_colon, find_by_prepositions
from stance.models.rules.attribution.reading import read_for_attribution
from stance.models.rules.attribution.rules import find_by_verbs
from stance.text.parse import ParsedDocument


def find_all(parsed: ParsedDocument) -> list[Finding]:
    reading = read_for_attribution(parsed)
    found: list[Finding] = []
    for unit in range(len(parsed.document.units)):
        found.extend(find_by_verbs(reading, unit))
        found.extend(find_by_nouns(reading, unit))
        found.extend(find_by_prepositions(reading, unit))
        found.extend(find_by_colon(reading, unit))
    found = resolve_conflicts(found)
    continue_quotations(reading, found)
    return found
