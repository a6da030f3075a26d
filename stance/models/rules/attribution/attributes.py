"""Attributes of a found attribution: naming of the source, verb class in context, speech form."""

from __future__ import annotations

import re
from dataclasses import replace

from stance.models.rules.attribution import words as w
from stance.models.rules.attribution.contents import Offsets
from stance.models.rules.attribution.finding import Finding
from stance.models.rules.attribution.reading import Reading
from stance.models.rules.attribution.verb_list import Sense, verb_list
from stance.models.rules.attribution.words import word_classes
from stance.records.annotation import Naming, VerbClass

_ANONYMITY = re.compile(
    r"anonymity|asked not to be (?:named|identified)|declined to be named|familiar with|close to the"
    r"|with knowledge of|briefed on|not authori[sz]ed to|unnamed|unidentified|insider",
    re.IGNORECASE,
)
_HEARSAY_RULES = frozenset({"noun_hearsay", "passive_raising", "passive_it", "adverb_hearsay"})
# Adverbs in the cue that change what a plain verb does to the content.
_ADVERB_CLASSES: dict[str, VerbClass] = {
    **dict.fromkeys(
        ["falsely", "wrongly", "erroneously", "supposedly", "baselessly", "dubiously", "implausibly"], "doubt"
    ),
    **dict.fromkeys(["reportedly", "allegedly", "apparently"], "speculative"),
    **dict.fromkeys(
        ["angrily", "furiously", "breathlessly", "smugly", "shrilly", "bitterly", "gleefully", "snidely"],
        "evaluative_manner",
    ),
    **dict.fromkeys(
        ["categorically", "firmly", "flatly", "repeatedly", "emphatically", "forcefully"], "emphatic"
    ),
}
# Words that show that a claim stands against another: "insisted" next to them is doubt (rule A6).
_CHALLENGED = frozenset(
    "despite although though denied denies deny rejected criticism accused accusations evidence contrary "
    "nevertheless".split()
)
_AFTER_HEAD = frozenset("of that by from for in on at to".split())
_MODIFYING = frozenset("of at for from in with on by".split())
_OWN = frozenset("he she they we i it its his their her our my".split())
_RAISES_DOUBT = frozenset({"insist", "maintain"})
_TITLES = frozenset(
    "mr mrs ms miss dr sir lady lord sen rep gov gen lt col sgt rev prof president king queen prince "
    "princess pope".split()
)
_NUMBERS = frozenset("two three four five six seven eight nine ten dozens hundreds thousands".split())
_QUANTIFIED = frozenset(
    "some many others most few several both all those these everyone everybody critics".split()
)


def in_context(reading: Reading, finding: Finding) -> Sense:
    """Return the cue's sense with the class and type that its own sentence gives it (rule A6)."""
    sense = finding.sense
    if sense.lemma == "reject" and _names_claim(reading, finding.content[-1]):
        return replace(sense, verb_class="denial", type="assertion")
    if sense.lemma == "suggest" and finding.shape == "phrase" and _names_proposal(reading, finding):
        return replace(sense, verb_class="performative", type="eventuality")
    verb_class = _class_in_context(reading, finding)
    return sense if verb_class == sense.verb_class else replace(sense, verb_class=verb_class)


def _names_claim(reading: Reading, content: Offsets) -> bool:
    """Return whether a phrase's head is a claim or charge, which can only be denied, not turned down."""
    nouns = verb_list().nouns
    for token in reading.parsed.tokens_in(*content):
        word = reading.lower[token]
        if word in _AFTER_HEAD:
            return False
        if word in nouns and nouns[word].verb_class in {"doubt", "accusatory"}:
            return True
    return False


def _names_proposal(reading: Reading, finding: Finding) -> bool:
    """Return whether somebody suggests a thing to be done ("suggested a shorter form"), no data a link."""
    first = reading.parsed.tokens_in(*finding.content[0])[0]
    return reading.lower[first] in {"a", "an"} and naming_of(reading, finding) != "document"


def _class_in_context(reading: Reading, finding: Finding) -> VerbClass:
    """Return what the cue does to the content, read with its adverbs and its sentence."""
    start, end = finding.cue
    tokens = reading.parsed.tokens_in(start, end)
    for token in tokens:
        changed = _ADVERB_CLASSES.get(reading.lower[token])
        if changed is not None and (
            finding.sense.verb_class == "neutral" or changed in {"doubt", "speculative"}
        ):
            return changed
    if finding.sense.lemma in _RAISES_DOUBT:
        unit = reading.parsed.unit_at(start)
        if unit is not None:
            around = reading.parsed.tokens_in(unit.start, unit.end)
            if any(reading.lower[token] in _CHALLENGED for token in around):
                return "doubt"
    if finding.sense.lemma == "acknowledge" and not _is_about_oneself(reading, finding):
        return "factive"
    return finding.sense.verb_class


def _is_about_oneself(reading: Reading, finding: Finding) -> bool:
    """Return whether the content's subject can mean its speaker ("acknowledged that he had forgotten")."""
    tokens = reading.parsed.tokens_in(*finding.content[0])
    return any(reading.lower[token] in _OWN for token in tokens[:3])


def naming_of(reading: Reading, finding: Finding) -> Naming:
    """Return how the source is named, from its words alone; pronouns wait for their entity."""
    if finding.source is None:
        return "hearsay" if finding.rule in _HEARSAY_RULES else "implicit"
    tokens = reading.parsed.tokens_in(*finding.source)
    if _is_anonymous(reading, finding.source, tokens):
        return "anonymous"
    if reading.lower[tokens[0]] in {"i", "we"} and reading.quotation_of[tokens[0]] < 0:
        return "author"
    return name_form(reading.words[tokens.start : tokens.stop])


def _is_anonymous(reading: Reading, source: Offsets, tokens: range) -> bool:
    """Return whether the source's words withhold its name, or its sentence speaks of anonymity."""
    if _ANONYMITY.search(reading.parsed.text, *source):
        return True
    for token in tokens:
        if reading.flags[token] & w.ANONYMOUS_MARKER:
            return True
    first, last = reading.parsed.unit_tokens[reading.parsed.token_units[tokens[0]]]
    return "anonymity" in reading.lower[first:last]


def name_form(words: list[str]) -> Naming:
    """Return the naming of a noun phrase from its words.

    >>> name_form(["the", "mayor"]), name_form(["Mayor", "Ann", "Lee"]), name_form(["Critics"])
    ('role_only', 'named', 'collective')
    """
    classes = word_classes()
    lower = [word.lower().replace("’", "'") for word in words]
    if "'s" in lower[:-1]:
        # "Ann Lee's lawyer" names the lawyer by Ann Lee, not by name.
        return name_form(words[lower.index("'s") + 1 :])
    head = _head(lower)
    bits = classes.get(head, 0)
    heads = _without_modifiers(words, lower)
    capitals = [
        i for i, word in enumerate(words) if word[0].isupper() and not classes.get(lower[i], 0) & w.DETERMINER
    ]
    if bits & w.DOCUMENT_NOUN and not bits & w.ROLE_NOUN:
        return "document"
    if head in {"he", "she", "who", "him", "his", "her"}:
        return "named"
    if (
        head in {"they", "it", "we", "their", "its"}
        or lower[0] in _QUANTIFIED
        or lower[0] in _NUMBERS
        or bits & w.COLLECTIVE_NOUN
    ):
        return "collective"
    if _has_personal_name(words, lower, [i for i in capitals if i in heads]):
        return "named"
    if bits & w.ROLE_NOUN:
        return "role_only"
    if capitals:
        return "collective"
    return "collective" if head.endswith("s") and not head.endswith("ss") else "role_only"


def _head(lower: list[str]) -> str:
    """Return the head noun: the last word before "of", "at", a comma or a relative pronoun."""
    for index, word in enumerate(lower[1:], start=1):
        if word in {
            "of",
            "at",
            "for",
            "in",
            "from",
            "with",
            "on",
            ",",
            "who",
            "which",
            "(",
            "to",
            "by",
            "'s",
            "’s",
        }:
            if word in {"'s", "’s"}:
                return _head(lower[index + 1 :]) if index + 1 < len(lower) else lower[index - 1]
            return lower[index - 1]
    return lower[-1] if lower[-1][0].isalnum() or len(lower) == 1 else lower[-2]


def _without_modifiers(words: list[str], lower: list[str]) -> set[int]:
    """Return the words outside "of X", "for X" and the like, each of which ends at a comma."""
    heads: set[int] = set()
    modifies = False
    for index, word in enumerate(lower):
        modifies = word in _MODIFYING or (modifies and word != ",")
        if not modifies:
            heads.add(index)
    return heads


def _has_personal_name(words: list[str], lower: list[str], capitals: list[int]) -> bool:
    """Return whether two capitalized words stand together as a name, or a title before one."""
    classes = word_classes()
    for index in capitals:
        following = index + 1
        if lower[index] in _TITLES:
            return True
        if index == 1 and lower[0] == "the" and not classes.get(lower[1], 0) & w.ROLE_NOUN:
            # "the Harbour Gazette": persons stand without an article, but for their titles.
            return False
        if following < len(words) and lower[following] == "." and following + 1 < len(words):
            following += 1
        if following in capitals and not any(
            classes.get(lower[i], 0) & (w.COLLECTIVE_NOUN | w.DOCUMENT_NOUN) for i in (index, following)
        ):
            return True
    return False
