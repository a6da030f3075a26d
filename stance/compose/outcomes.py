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


@dataclass(frozen=True, slots=True)
class _Scorer:
    analyzer: Analyzer
    targets: TargetTable
    sizes: FileSizes

    def score(self, article: Article, number: int) -> Scored | Failure:
        """Return the outcome of one article, `number` counting the articles scored from 1."""
        try:
            with bundle_faults():
                analysis = self.analyzer.analyze(article, self.targets.for_event(article.meta.event_id))
            entry = report_entry(analysis, number)
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
    n_scored = 0
    for article in articles:
        if isinstance(article, InputError):
            yield scorer.failure(article, article.where, article=None)
            continue
        outcome = scorer.score(article, n_scored + 1)
        n_scored += isinstance(outcome, Scored)
        yield outcome


def _legible(text: str) -> str:
    # A file name that is not UTF-8 arrives with lone surrogates, which JSON cannot carry.
    return text.encode("utf-8", "backslashreplace").decode()
