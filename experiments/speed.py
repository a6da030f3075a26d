"""Measure the whole path on one core: articles a second, milliseconds per stage, peak memory.

Usage: python experiments/speed.py [FOLDER] [--repeat 5] [--memory 100 5000]

FOLDER holds articles (default: seeds/articles). Times are process time of a single thread, the median of the
repeats; the peer run beside it is a tokenizing loop with one regular expression over the same texts, so that
the ratio can be compared between machines. Memory is the peak of child processes that score N articles.
"""

from __future__ import annotations

import argparse
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stance.analysis.analyzer import load_analyzer
from stance.compose.request import BATCH_ARTICLES
from stance.data.inputs import read_articles
from stance.data.targets import TargetSet
from stance.records.analysis import Analysis
from stance.records.article import Article
from stance.records.codec import encode_json

ROOT = Path(__file__).resolve().parents[1]
NO_TARGETS = TargetSet([], [])


def seconds(action: object) -> float:
    """Return the process time that a call takes."""
    began = time.process_time()
    action()  # type: ignore[operator]
    return time.process_time() - began


def read(folder: Path) -> list[Article]:
    """Return the articles of a folder."""
    return [article for article in read_articles((folder,)) if isinstance(article, Article)]


def peak_megabytes(folder: Path, n_articles: int) -> float:
    """Return the peak memory of a process that scores n articles of a folder, over and over if need be."""
    with tempfile.TemporaryDirectory() as scratch:
        texts = [path for path in sorted(folder.rglob("*")) if path.suffix == ".txt"]
        inputs = Path(scratch) / "in"
        inputs.mkdir()
        for number in range(n_articles):
            # A first line of its own keeps the texts apart.
            source = texts[number % len(texts)].read_text(encoding="utf-8")
            (inputs / f"{number:06}.txt").write_text(
                f"{source}\n\nArticle number {number}.\n", encoding="utf-8"
            )
        out = str(Path(scratch) / "out")
        command = [sys.executable, "-m", "stance", "score", str(inputs), "--out", out]
        subprocess.run(command, check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "seeds" / "articles")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--memory", type=int, nargs="*", default=[])
    options = parser.parse_args()
    articles = read(options.folder)
    n_words = sum(len(article.text.split()) for article in articles)
    analyzer = load_analyzer("rules", seed=0)
    token = re.compile(r"\w+|[^\w\s]")

    def score_all() -> None:
        for start in range(0, len(articles), BATCH_ARTICLES):
            batch = [(article, NO_TARGETS) for article in articles[start : start + BATCH_ARTICLES]]
            for analysis in analyzer.analyze_many(batch):
                if isinstance(analysis, Analysis):
                    encode_json(analysis)

    def tokenize_all() -> None:
        for article in articles:
            token.findall(article.text)

    score_all()
    scoring = statistics.median(seconds(score_all) for _ in range(options.repeat))
    reading = statistics.median(seconds(lambda: read(options.folder)) for _ in range(options.repeat))
    peer = statistics.median(seconds(tokenize_all) for _ in range(options.repeat))
    n, total = len(articles), scoring + reading
    print(f"{n} articles, {n_words / n:.0f} words each")
    print(f"read, analyze, measure, encode: {n / total:.0f} articles a second on one core")
    print(f"  reading {1000 * reading / n:.2f} ms, the rest {1000 * scoring / n:.2f} ms an article")
    print(
        f"  {n_words / total:,.0f} words a second; {total / peer:.0f} times one regular expression over all"
    )
    for n_articles in sorted(options.memory):
        peak = peak_megabytes(options.folder, n_articles)
        print(f"peak memory of scoring {n_articles} articles: {peak:.0f} MiB")


if __name__ == "__main__":
    main()
