"""Linear classifiers over weighted features; inference needs numpy only."""
