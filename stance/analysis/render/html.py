"""The HTML report: one page that needs no network and no script, written piece by piece."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from html import escape

from jinja2 import Environment
from markupsafe import Markup

from stance.analysis.render.detail_tables import DetailTable, detail_tables
from stance.analysis.render.marked_text import marked_paragraphs
from stance.analysis.render.numbers import (
    NOTHING,
    format_interval,
    format_number,
    format_share,
    format_signed,
)
from stance.analysis.render.score_rows import headline
from stance.analysis.render.unit_strips import source_rows, strips
from stance.analysis.render.visible import excerpt, show_hidden, web_link
from stance.analysis.render.wording import (
    CUE_CODES,
    STANCE_SIGNS,
    entity_names,
    joined,
    plain,
    title_of,
)
from stance.records.analysis import Analysis
from stance.records.run import Failure, Run
from stance.schema.pages import page_environment


@functools.cache
def _environment() -> Environment:
    environment = page_environment("stance.analysis.render")
    environment.finalize = _or_nothing
    environment.filters |= {
        "share": format_share,
        "number": format_number,
        "signed": format_signed,
        "interval": format_interval,
        "words": lambda label: NOTHING if label is None else plain(label),
        "sign": STANCE_SIGNS.__getitem__,
        "joined": joined,
        "cut": excerpt,
        "body": _body,
        "jumps": _jumps,
    }
    return environment


# Names of scores, labels and counts come back in every article.
_escaped_cell = functools.lru_cache(maxsize=2048)(escape)


def _body(table: DetailTable, prefix: str) -> Markup:
    # In one go: the thousands of cells of a page are too many for the template's own escaping.
    return Markup("\n".join([_row(table, prefix, row) for row in table.rows]))


def _row(table: DetailTable, prefix: str, row: Sequence[str]) -> Markup:
    first, *rest = map(_escaped_cell, row)
    opening = f"<tr><td>{first}</td>"
    if table.linked:
        place = f"{prefix}{first}"
        opening = f'<tr id="{place}-row"><td class="id"><a href="#{place}">{first}</a></td>'
    return Markup(opening + "".join([f"<td>{cell}</td>" for cell in rest]) + "</tr>")


def _jumps(items: Sequence[str], prefix: str) -> Markup:
    names = [escape(item) for item in items]
    return Markup(" ".join([f'<a href="#{prefix}{name}">{name}</a>' for name in names]) or NOTHING)


def _or_nothing(value: object) -> object:
    return NOTHING if value is None else value


def _render(template: str, **values: object) -> str:
    # Over the whole output, so that no value of any template can be forgotten.
    return show_hidden(_environment().get_template(template).render(values))


def render_head(run: Run, *, listed: int) -> str:
    """Return the page up to the rows of the summary table.

    Args:
        run: facts of the run.
        listed: how many articles the summary table lists.
    """
    return _render("head.html.j2", run=run, listed=listed)


def render_summary_row(analysis: Analysis, number: int, *, linked: bool) -> str:
    """Return the article's row of the summary table.

    Args:
        analysis: what was found in the article.
        number: 1-based place of the article in the run.
        linked: whether the page holds the article's section.
    """
    return _render(
        "summary_row.html.j2",
        number=number,
        linked=linked,
        title=title_of(analysis.document),
        meta=analysis.document.meta,
        key=headline(analysis),
        stances=[stance for stance in analysis.stances if stance.holder == "article"],
    )


def render_article(analysis: Analysis, number: int) -> str:
    """Return the article's section: marked text, sources, stances, frames, scores, cleaning.

    Args:
        analysis: what was found in the article.
        number: 1-based place of the article in the run; makes the ids unique on the page.
    """
    document, meta = analysis.document, analysis.document.meta
    facts = [meta.outlet_id, meta.published_at, meta.event_id, meta.genre, *meta.authors, document.doc_id]
    return _render(
        "article.html.j2",
        number=number,
        title=title_of(analysis.document),
        facts=[fact for fact in facts if fact and fact != "unknown"],
        link=web_link(meta.url),
        document=document,
        meta=meta,
        key=headline(analysis),
        scores=analysis.scores,
        blocks=marked_paragraphs(analysis, f"d{number}-"),
        sources=source_rows(analysis),
        stances=analysis.stances,
        targets={target.id: target.text for target in document.targets},
        names=entity_names(analysis),
        strips=strips(analysis),
        tables=detail_tables(analysis),
    )


def render_failures(run: Run, failures: Sequence[Failure], *, shown: int) -> str:
    """Return the page from the end of the summary table to the first article's section.

    Args:
        run: facts of the run.
        failures: those to list, at most.
        shown: how many articles follow in full.
    """
    return _render("failures.html.j2", run=run, failures=failures, shown=shown, codes=CUE_CODES)


def render_tail() -> str:
    """Return the end of the page."""
    return _render("tail.html.j2")
