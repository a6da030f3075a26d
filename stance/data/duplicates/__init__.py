"""Texts that occur more than once: near-duplicate articles and paragraphs of a site."""
