"""Analyses of texts and of single files, by the steps that also score folders."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

from stance.compose.setting_up import bundle_faults, open_analyzer, open_targets
from stance.data.inputs import read_articles
from stance.data.targets import TargetSet, targets_from_texts
from stance.errors import ConfigError, InputError
from stance.records.analysis import Analysis

cached_analyzer = functools.lru_cache(maxsize=4)(open_analyzer)
"""Loading reads word lists and compiles rules; texts predicted one by one share it."""


def predict_file(
    path: str, targets: Path | None, *, texts: Sequence[str], bundle: str, seed: int
) -> Iterator[Analysis]:
    """Return the analysis of each article of a file.

    Args:
        path: of the file; "-" reads standard input.
        targets: file of targets per event.
        texts: targets instead of a file.
        bundle: name of the models.
        seed: of the bootstrap behind the intervals.

    Raises:
        ConfigError: both a targets file and target texts are given.
        InputError: an article cannot be read or analyzed.
    """
    if targets and texts:
        raise ConfigError(
            "--target",
            expected="either --targets FILE or --target TEXT",
            found="both",
            action="Leave one of them out.",
        )
    analyzer = open_analyzer(bundle, seed=seed)
    table = open_targets(targets)
    given = TargetSet(targets_from_texts(texts), []) if texts else None
    for article in read_articles((Path(path),)):
        if isinstance(article, InputError):
            raise article
        with bundle_faults():
            analysis = analyzer.analyze(article, given or table.for_event(article.meta.event_id))
        yield analysis
