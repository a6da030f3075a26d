"""TF-IDF: how much an n-gram that occurs in a text says of it."""

from __future__ import annotations

import numpy as np

from stance.models.linear.rows import Floats, Ints, Rows, unit_length


def inverse_document_frequencies(counts: Ints, n_documents: int) -> Floats:
    """Return the natural logarithm of (1 + documents) / (1 + documents with the term), plus 1.

    Source: the smoothed form of scikit-learn's `TfidfTransformer`.
    """
    inverse: Floats = np.log((1 + n_documents) / (1 + counts)) + 1.0
    return inverse


def weighted(rows: Rows, idf: Floats, *, sublinear: bool) -> Rows:
    """Return counts as TF-IDF, each row scaled to length 1.

    Args:
        rows: counts of terms.
        idf: of shape (columns,).
        sublinear: whether a count n weighs 1 + ln(n) instead of n.
    """
    values = np.log(rows.values) + 1.0 if sublinear else rows.values
    return unit_length(Rows(rows.ends, rows.columns, values * idf[rows.columns], rows.n_columns))
