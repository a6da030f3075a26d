"""Article-level measures: numbers about one article computed from one annotation.

The same function serves a person's annotation and a model's findings. Every density is per 1,000 words,
every balance lies in [-1, 1], and None means undefined, never 0.
"""

from stance.analysis.measures.article import measure

__all__ = ["measure"]
