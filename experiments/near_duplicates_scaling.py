"""Measures finding near-duplicates on 2,000, 10,000 and 50,000 made-up articles with planted copies.

Usage: python experiments/near_duplicates_scaling.py [--out experiments/near_duplicates_scaling.md]
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

from stance.data.duplicates.near_duplicates import NearDuplicateSettings, find_clusters
from stance.data.duplicates.shingles import Shingler, overlap

SIZES = (2_000, 10_000, 50_000)
SEED = 20240229
N_WORDS_IN_VOCABULARY = 30_000
SHARE_EDITED, SHARE_SHORTENED, SHARE_RELATED = 0.05, 0.03, 0.05
NOTICE = " ".join(f"notice{n % 45}" for n in range(60))
"""One paragraph that stands in every article."""


def make_corpus(n_articles: int) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """Return articles by id and the planted pairs (kind, original, copy), the same ones for each call."""
    rng = np.random.default_rng(SEED)
    frequency = 1.0 / np.arange(10, N_WORDS_IN_VOCABULARY + 10)
    cumulative = np.cumsum(frequency / frequency.sum())
    vocabulary = np.array([f"w{n:x}" + "x" * (n % 5) for n in range(N_WORDS_IN_VOCABULARY)], dtype=object)

    def draw(n: int) -> list[str]:
        return vocabulary[np.searchsorted(cumulative, rng.random(n))].tolist()

    originals: list[list[str]] = []
    texts: dict[str, str] = {}
    planted: list[tuple[str, str, str]] = []
    kinds = rng.random(n_articles)
    for number, kind in enumerate(kinds):
        name, words = f"a{number:06}", draw(int(rng.integers(250, 1000)))
        if number > 100 and kind < SHARE_EDITED + SHARE_SHORTENED + SHARE_RELATED:
            at = int(rng.integers(len(originals)))
            original = originals[at]
            if kind < SHARE_EDITED:
                # One changed word changes three shingles: 1 to 6 % of words is Jaccard .94 to .70.
                words, label = list(original), "edited"
                n_changed = int(len(words) * rng.uniform(0.01, 0.06))
                for place, word in zip(rng.choice(len(words), n_changed), draw(n_changed), strict=True):
                    words[place] = word
            elif kind < SHARE_EDITED + SHARE_SHORTENED:
                words, label = original[: int(len(original) * rng.uniform(0.3, 0.7))], "shortened"
            else:
                words, label = original[: len(original) // 3] + words, "related"
            planted.append((label, f"a{at:06}", name))
        originals.append(words)
        texts[name] = " ".join(words) + "\n\n" + NOTICE
    return texts, planted


def measure(n_articles: int) -> dict[str, float]:
    """Return what finding the clusters of so many articles takes, and how well it does."""
    texts, planted = make_corpus(n_articles)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    settings = NearDuplicateSettings()
    clusters = find_clusters(texts, settings, seed=1)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shingler = Shingler(seed=2)
    n_same = n_found = 0
    for _, first, second in planted:
        shared = overlap(shingler.fingerprints(texts[first]), shingler.fingerprints(texts[second]))
        if shared.jaccard >= settings.min_jaccard or shared.containment >= settings.min_containment:
            n_same += 1
            n_found += clusters.cluster_of[first] == clusters.cluster_of[second]
    planted_pairs = {tuple(sorted(pair)) for _, *pair in planted}
    origin = {copy: original for _, original, copy in planted}
    n_right = sum(
        (pair.first, pair.second) in planted_pairs or _root(pair.first, origin) == _root(pair.second, origin)
        for pair in clusters.pairs
    )
    return {
        "articles": n_articles,
        "words": sum(text.count(" ") + 1 for text in texts.values()) // n_articles,
        "seconds": seconds,
        "text_mib": sum(map(len, texts.values())) / 2**20,
        "before_mib": before,
        "peak_mib": peak,
        "planted": n_same,
        "recall": n_found / n_same,
        "precision": n_right / len(clusters.pairs),
        "compared": clusters.n_compared,
        "passed_over": clusters.n_passed_over,
    }


def _root(name: str, origin: dict[str, str]) -> str:
    while name in origin:
        name = origin[name]
    return name


def table(rows: list[dict[str, float]]) -> str:
    """Return the results as Markdown."""
    lines = [
        "# Near-duplicates: time and memory by number of articles",
        "",
        "`python experiments/near_duplicates_scaling.py` on made-up articles (vocabulary of 30,000 words with",
        "natural frequencies, seed fixed) of which 5 % are edited copies, 3 % are shortened copies and 5 % share",
        "a third of their words with another article without being copies. One notice of 60 words stands in",
        "every article. Each size ran in a process of its own; the peak includes the texts and the interpreter.",
        "Recall: planted pairs at or above the thresholds (Jaccard .8 or containment .9, computed on the texts) that",
        "are in one cluster. Precision: joined pairs that come from one original.",
        "",
        "| articles | words each | CPU seconds | articles/s | texts MiB | peak RSS MiB | planted pairs | recall | precision | compared | passed over |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r['articles']:,} | {r['words']} | {r['seconds']:.1f} | {r['articles'] / r['seconds']:.0f}"
        f" | {r['text_mib']:.0f} | {r['peak_mib']:.0f} | {r['planted']:,} | {r['recall']:.4f} | {r['precision']:.4f}"
        f" | {r['compared']:,} | {r['passed_over']:,} |"
        for r in rows
    ]
    first, last = rows[0], rows[-1]
    growth = (last["seconds"] / last["articles"]) / (first["seconds"] / first["articles"])
    lines += [
        "",
        f"Time per article at {last['articles']:,} articles is {growth:.2f} times that at {first['articles']:,}.",
        f"Python {platform.python_version()}, numpy {version('numpy')}, datasketch {version('datasketch')}, one core.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure every size and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--size", type=int, help="measure one size and print it as JSON")
    options = parser.parse_args()
    if options.size is not None:
        print(json.dumps(measure(options.size)))
        return
    rows = []
    for size in SIZES:
        # A peak belongs to a process and never falls.
        command = [sys.executable, __file__, "--size", str(size)]
        rows.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    text = table(rows)
    if options.out is None:
        print(text, end="")
    else:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
