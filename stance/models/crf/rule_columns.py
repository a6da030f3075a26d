"""What the rules say of each token, as a reading for a model that learns how far to trust them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, Literal, get_args

import numpy as np

from stance.models.crf.batch import Batch, Ints
from stance.models.crf.positions import FIRST
from stance.models.rules.attribution.tagger import RuleAttributions
from stance.models.rules.cues.rule_cues import RuleCues
from stance.records.annotation import Attribution, Cue, CueType
from stance.records.open_layers import Span
from stance.text.parse import ParsedDocument

RuleLayer = Literal["attribution", "cues"]

_ROLES = ("source", "cue", "content")
_TYPES = get_args(CueType)
BEGIN, INSIDE, END, SINGLE = range(4)
N_ROLES: Final = 1 + len(_ROLES) * 4
N_TYPES: Final = 1 + len(_TYPES) * 4
_CONFIDENT = (0.5, 0.7, 0.85)

N_RULE_VALUES: Final[dict[str, int]] = {
    "rule": N_ROLES,
    "nested_rule": N_ROLES,
    "rule_confidence": N_ROLES * (len(_CONFIDENT) + 1),
    "rule_cue": N_TYPES,
    "rule_cue_strength": 1 + 3 * 2 * 3,
}
"""Number of values of each column."""


def rule_columns(
    batch: Batch, layers: Iterable[RuleLayer]
) -> tuple[dict[str, Ints], list[list[Attribution]]]:
    """Return values per token in sequences by name, and the attributions per document.

    Args:
        batch: the documents.
        layers: "attribution" for roles of relations that have a source, outermost and nested apart;
            "cues" for framing cues with their strength and voice. None gives no column.
    """
    wanted = frozenset(layers)
    if not wanted:
        return {}, [[] for _ in batch.documents]
    attribution_rules, cue_rules = _attribution_rules(), _cue_rules() if "cues" in wanted else None
    n = int(batch.first_token[-1])
    roles = {name: np.zeros(n, dtype=np.int64) for name in ("rule", "nested_rule", "rule_confidence")}
    cues = {name: np.zeros(n, dtype=np.int64) for name in ("rule_cue", "rule_cue_strength")}
    found: list[list[Attribution]] = []
    for document, base in zip(batch.documents, batch.first_token.tolist(), strict=False):
        attributions = attribution_rules.find_attributions(document)
        found.append(attributions)
        if "attribution" in wanted:
            _write_roles(document, base, attributions, roles)
        if cue_rules is not None:
            _write_cues(document, base, cue_rules.find_cues(document, attributions), cues)
    columns = (roles if "attribution" in wanted else {}) | (cues if cue_rules else {})
    return {name: values[batch.tokens] + FIRST for name, values in columns.items()}, found


@cache
def _attribution_rules() -> RuleAttributions:
    return RuleAttributions()


@cache
def _cue_rules() -> RuleCues:
    return RuleCues()


def _write_roles(
    document: ParsedDocument, base: int, attributions: Sequence[Attribution], columns: dict[str, Ints]
) -> None:
    # Written from the inside out, so that the outermost reading is what remains.
    for attribution in sorted(attributions, key=lambda a: -a.level):
        name = "rule" if attribution.level == 0 and attribution.source else "nested_rule"
        sure = int(np.searchsorted(_CONFIDENT, attribution.confidence or 0.0, side="right"))
        for number, role in enumerate(_ROLES):
            spans: list[Span] = getattr(attribution, role)
            for span in spans:
                inside = document.tokens_in(span.start, span.end)
                _write(columns[name], base, inside, 1 + number * 4)
                if name == "rule":
                    _write(columns["rule_confidence"], base, inside, 1 + number * 4)
                    columns["rule_confidence"][base + inside.start : base + inside.stop] += N_ROLES * sure


def _write(column: Ints, base: int, inside: range, value: int) -> None:
    if not inside:
        return
    column[base + inside.start : base + inside.stop] = value + INSIDE
    column[base + inside.start] = value + BEGIN
    column[base + inside.stop - 1] = value + (SINGLE if len(inside) == 1 else END)


def _write_cues(document: ParsedDocument, base: int, cues: Sequence[Cue], columns: dict[str, Ints]) -> None:
    for cue in cues:
        inside = document.tokens_in(cue.start, cue.end)
        _write(columns["rule_cue"], base, inside, 1 + _TYPES.index(cue.type) * 4)
        voice = ("author", "source_indirect", "source_direct").index(cue.voice)
        strength = 1 + ((cue.intensity - 1) * 2 + cue.certain) * 3 + voice
        columns["rule_cue_strength"][base + inside.start : base + inside.stop] = strength
