"""Which first lines are headlines and decks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stance.text.blocks import ends_sentence
from stance.text.boilerplate import is_title_case
from stance.text.segment import split_sentences
from stance.text.settings import CleaningSettings

_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
# "WASHINGTON (Agency) —" and "PARIS, March 3 —" open a first paragraph.
_PLACE = re.compile(r"[A-Z][A-Z.’' -]{2,40}(?:,[^—–(]{1,40})?(?:\([^)]{1,40}\)\s?)?\s?(?:[—–]|--|- )\s?")
# So does a sentence that names its weekday or says who said it.
_LEDE = re.compile(
    r"\bon (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:said|told)\b[^,]{0,40}\.$|\b[Hh]e said\b"
)
_MAX_WORDS_OF_TWO_SENTENCES = 14


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, for comparing titles.

    >>> words_of("It’s time!")
    ["it's", 'time']
    """
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def same_title(text: str, title: str) -> bool:
    """Return whether a line is the title, or the title with a site name or a cut end.

    >>> same_title("Storm hits the northern coast", "Storm hits the northern coast | The Daily Example")
    True
    """
    line, known = words_of(text), words_of(title)
    if not line or not known:
        return False
    if line == known:
        return True
    shorter, longer = sorted((line, known), key=len)
    n_extra = len(longer) - len(shorter)
    return len(shorter) >= 4 and n_extra <= 5 and longer[: len(shorter)] == shorter


def is_headline(text: str, following: Sequence[str], settings: CleaningSettings) -> bool:
    """Return whether the first block of an article is its headline.

    Args:
        text: the block.
        following: the next few blocks; without any, a lone block is never a headline.
        settings: thresholds.

    A block without a final stop only has to be short. One with a final stop must be in title case, or one
    short sentence that does not read like a first paragraph and is shorter than one that follows.

    >>> is_headline("Mayor quits.", ["The mayor has left after three years."], CleaningSettings())
    True
    """
    n_words = len(_WORD.findall(text))
    if not 0 < n_words <= settings.max_headline_words or not following or text.endswith((":", ",")):
        return False
    if not ends_sentence(text):
        return True
    if _PLACE.match(text):
        return False
    if is_title_case(text.split()):
        return True
    if n_words > settings.max_sentence_headline_words or _LEDE.search(text):
        return False
    n_sentences = len(split_sentences(text, 0, len(text)))
    return (n_sentences == 1 or (n_sentences == 2 and n_words <= _MAX_WORDS_OF_TWO_SENTENCES)) and any(
        n_words < len(_WORD.findall(block)) for block in following
    )


def is_deck(text: str, headline: str, settings: CleaningSettings) -> bool:
    """Return whether the block after the headline is a deck: a line under it, without a final stop.

    After a headline that ends in a semicolon, as news databases write them, the final stop may be there.

    >>> is_deck("Harbor stays open while talks go on", "Strike looms", CleaningSettings())
    True
    """
    n_words = len(_WORD.findall(text))
    if not settings.min_deck_words <= n_words <= settings.max_deck_words:
        return False
    if headline.endswith(";"):
        return True
    return not ends_sentence(text) and not text.endswith((":", ",", ";"))


def is_subhead(text: str, settings: CleaningSettings) -> bool:
    """Return whether a block among paragraphs is a heading: few words, no stop at the end.

    >>> is_subhead("What comes next", CleaningSettings())
    True
    """
    if len(text) > 30 * settings.max_subhead_words or ends_sentence(text) or text.endswith((":", ",", ";")):
        return False
    return 0 < len(text.split()) <= settings.max_subhead_words
