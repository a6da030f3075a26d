"""What held-out examples share with those learned from: groups, sentences, whole texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stance.data.auditing.sides import Sides
from stance.data.duplicates.shingles import ShingleIndex, n_words, overlap, shingle_all
from stance.data.splitting.groups import CUTS
from stance.records.audit import ClosePair, GroupOverlap, Leakage, TextOverlap
from stance.records.document import Document
from stance.records.example import Example

NEAR = 0.8
"""Containment from which a held-out text counts as known from training."""
_MIN_SENTENCE_WORDS = 8
_MIN_TEXT_WORDS = 12
_MAX_GROUPS = 100
_N_CANDIDATES = 5
_N_PAIRS = 20


def find_leakage(
    examples: Iterable[Example], documents: Mapping[str, Document], sides: Sides, *, seed: int
) -> Leakage:
    """Return what crosses the cut between held-out documents and those learned from.

    Args:
        examples: of one task; they know the groups.
        documents: by id, at least those on the sides.
        sides: which documents are held out.
        seed: of the fingerprints of texts; has no visible effect.
    """
    texts = {doc_id: documents[doc_id].text for doc_id in sides.of}
    sentences = {doc_id: _sentences(documents[doc_id]) for doc_id in sides.of}
    return Leakage(
        groups=_group_overlaps(examples, sides),
        texts=_text_overlaps(sentences, _closest_pairs(texts, sides, seed=seed), sides),
    )


def clusters_cut(cluster_of: Mapping[str, str], sides: Sides) -> list[str]:
    """Return the near-duplicate clusters that stand on both sides of a cut, ascending."""
    sides_of: dict[str, set[str]] = {}
    for doc_id, side in sides.of.items():
        sides_of.setdefault(cluster_of.get(doc_id, doc_id), set()).add(side)
    return sorted(
        cluster
        for cluster, found in sides_of.items()
        if any(sides.are_learned(found, side) for side in found & set(sides.held_out))
    )


def _group_overlaps(examples: Iterable[Example], sides: Sides) -> list[GroupOverlap]:
    places: dict[str, dict[str, dict[str, set[str]]]] = {}
    for example in examples:
        for group, value in example.groups.items():
            if value is not None and group not in CUTS:
                by_side = places.setdefault(group, {}).setdefault(value, {})
                by_side.setdefault(sides.of[example.doc_id], set()).add(example.doc_id)
    overlaps = [
        _group_overlap(group, values, sides, held_out)
        for group, values in sorted(places.items())
        for held_out in sides.held_out
    ]
    return _summed(overlaps) if sides.has_folds else overlaps


def _group_overlap(
    group: str, values: Mapping[str, Mapping[str, set[str]]], sides: Sides, held_out: str
) -> GroupOverlap:
    held = {value: by_side for value, by_side in values.items() if held_out in by_side}
    shared = [by_side for by_side in held.values() if sides.are_learned(by_side, held_out)]
    return GroupOverlap(
        group=group,
        held_out=sides.name(held_out),
        n_values=len(held),
        n_shared=len(shared),
        n_documents=len(set().union(*(by_side[held_out] for by_side in held.values()))),
        n_affected=len(set().union(*(by_side[held_out] for by_side in shared))),
    )


def _summed(overlaps: Sequence[GroupOverlap]) -> list[GroupOverlap]:
    totals: dict[str, GroupOverlap] = {}
    for each in overlaps:
        sofar = totals.get(each.group)
        totals[each.group] = each if sofar is None else _sum(sofar, each)
    return list(totals.values())


def _sum(first: GroupOverlap, second: GroupOverlap) -> GroupOverlap:
    return GroupOverlap(
        group=first.group,
        held_out=first.held_out,
        n_values=first.n_values + second.n_values,
        n_shared=first.n_shared + second.n_shared,
        n_documents=first.n_documents + second.n_documents,
        n_affected=first.n_affected + second.n_affected,
    )


def _sentences(document: Document) -> set[int]:
    """Fingerprints of the sentences that are long enough to be no common phrase."""
    found = set()
    for unit in document.units:
        sentence = document.text[unit.start : unit.end]
        if n_words(sentence) >= _MIN_SENTENCE_WORDS:
            # Compared within this process only, so that Python's own hash will do.
            found.add(hash(" ".join(sentence.casefold().split())))
    return found


def _text_overlaps(
    sentences: Mapping[str, set[int]], pairs: Sequence[ClosePair], sides: Sides
) -> list[TextOverlap]:
    sides_with: dict[int, set[str]] = {}
    for doc_id, found in sentences.items():
        for sentence in found:
            sides_with.setdefault(sentence, set()).add(sides.of[doc_id])
    overlaps = []
    for name in dict.fromkeys(sides.name(held_out) for held_out in sides.held_out):
        held = [doc_id for doc_id, side in sides.of.items() if _is_told_as(side, name, sides)]
        shared = {
            doc_id: {s for s in sentences[doc_id] if sides.are_learned(sides_with[s], sides.of[doc_id])}
            for doc_id in held
        }
        near = [pair for pair in pairs if _is_told_as(sides.of[pair.held_out], name, sides)]
        overlaps.append(
            TextOverlap(
                held_out=name,
                n_documents=len(held),
                n_near=sum(pair.containment >= NEAR for pair in near),
                n_sharing=sum(map(bool, shared.values())),
                n_sentences=len(set().union(*shared.values())),
                closest=near[:_N_PAIRS],
            )
        )
    return overlaps


def _is_told_as(side: str, name: str, sides: Sides) -> bool:
    return side in sides.held_out and sides.name(side) == name


def _closest_pairs(texts: Mapping[str, str], sides: Sides, *, seed: int) -> list[ClosePair]:
    """Each held-out text with the learned one that shares most with it, the most similar first."""
    long_enough = {name: text for name, text in texts.items() if n_words(text) >= _MIN_TEXT_WORDS}
    shingles = shingle_all(long_enough, seed=seed)
    names = list(shingles)
    index = ShingleIndex(list(shingles.values()), range(len(names)), max_groups=_MAX_GROUPS)
    pairs = []
    for name in names:
        if sides.of[name] not in sides.held_out:
            continue
        candidates = (names[number] for number, _ in index.most_shared(shingles[name]))
        learned = (other for other in candidates if sides.are_learned([sides.of[other]], sides.of[name]))
        found = [
            ClosePair(held_out=name, learned=other, containment=shared.containment, jaccard=shared.jaccard)
            for other, _ in zip(learned, range(_N_CANDIDATES), strict=False)
            for shared in [overlap(shingles[name], shingles[other])]
        ]
        pairs += [min(found, key=_rank)] if found else []
    return sorted(pairs, key=_rank)


def _rank(pair: ClosePair) -> tuple[float, float, str, str]:
    return -pair.containment, -pair.jaccard, pair.held_out, pair.learned
