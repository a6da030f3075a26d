"""Paragraphs that repeat an earlier one almost word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from stance.records.document import Variant

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_MAX_CANDIDATES = 8
"""Earlier paragraphs a paragraph is compared with; keeps hostile texts from quadratic work."""
_MAX_DIFF_WORDS = 500


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A paragraph that repeats an earlier one."""

    index: int
    kept: int
    """Index of the earlier paragraph."""
    jaccard: float
    containment: float


def find_near_duplicates(
    paragraphs: Sequence[str], *, min_tokens: int, min_jaccard: float, min_containment: float
) -> list[NearDuplicate]:
    """Return the paragraphs that repeat an earlier, kept one, in order.

    Words and punctuation marks are compared in lower case, by 3-grams. Containment is the share of the
    smaller paragraph's 3-grams found in the other; it counts only when the later paragraph is the smaller
    one, so that nothing new is lost with it.

    Args:
        paragraphs: texts in reading order; those with fewer than `min_tokens` tokens are never compared.
        min_tokens: least number of words and marks, at least 3.
        min_jaccard: least Jaccard similarity, 0 to 1.
        min_containment: least containment, 0 to 1.
    """
    found: list[NearDuplicate] = []
    kept: dict[int, list[str]] = {}
    grams_of: dict[int, set[str]] = {}
    owner: dict[str, int] = {}
    seen: set[str] = set()
    least = min(min_jaccard, min_containment)
    for index, paragraph in enumerate(paragraphs):
        tokens = _TOKEN.findall(paragraph.lower())
        if len(tokens) < min_tokens:
            continue
        words = set(tokens)
        if _may_repeat(tokens, len(words - seen), least):
            for earlier in kept.keys() - grams_of.keys():
                grams_of[earlier] = _grams(kept[earlier])
                owner.update(dict.fromkeys(grams_of[earlier] - owner.keys(), earlier))
            grams = _grams(tokens)
            pair = _repeated(
                index,
                grams,
                grams_of,
                candidates=_candidates(grams, owner),
                least=(min_jaccard, min_containment),
            )
            if pair is not None:
                found.append(pair)
                continue
        kept[index] = tokens
        seen |= words
    return found


def _may_repeat(tokens: Sequence[str], n_new: int, least: float) -> bool:
    """Return whether a paragraph with so many words never seen before can still repeat an earlier one.

    The 3-gram that starts at a new word's first place is new too, and another one for each new word but
    those in the last two places; a repetition has at most (1 - least) of its 3-grams new.
    """
    return n_new - 2 <= (1 - least) * (len(tokens) - 2)


def _grams(tokens: Sequence[str]) -> set[str]:
    # Strings, not tuples: the garbage collector need not walk them.
    return set(map(" ".join, zip(tokens, tokens[1:], tokens[2:], strict=False)))


def _repeated(
    index: int,
    grams: set[str],
    grams_of: dict[int, set[str]],
    *,
    candidates: list[int],
    least: tuple[float, float],
) -> NearDuplicate | None:
    """Return the repetition of the kept paragraph that shares most, None where none shares enough."""
    min_jaccard, min_containment = least
    for kept in candidates:
        pair = _compare(index, kept, grams, grams_of[kept])
        is_smaller = len(grams) <= len(grams_of[kept])
        if pair.jaccard >= min_jaccard or (is_smaller and pair.containment >= min_containment):
            return pair
    return None


def _candidates(grams: set[str], owner: dict[str, int]) -> list[int]:
    """Kept paragraphs that may hold most of the 3-grams, the likeliest first."""
    known = grams & owner.keys()
    if 2 * len(known) < len(grams):
        return []
    return [index for index, _ in Counter(owner[gram] for gram in known).most_common(_MAX_CANDIDATES)]


def _compare(index: int, kept: int, grams: set[str], kept_grams: set[str]) -> NearDuplicate:
    n_common = len(grams & kept_grams)
    return NearDuplicate(
        index,
        kept,
        jaccard=n_common / len(grams | kept_grams),
        containment=n_common / min(len(grams), len(kept_grams)),
    )


def word_diff(kept: str, dropped: str) -> list[Variant]:
    """Return where two wordings differ, word by word; one side is empty where words were added or left out.

    Paragraphs of more than 500 words are not compared (empty list).

    >>> [(v.kept, v.dropped) for v in word_diff("He said so today.", "He claimed so today.")]
    [('said', 'claimed')]
    """
    before, after = (list(_WORD.finditer(text)) for text in (kept, dropped))
    if max(len(before), len(after)) > _MAX_DIFF_WORDS:
        return []
    matcher = SequenceMatcher(None, [m.group() for m in before], [m.group() for m in after], autojunk=False)
    return [
        Variant(kept=_slice(kept, before[a1:a2]), dropped=_slice(dropped, after[b1:b2]))
        for tag, a1, a2, b1, b2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _slice(text: str, words: list[re.Match[str]]) -> str:
    return text[words[0].start() : words[-1].end()] if words else ""
