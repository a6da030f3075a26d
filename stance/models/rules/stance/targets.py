"""Where a document mentions each target, and how fully."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.models.rules.lexicon.word_classes import WORD_CLASSES
from stance.models.rules.stance.concepts import content_keys, stems
from stance.models.rules.stance.terms import find_terms
from stance.records.document import Entity, Target
from stance.text.parse import ParsedDocument
from stance.text.tokens import tokenize

MENTION_SCORE = 0.6
"""Least score of a mention that stance is read from."""
DISCUSSED_SCORE = 0.35
"""Least score of the best mention for the document to discuss the target at all."""
ANAPHORA_SCORE = 0.75
"""A document that mentions the target this fully may call it by its head word alone elsewhere."""
COVERED_SHARE = 0.6
"""So may one that holds this share of the target's words anywhere."""
SHORT_DOCUMENT = 120
"""Tokens up to which a document need not name the target in full: it is read because it is about it."""

_CORE_WEIGHT, _TAIL_WEIGHT = 1.0, 0.5
_WINDOW = 7
"""Tokens on either side of a head word in which its modifiers are looked for."""
_SCOPED_SCORE = 0.8
_CLAIM_SHARE = 0.6
_CLAIM_WORDS = 4
"""Words from which a term of a claim is taken to say it, and not only to name its subject matter."""
_ALIAS_SCORE = 0.9
_ADJECTIVE_ENDINGS = ("ed", "ing", "ive", "al", "ous", "ic", "ful", "less", "able", "ible", "air", "ew", "ad")
_SHORT_GERUND = 5
_PARENTHESIS = re.compile(r"\([^()]*\)")
_PRONOUNS = WORD_CLASSES["subj"] | WORD_CLASSES["obj"] | WORD_CLASSES["poss"]
_CORE_ENDS = WORD_CLASSES["prep"] - {"of"} | {"that", "which", "who"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the document speaks of a target."""

    first: int
    last: int
    """Half-open token range."""
    unit: int
    """Index of the unit."""
    score: float
    """How fully the target is named, 0 to 1."""
    sign: int = 1
    """-1 where what is mentioned is the thing the target is against ("the fee" for "scrapping the fee")."""
    asserts: bool = True
    """False where a claim's subject matter is named, but not what the claim says of it."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Words of a target that stand for it, with the weight of each."""

    heads: frozenset[str]
    weights: dict[str, float]
    scale: float
    sign: int
    need: float
    """Least share of the weights."""
    whole: bool = False
    """The unit as a whole is the mention (claims)."""


class TargetMatcher:
    """Finds mentions of fixed targets.

    Args:
        targets: what stance is asked about.
        entities: whose names stand for the targets that give their ids.

    A mention is the head word of the target's text (or a synonym), one of its `terms` or an alias of one
    of its entities. Its score is the share of the target's content words, names and words after a
    preposition half, that stand near it; 1 for a term. The head word alone ("the deal") is a mention only
    where no other name qualifies it and the document names the target more fully elsewhere or is short.
    A claim has no head: a unit mentions it when it holds 60 % of its content words.
    """

    def __init__(self, targets: Sequence[Target], entities: Sequence[Entity]) -> None:
        self.targets = list(targets)
        by_id = {entity.id: entity for entity in entities}
        self._patterns = [_patterns(target) for target in targets]
        self._names: dict[str, list[tuple[tuple[str, ...], int, float]]] = {}
        for index, target in enumerate(targets):
            for phrase, score in _names(target, by_id):
                words = tuple(tokenize(phrase).lower)
                if words and words[0] not in _PRONOUNS:
                    self._names.setdefault(words[0], []).append((words, index, score))
        self._watched = frozenset(k for patterns in self._patterns for p in patterns for k in p.weights)

    def find(self, parsed: ParsedDocument) -> list[list[Mention]]:
        """Return, per target, its mentions in reading order, without overlap and of score above 0."""
        found: list[list[Mention]] = [[] for _ in self.targets]
        if not self.targets:
            return found
        lower = parsed.tokens.lower
        keys = content_keys(lower, stems(lower))
        watched = self._watched
        at_unit: dict[int, list[int]] = {}
        for token, key in enumerate(keys):
            if key in watched:
                at_unit.setdefault(parsed.token_units[token], []).append(token)
        for unit, tokens in at_unit.items():
            if unit >= 0:
                for index, patterns in enumerate(self._patterns):
                    for pattern in patterns:
                        found[index].extend(_match(pattern, tokens, keys, unit))
        self._find_names(parsed, found)
        present = {keys[token] for tokens in at_unit.values() for token in tokens}
        return [
            _license(_settle(mentions), parsed, keys, covered=_coverage(patterns, present))
            for mentions, patterns in zip(found, self._patterns, strict=True)
        ]

    def _find_names(self, parsed: ParsedDocument, found: list[list[Mention]]) -> None:
        lower = parsed.tokens.lower
        names = self._names
        for token, word in enumerate(lower):
            if word in names:
                for words, index, score in names[word]:
                    last = token + len(words)
                    if tuple(lower[token:last]) == words and parsed.token_units[token] >= 0:
                        asserts = self.targets[index].kind != "claim" or len(words) >= _CLAIM_WORDS
                        unit = parsed.token_units[token]
                        found[index].append(Mention(token, last, unit, score, asserts=asserts))


def _names(target: Target, by_id: dict[str, Entity]) -> list[tuple[str, float]]:
    names = [(term, 1.0) for term in target.terms]
    # Of a policy or event its entities are the authors; naming them does not mention it.
    for entity_id in target.entity_ids if target.kind == "actor" else ():
        entity = by_id.get(entity_id)
        if entity is not None:
            for alias in (entity.name, *entity.aliases):
                names.append((_PARENTHESIS.sub("", alias).strip(), _ALIAS_SCORE))
    return names


def _match(pattern: _Pattern, tokens: Sequence[int], keys: Sequence[str], unit: int) -> list[Mention]:
    if pattern.whole:
        return _match_whole(pattern, tokens, keys, unit)
    mentions: list[Mention] = []
    for token in tokens:
        if keys[token] not in pattern.heads:
            continue
        near = {keys[t]: t for t in tokens if abs(t - token) <= _WINDOW and keys[t] in pattern.weights}
        score = sum(pattern.weights[k] for k in near)
        if score >= pattern.need:
            first, last = _extent(token, near, keys, pattern)
            mentions.append(Mention(first, last, unit, min(1.0, score) * pattern.scale, pattern.sign))
    return mentions


def _match_whole(pattern: _Pattern, tokens: Sequence[int], keys: Sequence[str], unit: int) -> list[Mention]:
    held = [t for t in tokens if keys[t] in pattern.weights]
    score = sum(pattern.weights[key] for key in {keys[t] for t in held})
    return [Mention(held[0], held[-1] + 1, unit, min(1.0, score))] if score >= pattern.need else []


def _extent(token: int, near: dict[str, int], keys: Sequence[str], pattern: _Pattern) -> tuple[int, int]:
    """Return the run of target words around a head word, so that none of them is read as a polarity term."""
    first, last = token, token + 1
    while first > 0 and keys[first - 1] in near:
        first -= 1
    while last < len(keys) and keys[last] in near:
        last += 1
    return first, last


def _near(one: Mention, other: Mention) -> bool:
    return one.unit == other.unit and one.first - other.last <= _WINDOW and other.first - one.last <= _WINDOW


def _settle(mentions: list[Mention]) -> list[Mention]:
    """Return the best mention at each place; head words alone count where the target is named in full."""
    settled: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.unit, m.first, -m.score, -m.last)):
        if settled and mention.first < settled[-1].last and mention.unit == settled[-1].unit:
            if mention.score > settled[-1].score:
                settled[-1] = mention
            continue
        settled.append(mention)
    heads = [m for m in settled if m.sign > 0]
    # In "the ban on phones" the ban is mentioned, not the phones.
    return [m for m in settled if m.sign > 0 or not any(_near(m, head) for head in heads)]


def _coverage(patterns: Sequence[_Pattern], present: set[str]) -> float:
    return max((sum(p.weights[key] for key in p.weights.keys() & present) for p in patterns), default=0.0)


def _license(
    mentions: list[Mention], parsed: ParsedDocument, keys: Sequence[str], *, covered: float
) -> list[Mention]:
    """Return the mentions, head words alone raised to a full mention where the document licenses that."""
    full = max((m.score for m in mentions), default=0.0) >= ANAPHORA_SCORE
    full = full or len(parsed.tokens) <= SHORT_DOCUMENT
    if not full and covered < COVERED_SHARE:
        return mentions
    return [
        m
        if m.score >= MENTION_SCORE or not _is_bare(m, parsed, keys, strict=not full)
        else replace(m, score=MENTION_SCORE)
        for m in mentions
    ]


def _is_bare(mention: Mention, parsed: ParsedDocument, keys: Sequence[str], *, strict: bool) -> bool:
    """Return whether no other name qualifies a head word, and if strict no other noun either."""
    words = parsed.tokens.words
    before, after = mention.first - 1, mention.last
    if after < len(words) and keys[after] and words[after][:1].isupper():
        return False
    if before < 0 or not keys[before] or parsed.token_units[before] != mention.unit:
        return True
    word = words[before]
    return word.islower() and (not strict or word.endswith(_ADJECTIVE_ENDINGS))


def _patterns(target: Target) -> list[_Pattern]:
    tokens = tokenize(_PARENTHESIS.sub(" ", target.text))
    lower = tokens.lower
    keys = content_keys(lower, stems(lower))
    content = [i for i, key in enumerate(keys) if key]
    if not content:
        return []
    if target.kind == "claim":
        return [_claim_pattern([keys[i] for i in content])]
    cut = next((i for i in range(content[0] + 1, len(lower)) if lower[i] in _CORE_ENDS), len(lower))
    core = [i for i in content if i < cut] or content
    head, scope, sign = _head(lower, core, content)
    patterns = [_weighted(keys, core, content, head, tokens.words)] if head is not None else []
    if scope:
        scoped = [i for i in core if i in scope] or scope
        rest = _weighted(keys, scoped, scope, scoped[-1], tokens.words)
        if sign < 0:
            rest = replace(rest, scale=_SCOPED_SCORE, sign=-1, need=MENTION_SCORE)
        patterns.append(rest)
    return patterns


def _claim_pattern(keys: list[str]) -> _Pattern:
    share = 1.0 / len(set(keys))
    return _Pattern(frozenset(keys), {key: share for key in keys}, 1.0, 1, _CLAIM_SHARE, whole=True)


def _head(lower: Sequence[str], core: list[int], content: list[int]) -> tuple[int | None, list[int], int]:
    """Return the head word, the words in the scope of a verb-like head, and what that head does to them.

    "Holding talks" is mentioned by "talks" alone; "closing the school" by either word.
    """
    hits = [
        h
        for h in find_terms(lower, 0, len(lower))
        if h.term.role in {"change", "attitude", "judgement"} and h.first in core
    ]
    if hits:
        hit = hits[0]
        scope = [i for i in content if i != hit.first]
        opens = hit.term.form == "gerund" or hit.first == core[0]
        if scope and opens and hit.term.sign > 0:
            return None, scope, 1
        if scope and (opens or hit.first == core[-1]) and hit.term.sign < 0:
            return hit.first, scope, -1
    gerund = next((i for i in core[:-1] if _is_gerund(lower, i)), None)
    if gerund is not None:
        return gerund, [], 1
    return core[-1], [], 1


def _is_gerund(lower: Sequence[str], at: int) -> bool:
    """Return whether a word is a verb in -ing, and no modifier after an article ("the parking fee")."""
    word = lower[at]
    after_article = at > 0 and lower[at - 1] in WORD_CLASSES["art"]
    return word.endswith("ing") and len(word) > _SHORT_GERUND and not after_article


def _weighted(
    keys: Sequence[str], core: list[int], content: list[int], head: int, words: Sequence[str]
) -> _Pattern:
    weights: dict[str, float] = {}
    for i in content:
        named = words[i][:1].isupper() and i != head
        weight = _CORE_WEIGHT if i in core and not named else _TAIL_WEIGHT
        weights[keys[i]] = max(weight, weights.get(keys[i], 0.0))
    total = sum(weights.values())
    shares = {key: weight / total for key, weight in weights.items()}
    return _Pattern(frozenset({keys[head]}), shares, 1.0, 1, 0.0)
