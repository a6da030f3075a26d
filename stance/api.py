"""`stance.predict`: from a text to its analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stance.compose.prediction import cached_analyzer
from stance.compose.request import DEFAULT_BUNDLE, DEFAULT_SEED
from stance.compose.setting_up import bundle_faults
from stance.data.records_in import make_article
from stance.data.targets import TargetSet, targets_from_texts
from stance.errors import InputError
from stance.records.analysis import Analysis

__all__ = ["predict", "predict_many"]

Targets = Iterable[str] | TargetSet | None
"""Texts, or targets with entities."""


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
    fields = {"title": title, "published_at": date, "outlet_id": outlet}
    return _predict_all([text], targets, fields=fields, bundle=bundle, seed=seed)[0]


def predict_many(
    texts: Iterable[str],
    targets: Targets = None,
    *,
    bundle: str = DEFAULT_BUNDLE,
    seed: int = DEFAULT_SEED,
) -> list[Analysis]:
    """Return one analysis per text, in order; arguments and errors are those of `predict`."""
    return _predict_all(texts, targets, fields={}, bundle=bundle, seed=seed)


def _predict_all(
    texts: Iterable[str], targets: Targets, *, fields: Mapping[str, str | None], bundle: str, seed: int
) -> list[Analysis]:
    analyzer = cached_analyzer(bundle, seed=seed)
    given = (
        targets if isinstance(targets, TargetSet) else TargetSet(targets_from_texts(list(targets or ())), [])
    )
    batch = [
        (make_article(text, fields, article_id=f"text-{number}", path=None), given)
        for number, text in enumerate(texts, 1)
    ]
    with bundle_faults():
        analyses = analyzer.analyze_many(batch)
    for analysis in analyses:
        if isinstance(analysis, InputError):
            raise analysis
    return [analysis for analysis in analyses if isinstance(analysis, Analysis)]
