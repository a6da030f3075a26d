"""GVFC: counts, and whether the folds agree with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from corpus_figures.figures import Figure, answer_set, deliveries
from stance.data.readers.corpus_files import corpus_lines
from stance.data.readers.gvfc import N_FOLDS, read_headline
from stance.errors import InputError


def gvfc(corpora: Path) -> Iterator[Figure]:
    """Yield counts and consistency of GVFC."""
    documents = deliveries(corpora, "gvfc")
    frames = {each.article.text: answer_set(each.annotations[0], "frames") for each in documents}
    folds: defaultdict[str, set[str]] = defaultdict(set)
    for each in documents:
        folds[each.article.text].add(each.article.meta.groups["fold"])
    yield Figure("headlines", len(documents), "1,300")
    yield Figure(
        "numbers", len({each.article.article_id.split("-")[1] for each in documents}), "", "67 is used twice"
    )
    note = "the same wording under two numbers: near-duplicates across folds"
    yield Figure("wordings in two folds", sum(len(each) > 1 for each in folds.values()), "", note)
    n_rows = n_other = 0
    for fold in range(N_FOLDS):
        for where, line in corpus_lines(corpora / "gvfc" / str(fold) / "train.tsv"):
            row = read_headline(line, where)
            if isinstance(row, InputError):
                raise row
            n_rows += 1
            n_other += frames.get(row.text) != row.frames
    yield Figure("rows of the training parts", n_rows, "5,200")
    yield Figure("of these, with other frames than in the test part", n_other, "0")
    sizes = Counter(len(answer_set(each.annotations[0], "frames")) for each in documents)
    yield Figure("headlines with two frames", sizes[2])
