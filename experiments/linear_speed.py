"""How fast linear classifiers answer and learn, beside the same features through plain scikit-learn.

`python experiments/linear_speed.py EXAMPLES` with the Parquet file of a task whose labels exclude each other,
such as `data/newsmtsc/examples/sentiment/train.parquet`. Everything runs in one process on one thread, the two
sides in turn; times are process time, medians of the repeats. Prints the tables of linear-speed.md.
"""

from __future__ import annotations

import statistics
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from stance.data.building.example_files import read_examples
from stance.models.linear.features_characters import CharacterSettings
from stance.models.linear.features_words import WordSettings
from stance.models.linear.registry import AnyBlockSettings
from stance.models.trained import TextInput
from stance.records.example import LabelExample
from stance.records.label_set import LabelSet
from stance.training.linear import fit
from stance.training.linear_settings import LinearSettings

N_BIG = 10_000
N_SINGLE = 200
REPEATS = 3
Plan = tuple[str, tuple[AnyBlockSettings, ...], list[TfidfVectorizer]]


def main(path: Path) -> None:
    """Print both tables."""
    warnings.simplefilter("ignore")
    examples = [example for example in read_examples(path, path.stem) if isinstance(example, LabelExample)]
    with threadpool_limits(1):
        print_answering(examples)
        print_learning(examples)


def plans() -> list[Plan]:
    """Return features by name, for either side."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True)
    return [
        ("words 1-2", (WordSettings(),), [words]),
        ("words 1-2, characters 2-5", (WordSettings(), CharacterSettings()), [words, characters]),
    ]


def print_answering(examples: Sequence[LabelExample]) -> None:
    """Print how long probabilities take, one text at a time and many at once."""
    labels = tuple(sorted({label for example in examples for label in example.labels}))
    texts = [example.text for example in examples]
    many = [texts[number % len(texts)] for number in range(N_BIG)]
    print(
        "| features | batch | stance, ms a text | scikit-learn, ms a text | times as fast | largest difference |"
    )
    print("|---|---:|---:|---:|---:|---:|")
    for name, blocks, vectorizers in plans():
        settings = LinearSettings(blocks=blocks, C=1.0, calibration="none")
        model = fit(
            examples,
            settings,
            label_set=LabelSet(labels=labels, exclusive=True),
            inner_folds=[0] * len(examples),
            seed=1,
        )
        plain = make_pipeline(make_union(*vectorizers), LogisticRegression(solver="newton-cg", max_iter=1000))
        plain.fit(texts, [example.labels[0] for example in examples])
        inputs = [TextInput(text) for text in many]
        difference = np.abs(model.predict(inputs[:1000]) - plain.predict_proba(many[:1000])).max()
        for batch, n in ((1, N_SINGLE), (N_BIG, N_BIG)):
            mine, theirs = paired(
                lambda: in_batches(model.predict, inputs[:n], batch),  # noqa: B023 - runs at once
                lambda: in_batches(plain.predict_proba, many[:n], batch),  # noqa: B023
            )
            print(
                f"| {name} | {batch:,} | {mine / n * 1000:.3f} | {theirs / n * 1000:.3f} | {theirs / mine:.1f} "
                f"| {difference:.1e} |"
            )


def in_batches(predict: Callable[[list], object], given: list, size: int) -> None:
    """Answer for all inputs, some at a time."""
    for start in range(0, len(given), size):
        predict(given[start : start + size])


def paired(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Return the median process time of either, in seconds, run in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for function, taken in zip((first, second), times, strict=True):
            start = time.process_time()
            function()
            taken.append(time.process_time() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def print_learning(examples: Sequence[LabelExample]) -> None:
    """Print time and macro-F1 of solvers, on four fifths and the last fifth by a fixed shuffle."""
    shuffled = [examples[row] for row in np.random.default_rng(1).permutation(len(examples))]
    texts, gold = [e.text for e in shuffled], [e.labels[0] for e in shuffled]
    cut = len(shuffled) * 4 // 5
    union = make_union(*plans()[1][2])
    learned, held = union.fit_transform(texts[:cut]), union.transform(texts[cut:])
    print("\n| head and solver | seconds, C 1 | macro-F1, C 1 | seconds, C 10 | macro-F1, C 10 |")
    print("|---|---:|---:|---:|---:|")
    solvers: dict[str, Callable[[float], object]] = {
        "logistic, newton-cg": lambda C: LogisticRegression(C=C, solver="newton-cg", max_iter=1000),
        "logistic, lbfgs": lambda C: LogisticRegression(C=C, solver="lbfgs", max_iter=1000),
        "logistic, saga (tol 1e-3)": lambda C: LogisticRegression(
            C=C, solver="saga", tol=1e-3, max_iter=1000, random_state=1
        ),
        "linear SVM, liblinear": lambda C: LinearSVC(C=C / 10, random_state=1),
    }
    for name, make in solvers.items():
        cells = []
        for C in (1.0, 10.0):
            start = time.process_time()
            estimator = make(C).fit(learned, gold[:cut])
            taken = time.process_time() - start
            score = f1_score(gold[cut:], estimator.predict(held), average="macro")
            cells += [f"{taken:.2f}", f"{score:.3f}"]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
