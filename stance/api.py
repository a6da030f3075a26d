"""`stance.predict`: from a text to its analysis."""

from __future__ import annotations

from collections.abc import Iterable

from stance.compose.prediction import cached_analyzer
from stance.compose.request import DEFAULT_BUNDLE, DEFAULT_SEED
from stance.data.inputs import article_from_text
from stance.data.targets import TargetSet, targets_from_texts
from stance.records.analysis import Analysis
from stance.records.article import ArticleMeta

__all__ = ["predict", "predict_many"]


def predict(
    text: str,
    targets: Iterable[str] | TargetSet | None = None,
    *,
    title: str | None = None,
    date: str | None = None,
    outlet: str | None = None,
    bundle: str = DEFAULT_BUNDLE,
    seed: int = DEFAULT_SEED,
) -> Analysis:
    """Return who speaks in an article, which words are loaded, which frames and stances, and the scores.

    Args:
        text: the article, as delivered.
        targets: what to look for stances toward; None looks for none.
        title: of the article, where it is not the first line of the text.
        date: on which it was published.
        outlet: id of the outlet.
        bundle: name of the models to analyze with.
        seed: of the bootstrap behind the 95 % intervals.

    Raises:
        InputError: the text is empty or no article.
        BundleError: there is no such bundle.
    """
'''
'''
