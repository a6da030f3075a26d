"""Records of a delivery (JSON objects, front matter, page metadata) turned into articles."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from stance.errors import InputError
from stance.records.article import Article, ArticleMeta
from stance.text.bylines import read_byline
from stance.text.decode import replace_surrogates
from stance.text.headline import same_title

_ALIASES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "full_text", "fulltext", "article_text",
             "maintext", "raw_text"),
    "title": ("title", "headline", "head"),
    "published_at": ("published_at", "date", "publish_date", "published", "publication_date", "date_publish",
                     "datepublished", "pubdate", "pub_date", "timestamp"),
    "outlet_id": ("outlet_id", "outlet", "source", "publisher", "site", "site_name", "sitename",
                  "publication", "source_domain", "domain", "hostname"),
    "origin_outlet_id": ("origin_outlet_id", "origin_outlet", "agency", "wire"),
    "url": ("url", "link", "source_url", "canonical_url"),
    "authors": ("authors", "author", "byline", "by"),
    "id": ("id", "article_id", "doc_id", "uid", "uuid", "_id"),
    "event_id": ("event_id", "event"),
    "genre": ("genre", "section_type", "article_type"),
    "language": ("language", "lang"),
    "license": ("license", "licence", "rights"),
}  # fmt: skip
_FIELD_OF = {alias: name for name, aliases in _ALIASES.items() for alias in aliases}
_LISTS = ("articles", "documents", "records", "items", "data")
_BETWEEN_AUTHORS = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
_FIRST_LINE = re.compile(r"\s*([^\r\n]*)")
_EPOCH_SECONDS = range(100_000_000, 10_000_000_000)
_MAX_META = 1000


def known_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields an article has, under our names, whatever the record calls them.

    Names are compared in lower case, with - and space as _; of two names for one field the first of our list
    that holds something wins. Other fields are left out.

    >>> known_fields({"Headline": "Mayor quits", "source": "The Post", "likes": 3})
    {'title': 'Mayor quits', 'outlet_id': 'The Post'}
    """
    plain = {
        str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in record.items()
    }
    fields: dict[str, Any] = {}
    for alias, name in _FIELD_OF.items():
        value = plain.get(alias)
        if name not in fields and value not in (None, "", [], {}):
            fields[name] = value
    return fields


def records_of(value: object, where: str) -> list[object]:
    """Return the records of a decoded JSON file: itself, its entries, or those under "articles" and the like.

    Raises:
        InputError: `parse_error` when the file holds neither an object nor a list.
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise _refuse(
            where, "an object or a list of objects", f"{value!r:.60}", "Give each article as an object."
        )
    if not isinstance(known_fields(value).get("text"), str | list):
        for name in _LISTS:
            if isinstance(value.get(name), list):
                return list(value[name])
    return [value]


def article_from_record(record: object, *, default_id: str, path: str | None) -> Article:
    """Return the article a JSON object describes.

    Args:
        record: the object; its text may be a string or a list of paragraphs.
        default_id: `article_id` when the record has no id.
        path: of the file it came in.

    Raises:
        InputError: `parse_error` when it is no object, `no_text` without a text.
    """
    if not isinstance(record, dict):
        raise _refuse(
            default_id, "an object with a text", f"{record!r:.60}", "Give each article as an object."
        )
    fields = known_fields(record)
    text = fields.get("text")
    if isinstance(text, list):
        text = "\n\n".join(str(part) for part in text if isinstance(part, str | int | float))
    if not isinstance(text, str) or not text.strip():
        raise InputError(
            default_id,
            reason="no_text",
            expected=f"a text under one of {', '.join(_ALIASES['text'])}",
            found=f"the fields {', '.join(map(str, list(record)[:12]))}" if record else "an empty object",
            action="Add the text, or rename its field.",
        )
    return make_article(text, fields, article_id=_plain(fields.get("id")) or default_id, path=path)


def make_article(
    text: str, fields: Mapping[str, Any], *, article_id: str, path: str | None, markdown: bool = False
) -> Article:
    """Return an article of a text and its fields.

    A title that the text does not begin with is put before it as a first line and a blank line: the
    article's text, to which all raw offsets point, then has its headline at the top. Lone surrogates
    become U+FFFD, one for one.

    Args:
        text: as delivered.
        fields: what `known_fields` returned.
        article_id: unique in the run.
        path: of the file it came in.
        markdown: whether the text is written in Markdown.
    """
    meta = article_meta(fields)
    if meta.title and not _begins_with_title(text, meta.title):
        text = f"{meta.title}\n\n{text}"
    text, n_replaced = replace_surrogates(text)
    return Article(
        article_id=article_id,
        text=text,
        path=path,
        n_replaced=n_replaced,
        markup="markdown" if markdown else "plain",
        meta=meta,
    )


def article_meta(fields: Mapping[str, Any]) -> ArticleMeta:
    """Return the metadata among fields; values that cannot be read as text are left out."""
    return ArticleMeta(
        title=_plain(fields.get("title")),
        published_at=_date(fields.get("published_at")),
        outlet_id=_plain(fields.get("outlet_id")),
        origin_outlet_id=_plain(fields.get("origin_outlet_id")),
        url=_plain(fields.get("url")),
        authors=_authors(fields.get("authors")),
        language=_plain(fields.get("language")),
        genre=_plain(fields.get("genre")),
        event_id=_plain(fields.get("event_id")),
        license=_plain(fields.get("license")),
    )


def _begins_with_title(text: str, title: str) -> bool:
    found = _FIRST_LINE.match(text)
    first = found.group(1)[: 2 * len(title) + 200].lstrip("#* ") if found else ""
    return same_title(first, title)


def _plain(value: object) -> str | None:
    """A value as one line; objects give their name, as in JSON-LD."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("id") or value.get("title")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool) or not isinstance(value, str | int | float | datetime.date):
        return None
    line = " ".join(replace_surrogates(str(value))[0].split())
    return line[:_MAX_META] or None


def _date(value: object) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value >= _EPOCH_SECONDS.stop else value
        if _EPOCH_SECONDS.start <= seconds < _EPOCH_SECONDS.stop and len(str(int(value))) != 8:
            return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC).date().isoformat()
    return _plain(value)


def _authors(value: object) -> list[str]:
    if isinstance(value, list):
        names = [name for each in value if (name := _plain(each))]
    else:
        line = _plain(value) or ""
        names = read_byline(line) or [name for name in _BETWEEN_AUTHORS.split(line) if name]
    return list(dict.fromkeys(names))


def _refuse(where: str, expected: str, found: str, action: str) -> InputError:
    return InputError(where, reason="parse_error", expected=expected, found=found, action=action)
