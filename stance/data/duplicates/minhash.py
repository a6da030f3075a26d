"""MinHash signatures cut into bands: texts that agree in a band are candidates for being the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from stance.errors import ConfigError, MissingExtraError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from stance.data.duplicates.shingles import Fingerprints

_N_HASHES = 128
_MIN_RECALL = 0.99


@dataclass(frozen=True, slots=True)
class Banding:
    """How MinHash signatures are cut up to find candidates."""

    n_bands: int
    n_rows: int

    def recall(self, jaccard: float) -> float:
        """Return the chance that two texts of this similarity become candidates, 0 to 1.

        >>> round(Banding(21, 6).recall(0.8), 4)
        0.9983
        """
        return 1.0 - (1.0 - jaccard**self.n_rows) ** self.n_bands


def choose_banding(min_jaccard: float) -> Banding:
    """Return the most selective banding of 128 hashes that finds pairs at the threshold 99 times in 100.

    Raises:
        ConfigError: the threshold is not between .05 and 1: below, everything would be a candidate.
    """
    if not 0.05 <= min_jaccard <= 1:
        raise ConfigError(
            "near-duplicates: min_jaccard",
            expected="a similarity from 0.05 to 1",
            found=str(min_jaccard),
            action="Take 0.8 unless you have measured another value.",
        )
    for n_rows in range(_N_HASHES // 2, 1, -1):
        banding = Banding(_N_HASHES // n_rows, n_rows)
        if banding.recall(min_jaccard) >= _MIN_RECALL:
            return banding
    return Banding(_N_HASHES, 1)


def signatures_of(texts: Sequence[Fingerprints], banding: Banding, *, seed: int) -> NDArray[np.uint32]:
    """Return one row of minimum hashes per text.

    Raises:
        MissingExtraError: datasketch is not installed.
    """
    import numpy as np

    try:
        from datasketch import MinHash
    except ImportError:
        raise MissingExtraError("finding near-duplicates", extra="data") from None
    n_hashes = banding.n_bands * banding.n_rows
    # Drawing the permutations anew for each text would take longer than using them.
    permutations = MinHash(num_perm=n_hashes, seed=seed).permutations
    signatures = np.empty((len(texts), n_hashes), dtype=np.uint32)
    for row, text in enumerate(texts):
        minhash = MinHash(
            num_perm=n_hashes, seed=seed, permutations=permutations, scheme="affine32", hashfunc=int
        )
        minhash.update_batch((text >> np.uint64(32)).tolist())
        signatures[row] = minhash.hashvalues
    return signatures


def buckets(signatures: NDArray[np.uint32], banding: Banding) -> Iterator[list[int]]:
    """Yield the rows that agree in all hashes of a band, for each band.

    Sorting one column of keys per band takes a fraction of the memory of datasketch's own tables.
    """
    import numpy as np

    for band in range(banding.n_bands):
        keys = np.zeros(len(signatures), dtype=np.uint64)
        for column in signatures[:, band * banding.n_rows : (band + 1) * banding.n_rows].T:
            keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
            keys ^= keys >> np.uint64(32)
        order = np.argsort(keys, kind="stable")
        bounds = np.flatnonzero(np.diff(keys[order])) + 1
        for start, end in pairwise([0, *bounds.tolist(), len(order)]):
            if end - start > 1:
                yield order[start:end].tolist()
