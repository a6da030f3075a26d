"""Perspectrum: counts, and perspectives and claims on both sides of the split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from corpus_figures.figures import Figure, deliveries, n_losses


def perspectrum(corpora: Path) -> Iterator[Figure]:
    """Yield counts and leaks of Perspectrum."""
    documents = deliveries(corpora, "perspectrum")
    groups = [each.article.meta.groups for each in documents]
    n_again = n_losses(documents, "duplicate_record")
    yield Figure("claims", len({each["claim"] for each in groups}), "907")
    yield Figure("pairs of a claim and a perspective", len(documents) + n_again, "11,822")
    yield Figure("of these, listed twice", n_again, "", "in two clusters of their claim, with the same label")
    parts: defaultdict[str, set[str]] = defaultdict(set)
    wordings: defaultdict[str, set[str]] = defaultdict(set)
    for each, group in zip(documents, groups, strict=True):
        parts[group["perspective"]].add(group["part"])
        wordings[" ".join(each.targets[0].text.lower().split())].add(group["part"])
    note = "split by claim only; split by perspective as well, or expect them to be recognised"
    yield Figure(
        "perspectives in several parts of the published split",
        sum(len(each) > 1 for each in parts.values()),
        "",
        note,
    )
    yield Figure("claims worded alike in several parts", sum(len(each) > 1 for each in wordings.values()))
