"""Predictions compared with gold."""
