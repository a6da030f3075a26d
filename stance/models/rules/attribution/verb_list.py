"""Words by which text is laid to a source: verbs with their senses, nouns, adjectives, prepositions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.inflection import noun_forms, verb_forms
from stance.records.annotation import AttributionType, VerbClass

Form = Literal["base", "third", "past", "participle", "gerund"]

_IRREGULAR = {
    "say": ("said", "said"),
    "tell": ("told", "told"),
    "think": ("thought", "thought"),
    "know": ("knew", "known"),
    "see": ("saw", "seen"),
    "feel": ("felt", "felt"),
    "find": ("found", "found"),
    "hold": ("held", "held"),
    "write": ("wrote", "written"),
    "speak": ("spoke", "spoken"),
    "swear": ("swore", "sworn"),
    "forget": ("forgot", "forgotten"),
    "understand": ("understood", "understood"),
    "mean": ("meant", "meant"),
    "hear": ("heard", "heard"),
    "read": ("read", "read"),
    "lay": ("laid", "laid"),
    "put": ("put", "put"),
    "set": ("set", "set"),
    "take": ("took", "taken"),
    "make": ("made", "made"),
    "withdraw": ("withdrew", "withdrawn"),
    "bet": ("bet", "bet"),
    "cast": ("cast", "cast"),
    "shoot": ("shot", "shot"),
    "hit": ("hit", "hit"),
    "come": ("came", "come"),
    "go": ("went", "gone"),
    "begin": ("began", "begun"),
    "bring": ("brought", "brought"),
    "drive": ("drove", "driven"),
    "seek": ("sought", "sought"),
    "choose": ("chose", "chosen"),
    "forbid": ("forbade", "forbidden"),
    "fight": ("fought", "fought"),
    "sing": ("sang", "sung"),
    "tear": ("tore", "torn"),
    "show": ("showed", "shown"),
    "prove": ("proved", "proven"),
}
# Several syllables with the stress on the last: the final consonant doubles.
_DOUBLING = frozenset(
    {"admit", "permit", "refer", "infer", "prefer", "rebut", "commit", "concur", "regret", "quip"}
)


@dataclass(frozen=True, slots=True)
class Sense:
    """One use of a word: what may follow it and what it does to the content."""

    lemma: str
    takes: frozenset[str]
    verb_class: VerbClass
    type: AttributionType


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """A verb form as found in text, with the particles that belong to it."""

    form: Form
    particles: tuple[str, ...]
    senses: tuple[Sense, ...]


class _VerbGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"verb_class": "class"}):
    verb_class: VerbClass
    type: AttributionType
    takes: list[str]
    verbs: list[str]


class _NounGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"verb_class": "class"}):
    verb_class: VerbClass
    type: AttributionType
    takes: list[str]
    nouns: list[str]


class _AdjectiveGroup(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"verb_class": "class"}
):
    verb_class: VerbClass
    type: AttributionType
    takes: list[str]
    adjectives: list[str]


class _PrepositionGroup(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"verb_class": "class"}
):
    verb_class: VerbClass
    type: AttributionType
    phrases: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lexicon: str
    version: str
    language: str
    origin: str
    verbs: list[_VerbGroup]
    nouns: list[_NounGroup]
    adjectives: list[_AdjectiveGroup]
    prepositions: list[_PrepositionGroup]


@dataclass(frozen=True, slots=True)
class VerbList:
    """Look-up tables by the first lower-case token."""

    verbs: dict[str, tuple[VerbEntry, ...]]
    """Entries with particles come first, so that the longest fits first."""
    nouns: dict[str, Sense]
    adjectives: dict[str, Sense]
    prepositions: dict[str, tuple[tuple[tuple[str, ...], Sense], ...]]


@cache
def verb_list() -> VerbList:
    """Return the packaged list of attribution words."""
    listed = read_list(lexicon_folder() / "attribution_verbs.yaml", _File)
    prepositions: dict[str, tuple[tuple[tuple[str, ...], Sense], ...]] = {}
    for group in listed.prepositions:
        for phrase in group.phrases:
            words = tuple(phrase.split())
            sense = Sense(phrase, frozenset({"np"}), group.verb_class, group.type)
            prepositions[words[0]] = (*prepositions.get(words[0], ()), (words[1:], sense))
    return VerbList(
        verbs=_verb_table(listed.verbs),
        nouns={
            form: Sense(noun, frozenset(group.takes), group.verb_class, group.type)
            for group in listed.nouns
            for noun in group.nouns
            for form in noun_forms(noun)
        },
        adjectives={
            word: Sense(word, frozenset(group.takes), group.verb_class, group.type)
            for group in listed.adjectives
            for word in group.adjectives
        },
        prepositions=prepositions,
    )


def _verb_table(groups: list[_VerbGroup]) -> dict[str, tuple[VerbEntry, ...]]:
    senses: dict[str, list[Sense]] = {}
    for group in groups:
        for verb in group.verbs:
            senses.setdefault(verb, []).append(
                Sense(verb, frozenset(group.takes), group.verb_class, group.type)
            )
    table: dict[str, list[VerbEntry]] = {}
    for verb, found in senses.items():
        head, *particles = verb.split()
        for form, word in _forms(head):
            table.setdefault(word, []).append(VerbEntry(form, tuple(particles), tuple(found)))
    return {word: tuple(sorted(entries, key=lambda e: -len(e.particles))) for word, entries in table.items()}


def _forms(lemma: str) -> list[tuple[Form, str]]:
    base, third, past, gerund = verb_forms(lemma, doubled=lemma in _DOUBLING)
    past, participle = _IRREGULAR.get(lemma, (past, past))
    forms: list[tuple[Form, str]] = [("third", third), ("past", past), ("gerund", gerund)]
    if past != base:
        # "put" and "read" are taken for the past, which stands behind any subject.
        forms.insert(0, ("base", base))
    if participle != past:
        forms.append(("participle", participle))
    return forms
