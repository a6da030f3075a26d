"""What becomes of each input: scored and ready to be written, or a failure with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.analysis.analyzer import Analyzer
from stance.analysis.render.score_rows import Scalar
from stance.compose.report_file import ReportEntry, report_entry
from stance.compose.score_table import table_row
from stance.data.targets import TargetTable
from stance.errors import EnvironmentFault, InputError
from stance.records.analysis import Analysis
from stance.records.article import Article
from stance.records.codec import encode_json
from stance.records.run import Failure, Stage


@dataclass(frozen=True, slots=True)
class Scored:
    """One analysis in every form in which it is written."""

    analysis: Analysis
    encoded: bytes
    row: dict[str, Scalar]
    entry: ReportEntry


def score_each(
    articles: Iterable[Article | InputError], analyzer: Analyzer, targets: TargetTable
) -> Iterator[Scored | Failure]:
    """Return one outcome per input, in order; nothing about an article can stop the others.

    Raises:
        EnvironmentFault: memory runs out.
    """
    n_scored = 0
    for article in articles:
        if isinstance(article, InputError):
            yield _failure(article, article.where, "read", article.where)
            continue
        outcome = _score_one(article, analyzer, targets=targets, number=n_scored + 1)
        n_scored += isinstance(outcome, Scored)
        yield outcome


def _score_one(
    article: Article, analyzer: Analyzer, *, targets: TargetTable, number: int
) -> Scored | Failure:
    try:
        analysis = analyzer.analyze(article, targets.for_event(article.meta.event_id))
        return Scored(analysis, encode_json(analysis), table_row(analysis), report_entry(analysis, number))
    except InputError as error:
        return _failure(error, article.path, "analyze", article.article_id)
    except MemoryError as error:
        raise EnvironmentFault(
            article.article_id,
            expected="enough memory for one article",
            found="none left",
            action="Close other programs, or leave this article out, and run again.",
        ) from error
    except EnvironmentFault:
        raise
    # The one broad catch: a fault of the program over one article must not cost the user all others.
    # It is recorded as internal_error with its type and message, and the run ends with exit code 1.
    except Exception as error:
        fault = InputError(
            article.path or article.article_id,
            reason="internal_error",
            expected="an analysis",
            found=f"{type(error).__name__}: {error}",
            action="This is a fault of stance: please report this line and, if you can, the article.",
        )
        return _failure(fault, article.path, "analyze", article.article_id)


def _failure(error: InputError, path: str | None, stage: Stage, article: str) -> Failure:
    return Failure(
        article=_legible(article),
        reason=error.reason,
        where=_legible(error.where),
        expected=_legible(error.expected),
        found=_legible(error.found),
        action=_legible(error.action),
        stage=stage,
        size=_size(path),
    )


def _legible(text: str) -> str:
    # A file name that is not UTF-8 arrives with lone surrogates, which JSON cannot carry.
    return text.encode("utf-8", "backslashreplace").decode()


def _size(path: str | None) -> int | None:
    try:
        return Path(path).stat().st_size if path else None
    except (OSError, ValueError):
        return None
