"""Read the public corpora through the adapters and measure what is published about them, one command each.

Usage: python experiments/reproduce_corpora.py polnear|babe|newsmtsc|gvfc|narrative-frames|perspectrum|all
           [--corpora ../shared/corpora] [--out experiments/corpora]

Figures go to OUT.json and OUT.md beside the published ones; a corpus that is not measured keeps its section.
Published means: told of the corpus by its paper or by an earlier measurement of ours. Where two numbers differ,
the note says who is right. No text of a corpus is written.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from corpus_figures.babe import babe
from corpus_figures.figures import Figure
from corpus_figures.gvfc import gvfc
from corpus_figures.narrative_frames import narrative_frames
from corpus_figures.newsmtsc import newsmtsc
from corpus_figures.perspectrum import perspectrum
from corpus_figures.polnear import polnear

CORPORA: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "polnear": polnear,
    "babe": babe,
    "newsmtsc": newsmtsc,
    "gvfc": gvfc,
    "narrative-frames": narrative_frames,
    "perspectrum": perspectrum,
}


def table(figures: Iterable[dict[str, object]]) -> list[str]:
    """Return the lines of a table of figures."""
    return [
        "| figure | published | found | verdict | note |",
        "|---|---|---|---|---|",
        *(
            f"| {f['what']} | {f['published']} | {f['shown']} | {f['verdict']} | {f['note']} |"
            for f in figures
        ),
    ]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", choices=[*CORPORA, "all"])
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, default=Path("experiments/corpora"))
    options = parser.parse_args()
    kept_in = options.out.with_suffix(".json")
    kept = json.loads(kept_in.read_text(encoding="utf-8")) if kept_in.is_file() else {}
    for name in CORPORA if options.corpus == "all" else [options.corpus]:
        figures = CORPORA[name](options.corpora)
        kept[name] = [asdict(f) | {"shown": f.shown, "verdict": f.verdict} for f in figures]
        print("\n".join([f"## {name}", "", *table(kept[name]), ""]))
    kept_in.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lines = [
        "# What is published about the corpora, measured again",
        "",
        "Repeat with `python experiments/reproduce_corpora.py all --corpora CORPORA`; the script says what is counted.",
        "Same: equal to all published digits. Where a number differs, the note says why and who is right.",
    ]
    for name in filter(kept.__contains__, CORPORA):
        lines += ["", f"## {name}", "", *table(kept[name])]
    options.out.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
