"""How well models do: metrics with intervals, shortcuts beside them, comparisons."""
