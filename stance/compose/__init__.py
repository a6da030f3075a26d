"""Whole jobs put together: scoring folders, predicting texts, checking files."""
