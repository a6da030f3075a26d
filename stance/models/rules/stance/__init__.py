"""Stance by rules: targets, content stance, cue direction, stance per target and holder."""

from stance.models.rules.stance.rule_stance import RuleStance
from stance.models.rules.stance.weights import StanceWeights

__all__ = ["RuleStance", "StanceWeights"]
