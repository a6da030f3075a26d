"""Clauses as comparable propositions: who, does or does not, what."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from stance.models.rules.stance.clauses import Clause, Passage
from stance.models.rules.stance.concepts import Pole, concepts, content_keys, stems
from stance.models.rules.stance.stems import stem
from stance.records.document import Entity
from stance.text.parse import ParsedDocument

_PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i"})
_REVERSING = frozenset({"negator", "denial"})
_PRONOUN_REACH = 2
_MIN_ALIAS = 2


@dataclass(frozen=True, slots=True)
class Proposition:
    """One clause, reduced to what a contradiction or a repetition of it must share."""

    owner: int
    """Number of the statement that it belongs to."""
    first: int
    last: int
    """Half-open token range."""
    mask: int
    """Content words and names, one bit each."""
    subject: int
    """Bits of what stands before the predicate."""
    argument: int
    """Bits of what stands after it."""
    plain: int
    """Bits of words without a capital: two claims that share names only share a subject matter, no more."""
    poles: frozenset[str]
    """Contrary pairs that it has a predicate of ("accept")."""
    sign: int
    """-1 for the negative of the proposition: negators, negative poles and denial multiplied."""
    weight: float
    """Sum of the weights of its words."""


class PropositionReader:
    """Turns clauses of one document into propositions.

    Args:
        parsed: the document.
        entities: their names count as one word each, whichever alias is used.
    """

    def __init__(self, parsed: ParsedDocument, entities: Sequence[Entity]) -> None:
        self.parsed = parsed
        lower = parsed.tokens.lower
        roots = stems(lower)
        self._keys = _named_keys(lower, content_keys(lower, roots), entities)
        self._poles = _poles(roots)
        self._bits: dict[str, int] = {}
        self._weights = _weights(self._keys, parsed.unit_tokens)
        self._bit_weights: list[float] = []

    def read(
        self, owner: int, passage: Passage, *, speaker: str | None = None, sign: int = 1
    ) -> Iterator[Proposition]:
        """Yield the propositions of a passage.

        Args:
            owner: number of the statement.
            passage: its clauses.
            speaker: entity id that a pronoun at the start of the passage stands for; None for unknown.
            sign: -1 when the whole is denied.

        A clause that is only supposed ("if"), or has fewer than two content words, yields none.
        """
        for clause in passage.clauses:
            if clause.factor:
                proposition = self._proposition(owner, passage, clause, speaker=speaker, sign=sign)
                if proposition is not None:
                    yield proposition

    def overlap(self, one: Proposition, other: Proposition) -> float:
        """Return the share of the lighter proposition's words, by weight, that the other holds too."""
        least = min(one.weight, other.weight)
        return self._weigh(one.mask & other.mask) / least if least else 0.0

    def similarity(self, one: Proposition, other: Proposition) -> float:
        """Return the weighted Jaccard similarity of the words of two propositions."""
        return self._weigh(one.mask & other.mask) / self._weigh(one.mask | other.mask)

    def words(self, proposition: Proposition) -> frozenset[str]:
        """Return the lower-case stems of a proposition's words."""
        lower = self.parsed.tokens.lower
        return frozenset(stem(lower[token]) for token in range(proposition.first, proposition.last))

    def _proposition(
        self, owner: int, passage: Passage, clause: Clause, *, speaker: str | None, sign: int
    ) -> Proposition | None:
        lower, words, keys = self.parsed.tokens.lower, self.parsed.tokens.words, self._keys
        all_poles, hit_at = self._poles, passage.hit_at
        subject = argument = plain = 0
        poles: set[str] = set()
        sign *= clause.factor
        for token in range(clause.first, clause.last):
            if token in all_poles:
                pole = all_poles[token]
                poles.add(pole.name)
                sign *= pole.sign
                continue
            if token in hit_at and hit_at[token].term.role in _REVERSING:
                sign *= hit_at[token].term.sign
                continue
            key = keys[token]
            if not key and speaker and lower[token] in _PRONOUNS and token - passage.first <= _PRONOUN_REACH:
                key = "@" + speaker
            if not key:
                continue
            bit = self._bit(key)
            if words[token][0].islower():
                plain |= bit
            if poles:
                argument |= bit
            else:
                subject |= bit
        mask = subject | argument
        if mask.bit_count() + len(poles) < 2:
            return None
        return Proposition(
            owner=owner,
            first=clause.first,
            last=clause.last,
            mask=mask,
            subject=subject,
            argument=argument,
            plain=plain,
            poles=frozenset(poles),
            sign=sign,
            weight=self._weigh(mask),
        )

    def _bit(self, key: str) -> int:
        index = self._bits.get(key)
        if index is None:
            index = self._bits[key] = len(self._bits)
            self._bit_weights.append(self._weights.get(key, 1.0))
        return 1 << index

    def _weigh(self, mask: int) -> float:
        total = 0.0
        while mask:
            low = mask & -mask
            total += self._bit_weights[low.bit_length() - 1]
            mask ^= low
        return total


def _named_keys(lower: Sequence[str], keys: list[str], entities: Sequence[Entity]) -> list[str]:
    """Return the keys with every name of an entity replaced by its id, at the first token of the name."""
    names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for entity in entities:
        for name in (entity.name, *entity.aliases):
            words = tuple(name.lower().replace("’", "'").replace("'s", " 's").split())
            if words and words[0] not in _PRONOUNS and len(words[0]) >= _MIN_ALIAS:
                names.setdefault(words[0], []).append((words, "@" + entity.id))
    for listed in names.values():
        listed.sort(key=lambda pair: -len(pair[0]))
    done = 0
    for token in [token for token, word in enumerate(lower) if word in names]:
        if token < done:
            continue
        for words, key in names[lower[token]]:
            if tuple(lower[token : token + len(words)]) == words:
                done = token + len(words)
                keys[token:done] = [key] + [""] * (len(words) - 1)
                break
    return keys


def _poles(roots: Sequence[str]) -> dict[int, Pole]:
    """Return contrary predicates by the token at which they begin."""
    listed = concepts()
    found = {token: listed.poles[root] for token, root in enumerate(roots) if root in listed.poles}
    for match in listed.pole_phrases.find(roots):
        found[match.first] = match.entry
    return found


def _weights(keys: Sequence[str], units: Sequence[tuple[int, int]]) -> Mapping[str, float]:
    """Return log(1 + units / units that hold it) per content key: common words of a document tell little."""
    n_holders = Counter(chain.from_iterable(set(keys[first:last]) for first, last in units))
    weight_of = {n: math.log(1.0 + len(units) / n) for n in set(n_holders.values())}
    return {key: weight_of[n] for key, n in n_holders.items()}
