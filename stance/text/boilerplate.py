"""Blocks that a web page adds to an article, told by their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.records.document import DropReason

_RELATED_LABELS = frozenset([
    "read also", "also read", "read more", "read next", "see also", "see more", "related",
    "related article", "related articles", "related story", "related stories", "related news",
    "related content", "related posts", "related links", "related coverage", "related video",
    "related videos", "more on this", "more on this story", "more on this topic", "more stories",
    "you may also like", "you might also like", "you may also be interested in", "recommended for you",
    "recommended reading", "recommended stories", "what to read next", "up next", "most read",
    "most popular", "further reading", "don't miss", "more from this section", "more like this",
])  # fmt: skip
# "Also on Evening Post": a label only where links follow, since a subhead may read so too.
_OUTLET_LABEL = re.compile(
    r"(?i:also|more|elsewhere) (?i:on|from|in|at) (?!(?i:mon|tues|wednes|thurs|fri|satur|sun)day\b)"
    r"(?i:the )?[^\W\d_a-z][^\s.!?:]{0,30}(?: [^\W\d_a-z][^\s.!?:]{0,30}){0,4}:?"
)
_INLINE_RELATED = re.compile(
    r"(?:read (?:also|more|next)|also read|see also|related(?: (?:article|story|coverage|news|post|video)s?)?"
    r"|recommended(?: reading)?|you (?:may|might) also like)\s*(?::|[–—|>»-]+\s)\s*(?=\S)",
    re.IGNORECASE,
)
_READ_MORE = re.compile(
    r"(?:click here|tap here)\b.{0,80}|(?:read|continue reading|see|watch) (?:the )?(?:full|rest of the"
    r"|entire) (?:story|article|post|piece|report|interview|column) (?:here|at|on)\b.{0,60}",
    re.IGNORECASE,
)
_EMPTY_LABELS = frozenset([
    "published", "published at", "published on", "published by", "first published", "posted",
    "posted at", "posted on", "posted by", "posted in", "updated", "updated at", "updated on",
    "last updated", "last updated on", "last modified", "date", "publication date", "by", "author",
    "authors", "written by", "source", "sources", "tags", "tag", "category", "categories",
    "filed under", "topics", "keywords", "share", "share this", "share this article",
    "share this story", "share on", "share via", "comments", "leave a comment", "leave a reply",
    "add a comment", "no comments", "post a comment", "print", "email", "print this article", "views",
    "reading time", "photo", "image", "credit", "caption", "loading", "abstract", "full text",
    "back to top", "skip to content", "skip to main content", "table of contents",
])  # fmt: skip
_ADVERTS = re.compile(
    r"(?:advertisements?|advertising|sponsored(?: content| post| links?)?|promoted(?: content)?|paid content"
    r"|(?:story|article|post) continues (?:below|after)(?: (?:this |the )?ad(?:vertisement)?)?"
    r"|(?:advertisement )?[–—-]? ?continue reading (?:below|the main story)"
    r"|(?:sign up|subscribe)\b.{0,120}\b(?:newsletters?|updates|alerts|inbox|e-?mails?|podcast)\b.{0,80}"
    r"|(?:subscribe|sign up|register|donate|join) (?:now|today|here)"
    r"|get\b.{0,80}\b(?:newsletters?|(?:in|to) your inbox)\b.{0,60}"
    r"|enter your e-?mail(?: address)?|(?:please )?(?:donate|support our (?:work|journalism)"
    r"|make a donation)\b.{0,150})[.:!]*",
    re.IGNORECASE,
)
_CALL_TO_READERS = re.compile(
    r"(?:[^.!?“”\"]{3,150}\? ?){0,3}(?:if (?:so|you)\b[^.!?“”\"]{0,120}, ?)?(?:please |then )?"
    r"(?:call|ring|phone|e-?mail|text|message|whatsapp|tell|contact|write to|get in touch with|speak to) "
    r"(?:(?P<us>us)|our (?:reporters?|editors?|news team)|(?:our|the) (?:news ?desk|newsroom|tip ?line))\b"
    r"[^“”\"?]{0,150}",
    re.IGNORECASE,
)
_PLATFORM = r"(?:twitter|facebook|instagram|youtube|telegram|linkedin|tiktok|whatsapp)"
_SOCIAL = re.compile(
    rf"(?:follow|like|join) (?:@\w+|[^.!?]{{1,100}}? on {_PLATFORM})"
    r"(?:[\s,:.]*(?:and|at|or|for|here|https?://\S{1,200}|[@#]\w+)[^.!?]{0,80})?"
    rf"|on {_PLATFORM},? follow .{{1,150}}"
    rf"|(?:share|tweet|pin|post)(?: (?:this|it))?(?: (?:article|story|post))?(?: (?:on|via|to) {_PLATFORM})?"
    r"|view (?:this|the) (?:post|photo|video) on .{1,40}|a (?:post|photo|video) shared by .{1,120}"
    r"|(?:https?://|www\.|pic\.twitter\.com/)\S+"
    r"|(?:twitter|facebook|instagram|whatsapp|linkedin|reddit|pinterest|e-?mail)(?:[\s,|/•]+(?:twitter|facebook|instagram"
    r"|whatsapp|linkedin|reddit|pinterest|e-?mail|print))*",
    re.IGNORECASE,
)
_CAPTION_OPENING = re.compile(
    r"(?:file photo|photo(?:graph)?|image|picture|(?:photo|image) (?:credit|source)|(?:image|video) caption)"
    r"s?\s*[:|]\s*\S|file(?: photo)?\s?[–—:-]\s",
    re.IGNORECASE,
)
_PHOTO_BY = re.compile(
    r"(?:photo(?:graph)?|image|illustration|graphic)s? (?:by|courtesy(?: of)?|via)\b", re.IGNORECASE
)
_CAPTION_CREDIT = re.compile(
    r"\((?:(?:ap|afp|upi) ?(?:photo|/)|photo\b|image\b|reuters ?/|getty"
    r"|[^()]{2,60}(?:/|via) ?(?:getty|reuters|ap\b|afp|epa))[^()]{0,60}\)\.?$",
    re.IGNORECASE,
)
_AGENCIES = frozenset([
    "getty", "getty images", "ap", "ap photo", "ap images", "afp", "reuters", "epa", "upi",
    "shutterstock", "istock", "bloomberg", "associated press", "the associated press", "afp photo",
    "pool", "wikimedia commons", "flickr",
])  # fmt: skip
_CREDIT_PART = re.compile(r"\s*(?:/|\||,| via )\s*")
# Words that must follow each other within one sentence, in this order; at any distance, so that looking for
# them stays linear.
_DISCLAIMERS = tuple(
    tuple(re.compile(step) for step in steps)
    for steps in (
        (r"\bnot necessarily\b", r"\b(?:reflect|represent|state|endorse|share|those of|that of)"),
        (r"\b(?:views|opinions)\b", r"\bexpressed\b", r"\b(?:author|writer|contributor|own\b|solely)"),
        (r"\bpubli", r"\b(?:not|n['’]t)\b", r"\b(?:mean|imply|constitute)", r"\b(?:agree|endors|approv)"),
        (r"\binformational purposes only\b",),
        (
            r"\bnot (?:intended|constitute|be)\b",
            r"\b(?:legal|medical|financial|investment|professional)\b",
            r"\badvice\b",
        ),
        (
            r"\b(?:views|opinions) of\b",
            r"\b(?:author|columnist|contributor|writer|commentator)",
            r"\bare (?:solely |entirely |strictly )?(?:their|his|her) own\b",
        ),
        (r"\bsole(?:ly)? responsib", r"\b(?:author|content|article)"),
        (
            r"^this (?:article|story|post|piece|essay|column|report)\b",
            r"\b(?:originally|first)\b",
            r"\b(?:appeared|published|posted|ran)\b",
        ),
    )
)
_RIGHTS = tuple(
    tuple(re.compile(step) for step in steps)
    for steps in (
        (r"(?:©|\(c\)|\bcopyright\b)", r"\b(?:19|20)\d\d\b"),
        (r"\ball rights reserved\b",),
        (
            r"\b(?:material|article|content|story|text|part)\b",
            r"\b(?:may|must|can) ?not be\b",
            r"\b(?:published|reproduced|republished|copied|redistributed|broadcast)\b",
        ),
        (r"\bre(?:printed|published|produced)\b", r"\b(?:with|by)\b", r"\bpermission\b"),
    )
)
# Each of these patterns needs one of these words; looking for them first is cheaper than the patterns.
_DISCLAIMER_HINTS = (
    "not necessarily", "expressed", "views", "opinions", "publi", "informational", "advice", "responsib",
    "rights", "copyright", "©", "(c)", "permission", "originally", "first appeared", "reproduced",
)  # fmt: skip
_SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+")
_QUOTED = re.compile('[“"«].{20}', re.DOTALL)
_BRACKETS = "[]()<>*•»→▶ "
_MAX_LABEL = 60
_MAX_SHORT = 300
_MAX_CAPTION_WORDS = 60
_MAX_CREDIT_WORDS = 10
_MAX_DISCLAIMER_CHARS = 1200
_MAX_RIGHTS_CHARS = 400


def own_reason(text: str) -> DropReason | None:
    """Return why a block is no part of the article, None when its words do not tell.

    Only the block's own words count, so the answer does not depend on where it stands.

    >>> own_reason("Advertisement")
    'advert'
    >>> own_reason("The mayor said advertisement was costly.") is None
    True
    """
    if not any(map(str.isalnum, text)):
        return "template_residue"
    if len(text) <= _MAX_SHORT:
        reason = _short_reason(text)
        if reason is not None:
            return reason
    if len(text) <= _MAX_DISCLAIMER_CHARS:
        lower = text.lower()
        if any(hint in lower for hint in _DISCLAIMER_HINTS) and _is_disclaimer(lower):
            return "site_disclaimer"
    if _is_caption(text):
        return "caption"
    return None


def is_related_label(text: str) -> bool:
    """Return whether a line announces links to other articles, as in "Read also:".

    >>> is_related_label("Read also:")
    True
    """
    return len(text) < _MAX_LABEL and _label(text) in _RELATED_LABELS


def is_outlet_label(text: str) -> bool:
    """Return whether a line may announce links to the other articles of an outlet.

    >>> is_outlet_label("Also on Evening Post")
    True
    """
    return len(text) < _MAX_LABEL and _OUTLET_LABEL.fullmatch(text.strip(_BRACKETS)) is not None


def _short_reason(text: str) -> DropReason | None:
    label = _label(text)
    if label in _EMPTY_LABELS:
        return "template_residue"
    if label in _RELATED_LABELS:
        return "related_links"
    inner = text.strip(_BRACKETS)
    if _READ_MORE.fullmatch(inner.rstrip(".:! ")):
        return "related_links"
    inline = _INLINE_RELATED.match(inner)
    if inline and looks_like_link(inner[inline.end() :]):
        return "related_links"
    if _ADVERTS.fullmatch(inner) or _calls_readers(text, inner):
        return "advert"
    if _SOCIAL.fullmatch(inner.rstrip(".:! ")):
        return "social_embed"
    return "caption" if _is_credit(inner) else None


def looks_like_link(text: str) -> bool:
    """Return whether a line could be the title of another article: short and not a plain sentence.

    >>> looks_like_link("Ten Ways To Cook An Egg")
    True
    >>> looks_like_link("He then left the room and did not return.")
    False
    """
    words = text.split()
    if not words or len(words) > 25 or words[0][0].islower():
        return False
    return not text.rstrip("”’\"')]").endswith(".") or is_title_case(words)


def is_title_case(words: list[str]) -> bool:
    """Return whether most longer words after the first begin with a capital.

    >>> is_title_case("Senate Passes Long Awaited Budget".split())
    True
    """
    longer = [word.lstrip("“‘\"'([") for word in words[1:] if len(word) >= 4]
    return len(longer) >= 2 and sum(word[:1].isupper() for word in longer) >= 0.7 * len(longer)


def _calls_readers(text: str, inner: str) -> bool:
    """Whether a block asks readers to get in touch: "Were you there? Call our newsdesk."."""
    found = _CALL_TO_READERS.fullmatch(inner)
    if found is None:
        return False
    # "Tell us" alone may be somebody's words in the story.
    return (
        found["us"] is None
        or re.search(r"\byou(?:r)?\b", inner[: found.start("us")], re.IGNORECASE) is not None
    )


def _label(text: str) -> str:
    return text.strip(_BRACKETS + ".:|–—-").lower().replace("’", "'")


def _is_disclaimer(lower: str) -> bool:
    if _QUOTED.search(lower):
        return False
    notices = _DISCLAIMERS + _RIGHTS if len(lower) <= _MAX_RIGHTS_CHARS else _DISCLAIMERS
    return any(_in_order(steps, sentence) for sentence in _SENTENCE_BREAK.split(lower) for steps in notices)


def _in_order(steps: Sequence[re.Pattern[str]], sentence: str) -> bool:
    at = 0
    for step in steps:
        found = step.search(sentence, at)
        if found is None:
            return False
        at = found.end()
    return True


def _is_credit(text: str) -> bool:
    parts = _CREDIT_PART.split(text.rstrip(". ").lower())
    return (
        any(part in _AGENCIES for part in parts)
        and len(text.split()) <= _MAX_CREDIT_WORDS
        and all(len(part.split()) <= 4 for part in parts)
    ) or (_PHOTO_BY.match(text) is not None and len(text.split()) <= _MAX_CREDIT_WORDS)


def _is_caption(text: str) -> bool:
    if len(text) > 8 * _MAX_CAPTION_WORDS or len(text.split()) > _MAX_CAPTION_WORDS:
        return False
    return bool(_CAPTION_OPENING.match(text) or (text.endswith((")", ").")) and _CAPTION_CREDIT.search(text)))
