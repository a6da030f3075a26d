"""Frames by rule."""

from stance.models.rules.frames.rule_frames import RuleFrames

__all__ = ["RuleFrames"]
