"""Framing cues by rule."""

from stance.models.rules.cues.rule_cues import RuleCues

__all__ = ["RuleCues"]
