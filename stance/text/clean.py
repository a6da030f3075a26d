"""The cleaner: from an article as delivered to a document with stable offsets.

What it promises: cleaning a cleaned text changes nothing; every block taken out is kept in
`Document.dropped` with its raw offsets; what no rule is sure about stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from stance.errors import InputError
from stance.records.article import Article
from stance.records.document import (
    Cleaner,
    Document,
    Dropped,
    Segment,
)
from stance.text.blocks import Block, split_blocks
from stance.text.duplicates import word_diff
from stance.text.identity import document_id, document_meta, raw_text_of, text_sha256
from stance.text.layout import Layout, is_label_line, lay_out, stands_alone
from stance.text.markdown import mask_markdown
from stance.text.normalize import level, normalize
from stance.text.settings import CleaningSettings
from stance.text.units import make_units

CLEANER_NAME = "stance.clean"
CLEANER_VERSION = "1.0.0"

DEFAULT_SETTINGS = CleaningSettings()

_SEPARATOR = "\n\n"


def clean(article: Article, *, settings: CleaningSettings = DEFAULT_SETTINGS) -> Document:
    r"""Return the cleaned document of an article.

    Characters are brought to one form (NFC, plain spaces, no invisible characters; curly quotes stay),
    lines are grouped into blocks, blocks are recognized and joined by blank lines, and the text is cut into
    units. A title given with the article is its headline where the text begins with it; a reader that gets
    the title apart from the text puts it there as a first line, so that all offsets point into one raw text.

    The document id is the last part of `article_id` and 16 hex digits of a hash over `article_id` and the
    raw text: the same delivery always gets the same id, two different ones never do.

    Raises:
        InputError: `too_large` above `settings.max_characters`, `no_text` when nothing readable is left.

    >>> document = clean(Article(article_id="a", text="Mayor quits\n\nThe mayor left on Monday.  He is 70."))
    >>> [unit.id for unit in document.units]
    ['H1', 'S1', 'S2']
    """
    raw = article.text
    if len(raw) > settings.max_characters:
        raise _refuse_large(article.article_id, len(raw), settings)
    levelled = level(raw)
    marks = None
    if article.markup == "markdown":
        levelled, marks = mask_markdown(levelled)
    blocks = split_blocks(
        levelled, markup=marks, stands_alone=stands_alone if marks is None else is_label_line
    )
    title = normalized_line(article.meta.title)
    layout = lay_out(blocks, title=title, authors=article.meta.authors, settings=settings)
    if not layout.kinds:
        raise InputError(
            article.article_id,
            reason="no_text",
            expected="an article",
            found="nothing readable" if not blocks else "only labels, links or notices of the site",
            action="Check that the input holds the article's text.",
        )
    return _document(article, blocks, layout, title, settings)


def normalized_line(text: str | None) -> str | None:
    r"""Return a text as one normalized line, None when nothing visible is in it.

    >>> normalized_line(" Mayor\n quits ")
    'Mayor quits'
    """
    if not text:
        return None
    line = " ".join(level(text).split())
    normal = normalize(line, 0, len(line)) if line else None
    return normal.text if normal else None


def _document(
    article: Article, blocks: Sequence[Block], layout: Layout, title: str | None, settings: CleaningSettings
) -> Document:
    kept = list(layout.kinds)
    text = _SEPARATOR.join([blocks[index].text for index in kept])
    segments: list[Segment] = []
    offset_map: list[list[int]] = []
    at = 0
    for number, index in enumerate(kept):
        block = blocks[index]
        end = at + len(block.text)
        segments.append(Segment(id=f"seg{number}", kind=layout.kinds[index], start=at, end=end))
        for clean_start, raw_start, n, n_raw in block.runs:
            run = [at + clean_start, raw_start, n]
            offset_map.append(run if n == n_raw else [*run, n_raw])
        at = end + len(_SEPARATOR)
    raw = raw_text_of(article)
    headline = next((text[s.start : s.end] for s in segments if s.kind == "headline"), None)
    return Document(
        doc_id=document_id(article.article_id, raw.sha256),
        text=text,
        text_sha256=text_sha256(text),
        raw=raw,
        cleaner=Cleaner(name=CLEANER_NAME, version=CLEANER_VERSION, config_sha256=settings.sha256()),
        offset_map=offset_map,
        segments=segments,
        units=make_units(text, segments),
        dropped=_dropped(blocks, layout),
        meta=document_meta(
            article,
            title=title or headline,
            default_language=settings.default_language,
            published_at=layout.published_at,
            authors=layout.authors,
        ),
    )


def _dropped(blocks: Sequence[Block], layout: Layout) -> list[Dropped]:
    segment_of = {index: f"seg{number}" for number, index in enumerate(layout.kinds)}
    dropped: list[Dropped] = []
    for index in sorted(layout.reasons):
        block = blocks[index]
        found = layout.duplicates.get(index)
        if found is None:
            dropped.append(Dropped(raw=block.raw, reason=layout.reasons[index], text=block.text))
            continue
        dropped.append(
            Dropped(
                raw=block.raw,
                reason=layout.reasons[index],
                text=block.text,
                kept_segment=segment_of.get(found.kept),
                jaccard3=found.jaccard,
                containment3=found.containment,
                variants=word_diff(blocks[found.kept].text, block.text),
            )
        )
    return dropped


def _refuse_large(where: str, n_characters: int, settings: CleaningSettings) -> InputError:
    return InputError(
        where,
        reason="too_large",
        expected=f"an article of at most {settings.max_characters:,} characters",
        found=f"{n_characters:,}",
        action="Split it into articles.",
    )
