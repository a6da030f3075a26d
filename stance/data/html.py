"""Articles taken out of web pages (needs the extra `html`)."""

from __future__ import annotations

from typing import Any

from stance.errors import InputError, MissingExtraError

# Our names for what trafilatura calls otherwise.
_FIELDS = {
    "title": "title",
    "published_at": "date",
    "authors": "author",
    "url": "url",
    "language": "language",
    "license": "license",
}


def extract_page(page: str, *, where: str, url: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return the text of a web page's article and its fields, as trafilatura finds them.

    Title, date, authors, site and language come from JSON-LD, OpenGraph, meta tags or the page. Raw offsets
    of the article point into the text returned here, one paragraph per line, not into the HTML. Nothing is
    fetched.

    Args:
        page: the HTML source.
        where: what to call the page in an error.
        url: its address if known.

    Raises:
        InputError: `no_text` when no article is found, `missing_extra` when trafilatura is not installed.
    """
    try:
        from trafilatura import bare_extraction
    except ImportError as error:
        raise _missing(where, error) from None
    found = bare_extraction(
        page,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        include_links=False,
        include_images=False,
    )
    page_fields = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    text = (page_fields.get("text") or "").strip()
    if not text:
        raise InputError(
            where,
            reason="no_text",
            expected="a page with an article",
            found="no paragraphs that look like one",
            action="Save the article's text as .txt instead.",
        )
    fields = {name: page_fields.get(key) for name, key in _FIELDS.items()}
    fields["outlet_id"] = page_fields.get("sitename") or page_fields.get("hostname")
    return text, {name: value for name, value in fields.items() if value}


def _missing(where: str, error: ImportError) -> InputError:
    extra = MissingExtraError("reading HTML", extra="html")
    return InputError(
        where,
        reason="missing_extra",
        expected=extra.expected,
        found=f"they cannot be imported ({error})",
        action=extra.action,
    )
