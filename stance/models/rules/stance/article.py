"""The stance of the article as a whole toward one target, from the evidence in its own voice first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stance.models.rules.stance.clauses import Passage
from stance.models.rules.stance.content import claim_parity
from stance.models.rules.stance.reading import TargetReading
from stance.models.rules.stance.targets import Mention
from stance.models.rules.stance.votes import read_votes
from stance.models.rules.stance.weights import StanceWeights
from stance.records.annotation import SPEECH_TYPES, Attribution, Cue, Relation, Stance, StanceLabel, Strength

_CREDENCE = {"factive": 1.0, "emphatic": 0.5, "doubt": -1.0}


@dataclass(slots=True)
class Evidence:
    """Points for (+) and against (-) a target, by where they come from."""

    cues: float = 0.0
    evaluation: float = 0.0
    credence: float = 0.0
    selection: float = 0.0
    cues_by_unit: dict[str, float] = field(default_factory=dict)
    """Points of cues by unit id."""
    blame: bool = False
    """The headline takes a side, by its own words or a dropped attribution."""
    strongest: int = 0
    """Largest intensity among author-voice cues with a direction."""
    n_cues: int = 0
    helping: list[str] = field(default_factory=list)
    hurting: list[str] = field(default_factory=list)
    """Ids of cues and attributions."""
    sources_for: set[str] = field(default_factory=set)
    sources_against: set[str] = field(default_factory=set)
    voices: set[str] = field(default_factory=set)
    """Sources with a direction, those of one side counted once."""

    @property
    def points(self) -> float:
        """All points together."""
        return self.cues + self.evaluation + self.credence + self.selection


class ArticleJudge:
    """Judges the article's stance; see `judge` for the formula.

    Args:
        reading: the document read for its targets.
        attributions: with `content_stance`.
        cues: with `direction`.
        relations: which contents others contradict.
        weights: the numbers.
    """

    def __init__(
        self,
        reading: TargetReading,
        attributions: Sequence[Attribution],
        cues: Sequence[Cue],
        *,
        relations: Sequence[Relation],
        weights: StanceWeights,
    ) -> None:
        self._reading = reading
        self._weights = weights
        self._speech = [a for a in attributions if a.level == 0 and a.type in SPEECH_TYPES]
        self._author_cues = [c for c in _once_each(cues) if c.voice == "author" and c.direction]
        self._answered = {end for r in relations if r.type == "contradicts" for end in (r.src, *r.dst)}
        self._author_ranges = list(_author_ranges(reading, self._speech))

    def judge(self, index: int, stance_id: str) -> Stance:
        """Return the article's stance toward a target.

        points = sum of intensity x direction of author-voice cues (each wording once)
               + evaluation in author-voice clauses: the target called good or bad (3), said to do good or
                 harm (1.5), a claim stated or denied flat (1.5); outcomes and others' acts do not count,
                 and cues of the unit that point the same way are taken off
               + 0.5 x (factive 1, emphatic 0.5, doubt -1) x content stance, per attribution
               + 1 per independent voice (the sources of one side are one), at most 2, where all contents
                 with a direction point one way and nobody contradicts them

        |points| under `weak` is neutral: balanced with a content for and one against from different sources
        and no author-voice cue over intensity 1, else no_position. Strength: strong needs evaluation in the
        author's voice, moderate needs it or a headline that takes a side beside another author-voice cue;
        else weak. Confidence of a polar label is 0.5 + 0.45 (1 - e^(-|points| / 4)), of neutral
        0.5 + 0.4 e^(-|points|), of not_discussed 0.95 - 0.5 x score of the fullest partial mention.
        """
        target = self._reading.targets[index]
        if not self._reading.is_discussed(index):
            return self._not_discussed(index, stance_id)
        evidence = self._gather(index)
        points = evidence.points
        if abs(points) < self._weights.weak:
            return self._neutral(target.id, stance_id, evidence)
        label: StanceLabel = "favor" if points > 0 else "against"
        close = abs(points) < self._weights.weak + self._weights.close or self._is_balanced(evidence)
        return Stance(
            id=stance_id,
            target=target.id,
            holder="article",
            label=label,
            strength=self._strength(evidence),
            confidence=0.5 + 0.45 * (1.0 - math.exp(-abs(points) / self._weights.steepness)),
            alternates=["neutral"] if close else [],
            evidence=evidence.helping if points > 0 else evidence.hurting,
            origin="rule:stance/article",
        )

    def _not_discussed(self, index: int, stance_id: str) -> Stance:
        score = self._reading.best_score(index)
        return Stance(
            id=stance_id,
            target=self._reading.targets[index].id,
            holder="article",
            label="not_discussed",
            confidence=0.95 - 0.5 * score,
            alternates=["neutral"] if score > 0 else [],
            origin="rule:stance/not_mentioned",
        )

    def _neutral(self, target_id: str, stance_id: str, evidence: Evidence) -> Stance:
        points = evidence.points
        balanced = self._is_balanced(evidence) and evidence.strongest <= 1
        close = abs(points) >= max(0.1, self._weights.weak - self._weights.close)
        lean: StanceLabel = "favor" if points > 0 else "against"
        return Stance(
            id=stance_id,
            target=target_id,
            holder="article",
            label="neutral",
            confidence=0.5 + 0.4 * math.exp(-abs(points)),
            alternates=[lean] if close else [],
            evidence=[*evidence.helping, *evidence.hurting],
            basis="balanced" if balanced else "no_position",
            origin="rule:stance/article",
        )

    def _strength(self, evidence: Evidence) -> Strength:
        points, weights = abs(evidence.points), self._weights
        if points >= weights.strong and abs(evidence.evaluation) >= weights.value:
            return "strong"
        sided = abs(evidence.evaluation) >= weights.value or (evidence.blame and evidence.n_cues > 1)
        return "moderate" if points >= weights.moderate and sided else "weak"

    @staticmethod
    def _is_balanced(evidence: Evidence) -> bool:
        both = evidence.sources_for | evidence.sources_against
        return bool(evidence.sources_for and evidence.sources_against) and len(both) > 1

    def _gather(self, index: int) -> Evidence:
        evidence = Evidence()
        self._add_cues(index, evidence)
        self._add_evaluation(index, evidence)
        self._add_contents(index, evidence)
        return evidence

    def _add_cues(self, index: int, evidence: Evidence) -> None:
        target_id = self._reading.targets[index].id
        for cue in self._author_cues:
            direction = cue.direction.get(target_id)
            if direction is None:
                continue
            factor = 1.0 if cue.certain else self._weights.uncertain_cue
            points = self._weights.cue * cue.intensity * direction * factor
            evidence.cues += points
            evidence.strongest = max(evidence.strongest, cue.intensity)
            evidence.n_cues += 1
            if cue.unit is not None:
                evidence.cues_by_unit[cue.unit] = evidence.cues_by_unit.get(cue.unit, 0.0) + points
            evidence.blame = evidence.blame or cue.unit == "H1"
            (evidence.helping if direction > 0 else evidence.hurting).append(cue.id)

    def _add_evaluation(self, index: int, evidence: Evidence) -> None:
        reading, weights = self._reading, self._weights
        for unit, first, last in self._author_ranges:
            mentions = list(reading.within(index, first, last))
            if not mentions:
                continue
            passage = Passage(reading.parsed.tokens.lower, first, last)
            unit_id = reading.parsed.document.units[unit].id
            points = sum(self._evaluation(index, passage, mention) for mention in mentions)
            if unit_id == "H1":
                points *= weights.headline
                evidence.blame = evidence.blame or points != 0.0
            evidence.evaluation += _beyond(points, evidence.cues_by_unit.get(unit_id, 0.0))

    def _evaluation(self, index: int, passage: Passage, mention: Mention) -> float:
        """Return the points of one author-voice mention; of a claim, those of stating or denying it flat."""
        target, weights = self._reading.targets[index], self._weights
        if target.kind == "claim":
            # Words of a claim that lie in two clauses do not state it ("X met Y, after shells struck Z").
            in_one = passage.clause_at(mention.first) is passage.clause_at(mention.last - 1)
            return weights.claim * claim_parity(passage, mention.first) if mention.asserts and in_one else 0.0
        size = {"value": weights.value, "effect": weights.effect}
        return (
            mention.score
            * mention.sign
            * sum(
                vote.sign * vote.weight * size.get(vote.kind, 0.0)
                for vote in read_votes(passage, mention.first, mention.last, actor=target.kind == "actor")
                if not vote.harmed
            )
        )

    def _add_contents(self, index: int, evidence: Evidence) -> None:
        target_id = self._reading.targets[index].id
        answered = False
        for attribution in self._speech:
            sign = attribution.content_stance.get(target_id, 0)
            if sign == 0:
                continue
            evidence.credence += self._weights.credence * sign * _CREDENCE.get(attribution.verb_class, 0.0)
            answered = answered or attribution.id in self._answered
            source = attribution.source_entity or _source_words(attribution)
            party = attribution.source_side
            evidence.voices.add(source if party in {"none", "both"} else "side " + party)
            (evidence.sources_for if sign > 0 else evidence.sources_against).add(source)
            (evidence.helping if sign > 0 else evidence.hurting).append(attribution.id)
        one_sided = bool(evidence.sources_for) != bool(evidence.sources_against)
        if one_sided and not answered:
            size = min(self._weights.selection * len(evidence.voices), self._weights.max_selection)
            evidence.selection = size if evidence.sources_for else -size


def _once_each(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield cues, each wording of one type and voice once: a repeated name is one piece of evidence."""
    seen: set[tuple[str, str, str]] = set()
    for cue in cues:
        key = (cue.type, cue.voice, cue.text.lower())
        if key not in seen:
            seen.add(key)
            yield cue


def _beyond(points: float, counted: float) -> float:
    """Return what an evaluation adds to cues of its unit that point the same way and may share its words."""
    if points * counted <= 0:
        return points
    return math.copysign(max(0.0, abs(points) - abs(counted)), points)


def _source_words(attribution: Attribution) -> str:
    return " ".join(span.text for span in attribution.source).lower() or attribution.id


def _author_ranges(reading: TargetReading, speech: Sequence[Attribution]) -> Iterator[tuple[int, int, int]]:
    """Yield unit index, first and last token of the stretches that no attribution covers."""
    parsed = reading.parsed
    covered: set[int] = set()
    for attribution in speech:
        for span in (*attribution.content, *attribution.cue):
            covered.update(parsed.tokens_in(span.start, span.end))
    for unit, (first, last) in enumerate(parsed.unit_tokens):
        begin = first
        for token in range(first, last + 1):
            if token == last or token in covered:
                if token - begin > 1:
                    yield unit, begin, token
                begin = token + 1
