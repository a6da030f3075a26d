"""Conditional random fields: spans of any labels, read off whole paragraphs, with links between them."""
