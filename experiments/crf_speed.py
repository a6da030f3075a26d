"""Measure the tagger beside a plain python-crfsuite loop: same text, same features, same weights, one process.

Usage: python experiments/crf_speed.py DATASET TASK [--train 60] [--documents 60] [--rules attribution]

DATASET is a folder that stance data build made, TASK one of its tasks of spans. A tagger is fitted to some training
documents; then others of them are tagged by `CrfTagger.tag` (spans, confidences and links included) and by the loop
that users of python-crfsuite write: a list of feature names per token, `Tagger.tag` per paragraph. Both start from
text, and the tags are compared token by token. The loop takes its attributes from our columns, so its features cost
it less than they would in plain Python. Seconds are of the processor, the least of three rounds.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pycrfsuite

from stance.data.auditing.folder import read_record, read_tasks
from stance.data.dataset_folder import DatasetFolder
from stance.models.crf.batch import Ints
from stance.models.crf.decode import Packed, best_labels
from stance.models.crf.emissions import Scorer
from stance.models.crf.features import ATTRIBUTES, FeatureSpace
from stance.models.crf.model import CrfTagger
from stance.models.crf.reading import read_input
from stance.models.crf.state import CrfParts
from stance.models.crf.templates import Template
from stance.models.trained import TagInput
from stance.records.example import SpanExample
from stance.records.label_set import LabelSet
from stance.training.crf import template_names
from stance.training.crf_links import fit_linker
from stance.training.crf_marks import Marked
from stance.training.crf_plan import TagPlan
from stance.training.crf_weights import Penalty, read_weights, train_crfsuite

PENALTY = Penalty(l1=0.3, l2=0.1, max_iterations=20, min_count=1)
T = TypeVar("T")


def examples_of(folder: Path, task: str) -> list[SpanExample]:
    """Return the examples of a task outside dev and test."""
    place = DatasetFolder(folder)
    found = read_tasks(place, read_record(place))[task]
    return [e for e in found if isinstance(e, SpanExample) and e.part in {"train", "all"}]


def fitted(examples: list[SpanExample], rules: list[str], path: Path) -> tuple[CrfTagger, CrfParts]:
    """Return a tagger, and what it is made of; leave the model of crfsuite at a path."""
    labels = tuple(sorted({span.label for example in examples for span in example.spans}))
    documents = [read_input(TagInput.of(example)) for example in examples]
    space = FeatureSpace.of(documents, min_count=2, rules=rules)
    plan = TagPlan.of(examples, labels, sides=True)
    marked = Marked.of(space.columns(documents), examples, plan)
    templates = [Template.of(name, ATTRIBUTES) for name in template_names(rules)]
    train_crfsuite(path, space, templates, [(marked.columns, marked.tags)], PENALTY)
    weights, transitions = read_weights(path, templates, plan.kinds.n_tags)
    offsets = np.zeros(plan.kinds.n_tags)
    parts = CrfParts(space, plan.kinds, weights, transitions, offsets, fit_linker([marked], plan))
    return CrfTagger(parts, LabelSet(labels=labels, exclusive=False)), parts


def feature(
    number: int,
    template: Template,
    values: dict[tuple[str, int], list[int]],
    sizes: dict[str, int],
    token: int,
) -> str:
    """Return the name of a template's feature of a token, empty where it has none."""
    key = 0
    for part in template.parts:
        value = values[part][token]
        if not value:
            return ""
        key = key * sizes[part[0]] + value
    return f"{number}:{key}"


def plain_loop(inputs: list[TagInput], parts: CrfParts, tagger: pycrfsuite.Tagger) -> Ints:
    """Return the tags of all tokens by the loop of python-crfsuite, document by document."""
    templates = [entry.template for entry in parts.weights]
    sizes = {name: parts.space.n_values(name) for name in ATTRIBUTES}
    tags: list[int] = []
    for given in inputs:
        columns = parts.space.columns([read_input(given)])
        values = {
            (name, distance): columns.at(name, distance).tolist()
            for template in templates
            for name, distance in template.parts
        }
        features = [
            [name for number, t in enumerate(templates) if (name := feature(number, t, values, sizes, token))]
            for token in range(len(columns.batch.slots))
        ]
        cuts = (np.flatnonzero(np.diff(columns.batch.sequence)) + 1).tolist()
        for first, last in zip([0, *cuts], [*cuts, len(features)], strict=True):
            tags += [int(tag) for tag in tagger.tag(features[first:last])]
    return np.array(tags)


def own_tags(inputs: list[TagInput], parts: CrfParts) -> Ints:
    """Return the tags of all tokens by our own decoding."""
    columns = parts.space.columns([read_input(given) for given in inputs])
    scores = Scorer(parts.space, parts.weights, parts.kinds.n_tags).scores(columns)
    return best_labels(scores, parts.transitions, Packed.of(np.bincount(columns.batch.sequence)))


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """Return the least processor time of three rounds, and what came out."""
    seconds = []
    for _ in range(3):
        began = time.process_time()
        result = run()
        seconds.append(time.process_time() - began)
    return min(seconds), result


def main() -> None:
    """Print tokens per second of both, and whether they agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dataset", type=Path)
    parser.add_argument("task")
    parser.add_argument("--train", type=int, default=60)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--rules", nargs="*", default=[])
    options = parser.parse_args()
    examples = examples_of(options.dataset, options.task)
    inputs = [TagInput.of(e) for e in examples[options.train : options.train + options.documents]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        tagger, parts = fitted(examples[: options.train], options.rules, path)
        theirs = pycrfsuite.Tagger()
        theirs.open(str(path))
        loop_seconds, loop_tags = timed(lambda: plain_loop(inputs, parts, theirs))
        theirs.close()
    n = len(loop_tags)
    batch_seconds, _ = timed(lambda: tagger.tag(inputs))
    single_seconds, _ = timed(lambda: [tagger.tag([given]) for given in inputs])
    print(f"{len(inputs)} documents, {n:,} tokens, {len(parts.weights)} templates, {parts.kinds.n_tags} tags")
    for name, seconds in (
        ("plain python-crfsuite loop", loop_seconds),
        ("CrfTagger, all documents at once", batch_seconds),
        ("CrfTagger, one document at a time", single_seconds),
    ):
        print(f"{name:36}{n / seconds:12,.0f} tokens/s{loop_seconds / seconds:8.1f} x")
    same = int((own_tags(inputs, parts) == loop_tags).sum())
    print(
        f"equal tags: {same:,} of {n:,}; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most"
    )


if __name__ == "__main__":
    main()
