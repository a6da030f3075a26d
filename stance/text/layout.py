"""Which blocks of an article stay, as what, and which are taken out, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from stance.records.document import DropReason, SegmentKind
from stance.text.blocks import Block, ends_sentence
from stance.text.boilerplate import is_outlet_label, is_related_label, looks_like_link, own_reason
from stance.text.bylines import read_byline
from stance.text.dates import parse_date, read_date_line
from stance.text.duplicates import NearDuplicate, find_near_duplicates
from stance.text.headline import is_deck, is_headline, is_subhead, same_title, words_of
from stance.text.settings import CleaningSettings

_CHANGED_LATER = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)


@dataclass(slots=True)
class Layout:
    """What became of each block; indices point into the list of blocks."""

    kinds: dict[int, SegmentKind] = field(default_factory=dict)
    """Kept blocks in reading order."""
    reasons: dict[int, DropReason] = field(default_factory=dict)
    """Dropped blocks."""
    duplicates: dict[int, NearDuplicate] = field(default_factory=dict)
    """Of the blocks dropped as near-duplicates; `index` and `kept` are block indices."""
    published_at: str | None = None
    authors: list[str] = field(default_factory=list)


def lay_out(
    blocks: Sequence[Block], *, title: str | None, authors: Sequence[str] = (), settings: CleaningSettings
) -> Layout:
    """Return what each block is.

    Rules are applied until none finds anything more, so that cleaning a cleaned text changes nothing. A block
    that no rule is sure about stays.

    Args:
        blocks: all blocks in order.
        title: the title given with the article, None when unknown.
        authors: those given with the article; a line that is just one of them is a byline.
        settings: thresholds.
    """
    known_authors = frozenset(author.casefold() for author in authors)
    layout = Layout(reasons=_drops_by_words(blocks, title, settings))
    dates: list[tuple[bool, str]] = []
    while True:
        alive = [index for index in range(len(blocks)) if index not in layout.reasons]
        layout.kinds = _kinds(blocks, alive, title, settings)
        n_dropped = len(layout.reasons)
        _drop_datelines_and_bylines(blocks, layout, known_authors, dates)
        _drop_repeated_title(blocks, layout)
        if len(layout.reasons) == n_dropped:
            _drop_near_duplicates(blocks, layout, settings)
        if len(layout.reasons) == n_dropped:
            break
    # An update says less about when an article came out than any other date.
    layout.published_at = min(dates, default=(False, None), key=lambda date: date[0])[1]
    return layout


def stands_alone(line: str) -> bool:
    """Return whether a line is never part of a hard-wrapped paragraph.

    >>> stands_alone("By Jane Roe")
    True
    """
    return is_label_line(line) or own_reason(line) is not None


def is_label_line(line: str) -> bool:
    """Return whether a line names date, authors or links, so that the next line is not part of it.

    >>> is_label_line("Read also:")
    True
    """
    return _is_credit_line(line) or is_related_label(line) or is_outlet_label(line)


def _drops_by_words(
    blocks: Sequence[Block], title: str | None, settings: CleaningSettings
) -> dict[int, DropReason]:
    first = 1 if blocks and title is not None and same_title(blocks[0].text, title) else 0
    reasons: dict[int, DropReason] = {}
    for index in range(first, len(blocks)):
        reason = own_reason(blocks[index].text)
        if reason is not None:
            reasons[index] = reason
    for index in range(first, len(blocks)):
        text = blocks[index].text
        links: list[int] = []
        if is_related_label(text):
            links = _links_below(blocks, index, settings) or _links_apart(blocks, index, reasons, settings)
        elif is_outlet_label(text):
            links = _links_below(blocks, index, settings)
            if links:
                reasons[index] = "related_links"
        for link in links:
            reasons.setdefault(link, "related_links")
    return reasons


def _links_below(blocks: Sequence[Block], label: int, settings: CleaningSettings) -> list[int]:
    """Return the lines right below a label that may be titles of other articles."""
    below = range(label + 1, min(len(blocks), label + 1 + settings.max_related_lines))
    return list(
        takewhile(lambda i: blocks[i].group == blocks[label].group and looks_like_link(blocks[i].text), below)
    )


def _links_apart(
    blocks: Sequence[Block], label: int, reasons: Mapping[int, DropReason], settings: CleaningSettings
) -> list[int]:
    """Return the titles that a blank line parts from their label: a list, or all that is left of the text."""
    below = range(label + 1, min(len(blocks), label + 1 + settings.max_related_lines))
    listed = list(
        takewhile(lambda i: blocks[i].markup == "list_item" and looks_like_link(blocks[i].text), below)
    )
    if listed:
        return listed
    rest = [index for index in range(label + 1, len(blocks)) if index not in reasons]
    are_titles = len(rest) <= settings.max_related_lines and all(
        looks_like_link(text) and not ends_sentence(text) and not _is_credit_line(text)
        for text in (blocks[index].text for index in rest)
    )
    return rest if are_titles else []


def _kinds(
    blocks: Sequence[Block], alive: list[int], title: str | None, settings: CleaningSettings
) -> dict[int, SegmentKind]:
    kinds: dict[int, SegmentKind] = {}
    lead = [index for index in alive if not _is_credit_line(blocks[index].text)]
    headline = deck = None
    if lead and _is_headline_block(blocks, lead, title, settings):
        headline = lead[0]
        if len(lead) > 2 and blocks[lead[1]].markup == "plain":
            deck = lead[1] if is_deck(blocks[lead[1]].text, blocks[headline].text, settings) else None
    for index in alive:
        block = blocks[index]
        if index == headline:
            kinds[index] = "headline"
        elif index == deck:
            kinds[index] = "deck"
        elif block.markup == "heading" or (
            block.markup == "plain" and index != alive[-1] and is_subhead(block.text, settings)
        ):
            kinds[index] = "subhead"
        else:
            kinds[index] = "list_item" if block.markup == "list_item" else "body"
    return kinds


def _is_headline_block(
    blocks: Sequence[Block], lead: list[int], title: str | None, settings: CleaningSettings
) -> bool:
    first = blocks[lead[0]]
    if first.markup != "plain":
        return first.markup == "heading"
    if title is not None and same_title(first.text, title):
        return True
    return is_headline(first.text, [blocks[index].text for index in lead[1:4]], settings)


def _is_credit_line(text: str) -> bool:
    return read_date_line(text)[0] or read_byline(text) is not None


def _drop_datelines_and_bylines(
    blocks: Sequence[Block],
    layout: Layout,
    known_authors: frozenset[str],
    dates: list[tuple[bool, str]],
) -> None:
    """Take date lines and bylines out before the first and after the last paragraph, not between them."""
    order = list(layout.kinds)
    for indices in (order, order[::-1]):
        for index in indices:
            text = blocks[index].text
            is_date, date = read_date_line(text)
            is_author = text.casefold() in known_authors
            authors = None if is_date or is_author else read_byline(text)
            if is_date:
                layout.reasons[index] = "dateline_to_metadata"
            elif is_author:
                layout.reasons[index] = "byline_to_metadata"
            elif authors is not None:
                date = parse_date(text)
                is_desk = not authors and date is not None
                layout.reasons[index] = "dateline_to_metadata" if is_desk else "byline_to_metadata"
                layout.authors += [author for author in authors if author not in layout.authors]
            elif _is_paragraph(text, layout.kinds[index]):
                break
            if date is not None:
                dates.append((bool(_CHANGED_LATER.search(text)), date))


def _is_paragraph(text: str, kind: SegmentKind) -> bool:
    return kind in ("body", "list_item") and ends_sentence(text)


def _drop_repeated_title(blocks: Sequence[Block], layout: Layout) -> None:
    headline = next((index for index, kind in layout.kinds.items() if kind == "headline"), None)
    if headline is None:
        return
    title = words_of(blocks[headline].text)
    longest = 2 * len(blocks[headline].text) + 20
    for index in layout.kinds:
        text = blocks[index].text
        if index != headline and len(text) <= longest and words_of(text) == title:
            layout.reasons[index] = "repeated_title"


def _drop_near_duplicates(blocks: Sequence[Block], layout: Layout, settings: CleaningSettings) -> None:
    compared = [index for index, kind in layout.kinds.items() if kind in ("body", "list_item")]
    for found in find_near_duplicates(
        [blocks[index].text for index in compared],
        min_tokens=settings.min_duplicate_tokens,
        min_jaccard=settings.min_duplicate_jaccard,
        min_containment=settings.min_duplicate_containment,
    ):
        index, kept = compared[found.index], compared[found.kept]
        layout.reasons[index] = "near_duplicate_paragraph"
        layout.duplicates[index] = NearDuplicate(index, kept, found.jaccard, found.containment)
