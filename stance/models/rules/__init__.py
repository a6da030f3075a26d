"""Models by rule: word lists and patterns, no training."""
