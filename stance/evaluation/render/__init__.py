"""Views of a report and of a comparison: page, terminal, pictures."""
