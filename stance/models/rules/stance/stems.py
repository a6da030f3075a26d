"""Light stems: one key for the forms of a word, derivations included."""

from __future__ import annotations

from functools import lru_cache

_SUFFIXES = (
    "isations", "izations", "isation", "ization", "ations", "ation", "ating", "ated", "ates", "ments",
    "ment", "ances", "ance", "nesses", "ness", "ingly", "ings", "ing", "ions", "ion", "ians", "ian",
    "ures", "ure", "ate", "ies", "ied", "als", "al", "ed", "es", "ly", "ia", "s", "e", "y",
)  # fmt: skip
_MIN_STEM = 4
_MIN_SHORT_STEM = 3
_SHORT_ROOTS = frozenset({"ings", "ing", "ed", "es", "ies", "ied", "s", "e", "y", "ation", "ness"})
_IRREGULAR = {
    "began": "begin", "begun": "begin", "broke": "break", "broken": "break", "built": "build", "fell": "fall",
    "fallen": "fall", "fought": "fight", "held": "hold", "kept": "keep", "knew": "know", "known": "know",
    "lost": "lose", "met": "meet", "paid": "pay", "rose": "rise", "risen": "rise", "shot": "shoot",
    "sold": "sell", "sent": "send", "spent": "spend", "stole": "steal", "stolen": "steal", "struck": "strike",
    "taken": "take", "took": "take", "threw": "throw", "thrown": "throw", "won": "win", "went": "go",
    "gone": "go", "died": "die", "dying": "die", "lied": "lie", "lying": "lie", "children": "child",
    "women": "woman", "men": "man", "people": "people", "lives": "life", "wives": "wife", "thieves": "thief",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the stem of a lower-case word; short words lose inflections only.

    >>> stem("negotiations") == stem("negotiate") == stem("negotiating")
    True
    >>> stem("police") == stem("policies")
    False
    """
    word = _IRREGULAR.get(word, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and (suffix == "ness" or not word.endswith(("ss", "us", "is"))):
            rest = len(word) - len(suffix)
            if rest >= (_MIN_SHORT_STEM if suffix in _SHORT_ROOTS else _MIN_STEM):
                return _tidy(word[:rest], suffix)
    return word


def _tidy(root: str, suffix: str) -> str:
    if suffix in {"ies", "ied"} or (suffix == "y" and root[-1] not in "aeiou"):
        return root + "i"
    if suffix == "y":
        return root + "y"
    if len(root) > _MIN_SHORT_STEM and root[-1] == root[-2] and root[-1] not in "aeious":
        return root[:-1] if root[-1] != "l" or suffix in {"ed", "ing"} else root
    return root.rstrip("e") if len(root) > _MIN_SHORT_STEM else root
