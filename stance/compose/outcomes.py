"""What becomes of each input: scored and ready to be written, or a failure with its reason."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stance.analysis.analyzer import Analyzer
from stance.analysis.render.score_rows import Scalar
from stance.compose.report_file import ReportEntry, report_entry
from stance.compose.request import BATCH_ARTICLES, BATCH_CHARACTERS
from stance.compose.score_table import table_row
from stance.compose.setting_up import bundle_faults
from stance.data.files import unescape_name
from stance.data.targets import TargetTable
from stance.errors import BundleError, EnvironmentFault, InputError
from stance.records.analysis import Analysis
from stance.records.article import Article
from stance.records.codec import encode_json
from stance.records.run import Failure

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scored:
    """One analysis in every form in which it is written."""

    analysis: Analysis
    encoded: bytes
    row: dict[str, Scalar]
    entry: ReportEntry


class FileSizes:
    """Finds the size of an input by the name it has in a run, which is relative to what the user named."""

    def __init__(self, paths: Sequence[Path]) -> None:
        named = [path.absolute() for path in paths]
        folders = [path if path.is_dir() else path.parent for path in named]
        common = os.path.commonpath(folders) if folders else "."
        self._bases = list(dict.fromkeys([Path(common), *folders]))

    def find(self, name: str | None) -> int | None:
        """Return the bytes of the file, None when there is no such file."""
        for base in self._bases if name else ():
            try:
                return (base / unescape_name(name or "")).lstat().st_size
            except (OSError, ValueError):
                continue
        return None


@dataclass(slots=True)
class _Scorer:
    analyzer: Analyzer
    targets: TargetTable
    sizes: FileSizes
    n_scored: int = 0

    def score_batch(self, inputs: Sequence[Article | InputError]) -> Iterator[Scored | Failure]:
        """Yield the outcomes of inputs in order."""
        articles = [member for member in inputs if isinstance(member, Article)]
        analyses = iter(self._analyze(articles))
        for member in inputs:
            if isinstance(member, InputError):
                yield self.failure(member, member.where, article=None)
                continue
            outcome = self._score(member, next(analyses))
            self.n_scored += isinstance(outcome, Scored)
            yield outcome

    def _analyze(self, articles: Sequence[Article]) -> list[Analysis | InputError | None]:
        """Return the analyses of a batch; None for all when one of them shows a fault of the program."""
        batch = [(article, self.targets.for_event(article.meta.event_id)) for article in articles]
        try:
            with bundle_faults():
                return [*self.analyzer.analyze_many(batch)]
        except BundleError:
            raise
        # Caught broadly, as each article is then analyzed alone, where the fault is met again and recorded.
        except Exception:
            _LOG.debug("internal error over a batch", exc_info=True)
            return [None] * len(articles)

    def _score(self, article: Article, analysis: Analysis | InputError | None) -> Scored | Failure:
        """Return the outcome of one article; without an analysis it is analyzed alone."""
        try:
            if analysis is None:
                with bundle_faults():
                    analysis = self.analyzer.analyze(article, self.targets.for_event(article.meta.event_id))
            if isinstance(analysis, InputError):
                return self.failure(analysis, article.path, article=article.article_id)
            entry = report_entry(analysis, self.n_scored + 1)
            return Scored(analysis, encode_json(analysis), table_row(analysis), entry)
        except InputError as error:
            return self.failure(error, article.path, article=article.article_id)
        except MemoryError as error:
            raise EnvironmentFault(
                article.article_id,
                expected="enough memory for one article",
                found="none left",
                action="Close other programs, or leave this article out, and run again.",
            ) from error
        except (EnvironmentFault, BundleError):
            raise
        # The one broad catch: a fault of the program over one article must not cost the user all others.
        # It is recorded as internal_error with its type and message, and the run ends with exit code 1.
        except Exception as error:
            _LOG.debug("internal error over %s", article.article_id, exc_info=True)
            fault = InputError(
                article.path or article.article_id,
                reason="internal_error",
                expected="an analysis",
                found=f"{type(error).__name__}: {error}",
                action="This is a fault of stance: please report this line and, if you can, the article.",
            )
            return self.failure(fault, article.path, article=article.article_id)

    def failure(self, error: InputError, path: str | None, *, article: str | None) -> Failure:
        """Return the record of an input that was not scored; `article` is None where it was not read."""
        return Failure(
            article=_legible(article or error.where),
            reason=error.reason,
            where=_legible(error.where),
            expected=_legible(error.expected),
            found=_legible(error.found),
            action=_legible(error.action),
            stage="analyze" if article else "read",
            size=self.sizes.find(path),
        )


def score_each(
    articles: Iterable[Article | InputError],
    analyzer: Analyzer,
    *,
    targets: TargetTable,
    sizes: FileSizes,
) -> Iterator[Scored | Failure]:
    """Return one outcome per input, in order; nothing about an article can stop the others.

    Raises:
        BundleError: the models turn out to be incomplete.
        EnvironmentFault: memory runs out.
    """
    scorer = _Scorer(analyzer, targets, sizes)
    for batch in _batches(articles):
        yield from scorer.score_batch(batch)


def _batches(articles: Iterable[Article | InputError]) -> Iterator[list[Article | InputError]]:
    """Yield inputs in groups small enough to be held in memory."""
    batch: list[Article | InputError] = []
    n_characters = 0
    for article in articles:
        batch.append(article)
        n_characters += len(article.text) if isinstance(article, Article) else 0
        if len(batch) >= BATCH_ARTICLES or n_characters >= BATCH_CHARACTERS:
            yield batch
            batch, n_characters = [], 0
    if batch:
        yield batch


def _legible(text: str) -> str:
    # A file name that is not UTF-8 arrives with lone surrogates, which JSON cannot carry.
    return text.encode("utf-8", "backslashreplace").decode()
