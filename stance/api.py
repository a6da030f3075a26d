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

Targets = Iterable[str] | TargetSet | None


def predict(
    text: str,
    targets: Targets = None,
    *,
    title: str | None = None,
    date: str | None = None,
    outlet: str | None = None,
    bundle: str = DEFAULT_BUNDLE,
    seed: int = DEFAULT_SEED,
) -> Analysis:
    """Return what is found in an article: who speaks, loaded words, frames, stances and scores.

    Args:
        text: the article as delivered.
        targets: what to look for stances toward; None looks for none.
        title: of the article, where it is not the first line of the text.
        date: on which it was published.
        outlet: id of the outlet.
        bundle: name of the models to analyze with.
        seed: of the bootstrap behind the 95 % intervals.

    Raises:
        InputError: the text is empty or holds no article.
        BundleError: there is no such bundle.
    """
    meta = ArticleMeta(title=title, published_at=date, outlet_id=outlet)
    return _predict_all([text], targets, meta=meta, bundle=bundle, seed=seed)[0]


def predict_many(
    texts: Iterable[str],
    targets: Targets = None,
    *,
    bundle: str = DEFAULT_BUNDLE,
    seed: int = DEFAULT_SEED,
) -> list[Analysis]:
    """Return one analysis per text, in order; arguments and errors are those of `predict`."""
    return _predict_all(texts, targets, meta=ArticleMeta(), bundle=bundle, seed=seed)


def _predict_all(
    texts: Iterable[str], targets: Targets, *, meta: ArticleMeta, bundle: str, seed: int
) -> list[Analysis]:
    analyzer = cached_analyzer(bundle, seed=seed)
    given = targets if isinstance(targets, TargetSet) else targets_from_texts(list(targets or ()))
    return [
        analyzer.analyze(article_from_text(text, f"text-{number}", meta=meta), given)
        for number, text in enumerate(texts, 1)
    ]
