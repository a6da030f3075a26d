"""NewsMTSC: counts, offsets, and articles and events on both sides of the split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus_figures.figures import Figure, deliveries
from stance.data.delivery import Delivery


def newsmtsc(corpora: Path) -> Iterator[Figure]:
    """Yield counts, offsets and leaks of NewsMTSC."""
    parts = {part: deliveries(corpora, "newsmtsc", part=part) for part in ("train", "rw_dev", "rw_test")}
    n_half_open = n_closed = 0
    for part, published in zip(parts, ("8,739", "343", "803"), strict=True):
        marks = [(each.article.text, mark) for each in parts[part] for mark in each.annotations[0].marks]
        yield Figure(f"{part}: targets", len(marks), published)
        for text, mark in marks:
            ((start, end),) = mark.pieces
            n_half_open += mark.covered == (text[start:end],)
            n_closed += mark.covered == (text[start : end + 1],)
    yield Figure(
        "targets covered by half-open offsets",
        n_half_open,
        "9,885",
        "the readme says that the end is included",
    )
    yield Figure(
        "targets covered by closed offsets", n_closed, "", "only where the sentence ends with the target"
    )
    known = {part: _groups(documents, "article") for part, documents in parts.items()}
    shared = set(known["rw_test"]) & set(known["train"])
    note = f"{len(shared)} of {len(set(known['rw_test']))}; the article is the first number of an AllSides id"
    yield Figure(
        "test articles that supply training sentences", len(shared) / len(set(known["rw_test"])), "0.47", note
    )
    yield Figure("test sentences from articles seen in training", _share(known["rw_test"], known["train"]))
    yield Figure(
        "development sentences from articles seen in training", _share(known["rw_dev"], known["train"])
    )
    test, train = (_groups(parts[part], "event", "article") for part in ("rw_test", "train"))
    note = "the second number of an AllSides id is an event that up to three articles report: articles are too small a group"
    yield Figure(
        "test sentences about events, or from articles, seen in training", _share(test, train), "", note
    )


def _groups(documents: Iterable[Delivery], *names: str) -> list[str]:
    """Return per document the first of some groups that is known."""
    groups = [each.article.meta.groups for each in documents]
    return [next(each[name] for name in names if name in each) for each in groups]


def _share(values: Sequence[str], known: Iterable[str]) -> float:
    seen = set(known)
    return sum(value in seen for value in values) / len(values)
