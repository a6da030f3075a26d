"""Paragraphs a site prints under many articles: found over the whole corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from stance.records.document import Document, Segment


class RepeatSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts as a paragraph of the site and not of the article."""

    min_documents: int = 3
    """Articles of one site in which it stands."""
    min_share: float | None = None
    """Or share of a site's articles, 0 to 1, from two articles on. Off by default: on PolNeAR 1 % adds a
    hundred paragraphs of which nearly all are text that two stages of one running story share."""
    min_words: int = 6
    """Shorter paragraphs are kept: "He declined to comment." may well be said twice."""


@dataclass(frozen=True, slots=True)
class RepeatedParagraph:
    """A paragraph that several different articles of one site have."""

    text: str
    """As it stands where it was met first."""
    outlet: str | None
    """None where the site is not known; all such documents are taken as one site."""
    n_articles: int
    """Different articles: near-duplicates of each other count once."""
    share: float
    """Of the site's articles, 0 to 1."""
    places: tuple[tuple[str, str], ...]
    """(document id, segment id), ascending."""


@dataclass(slots=True)
class _Found:
    text: str
    clusters: set[str] = field(default_factory=set)
    places: list[tuple[str, str]] = field(default_factory=list)


def find_repeated_paragraphs(
    documents: Iterable[Document], settings: RepeatSettings, clusters: Mapping[str, str]
) -> list[RepeatedParagraph]:
    """Return the paragraphs that stand in several articles of one site, the most frequent first.

    Paragraphs are the same when they differ only in case and white space. Headlines are never among them.
    A syndicated article shares all its paragraphs with its copies; near-duplicates therefore count once.

    Args:
        documents: the corpus.
        settings: what counts as repeated.
        clusters: document id to id of its near-duplicate cluster; a document without one is its own.
    """
    found: dict[tuple[str | None, str], _Found] = {}
    articles: dict[str | None, set[str]] = {}
    for document in documents:
        outlet = document.meta.outlet_id
        cluster = clusters.get(document.doc_id, document.doc_id)
        articles.setdefault(outlet, set()).add(cluster)
        for segment in document.segments:
            text = document.text[segment.start : segment.end]
            words = text.casefold().split()
            if _may_repeat(segment, words, settings):
                paragraph = found.setdefault((outlet, " ".join(words)), _Found(text))
                paragraph.clusters.add(cluster)
                paragraph.places.append((document.doc_id, segment.id))
    repeated = []
    for (outlet, _), paragraph in found.items():
        n_articles, share = len(paragraph.clusters), len(paragraph.clusters) / len(articles[outlet])
        if _is_repeated(n_articles, share, settings):
            places = tuple(sorted(paragraph.places))
            repeated.append(RepeatedParagraph(paragraph.text, outlet, n_articles, share, places))
    return sorted(repeated, key=lambda each: (-each.n_articles, each.outlet or "", each.places))


def segments_by_document(repeated: Sequence[RepeatedParagraph]) -> dict[str, list[str]]:
    """Return document id to the segments of it that are repeated paragraphs; both ascend."""
    segments: dict[str, list[str]] = {}
    for doc_id, segment in sorted({place for paragraph in repeated for place in paragraph.places}):
        segments.setdefault(doc_id, []).append(segment)
    return segments


def _may_repeat(segment: Segment, words: Sequence[str], settings: RepeatSettings) -> bool:
    return segment.kind != "headline" and len(words) >= settings.min_words


def _is_repeated(n_articles: int, share: float, settings: RepeatSettings) -> bool:
    if n_articles < 2:
        return False
    by_share = settings.min_share is not None and share >= settings.min_share
    return by_share or n_articles >= settings.min_documents
