"""Texts as sets of word 3-grams (shingles), held as 64-bit fingerprints; which texts share them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Fingerprints = NDArray[np.uint64]
    """Ascending, without repetition."""

_WORD = re.compile(r"\w+")
_SIZE = 3
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
"""Odd factors that tell the three places of a shingle apart."""
_MAX_POSTINGS = 5_000_000
"""Places kept in an index; above it a share of the shingles stands for all. Bounds memory and time."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two texts share, measured on all their shingles."""

    jaccard: float
    """Shingles of both by shingles of either, 0 to 1."""
    containment: float
    """Share of the smaller text's shingles that stand in the other, 0 to 1."""


class Shingler:
    """Turns texts into fingerprints; the same seed gives the same fingerprints in every process.

    Two different shingles get the same fingerprint with a chance of 2^-64, so similarities computed on
    fingerprints are the true ones.
    """

    def __init__(self, *, seed: int) -> None:
        self._words = _WordHashes(seed)

    def fingerprints(self, text: str) -> Fingerprints:
        """Return the fingerprints of a text's word 3-grams; none below three words."""
        import numpy as np

        words = _WORD.findall(text.casefold())
        hashes = np.fromiter(map(self._words.__getitem__, words), dtype=np.uint64, count=len(words))
        if len(hashes) < _SIZE:
            return hashes[:0]
        first, second, third = (np.uint64(factor) for factor in _MIX)
        mixed = hashes[:-2] * first + hashes[1:-1] * second + hashes[2:] * third
        mixed ^= mixed >> np.uint64(29)
        mixed *= third
        mixed ^= mixed >> np.uint64(32)
        return np.unique(mixed)


class _WordHashes(dict[str, int]):
    """64-bit hash of each word, computed once; Python's own hash differs from process to process."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._salt = (seed % 2**64).to_bytes(8, "little")

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8, salt=self._salt).digest()
        self[word] = value = int.from_bytes(digest, "little")
        return value


def n_words(text: str) -> int:
    """Return the number of words of a text, as shingles count them."""
    return len(_WORD.findall(text))


def overlap(first: Fingerprints, second: Fingerprints) -> Overlap:
    """Return how much two texts share; nothing where one of them has no shingle."""
    import numpy as np

    if not len(first) or not len(second):
        return Overlap(0.0, 0.0)
    both = np.concatenate((first, second))
    both.sort()
    n_common = int(np.count_nonzero(both[1:] == both[:-1]))
    return Overlap(n_common / (len(both) - n_common), n_common / min(len(first), len(second)))


class ShingleIndex:
    """Tells which groups of texts hold most of a text's shingles.

    Args:
        texts: fingerprints of each text.
        group_of: group of each text, in the same order; a group stands once under each shingle.
        max_groups: shingles held by more groups than this are passed over: a notice that stands in every
            article tells nothing and would make the work quadratic.
    """

    def __init__(self, texts: Sequence[Fingerprints], group_of: Sequence[int], *, max_groups: int) -> None:
        import numpy as np

        n_all = sum(map(len, texts))
        self.scale = max(1, -(-n_all // _MAX_POSTINGS))
        """One shingle in so many is looked at, the same ones in every text."""
        self._limit = np.uint64(2**64 // self.scale - 1)
        sampled = [self._sample(text) for text in texts]
        groups = np.repeat(np.asarray(group_of, dtype=np.int32), [len(text) for text in sampled])
        shingles = np.concatenate(sampled) if sampled else np.empty(0, dtype=np.uint64)
        order = np.lexsort((groups, shingles))
        shingles, groups = shingles[order], groups[order]
        is_new = np.ones(len(shingles), dtype=bool)
        is_new[1:] = (shingles[1:] != shingles[:-1]) | (groups[1:] != groups[:-1])
        shingles, self._groups = shingles[is_new], groups[is_new]
        self._shingles, self._starts, counts = np.unique(shingles, return_index=True, return_counts=True)
        self._ends = self._starts + counts
        self._is_common = counts > max_groups
        self.n_common = int(self._is_common.sum())
        """Shingles passed over for being in too many groups."""

    def most_shared(self, text: Fingerprints) -> list[tuple[int, float]]:
        """Return groups that hold shingles of a text, with the share of its telling shingles they hold.

        Highest share first. Shingles in too many groups do not tell and are not counted.
        """
        import numpy as np

        sampled = self._sample(text)
        if not len(sampled) or not len(self._shingles):
            return []
        at = np.minimum(np.searchsorted(self._shingles, sampled), len(self._shingles) - 1)
        is_known = self._shingles[at] == sampled
        is_common = is_known & self._is_common[at]
        n_telling = len(sampled) - int(is_common.sum())
        at = at[is_known & ~is_common]
        if not len(at):
            return []
        starts, lengths = self._starts[at], self._ends[at] - self._starts[at]
        skipped = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
        holders = self._groups[np.arange(len(skipped)) + skipped]
        groups, counts = np.unique(holders, return_counts=True)
        order = np.lexsort((groups, -counts))
        return [(int(groups[i]), int(counts[i]) / n_telling) for i in order]

    def _sample(self, text: Fingerprints) -> Fingerprints:
        # Fingerprints ascend and are spread evenly: the low end is a random share of the shingles.
        return text[: text.searchsorted(self._limit, side="right")]


def shingle_all(texts: Mapping[str, str], *, seed: int) -> dict[str, Fingerprints]:
    """Return the fingerprints of each text by its id, ids ascending."""
    shingler = Shingler(seed=seed)
    return {name: shingler.fingerprints(texts[name]) for name in sorted(texts)}
