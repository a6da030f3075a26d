"""Matching many token patterns at once: a trie over lower-case tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Match(Generic[E]):
    """An entry found at tokens first to last (half-open)."""

    first: int
    last: int
    entry: E


@dataclass(slots=True)
class _Node(Generic[E]):
    children: dict[str, _Node[E]] = field(default_factory=dict)
    entries: list[E] = field(default_factory=list)


class Lexicon(Generic[E]):
    """Entries with their token sequences, found in one pass over a text.

    Args:
        entries: pairs of an entry and all token sequences that stand for it; a one-token sequence
            `*-like` or `anti-*` stands for hyphenated tokens that end or begin so.
    """

    def __init__(self, entries: Iterable[tuple[E, Sequence[tuple[str, ...]]]]) -> None:
        self._root: _Node[E] = _Node()
        self._affixes: dict[str, list[E]] = {}
        for entry, sequences in entries:
            for sequence in sequences:
                self._add(entry, sequence)

    def find(
        self, lower: Sequence[str], accept: Callable[[E, int, int], bool] | None = None
    ) -> list[Match[E]]:
        """Return, per start token, the longest accepted match of every entry that ends there.

        Args:
            lower: lower-case tokens.
            accept: called with entry, first and last token; where it refuses the longest entries, the
                next shorter ones are tried. None accepts all.

        Matches are in order of start and may overlap those that start later.
        """
        found: list[Match[E]] = []
        children = self._root.children
        for first, token in enumerate(lower):
            node = children.get(token)
            if node is not None:
                self._walk(node, lower, first, accept, found)
            elif "-" in token and self._affixes:
                self._match_affixes(token, first, accept, found)
        return found

    def _add(self, entry: E, sequence: tuple[str, ...]) -> None:
        if len(sequence) == 1 and "*" in sequence[0]:
            self._affixes.setdefault(sequence[0].strip("*"), []).append(entry)
            return
        node = self._root
        for token in sequence:
            child = node.children.get(token)
            if child is None:
                child = node.children[token] = _Node()
            node = child
        if entry not in node.entries:
            node.entries.append(entry)

    @staticmethod
    def _walk(
        node: _Node[E],
        lower: Sequence[str],
        first: int,
        accept: Callable[[E, int, int], bool] | None,
        found: list[Match[E]],
    ) -> None:
        ends: list[tuple[int, list[E]]] = []
        last = first + 1
        step: _Node[E] | None = node
        while step is not None:
            if step.entries:
                ends.append((last, step.entries))
            if last >= len(lower):
                break
            step = step.children.get(lower[last])
            last += 1
        for end, entries in reversed(ends):
            accepted = [e for e in entries if accept is None or accept(e, first, end)]
            if accepted:
                found.extend(Match(first, end, e) for e in accepted)
                return

    def _match_affixes(
        self,
        token: str,
        first: int,
        accept: Callable[[E, int, int], bool] | None,
        found: list[Match[E]],
    ) -> None:
        for affix in (token[: token.index("-") + 1], token[token.rindex("-") :]):
            for entry in self._affixes.get(affix, ()):
                if accept is None or accept(entry, first, first + 1):
                    found.append(Match(first, first + 1, entry))
