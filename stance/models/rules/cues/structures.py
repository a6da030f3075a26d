"""Cues of sentence structure: who did it is hidden, or order in time suggests a cause."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from stance.models.rules.cues.candidates import Candidate
from stance.models.rules.lexicon.context import Surroundings
from stance.models.rules.lexicon.folder import lexicon_folder, read_list
from stance.models.rules.lexicon.pattern import expand_pattern, expand_token
from stance.models.rules.lexicon.trie import Lexicon
from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.records.annotation import CueType


class StructureList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Patterns and word classes of one structural cue type."""

    lexicon: str
    version: str
    language: str
    cue_type: CueType
    origin: str
    confidence: float
    classes: dict[str, list[str]]
    """Word classes that the rule in code names."""
    patterns: list[str]
    """Token patterns that open the structure."""


@cache
def read_structures(name: str) -> StructureList:
    """Return a list of structural patterns by file name without ending."""
    return read_list(lexicon_folder() / f"{name}.yaml", StructureList)


class AgentDeletionRule:
    """Finds harm told without the one who did it; never certain, as killings in themselves are plain.

    Two forms: a passive of harm whose subject is a victim or a home ("homes were shelled") in a unit
    that names no agent and no natural cause, and a nominal ("reports of shelling").
    """

    _SUBJECT_REACH = 6
    _AGENT_REACH = 10
    _NOUN_REACH = 4

    def __init__(self, lists: StructureList) -> None:
        self._lists = lists
        self._nominals = Lexicon((p, expand_pattern(p, lists.lexicon)) for p in lists.patterns)
        classes = {k: _forms(v, lists.lexicon) for k, v in lists.classes.items()}
        self._harm, self._victims = classes["harm"], classes["victims"]
        self._agents, self._natural = classes["agents"], classes["natural_causes"]
        self._violence = classes["violent_nouns"]

    def find(self, around: Surroundings) -> list[Candidate]:
        """Return candidates in order of start."""
        found = [c for i, t in enumerate(around.lower) if t in self._harm and (c := self._passive(around, i))]
        for match in self._nominals.find(around.lower):
            candidate = self._nominal(around, match.first, match.last)
            if candidate is not None:
                found.append(candidate)
        return found

    def _passive(self, around: Surroundings, verb: int) -> Candidate | None:
        lower = around.lower
        if verb == 0 or lower[verb - 1] not in WORD_CLASSES["be"]:
            return None
        first, _ = _unit_range(around, verb)
        subject = [
            i for i in range(max(first, verb - self._SUBJECT_REACH), verb) if lower[i] in self._victims
        ]
        unit = around.unit_words(verb)
        if not subject or not self._agents.isdisjoint(unit) or not self._natural.isdisjoint(unit):
            return None
        if "by" in lower[verb + 1 : verb + 1 + self._AGENT_REACH]:
            return None
        return self._candidate(around, subject[0], verb + 1)

    def _nominal(self, around: Surroundings, first: int, last: int) -> Candidate | None:
        end = _unit_range(around, first)[1]
        nouns = [
            i for i in range(last, min(end, last + self._NOUN_REACH)) if around.lower[i] in self._violence
        ]
        unit = around.unit_words(first)
        if not nouns or not self._agents.isdisjoint(unit) or not self._natural.isdisjoint(unit):
            return None
        return self._candidate(around, first, nouns[-1] + 1)

    def _candidate(self, around: Surroundings, first: int, last: int) -> Candidate:
        tokens = around.parsed.tokens
        return Candidate(
            start=tokens.starts[first],
            end=tokens.ends[last - 1],
            type="agent_deletion",
            intensity=1,
            certain=False,
            confidence=self._lists.confidence,
            origin="rule:agent_deletion",
        )


class CausalInsinuationRule:
    """Finds a change for the worse or better tied by "after", "amid" or "as" to an act of politics.

    Certain only where the act itself is named by a loaded word; a stated cause ("because of",
    "due to", "led to") in the unit makes it a claim, not an insinuation.
    """

    _LINK_REACH = 3
    _EVENT_REACH = 4

    def __init__(self, lists: StructureList) -> None:
        self._lists = lists
        self._changes = Lexicon((p, expand_pattern(p, lists.lexicon)) for p in lists.patterns)
        classes = {k: _forms(v, lists.lexicon) for k, v in lists.classes.items()}
        self._links, self._acts, self._stated = classes["links"], classes["acts"], classes["stated_causes"]

    def find(self, around: Surroundings, loaded: Sequence[Candidate]) -> list[Candidate]:
        """Return candidates in order of start.

        Args:
            around: the document.
            loaded: candidates of the word lists; as the act they make the insinuation certain.
        """
        found: list[Candidate] = []
        for match in self._changes.find(around.lower):
            act = self._act(around, match.first, match.last)
            if act is not None:
                found.append(self._candidate(around, match.first, act, loaded))
        return found

    def _act(self, around: Surroundings, first: int, last: int) -> int | None:
        if not self._stated.isdisjoint(around.unit_words(first)):
            return None
        lower, end = around.lower, _unit_range(around, first)[1]
        link = next(
            (i for i in range(last, min(end, last + self._LINK_REACH)) if lower[i] in self._links), None
        )
        if link is None:
            return None
        reach = range(link + 1, min(end, link + 1 + self._EVENT_REACH))
        return next((i for i in reach if lower[i] in self._acts), None)

    def _candidate(
        self, around: Surroundings, first: int, act: int, loaded: Sequence[Candidate]
    ) -> Candidate:
        tokens = around.parsed.tokens
        start, end = tokens.starts[first], tokens.ends[act]
        names_act = any(
            c.overlaps(tokens.starts[act], end) and c.type != "intensifier_minimizer" for c in loaded
        )
        return Candidate(
            start=start,
            end=end,
            type="causal_insinuation",
            intensity=2 if names_act else 1,
            certain=names_act,
            confidence=self._lists.confidence * (1.5 if names_act else 1.0),
            origin="rule:causal_insinuation",
        )


def _forms(items: list[str], where: str) -> frozenset[str]:
    return frozenset(form for item in items for form in expand_token(item, where))


def _unit_range(around: Surroundings, token: int) -> tuple[int, int]:
    unit = around.parsed.token_units[token]
    return around.parsed.unit_tokens[unit] if unit >= 0 else (token, token + 1)
