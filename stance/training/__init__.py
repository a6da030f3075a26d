"""Training: fitting models to examples, calibrating them, choosing their settings."""
