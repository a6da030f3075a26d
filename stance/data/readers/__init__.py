"""Readers of annotated corpora, one file per format."""
