"""What a document takes over from its article: id, identity of the raw text, metadata."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from stance.records.article import Article
from stance.records.document import DocumentMeta, Genre, RawText
from stance.text.dates import parse_date

_NAME = re.compile(r"[^\w.-]+")
_MAX_NAME = 60
_GENRES: dict[str, Genre] = {
    **dict.fromkeys(["reporting", "news", "report", "article", "newsarticle"], "reporting"),
    **dict.fromkeys(["opinion", "op-ed", "oped", "editorial", "column", "commentary"], "opinion"),
    **dict.fromkeys(["analysis", "explainer"], "analysis"),
    "satire": "satire",
}


def document_id(article_id: str, raw_sha256: str) -> str:
    """Return the last part of an article id and 16 hex digits of a hash over the id and the raw text.

    The same delivery always gets the same id, two different ones never do.
    """
    name = article_id.replace("\\", "/").rstrip("/").rpartition("/")[2]
    slug = _NAME.sub("-", name).strip("-")[:_MAX_NAME] or "article"
    identity = text_sha256(f"{article_id}\0{raw_sha256}")
    return f"{slug}_{identity[:16]}"


def raw_text_of(article: Article) -> RawText:
    """Return the identity of an article's uncleaned text."""
    return RawText(
        sha256=text_sha256(article.text),
        n_chars=len(article.text),
        path=article.path,
        encoding=article.encoding,
        encoding_from=article.encoding_from,
        n_replaced=article.n_replaced,
    )


def document_meta(
    article: Article,
    *,
    title: str | None,
    default_language: str,
    published_at: str | None = None,
    authors: Sequence[str] = (),
) -> DocumentMeta:
    """Return what is known about an article.

    Args:
        article: as delivered.
        title: of the document.
        default_language: where the delivery names none.
        published_at: ISO date found in the text, where the delivery has none that can be read.
        authors: found in the text, where the delivery names none.
    """
    meta = article.meta
    delivered = parse_date(meta.published_at) if meta.published_at else None
    return DocumentMeta(
        title=title,
        published_at=delivered or published_at,
        language=meta.language or default_language,
        outlet_id=meta.outlet_id,
        origin_outlet_id=meta.origin_outlet_id,
        event_id=meta.event_id,
        dup_cluster_id=None,
        genre=_GENRES.get((meta.genre or "").strip().lower(), "unknown"),
        url=meta.url,
        authors=meta.authors or list(authors),
        license=meta.license,
        groups=meta.groups,
    )


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text as UTF-8, in hexadecimal; a lone surrogate counts as "?"."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
