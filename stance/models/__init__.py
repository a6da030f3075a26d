"""Models by family; each finds one layer of the analysis."""
