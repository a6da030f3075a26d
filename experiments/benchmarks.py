"""Train the benchmark experiments and write their figures beside the published ones.

Usage: python experiments/benchmarks.py DATASETS [NAME ...] [--out experiments/benchmarks] [--final]

DATASETS holds the folders that `stance data build configs/datasets/NAME.yaml` makes; NAME are names of
configurations under configs/experiments, all benchmarks by default. Each is run as `stance train` runs it, in a
folder that is thrown away. With --final the locked test parts of NewsMTSC and Perspectrum are opened, once per
call. Results of experiments not run this time stay on the page.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import msgspec

from stance.compose.experiment.config import load_experiment
from stance.compose.experiment.evaluating import evaluate_model
from stance.compose.experiment.run import run_experiment
from stance.records.report import Report

CONFIGS = Path(__file__).resolve().parents[1] / "configs" / "experiments"
# Experiment to the metrics shown, with the bar and what is published (see the README of the corpora).
SHOWN = {
    "babe-linear": {
        "weighted_f1": ("0.765", "BERT .789, RoBERTa .799; feature model .569"),
        "macro_f1": ("", ""),
    },
    "babe-outlets-linear": {"macro_f1": ("", "")},
    "gvfc-linear": {"macro_f1": ("0.73", "BERT .76; naive Bayes .58"), "micro_f1": ("0.79", "BERT .82; .65")},
    "newsmtsc-linear": {"macro_f1": ("0.66", "BERT .801")},
    "newsmtsc-events-linear": {"macro_f1": ("", "")},
    "narrative-frames-linear": {"macro_f1": ("0.50", "random guess .35"), "micro_f1": ("0.69", "")},
    "perspectrum-linear": {"macro_f1": ("", "")},
    "polnear-crf": {
        "source exact f1": ("0.66", "test: CRF .506, BERT .811; two people .782"),
        "cue exact f1": ("0.66", "test: CRF .534, BERT .740; two people .711"),
        "content exact f1": ("0.56", "test: CRF .286, BERT .689; two people .661"),
        "relation relaxed f1": ("", ""),
    },
    "babe-words-crf": {"token f1": ("0.50", "feature model .32")},
}
LOCKED = ("newsmtsc-linear", "perspectrum-linear")


def rows_of(name: str, report: Report, part: str) -> list[dict[str, str]]:
    """Return the rows of a report."""
    rows = []
    by_name = {metric.name: metric for metric in report.metrics}
    for metric_name, (bar, published) in SHOWN[name].items():
        metric = by_name[metric_name]
        value = "–" if metric.value is None else f"{metric.value:.3f}"
        interval = "" if metric.low is None else f"{metric.low:.3f} – {metric.high:.3f}"
        is_primary = metric_name == report.primary
        gain = f"{report.gain.value:+.3f} over {report.gain.over}" if report.gain and is_primary else ""
        rows.append(
            {
                "experiment": name,
                "measured on": part,
                "metric": metric_name,
                "value": value,
                "95 %": interval,
                "bar": bar,
                "published": published,
                "gain": gain,
                "n": f"{report.n_examples:,}",
            }
        )
    return rows


def measure(name: str, datasets: Path, *, final: bool) -> list[dict[str, str]]:
    """Return the rows of one experiment."""
    config = load_experiment(CONFIGS / f"{name}.yaml")
    config = msgspec.structs.replace(config, dataset=str(datasets / Path(config.dataset).name))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        done = run_experiment(config, out=Path(scratch), on_progress=print)
        part = "dev" if "measured on dev" in done.report.protocol else "held-out folds"
        rows = rows_of(name, done.report, part)
        if final and name in LOCKED:
            _, report = evaluate_model(
                str(done.folder.model),
                Path(config.dataset),
                part="test",
                final=True,
                reason="benchmarks page",
                out=Path(scratch),
            )
            rows += rows_of(name, report, "test")
    print(f"{name}: {time.monotonic() - began:.0f} s")
    return rows


def page(results: dict[str, list[dict[str, str]]]) -> str:
    """Return the page."""
    header = ["experiment", "measured on", "metric", "value", "95 %", "bar", "published", "gain", "n"]
    lines = [
        "# Benchmarks of models without pretrained weights",
        "",
        "`python experiments/benchmarks.py DATASETS --final`, where DATASETS holds the datasets that `stance data build`",
        "makes of the configurations under `configs/datasets`. Intervals are bootstraps over documents (over outlets or",
        "events where these are held out). Gain: over the best shortcut, or for spans over the best of rules and lists.",
        "",
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
    ]
    for name in SHOWN:
        lines += [f"| {' | '.join(row[column] for column in header)} |" for row in results.get(name, [])]
    return "\n".join(
        [
            *lines,
            "",
            "Settings were chosen inside training parts: for the folded corpora on folds 1 to 4 (fold 0 chose nothing), for",
            "NewsMTSC and Perspectrum on train, for PolNeAR on inner folds of train.",
            "",
        ]
    )


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("experiments/benchmarks"))
    parser.add_argument("--final", action="store_true")
    arguments = parser.parse_args()
    kept = arguments.out.with_suffix(".json")
    results = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    for name in arguments.names or list(SHOWN):
        results[name] = measure(name, arguments.datasets, final=arguments.final)
        kept.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        arguments.out.with_suffix(".md").write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    main()
