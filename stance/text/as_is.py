"""An article as a document without any cleaning: the text exactly as delivered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stance.errors import InputError
from stance.records.article import Article
from stance.records.document import Cleaner, Document, Segment
from stance.text.clean import DEFAULT_SETTINGS, normalized_line
from stance.text.identity import document_id, document_meta, raw_text_of, text_sha256
from stance.text.units import make_units

AS_IS_NAME = "stance.as_is"
AS_IS_VERSION = "1.0.0"

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def document_as_is(article: Article) -> Document:
    r"""Return the document whose text is the article's, character for character.

    Paragraphs are parted by blank lines, in a text without blank lines by line ends. A first line that is
    the title is the headline; all else is body.

    Args:
        article: without lone surrogates.

    Raises:
        InputError: `no_text` when the text is white space only.

    >>> document = document_as_is(Article(article_id="a", text="Bridge\tclosed.\r\nIt rained. \r\n"))
    >>> [document.text[unit.start : unit.end] for unit in document.units]
    ['Bridge\tclosed.', 'It rained.']
    """
    text = article.text
    title = normalized_line(article.meta.title)
    segments = [
        Segment(id=f"seg{number}", kind="body", start=start, end=end)
        for number, (start, end) in enumerate(_paragraphs(text, title))
    ]
    if not segments:
        raise InputError(
            article.article_id,
            reason="no_text",
            expected="an article",
            found="nothing readable",
            action="Check that the input holds the article's text.",
        )
    first = segments[0]
    if _is_title(text[first.start : first.end], title):
        segments[0] = Segment(id=first.id, kind="headline", start=first.start, end=first.end)
    raw = raw_text_of(article)
    return Document(
        doc_id=document_id(article.article_id, raw.sha256),
        text=text,
        text_sha256=text_sha256(text),
        raw=raw,
        cleaner=Cleaner(name=AS_IS_NAME, version=AS_IS_VERSION),
        offset_map=[[0, 0, len(text)]],
        segments=segments,
        units=make_units(text, segments),
        dropped=[],
        meta=document_meta(article, title=title, default_language=DEFAULT_SETTINGS.default_language),
    )


def _paragraphs(text: str, title: str | None) -> Iterator[tuple[int, int]]:
    """Yield paragraphs without white space around them."""
    lines = list(_lines(text))
    breaks = [
        len(_LINE_END.findall(text, before[1], after[0]))
        for before, after in zip(lines, lines[1:], strict=False)
    ]
    least = 2 if any(n > 1 for n in breaks) else 1
    begin = 0
    for index, n_breaks in enumerate(breaks):
        is_headline = index == 0 and _is_title(text[slice(*lines[0])], title)
        if n_breaks >= least or is_headline:
            yield lines[begin][0], lines[index][1]
            begin = index + 1
    if lines:
        yield lines[begin][0], lines[-1][1]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        if line.strip():
            yield start, start + len(line.strip())


def _is_title(line: str, title: str | None) -> bool:
    return title is not None and normalized_line(line) == title
