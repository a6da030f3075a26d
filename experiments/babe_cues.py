"""Measure the cue rules on BABE: do they mark the sentences and words that experts call biased?

Usage: python experiments/babe_cues.py CORPORA [--seed 0] [--out FILE.md]

CORPORA holds `babe/final_labels_SG2.csv` of BABE (Media-Bias-Group on GitHub); the row without agreement
is left out. Each sentence goes the whole way of `stance score` as a document of its own, without title and
date. It counts as predicted biased when a cue of one of the word types stands in it. Intervals: 95 %
bootstrap over outlets, each drawn with all its sentences. Listed biased words have no offsets: the first
place of each in its sentence counts.
"""

from __future__ import annotations

import argparse
import ast
import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from stance.analysis.analyzer import Analyzer, load_analyzer
from stance.data.targets import TargetSet
from stance.metrics.classification import label_counts
from stance.metrics.counts import Counts, macro_score
from stance.metrics.spans import tokens_inside
from stance.records.annotation import Cue
from stance.records.article import Article
from stance.text.tokens import tokenize

WORD_TYPES = frozenset(
    "loaded_word label_name_calling dysphemism euphemism metaphor virtue_term intensifier_minimizer".split()
)
BIASED, PLAIN = "Biased", "Non-biased"
LABELS = (BIASED, PLAIN)
N_RESAMPLES = 2000
NO_TARGETS = TargetSet([], [])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence of the corpus."""

    text: str
    outlet: str
    label: str
    listed: tuple[str, ...]
    """Words that the annotators list as biased."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What the rules found in one sentence."""

    text: str
    """After cleaning."""
    cues: tuple[Cue, ...]
    """Of the word types."""

    @property
    def label(self) -> str:
        """What the cues say of the sentence."""
        return BIASED if self.cues else PLAIN

    @property
    def by_author(self) -> Scored:
        """The same with the cues in the author's voice only."""
        return Scored(self.text, tuple(c for c in self.cues if c.voice == "author"))


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of cues compared with tokens of listed words."""

    tokens: Counts
    n_listed: int
    n_not_found: int
    n_hit: int
    """Listed words of which a cue holds at least one token."""


def read_sentences(path: Path) -> list[Sentence]:
    """Return the sentences that have a majority label."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return [
        Sentence(row["text"], row["outlet"], row["label_bias"], tuple(ast.literal_eval(row["biased_words"])))
        for row in rows
        if row["label_bias"] in LABELS
    ]


def score(analyzer: Analyzer, sentence: Sentence, number: int) -> Scored:
    """Return the cues of the word types in a sentence."""
    analysis = analyzer.analyze(Article(article_id=str(number), text=sentence.text), NO_TARGETS)
    return Scored(analysis.document.text, tuple(c for c in analysis.cues if c.type in WORD_TYPES))


def majority_per_outlet(sentences: Sequence[Sentence]) -> list[str]:
    """Return, per sentence, the more frequent label of its outlet in the four other folds; of all on a tie.

    Leaving out one sentence at a time would be unfair: an outlet with as many biased sentences as others
    would then be wrong every time.
    """
    labels = [s.label for s in sentences]
    predicted = [PLAIN] * len(labels)
    for learned, held_out in StratifiedKFold(5, shuffle=True, random_state=42).split(labels, labels):
        overall = Counter(labels[row] for row in learned)
        by_outlet = Counter((sentences[row].outlet, labels[row]) for row in learned)
        for row in held_out:
            biased, plain = (by_outlet[sentences[row].outlet, each] for each in LABELS)
            tied = biased == plain
            predicted[row] = (
                max(LABELS, key=overall.__getitem__) if tied else BIASED if biased > plain else PLAIN
            )
    return predicted


def positive_f1(confusion: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return F1 of the first label from columns (hit, gold only, predicted only, neither)."""
    hit, missed, false, _ = confusion.T
    f1: npt.NDArray[np.float64] = 2 * hit / np.maximum(2 * hit + missed + false, 1e-12)
    return f1


def macro_f1(confusion: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean of the F1 of both labels from the same columns."""
    f1: npt.NDArray[np.float64] = (positive_f1(confusion) + positive_f1(confusion[:, ::-1])) / 2
    return f1


def interval(
    sentences: Sequence[Sentence],
    predicted: Sequence[str],
    *,
    seed: int,
    metric: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]],
) -> str:
    """Return the 95 % interval of a metric over redrawn outlets."""
    outlets = sorted({s.outlet for s in sentences})
    row = {outlet: number for number, outlet in enumerate(outlets)}
    columns = np.zeros((len(outlets), 4))
    for sentence, label in zip(sentences, predicted, strict=True):
        columns[row[sentence.outlet], 2 * (sentence.label != BIASED) + (label != BIASED)] += 1
    draws = np.random.default_rng(seed).multinomial(
        len(outlets), [1 / len(outlets)] * len(outlets), N_RESAMPLES
    )
    low, high = np.quantile(metric(draws @ columns), [0.025, 0.975])
    return f"{low:.3f} to {high:.3f}"


def row_of(name: str, sentences: Sequence[Sentence], predicted: Sequence[str], seed: int) -> str:
    """Return a line of the table of sentences."""
    counts = label_counts([s.label for s in sentences], predicted, labels=LABELS)
    biased, macro = counts[BIASED], macro_score(counts.values()).f1
    cells = [
        name,
        f"{predicted.count(BIASED) / len(predicted):.3f}",
        f"{biased.precision:.3f}",
        f"{biased.recall:.3f}",
        f"{biased.f1:.3f}",
        interval(sentences, predicted, seed=seed, metric=positive_f1),
        f"{macro:.3f}",
        interval(sentences, predicted, seed=seed, metric=macro_f1),
    ]
    return "| " + " | ".join(cells) + " |"


def compare_words(sentences: Sequence[Sentence], scored: Sequence[Scored]) -> Words:
    """Return how the tokens of cues meet the tokens of listed words."""
    counts, n_listed, n_not_found, n_hit = Counts(), 0, 0, 0
    for sentence, found in zip(sentences, scored, strict=True):
        tokens, lower = tokenize(found.text), found.text.lower()
        marked = tokens_inside(tuple((c.start, c.end) for c in found.cues), tokens)
        gold: set[int] = set()
        for word in filter(None, sentence.listed):
            start = lower.find(word.lower())
            inside = tokens_inside(((start, start + len(word)),), tokens) if start >= 0 else frozenset()
            n_listed += 1
            n_not_found += start < 0
            n_hit += not marked.isdisjoint(inside)
            gold |= inside
        counts += Counts.of_matches(len(marked & gold), n_predicted=len(marked), n_gold=len(gold))
    return Words(counts, n_listed, n_not_found, n_hit)


def sentence_table(sentences: Sequence[Sentence], scored: Sequence[Scored], seed: int) -> list[str]:
    """Return the lines of the table of sentences."""
    majority = Counter(s.label for s in sentences).most_common(1)[0][0]
    predictions = {
        "rules, a cue in the author's voice": [s.by_author.label for s in scored],
        "rules, a cue in any voice": [s.label for s in scored],
        "majority": [majority] * len(sentences),
        "all biased": [BIASED] * len(sentences),
        "outlet only, its majority in the other folds": majority_per_outlet(sentences),
    }
    return [
        "| prediction | predicted biased | precision | recall | F1 of biased | 95 % | macro-F1 | 95 % |",
        "|---|---|---|---|---|---|---|---|",
        *(row_of(name, sentences, predicted, seed) for name, predicted in predictions.items()),
    ]


def word_table(sentences: Sequence[Sentence], scored: Sequence[Scored]) -> list[str]:
    """Return the lines of the table of words."""
    lines = [
        "| cues | token precision | token recall | token F1 | listed words | not found | hit |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in {
        "author's voice": [s.by_author for s in scored],
        "any voice": scored,
    }.items():
        words = compare_words(sentences, found)
        tokens = words.tokens
        lines.append(
            f"| {name} | {tokens.precision:.3f} | {tokens.recall:.3f} | {tokens.f1:.3f} "
            f"| {words.n_listed} | {words.n_not_found} | {words.n_hit} |"
        )
    return lines


def main() -> None:
    """Print the tables and, if asked, write them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    sentences = read_sentences(options.corpora / "babe" / "final_labels_SG2.csv")
    analyzer = load_analyzer("rules", seed=options.seed)
    scored = [score(analyzer, sentence, number) for number, sentence in enumerate(sentences)]
    lines = [
        f"{len(sentences)} sentences of {len({s.outlet for s in sentences})} outlets, "
        f"rules {analyzer.bundle_sha256[:12]}, seed {options.seed}",
        "",
        *sentence_table(sentences, scored, options.seed),
        "",
        *word_table(sentences, scored),
    ]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
