"""Paragraphs split into sentences."""

from __future__ import annotations

import re

from stance.text.sentence_words import (
    ABBREVIATIONS,
    AFTER_TIME,
    BEFORE_NUMBER,
    SPEECH_VERBS,
    STARTERS,
    TITLES,
)

_CLOSING = "”’\"')\\]»›"
_OPENING = "“‘\"'(\\[«‹„¿¡"
# A stop, then closing marks and footnote marks, then white space. Each part is one class, so this is linear.
_STOP = re.compile(
    rf"(?P<mark>[.!?…]+(?: \.)*)(?P<closing>[{_CLOSING}¹²³⁰-⁹]*(?:\[\d{{1,3}}\])?[{_CLOSING}]*)(?=\s)"
)
_NEXT = re.compile(rf"\s+(?P<opening>[{_OPENING}*•]*)(?P<word>[^\s{_OPENING}{_CLOSING},;:!?]*)")
_LAST_WORD = re.compile(rf"[^\s{_OPENING}{_CLOSING}—–/]*$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,3}")
_WORD = re.compile(r"[^\W\d_][\w.’'-]*")
_MAX_WORD = 40
_MAX_LOOKAHEAD = 80
_MAX_NAME_WORDS = 3


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of text[start:end] as half-open offsets into `text`, without white space around.

    A sentence ends after its stop and the marks that close it. Abbreviations, initials, list numbers,
    ellipses in mid-sentence and a question or exclamation before its speech tag (“Stop!” Roe said) end none.
    Every character that is not white space lies in exactly one sentence.

    >>> split_sentences("He met Mr. Roe. “Why?” he asked.", 0, 32)
    [(0, 15), (16, 32)]
    """
    sentences: list[tuple[int, int]] = []
    begin = _skip_space(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        if stop.end() <= begin or not _is_break(text, begin, stop, end):
            continue
        following = _skip_space(text, stop.end(), end)
        if following >= end:
            break
        sentences.append((begin, stop.end()))
        begin = following
    last = _trim_end(text, begin, end)
    if begin < last:
        sentences.append((begin, last))
    return sentences


def _is_break(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, stop.end(), end)
    word = following["word"] if following else ""
    opening = following["opening"] if following else ""
    if not word:
        return False
    if not any(c.isalnum() for c in word):
        # A dash ties what follows to the sentence; other signs, such as emoji, begin a new one.
        return word[0] not in "—–-.…"
    if _begins_lower(word):
        return False
    mark, closing = stop["mark"], stop["closing"]
    if mark == ".":
        return _period_ends(text, begin, stop, word, opening)
    if mark.startswith((".", "…")) and mark.strip(".… ") == "" and not closing and not opening:
        return _key(word) in STARTERS or len(mark) >= 4 and " " not in mark
    if any(c in closing for c in "”’\"'»"):
        return not (word[0].isupper() and not opening and _is_speech_tag(text, stop.end(), end))
    return True


def _begins_lower(word: str) -> bool:
    """Whether a word cannot begin a sentence; iPhone and eBay can."""
    first = next(c for c in word if c.isalnum())
    return first.islower() and not any(c.isupper() for c in word[1:3])


def _period_ends(text: str, begin: int, stop: re.Match[str], word: str, opening: str) -> bool:
    at = stop.start()
    found = _LAST_WORD.search(text, max(begin, at - _MAX_WORD), at)
    before = found.group() if found else ""
    if not before:
        return True
    if ")" in stop["closing"] and _is_inner_parenthesis(text, begin, at) and _is_abbreviation(before):
        return False
    quoted = any(c in opening for c in '“"«„')
    closed = any(c in stop["closing"] for c in '”"»')
    if before in TITLES:
        return False
    if before.lower() in BEFORE_NUMBER and word[0].isdigit():
        return False
    if len(before) <= 3 and before.isdigit() and at - len(before) == begin:
        return False
    if len(before) == 1 and before.isalpha():
        return _letter_ends(text, begin, at, word) or closed
    if before in ("a.m", "p.m", "A.M", "P.M"):
        return _key(word) not in AFTER_TIME
    if _is_abbreviation(before):
        return closed or quoted or _key(word) in STARTERS
    return True


def _is_abbreviation(word: str) -> bool:
    # "R-Ky." and "(D-N.Y.)" carry the state after the party's letter.
    tail = word.rpartition("-")[2]
    return tail in ABBREVIATIONS or tail in TITLES or _DOTTED.fullmatch(tail) is not None


def _letter_ends(text: str, begin: int, at: int, word: str) -> bool:
    """Whether a single letter with a period ends a sentence: "Plan B. The", "he and I. Later"."""
    if at - 1 == begin or text[at - 1].islower():
        return at - 1 != begin
    if text[at - 1] == "I" and begin < at - 2 and text[at - 3].islower():
        return True
    return _key(word) in STARTERS


def _is_inner_parenthesis(text: str, begin: int, at: int) -> bool:
    opened = text.rfind("(", begin, at)
    return opened > begin


def _is_speech_tag(text: str, at: int, end: int) -> bool:
    """Whether a name and a verb of speech follow, as in “Stop!” Mayor Roe shouted."""
    words = _WORD.findall(text, at, min(end, at + _MAX_LOOKAHEAD))
    for index, word in enumerate(words[: _MAX_NAME_WORDS + 1]):
        if word.lower().rstrip(".") in SPEECH_VERBS:
            return index > 0 or word[0].islower()
        if not word[0].isupper() or _key(word) in STARTERS:
            return False
    return False


def _key(word: str) -> str:
    """The word as `STARTERS` lists it: without clitic and final marks."""
    for mark in "’'":
        word = word.partition(mark)[0]
    return word.rstrip(".…—–-").partition("—")[0]


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _trim_end(text: str, begin: int, end: int) -> int:
    while end > begin and text[end - 1].isspace():
        end -= 1
    return end
