"""Markdown marks found and masked, so that cleaning takes them out and offsets stay true."""

from __future__ import annotations

import re

from stance.text.blocks import Markup
from stance.text.normalize import MASK

_LINE_MARK = re.compile(
    r"^[ ]{0,3}(?:>[ ]?)*(?:(?P<heading>\#{1,6}[ ]+)|[ ]*(?P<bullet>[-*+][ ]+(?:\[[ xX]\][ ])?)"
    r"|(?P<number>[ ]*\d{1,3}[.)][ ]+))?",
    re.MULTILINE,
)
_WHOLE_LINES = re.compile(
    r"^[ ]{0,3}(?:(?:[-*_][ ]*){3,}|=+|-+|\[[^\]\n]{1,200}\]:[ ].{0,2000}|(?:```|~~~).{0,100})$"
    r"|<!--[^>]{0,500}-->|[ ]\#{1,6}[ ]*$",
    re.MULTILINE,
)
_UNDERLINE = re.compile(r"\n[ ]{0,3}(?:={2,}|-{2,})[ ]*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^()\n]{0,1000}\)")
_LINK = re.compile(
    r"(\[)[^\[\]\n]{1,500}(\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\]\n]{0,200}\]))"
)
_AUTOLINK = re.compile(r"(<)https?://[^\s<>]{1,2000}(>)")
_TAG = re.compile(
    r"</?(?:a|b|i|u|em|strong|br|p|div|span|img|sup|sub|hr|figure|figcaption|blockquote)(?:\s[^<>\n]{0,500})?/?>",
    re.I,
)
_FOOTNOTE = re.compile(r"\[\^[^\]\n]{1,50}\]:?")
_CODE = re.compile(r"(`{1,3})[^`\n]{1,500}(`{1,3})")
_STRONG = re.compile(r"(?<![\\*])(\*{2,3})(?=[^\s*])[^*\n]{1,1000}?(?<=[^\s\\])(\*{2,3})")
_EMPHASIS = re.compile(r"(?<![\\*\w])(\*)(?=[^\s*])[^*\n]{1,1000}?(?<=[^\s\\])(\*)(?![*\w])")
_UNDERSCORES = re.compile(r"(?<![\\_\w])(_{1,3})(?=[^\s_])[^_\n]{1,1000}?(?<=[^\s\\])(_{1,3})(?![\w])")
_STRIKE = re.compile(r"(~~)(?=\S)[^~\n]{1,1000}?(~~)")
_ESCAPE = re.compile(r"(\\)[!-/:-@\[-`{-~]")


def mask_markdown(text: str) -> tuple[str, dict[int, Markup]]:
    """Return the text with its marks masked, and what the marks say about lines.

    Headings, emphasis, code, quotation and list marks, link targets, images, rules, reference definitions,
    footnote marks and simple inline tags are masked; numbers of list items and the text of links stay.

    Returns:
        A text of the same length, and the offset of each marked line to its mark.

    >>> mask_markdown("# One *two*")[0].replace(MASK, "")
    'One two'
    """
    marks: dict[int, Markup] = {}
    for underline in _UNDERLINE.finditer(text):
        start = text.rfind("\n", 0, underline.start()) + 1
        if text[start : underline.start()].strip(" -=*_"):
            marks[start] = "heading"
    text = _mask_whole(_WHOLE_LINES, text)
    for match in _LINE_MARK.finditer(text):
        if match["heading"]:
            marks[match.start()] = "heading"
        elif match["bullet"] or match["number"]:
            marks[match.start()] = "list_item"
    text = _LINE_MARK.sub(_mask_line_mark, text)
    for pattern in (_IMAGE, _FOOTNOTE, _TAG):
        text = _mask_whole(pattern, text)
    for pattern in (_LINK, _AUTOLINK, _CODE, _STRONG, _UNDERSCORES, _EMPHASIS, _STRIKE, _ESCAPE):
        text = _mask_groups(pattern, text)
    return text, marks


def _mask_line_mark(match: re.Match[str]) -> str:
    number = match["number"]
    kept = len(number) if number else 0
    return MASK * (len(match.group()) - kept) + (number or "")


def _mask_whole(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n\r]", MASK, match.group()), text)


def _mask_groups(pattern: re.Pattern[str], text: str) -> str:
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        for group in range(1, pattern.groups + 1):
            start, end = match.span(group)
            parts += (text[done:start], MASK * (end - start))
            done = end
    return "".join([*parts, text[done:]]) if parts else text
