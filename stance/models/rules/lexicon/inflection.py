"""Regular inflection of English verbs and nouns."""

from __future__ import annotations

import re

_SIBILANT = ("s", "x", "z", "ch", "sh")
_ONE_SYLLABLE_CVC = re.compile(r"(?:qu|[^aeiou])*[aeiou][bdgklmnprtz]")
_CONSONANT_Y = re.compile(r".*[^aeiou]y")


def verb_forms(base: str, *, doubled: bool = False) -> tuple[str, ...]:
    """Return base, -s, -ed and -ing forms of a regular verb.

    Args:
        base: the bare infinitive, lower case.
        doubled: double the final consonant ("admit", "admitted"); one-syllable verbs that end in
            consonant, vowel, consonant double it without being asked ("slam", "slammed").

    >>> verb_forms("slam")
    ('slam', 'slams', 'slammed', 'slamming')
    """
    third = noun_forms(base)[-1]
    if base.endswith("ie"):
        return base, third, base + "d", base[:-2] + "ying"
    if base.endswith("e"):
        stem = base if base.endswith(("ee", "oe", "ye")) else base[:-1]
        return base, third, base + "d", stem + "ing"
    if _CONSONANT_Y.fullmatch(base):
        return base, third, base[:-1] + "ied", base + "ing"
    if doubled or _ONE_SYLLABLE_CVC.fullmatch(base):
        return base, third, base + base[-1] + "ed", base + base[-1] + "ing"
    return base, third, base + "ed", base + "ing"


def noun_forms(base: str) -> tuple[str, ...]:
    """Return the singular and the regular plural of a noun.

    >>> noun_forms("crony")
    ('crony', 'cronies')
    """
    if _CONSONANT_Y.fullmatch(base):
        return base, base[:-1] + "ies"
    if base.endswith((*_SIBILANT, "o")):
        return base, base + "es"
    return base, base + "s"
