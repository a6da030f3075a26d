"""Score the rules on PolNeAR: attribution spans and relations, first annotator, level 0.

Usage: python experiments/polnear_rules.py CORPUS [--part dev] [--step 1] [--seed 0] [--out NAME]

CORPUS is the folder of PolNeAR (https://github.com/networkdynamics/PolNeAR). Each article goes the whole way
of `stance score`, cleaning included; found spans are taken back to the raw text, into which the gold offsets
point.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from stance.analysis.analyzer import load_analyzer
from stance.data.readers.polnear import read_polnear
from stance.data.targets import TargetSet
from stance.evaluation.attributions import AttributionComparison, Row
from stance.metrics.relations import RelationSpans
from stance.metrics.spans import Pieces
from stance.records.analysis import Analysis
from stance.records.article import Article
from stance.records.open_layers import Span
from stance.text.offsets import OffsetMap


def in_raw_text(analysis: Analysis) -> list[RelationSpans]:
    """Return the level 0 attributions with a source (7 % of PolNeAR's have none), in raw offsets."""
    offsets = OffsetMap.of(analysis.document)

    def pieces(spans: list[Span]) -> Pieces:
        return tuple(sorted(offsets.to_raw(span.start, span.end) for span in spans))

    return [
        RelationSpans(pieces(a.source), pieces(a.cue), pieces(a.content))
        for a in analysis.attributions
        if a.level == 0 and a.source
    ]


def write_results(stem: Path, part: str, rows: list[Row], *, n_articles: int, seed: int) -> None:
    """Write the rows as JSON and as a page to read, beside each other."""
    facts = {"part": part, "n_articles": n_articles, "seed": seed, "rows": [asdict(row) for row in rows]}
    stem.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    lines = [
        f"# Attribution by rule on PolNeAR {part}",
        "",
        f"{n_articles} articles, first annotator, level 0 attributions with a source. Spans are compared after edge",
        "trimming, each distinct piece once. Relaxed relations: cues overlap, source and content token F1 of at",
        f"least .5. Intervals: 95 %, bootstrap over articles (seed {seed}). Word lists and rules were tuned on the",
        "training part only.",
        "",
        "Repeat with `make polnear CORPORA=folder-with-polnear`.",
        "",
        "| metric | precision | recall | F1 | interval of F1 |",
        "|---|---|---|---|---|",
        *(
            f"| {r.metric} | {r.precision:.3f} | {r.recall:.3f} | **{r.f1:.3f}** | {r.low:.3f} – {r.high:.3f} |"
            for r in rows
        ),
    ]
    stem.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Print the table and, if asked, write it to NAME.json and NAME.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--part", default="dev")
    parser.add_argument("--step", type=int, default=1, help="take every Nth article")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    analyzer = load_analyzer("rules", seed=options.seed)
    comparison = AttributionComparison()
    seconds, n_articles = 0.0, 0
    for number, article in enumerate(read_polnear(options.corpus, options.part)):
        if number % options.step:
            continue
        began = time.process_time()
        analysis = analyzer.analyze(Article(article_id=article.name, text=article.text), TargetSet([], []))
        seconds += time.process_time() - began
        comparison.add(article.text, article.first, in_raw_text(analysis))
        n_articles += 1
    rows = comparison.rows(seed=options.seed)
    print(f"PolNeAR {options.part}, {n_articles} articles, rules {analyzer.bundle_sha256[:12]}")
    print(f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}   95 % interval of F1")
    for row in rows:
        print(
            f"{row.metric:24}{row.precision:10.3f}{row.recall:10.3f}{row.f1:10.3f}"
            f"   {row.low:.3f} to {row.high:.3f}"
        )
    print(f"{seconds / n_articles * 1000:.1f} ms of one core per article")
    if options.out:
        write_results(options.out, options.part, rows, n_articles=n_articles, seed=options.seed)


if __name__ == "__main__":
    main()
