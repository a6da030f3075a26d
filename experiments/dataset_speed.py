r"""Measure how fast a corpus becomes a dataset, on one core.

Usage: python experiments/dataset_speed.py CORPORA [--repeat 3] [--out FILE.md]

CORPORA holds `polnear/`; its training part is imported and built as `configs/datasets/polnear.yaml` says: 840
articles, 88,000 spans, agreement with 1,000 resamples, audit and card. Times are process time of one thread,
the median of the repeats; the peer run beside them is one regular expression (`\w+|[^\w\s]`) over the same
texts in the same process, so that the ratio can be compared between machines.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from stance.data.building.build import build_dataset
from stance.data.building.config import load_config
from stance.data.dataset_folder import DatasetFolder
from stance.data.imports.importing import ImportRequest, import_annotations

CONFIG = Path(__file__).resolve().parents[1] / "configs" / "datasets" / "polnear.yaml"


def seconds(action: Callable[[], object]) -> float:
    """Return the process time that a call takes."""
    began = time.process_time()
    action()
    return time.process_time() - began


def measure(corpus: Path, repeat: int) -> list[str]:
    """Return the rows of the table of results."""
    plan = load_config(CONFIG)
    source = msgspec.structs.replace(plan.source, options={"part": "train"})
    split = msgspec.structs.replace(plan.split, kind="folds", n_folds=5, given=None)
    plan = msgspec.structs.replace(plan, source=source, split=split)
    request = ImportRequest(
        format="polnear", paths=[corpus], out=Path(), options={"part": "train"}, cleaning="none"
    )
    words = re.compile(r"\w+|[^\w\s]")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "polnear"
        runs: dict[str, Callable[[], object]] = {
            "import, texts as delivered": lambda: import_annotations(
                replace(request, out=folder, overwrite=True)
            ),
            "import, texts cleaned": lambda: import_annotations(
                replace(request, out=folder, overwrite=True, cleaning="standard")
            ),
            "import and build": lambda: build_dataset(plan, folder=folder, sources=[corpus]),
        }
        found = {name: statistics.median(seconds(run) for _ in range(repeat)) for name, run in runs.items()}
        texts = [document.text for document in DatasetFolder(folder).read_documents().values()]
    peer = statistics.median(
        seconds(lambda: [len(words.findall(text)) for text in texts]) for _ in range(repeat)
    )
    return [f"| {name} | {len(texts) / value:,.0f} | {value / peer:,.0f} |" for name, value in found.items()]


def main() -> None:
    """Measure and print, or write, the page of results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rows = measure(arguments.corpora / "polnear", arguments.repeat)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    page = "\n".join(
        [
            "# How fast a corpus becomes a dataset",
            "",
            "`python experiments/dataset_speed.py CORPORA`: the training part of PolNeAR (840 articles, 919 "
            "annotations,",
            "about 88,000 spans), bound to one core; the script says what is counted.",
            "",
            "| step | documents a second | times the regular expression |",
            "|---|---:|---:|",
            *rows,
            "",
            f"Peak memory {peak:,.0f} MiB.",
            "",
        ]
    )
    if arguments.out:
        arguments.out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
