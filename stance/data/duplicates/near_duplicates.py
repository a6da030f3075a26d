"""Articles that are printed more than once: copies, edited copies, shortened wire copies.

Candidates come from MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998) and, for
shortened copies, from an index of shingles; every candidate is verified on all shingles of both texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from stance.data.duplicates.components import Components
from stance.data.duplicates.minhash import Banding, buckets, choose_banding, signatures_of
from stance.data.duplicates.shingles import ShingleIndex, n_words, overlap, shingle_all
from stance.errors import ConfigError

if TYPE_CHECKING:
    from stance.data.duplicates.shingles import Fingerprints, Overlap

_MIN_SHARE = 0.5
"""Least share of telling shingles that makes a text a candidate; far below any containment of interest,
as the share is an estimate."""
_MAX_SEED = 2**32 - 1


class NearDuplicateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What counts as the same article."""

    min_jaccard: float = 0.8
    """Least share of word 3-grams of both texts in those of either, 0 to 1."""
    min_containment: float = 0.9
    """Least share of the shorter text's word 3-grams in the longer one, 0 to 1."""
    min_words: int = 5
    """Shorter texts are duplicates only when equal but for case and white space."""
    min_contained_words: int = 40
    """Containment counts from this length on: a quoted sentence does not make two articles one."""
    max_comparisons: int = 50
    """Most comparisons in vain that one text starts, so that a template many articles share costs little."""


@dataclass(frozen=True, slots=True)
class NearDuplicatePair:
    """Two documents found to be the same article."""

    first: str
    second: str
    """Document ids, the first is the smaller one."""
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """Documents joined into clusters of near-duplicates."""

    cluster_of: Mapping[str, str]
    """Document id to cluster id: the smallest document id in the cluster. Every document has one."""
    pairs: tuple[NearDuplicatePair, ...]
    """The verified pairs that joined the clusters, ascending: enough to connect each, not all there are."""
    banding: Banding
    n_compared: int
    """Pairs of texts that were compared shingle by shingle."""
    n_passed_over: int
    """Candidates left out at `max_comparisons`, counted in each bucket they share; above 0, some of many
    articles made after one template may be missed."""

    def members(self) -> dict[str, list[str]]:
        """Return cluster id to document ids, for clusters of two and more; ids ascend."""
        members: dict[str, list[str]] = {}
        for doc_id, cluster in sorted(self.cluster_of.items()):
            members.setdefault(cluster, []).append(doc_id)
        return {cluster: documents for cluster, documents in members.items() if len(documents) > 1}


def find_clusters(texts: Mapping[str, str], settings: NearDuplicateSettings, *, seed: int) -> Clusters:
    """Return which documents are near-duplicates of each other.

    The result does not depend on the order of `texts`. Time and memory grow in proportion to the number of
    words. Copies of one copy are in one cluster, also where the ends of the chain differ more than the
    settings allow.

    Args:
        texts: document id to text, headline included.
        settings: what counts as the same.
        seed: of the hash functions, 0 to 2^32 - 1; decides only which of the unlikely misses happen.

    Raises:
        ConfigError: the seed or a setting is out of its range.
        MissingExtraError: datasketch is not installed.
    """
    if not 0 <= seed <= _MAX_SEED:
        raise ConfigError(
            "near-duplicates: seed",
            expected=f"a whole number from 0 to {_MAX_SEED}",
            found=str(seed),
            action="Choose another seed.",
        )
    banding = choose_banding(settings.min_jaccard)
    search = _Search(shingle_all(texts, seed=seed), settings)
    equal = _equal_texts(texts, settings.min_words)
    for first, second in equal:
        search.accept(first, second)
    is_copy = {second for _, second in equal}
    distinct = [
        index
        for index, name in enumerate(search.names)
        if index not in is_copy and n_words(texts[name]) >= settings.min_words
    ]
    signatures = signatures_of([search.shingles[index] for index in distinct], banding, seed=seed)
    for bucket in buckets(signatures, banding):
        search.join_bucket([distinct[position] for position in bucket])
    search.join_shortened(distinct)
    return search.result(banding)


@dataclass(slots=True)
class _Search:
    """The components found so far, and what it took."""

    shingles_of: dict[str, Fingerprints]
    settings: NearDuplicateSettings
    names: list[str] = field(init=False)
    shingles: list[Fingerprints] = field(init=False)
    components: Components = field(init=False)
    pairs: list[NearDuplicatePair] = field(default_factory=list)
    differing: set[tuple[int, int]] = field(default_factory=set)
    n_left: list[int] = field(init=False)
    """Comparisons in vain each text may still start."""
    n_compared: int = 0
    n_passed_over: int = 0

    def __post_init__(self) -> None:
        self.names = list(self.shingles_of)
        self.shingles = list(self.shingles_of.values())
        self.components = Components(len(self.names))
        self.n_left = [self.settings.max_comparisons] * len(self.names)

    def accept(self, first: int, second: int, shared: Overlap | None = None) -> None:
        """Join two texts; without a similarity they are equal."""
        first, second = sorted((first, second))
        if self.components.join(first, second):
            jaccard, containment = (shared.jaccard, shared.containment) if shared else (1.0, 1.0)
            self.pairs.append(NearDuplicatePair(self.names[first], self.names[second], jaccard, containment))

    def join_if_same(self, first: int, second: int) -> bool:
        """Compare two texts, join them when they are the same article, and return whether they are."""
        pair = (min(first, second), max(first, second))
        if pair in self.differing:
            return False
        self.n_compared += 1
        shared = overlap(self.shingles[first], self.shingles[second])
        shorter = min(len(self.shingles[first]), len(self.shingles[second]))
        is_same = shared.jaccard >= self.settings.min_jaccard or (
            shared.containment >= self.settings.min_containment
            and shorter >= self.settings.min_contained_words - 2
        )
        if is_same:
            self.accept(first, second, shared)
        else:
            self.differing.add(pair)
            self.n_left[first] -= 1
        return is_same

    def join_bucket(self, bucket: Sequence[int]) -> None:
        """Compare the texts of a bucket; texts already joined are not compared again."""
        seen: dict[int, list[int]] = {}
        for n_before, text in enumerate(bucket):
            own = self.components.root(text)
            matched: list[int] = []
            n_open = n_before - len(seen.get(own, ()))
            n_scanned = 0
            for other, members in seen.items():
                if other == own:
                    continue
                limit = min(self.n_left[text], self.settings.max_comparisons - n_scanned)
                if limit <= 0:
                    break
                candidates = members[:limit]
                n_scanned += len(candidates)
                is_same = any(self.join_if_same(text, candidate) for candidate in candidates)
                n_open -= len(members) if is_same else len(candidates)
                matched += [other] if is_same else []
            self.n_passed_over += n_open
            groups = sorted((seen.pop(root) for root in (own, *matched) if root in seen), key=len)
            # The biggest list takes the others in: moving it each time would be quadratic.
            joined = groups.pop() if groups else []
            joined += [text, *(member for group in groups for member in group)]
            seen[self.components.root(text)] = joined

    def join_shortened(self, texts: Sequence[int]) -> None:
        """Find texts that stand, cut down, in a longer one."""
        roots = [self.components.root(text) for text in texts]
        members: dict[int, list[int]] = {}
        for text, root in zip(texts, roots, strict=True):
            members.setdefault(root, []).append(text)
        limit = self.settings.max_comparisons
        index = ShingleIndex([self.shingles[text] for text in texts], roots, max_groups=limit)
        for text, own in zip(texts, roots, strict=True):
            if len(self.shingles[text]) < self.settings.min_contained_words - 2:
                continue
            shares = index.most_shared(self.shingles[text])
            holders = [root for root, share in shares if share >= _MIN_SHARE and root != own]
            candidates = [
                member
                for root in holders
                if self.components.root(root) != self.components.root(text)
                for member in members[root]
                if len(self.shingles[member]) >= len(self.shingles[text])
            ]
            self.n_passed_over += max(0, len(candidates) - limit)
            for candidate in candidates[:limit]:
                if self.components.root(candidate) != self.components.root(text):
                    self.join_if_same(text, candidate)

    def result(self, banding: Banding) -> Clusters:
        # Names ascend, so that the smallest number of a component has the smallest name.
        return Clusters(
            cluster_of={
                name: self.names[self.components.root(index)] for index, name in enumerate(self.names)
            },
            pairs=tuple(sorted(self.pairs, key=lambda pair: (pair.first, pair.second))),
            banding=banding,
            n_compared=self.n_compared,
            n_passed_over=self.n_passed_over,
        )


def _equal_texts(texts: Mapping[str, str], min_words: int) -> list[tuple[int, int]]:
    """Pairs of a text and the first one that equals it but for case and white space."""
    first: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for index, name in enumerate(sorted(texts)):
        normal = " ".join(texts[name].casefold().split())
        if normal and first.setdefault(normal, index) != index:
            pairs.append((first[normal], index))
    return pairs
