"""Score every PolNeAR training and every climate article: no error, all analyses valid, all spans proven.

Usage: python experiments/score_corpora.py CORPORA

CORPORA holds `polnear/` and `narrative_frames/` (folds with one article per tab-separated line).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from stance.analysis.analyzer import load_analyzer
from stance.data.readers.polnear import read_polnear
from stance.data.targets import TargetSet
from stance.invariants.annotation import check_annotation
from stance.invariants.document import check_document
from stance.invariants.labels import AllowedLabels
from stance.records.article import Article
from stance.records.codec import decode_analysis, encode_json
from stance.schema.labels import load_schema

TEXT_COLUMN = 4


def climate_articles(folder: Path) -> Iterator[Article]:
    """Yield each article of the five folds once."""
    seen: set[str] = set()
    for path in sorted(folder.glob("Fold_*/*.txt")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row and row[0] not in seen:
                    seen.add(row[0])
                    yield Article(article_id=row[0], text=row[TEXT_COLUMN])


def polnear_articles(folder: Path) -> Iterator[Article]:
    """Yield the training articles."""
    for article in read_polnear(folder, "train"):
        yield Article(article_id=article.name, text=article.text)


def main() -> None:
    """Print counts per corpus; the exit code is 1 when anything is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    corpora: Path = parser.parse_args().corpora
    analyzer, labels = load_analyzer("rules", seed=0), AllowedLabels.of(load_schema())
    n_problems = 0
    for name, articles in {
        "PolNeAR train": polnear_articles(corpora / "polnear"),
        "climate": climate_articles(corpora / "narrative_frames" / "folds"),
    }.items():
        n_articles = n_spans = 0
        for article in articles:
            analysis = analyzer.analyze(article, TargetSet([], []))
            problems = [
                *check_document(analysis.document, article.text),
                *check_annotation(analysis.findings, analysis.document, labels=labels),
            ]
            for problem in problems:
                print(article.article_id, problem)
            if decode_analysis(encode_json(analysis), article.article_id) != analysis:
                print(article.article_id, "does not come back from JSON as it was")
                n_problems += 1
            n_problems += len(problems)
            n_articles += 1
            n_spans += len(analysis.cues) + sum(
                len(a.source) + len(a.cue) + len(a.content) for a in analysis.attributions
            )
        print(f"{name}: {n_articles} articles scored, {n_spans} spans proven against their text")
    print(f"{n_problems} problems")
    raise SystemExit(1 if n_problems else 0)


if __name__ == "__main__":
    main()
