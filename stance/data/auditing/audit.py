"""The audit of a dataset: what results on it can be trusted for, told before anything is trained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from stance.data.auditing.label_table import LabelTable, labels_by_group
from stance.data.auditing.leakage import clusters_cut, find_leakage
from stance.data.auditing.shortcuts import probe_shortcuts
from stance.data.auditing.sides import sides_of
from stance.data.duplicates.near_duplicates import Clusters
from stance.data.splitting.locked import TEST
from stance.data.splitting.splits import Split
from stance.records.audit import (
    Audit,
    ClusterCounts,
    GroupOverlap,
    Leakage,
    PartCounts,
    Probe,
    Probes,
    TextOverlap,
)
from stance.records.document import Document
from stance.records.example import Example, LabelExample, SpanExample

_MIN_GAIN = 0.03
"""Macro-F1 above majority and chance from which a shortcut is worth a warning."""
_MOST = 0.5
_CONSTANT = "constant"


def audit(
    task: str,
    examples: Sequence[Example],
    documents: Mapping[str, Document],
    split: Split,
    *,
    clusters: Clusters,
    seed: int,
) -> Audit:
    """Return the audit of one task.

    Labels of the test part are counted, and looked at in no other way.

    Args:
        task: its name.
        examples: with their parts and folds (see `stance.data.splitting.splits.assign`).
        documents: by id.
        split: of these examples.
        clusters: near-duplicates among the documents.
        seed: of probes and intervals.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    in_task = {example.doc_id for example in examples}
    split = Split(
        part_of={doc_id: part for doc_id, part in split.part_of.items() if doc_id in in_task},
        fold_of={doc_id: fold for doc_id, fold in split.fold_of.items() if doc_id in in_task},
        n_pieces=split.n_pieces,
        biggest_piece=split.biggest_piece,
        stamps=split.stamps,
    )
    sides = sides_of(split)
    labeled = [e for e in examples if isinstance(e, LabelExample) and e.part != TEST]
    cut = clusters_cut(clusters.cluster_of, sides)
    counts = _cluster_counts(clusters, in_task, n_cut=len(cut))
    leakage = find_leakage(examples, documents, sides, seed=seed)
    probes = probe_shortcuts(labeled, _headlines(documents, in_task), seed=seed) if labeled else None
    return Audit(
        task=task,
        seed=seed,
        n_documents=len(in_task),
        n_examples=len(examples),
        stamps=split.stamps,
        parts=_part_counts(examples, sides.of),
        clusters=counts,
        leakage=leakage,
        probes=probes,
        labels=labels_by_group(labeled, LabelTable.of(labeled)) if labeled else [],
        warnings=[
            *split.stamps,
            *_leak_warnings(counts, leakage),
            *_probe_warnings(probes),
            *(_group_warning(overlap) for overlap in leakage.groups if overlap.n_shared),
        ],
    )


def _part_counts(examples: Sequence[Example], side_of: Mapping[str, str]) -> list[PartCounts]:
    documents: dict[str, set[str]] = {}
    labels: dict[str, Counter[str]] = {}
    n_examples: Counter[str] = Counter()
    for example in examples:
        side = side_of[example.doc_id]
        documents.setdefault(side, set()).add(example.doc_id)
        labels.setdefault(side, Counter()).update(_labels(example))
        n_examples[side] += 1
    return [
        PartCounts(
            part=side,
            n_documents=len(documents[side]),
            n_examples=n_examples[side],
            labels=dict(sorted(labels[side].items())),
        )
        for side in sorted(documents)
    ]


def _labels(example: Example) -> list[str]:
    if isinstance(example, SpanExample):
        return [span.label for span in example.spans]
    return example.labels if isinstance(example, LabelExample) else []


def _cluster_counts(clusters: Clusters, doc_ids: set[str], *, n_cut: int) -> ClusterCounts:
    sizes = Counter(clusters.cluster_of.get(doc_id, doc_id) for doc_id in doc_ids)
    several = [n for n in sizes.values() if n > 1]
    return ClusterCounts(
        n_clusters=len(several),
        n_documents=sum(several),
        biggest=max(several, default=0),
        n_cut=n_cut,
        n_passed_over=clusters.n_passed_over,
    )


def _headlines(documents: Mapping[str, Document], doc_ids: set[str]) -> dict[str, str]:
    return {
        doc_id: documents[doc_id].text[segment.start : segment.end]
        for doc_id in sorted(doc_ids)
        for segment in documents[doc_id].segments
        if segment.kind == "headline"
    }


def _leak_warnings(clusters: ClusterCounts, leakage: Leakage) -> Iterator[str]:
    if clusters.n_cut:
        yield f"{clusters.n_cut} clusters of near-duplicates stand on both sides of the given cut"
    if clusters.n_passed_over:
        yield f"{clusters.n_passed_over:,} candidates were not compared: near-duplicates may have been missed"
    for texts in leakage.texts:
        yield from _text_warnings(texts)


def _text_warnings(texts: TextOverlap) -> Iterator[str]:
    if texts.n_near:
        yield (
            f"{texts.n_near} of {texts.n_documents} documents of {texts.held_out} stand to 80 % or more in a "
            "document learned from"
        )
    if texts.n_sharing:
        share = texts.n_sharing / texts.n_documents
        yield (
            f"{texts.n_sharing} of {texts.n_documents} documents of {texts.held_out} ({share:.1%}) share a "
            "whole sentence with a document learned from"
        )


def _group_warning(overlap: GroupOverlap) -> str:
    affected = overlap.n_affected / overlap.n_documents
    told = (
        f"{overlap.n_shared:,} of {overlap.n_values:,} values of {overlap.group} in {overlap.held_out} "
        f"({overlap.n_shared / overlap.n_values:.0%}) are learned from too, and with them {affected:.0%} of "
        "its documents"
    )
    return told + (f": results say little about a new {overlap.group}" if affected > _MOST else "")


def _probe_warnings(probes: Probes | None) -> Iterator[str]:
    if probes is None:
        return
    floor = max((p.macro_f1 or 0.0 for p in probes.results if p.kind == _CONSTANT), default=0.0)
    telling = [p for p in probes.results if p.kind != _CONSTANT and (p.macro_f1 or 0.0) >= floor + _MIN_GAIN]
    for probe in sorted(telling, key=lambda probe: -(probe.macro_f1 or 0.0)):
        yield _told_shortcut(probe)


def _told_shortcut(probe: Probe) -> str:
    interval = "" if probe.low is None or probe.high is None else f" ({probe.low:.2f} to {probe.high:.2f})"
    return (
        f"the {probe.name} alone predicts the label with macro-F1 {probe.macro_f1 or 0.0:.2f}{interval}: "
        "a model must beat that"
    )
