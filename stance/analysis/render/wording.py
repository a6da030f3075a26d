"""Short codes and plain words for the labels, the same in every view."""

from __future__ import annotations

from stance.analysis.render.visible import excerpt
from stance.records.analysis import Analysis
from stance.records.annotation import Attribution, Cue
from stance.records.document import Document
from stance.records.open_layers import Span

CUE_CODES: dict[str, str] = {
    "loaded_word": "LW",
    "label_name_calling": "NC",
    "contested_name": "CN",
    "euphemism": "EU",
    "dysphemism": "DY",
    "intensifier_minimizer": "IM",
    "virtue_term": "VT",
    "metaphor": "ME",
    "scare_quotes": "SQ",
    "dogwhistle": "DW",
    "certainty_booster": "CB",
    "hedge": "HE",
    "presupposed_contested": "PC",
    "source_discount": "SD",
    "attribution_drop": "AD",
    "agent_deletion": "AG",
    "causal_insinuation": "CI",
    "informational_bias": "IB",
}
"""Framing cue type to the letters printed behind the words."""

VOICE_WORDS = {
    "author": "the author’s own voice",
    "source_indirect": "a source’s words, paraphrased",
    "source_direct": "a source’s words, quoted",
}
VOICE_LETTERS = {"author": "A", "source_indirect": "P", "source_direct": "Q"}
"""The author's own, a source paraphrased, a source quoted."""
STANCE_SIGNS = {"favor": "▲", "against": "▼", "neutral": "●", "not_discussed": "○"}


def plain(label: str) -> str:
    """Return a label of the schema as words.

    >>> plain("role_only")
    'role only'
    """
    return label.replace("_", " ")


def title_of(document: Document) -> str:
    """Return the title, or the first words of an article without one."""
    return document.meta.title or excerpt(document.text[:200], 80)


def joined(spans: list[Span]) -> str:
    """Return the words of the spans of one role, "…" between stretches that lie apart."""
    return " … ".join(span.text for span in spans)


def entity_names(analysis: Analysis) -> dict[str, str]:
    """Return entity id to name, for the entities of the document and those found in it."""
    known = [*analysis.document.entities, *analysis.findings.entities]
    return {entity.id: entity.name for entity in known}


def directions(values: dict[str, int]) -> str:
    """Return which targets are helped and hurt.

    >>> directions({"T1": 1, "T2": -1, "T3": 0})
    'helps T1, hurts T2'
    """
    told = {1: "helps", -1: "hurts"}
    return ", ".join(f"{told[value]} {target}" for target, value in values.items() if value in told)


def describe_attribution(attribution: Attribution, names: dict[str, str]) -> str:
    """Return the details of an attribution, one per line."""
    source = joined(attribution.source) or "nobody named"
    entity = names.get(attribution.source_entity or "")
    known = f" = {entity}" if entity and entity != source else ""
    side = f" · side {attribution.source_side}" if attribution.source_side != "none" else ""
    lines = [
        f"{attribution.id} {source}{known}{side}",
        f"“{joined(attribution.cue)}” · {plain(attribution.verb_class)}"
        + (" · negated" if attribution.polarity == "negative" else ""),
        f"{attribution.type}, {attribution.speech}, source {plain(attribution.naming)}",
    ]
    effect = directions(dict(attribution.content_stance))
    return "\n".join(line for line in (*lines, effect, certainty(attribution)) if line)


def describe_cue(cue: Cue) -> str:
    """Return the details of a framing cue, one per line."""
    lines = [f"{cue.id} {plain(cue.type)}, intensity {cue.intensity} of 3", f"in {VOICE_WORDS[cue.voice]}"]
    wordings = [f"“{wording}”" if wording else "leave out" for wording in cue.alternatives]
    effect = directions(dict(cue.direction))
    if wordings:
        lines.append("plainer: " + ", ".join(wordings))
    if cue.aligned_side:
        lines.append(f"the wording of {cue.aligned_side}")
    if effect:
        lines.append(effect)
    if cue.rationale:
        lines.append(cue.rationale)
    return "\n".join(line for line in (*lines, certainty(cue)) if line)


def certainty(item: Attribution | Cue) -> str:
    """Return the confidence and the origin, "" for a person's annotation."""
    told = [] if item.confidence is None else [f"confidence {item.confidence:.2f}"]
    if item.origin:
        told.append(f"by {item.origin}")
    return " · ".join(told)


def code_of(cue: Cue) -> str:
    """Return the letters printed behind a framing cue: its type, then whose voice it is in."""
    return f"{CUE_CODES[cue.type]}·{VOICE_LETTERS[cue.voice]}"
