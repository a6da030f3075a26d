"""Gamma: agreement on spans and their labels together, by the best alignment of all annotators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stance.errors import MissingExtraError
from stance.records.open_layers import Mark


def gamma_agreement(
    marks: Mapping[str, Sequence[Mark]], *, seed: int, alpha: float = 1.0, beta: float = 1.0
) -> float | None:
    """Return gamma of one layer in one document, at most 1; 0 is chance.

    It aligns the marks of all annotators at once and samples texts with spans like theirs for chance, which
    takes seconds a document: for a few documents, beside token alpha. Pieces of discontinuous marks count as
    spans of their own, as gamma knows unbroken spans only.

    Args:
        marks: annotator id to marks, at least two annotators.
        seed: of the sampling.
        alpha: weight of the place of spans.
        beta: weight of their labels.

    Returns:
        None with fewer than two annotators who marked anything, where gamma is undefined.

    Raises:
        MissingExtraError: the packages of stance[gamma] are not installed.

    Source: Mathet, Widlöcher and Métivier (2015), The Unified and Holistic Method Gamma.
    """
    try:
        import numpy as np
        from pyannote.core import Segment
        from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum
    except ImportError as error:
        raise MissingExtraError("gamma agreement", extra="gamma") from error

    if sum(bool(some) for some in marks.values()) < 2:
        return None
    continuum = Continuum()
    for annotator, some in marks.items():
        for piece, label in sorted({((p.start, p.end), mark.label) for mark in some for p in mark.pieces}):
            continuum.add(annotator, Segment(*piece), label)
    # The library draws from the global generator and cannot be given another one; it is put back after.
    before = np.random.get_state()  # noqa: NPY002
    try:
        np.random.set_state(np.random.RandomState(seed).get_state())  # noqa: NPY002
        found = continuum.compute_gamma(CombinedCategoricalDissimilarity(alpha=alpha, beta=beta), soft=False)
    finally:
        np.random.set_state(before)  # noqa: NPY002
    return float(found.gamma)
