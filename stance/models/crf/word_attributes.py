"""What the form of a word tells, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from stance.models.rules.attribution.verb_list import verb_list
from stance.models.rules.attribution.words import word_classes

WORD_ATTRIBUTES = ("low", "suffix", "prefix", "shape", "class", "verb")
"""Names of the values of `word_values`, in its order."""

_DIGITS = re.compile(r"\d+")
_UPPER = re.compile("[A-Z]+")
_LOWER = re.compile(r"[^\W\d_A-Z]+")
_LONG = 4
"""Letters from which a word has an ending and a beginning that tell something."""


def word_values(form: str) -> tuple[str, ...]:
    """Return the values of `WORD_ATTRIBUTES` for a word as it stands in text; "" where there is none.

    low is the word in lower case with every number made "0"; suffix and prefix are three and four letters
    of longer words; shape tells capitals, digits and signs; class the function words it may be, by number;
    verb its place in the list of attribution words.

    >>> word_values("Reported")
    ('reported', 'ted', 'repo', 'Xx', '', 'neutral/past')
    """
    lower = form.lower().replace("’", "'")
    low = _DIGITS.sub("0", lower)
    long = len(low) > _LONG and low[0].isalpha()
    bits = word_classes().get(lower, 0)
    return (
        low,
        low[-3:] if long else "",
        low[:4] if long else "",
        _shape(form),
        str(bits) if bits else "",
        _attribution_words().get(lower, ""),
    )


def _shape(form: str) -> str:
    if not form[0].isalnum():
        return form
    return _LOWER.sub("x", _UPPER.sub("X", _DIGITS.sub("0", form)))


@cache
def _attribution_words() -> dict[str, str]:
    """Return how each listed word may lay something to a source."""
    listed = verb_list()
    readings = {word: "preposition" for word in listed.prepositions}
    readings |= {word: f"adjective {sense.verb_class}" for word, sense in listed.adjectives.items()}
    readings |= {word: f"noun {sense.verb_class}" for word, sense in listed.nouns.items()}
    for word, entries in listed.verbs.items():
        entry = entries[-1]
        readings[word] = f"{entry.senses[0].verb_class}/{entry.form}"
    return readings


class Vocabulary:
    """Values of an attribute and their numbers: 0 is unknown or none, 1 the edge of a sequence."""

    EDGE = 1

    def __init__(self, values: Sequence[str]) -> None:
        self.values = tuple(values)
        self._ids = {value: number for number, value in enumerate(values, 2)}

    def __len__(self) -> int:
        """Numbers there are, 0 and 1 included."""
        return len(self.values) + 2

    @property
    def number(self) -> Callable[[str, int], int]:
        """Look-up of a value's number, with what is given where it has none."""
        return self._ids.get
