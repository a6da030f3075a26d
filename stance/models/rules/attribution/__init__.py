"""Source attribution by rule: who says what by which words."""
