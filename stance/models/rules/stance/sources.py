"""The stances of source entities toward a target, from the contents laid to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stance.models.rules.stance.weights import StanceWeights
from stance.records.annotation import SPEECH_TYPES, Attribution, Cue, Stance, Strength
from stance.records.document import Target


@dataclass(slots=True)
class _Position:
    """What one source says about one target."""

    net: float = 0.0
    loudest: bool = False
    """A directly quoted cue of intensity 2 or 3 points the same way as the content."""
    helping: list[str] = field(default_factory=list)
    hurting: list[str] = field(default_factory=list)
    undirected: list[str] = field(default_factory=list)


def judge_sources(
    attributions: Sequence[Attribution],
    cues: Sequence[Cue],
    targets: Sequence[Target],
    *,
    weights: StanceWeights,
    first_number: int,
) -> Iterator[Stance]:
    """Yield the stance of every source entity that has a decided content stance on a target.

    net = sum of content stances, deeds told at half weight. The label is the sign of net; net 0 is
    neutral, balanced when the source said things for and against. Strength: strong from a net of
    `source_strong` or with a loaded word of the source's own that points the same way; weak when the
    source also said the contrary or only deeds are told; else moderate. Confidence is
    0.5 + 0.45 |net| / (1 + |net|).
    """
    number = first_number
    loud = {
        (cue.attribution, target): direction
        for cue in cues
        if cue.voice == "source_direct" and cue.intensity > 1
        for target, direction in cue.direction.items()
    }
    for target in targets:
        positions: dict[str, _Position] = {}
        for attribution in attributions:
            if target.id in attribution.content_stance and _holds_it(attribution, target):
                position = positions.setdefault(str(attribution.source_entity), _Position())
                _add(position, attribution, target.id, weights)
                sign = attribution.content_stance[target.id]
                position.loudest = position.loudest or (
                    sign != 0 and loud.get((attribution.id, target.id)) == sign
                )
        for entity, position in positions.items():
            yield _stance(f"ST{number}", target.id, entity, position=position, weights=weights)
            number += 1


def _holds_it(attribution: Attribution, target: Target) -> bool:
    """Return whether an attribution tells its source's stance: a target's own deeds do not."""
    if attribution.source_entity is None:
        return False
    return attribution.type in SPEECH_TYPES or attribution.source_entity not in target.entity_ids


def _add(position: _Position, attribution: Attribution, target_id: str, weights: StanceWeights) -> None:
    sign = attribution.content_stance[target_id]
    position.net += sign * (1.0 if attribution.type in SPEECH_TYPES else weights.eventuality)
    if sign > 0:
        position.helping.append(attribution.id)
    elif sign < 0:
        position.hurting.append(attribution.id)
    else:
        position.undirected.append(attribution.id)


def _stance(
    stance_id: str, target_id: str, entity: str, *, position: _Position, weights: StanceWeights
) -> Stance:
    net = position.net
    both = bool(position.helping and position.hurting)
    if net == 0:
        return Stance(
            id=stance_id,
            target=target_id,
            holder=entity,
            label="neutral",
            confidence=0.5,
            evidence=[*position.helping, *position.hurting] or position.undirected,
            basis="balanced" if both else "no_position",
            origin="rule:stance/source",
        )
    return Stance(
        id=stance_id,
        target=target_id,
        holder=entity,
        label="favor" if net > 0 else "against",
        strength=_strength(position, weights),
        confidence=0.5 + 0.45 * abs(net) / (1.0 + abs(net)),
        alternates=["neutral"] if both else [],
        evidence=position.helping if net > 0 else position.hurting,
        origin="rule:stance/source",
    )


def _strength(position: _Position, weights: StanceWeights) -> Strength:
    if position.helping and position.hurting:
        return "weak"
    if abs(position.net) >= weights.source_strong or position.loudest:
        return "strong"
    return "moderate" if abs(position.net) >= 1.0 else "weak"
