"""Words and word n-grams of a text, its target, or the words around the target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from stance.models.linear import checks
from stance.models.linear.blocks import BlockSettings, require
from stance.models.linear.ngrams import NgramTable, Runs, RunsOfDocuments, document_counts, fit_ngrams
from stance.models.linear.rows import Floats, Ints, Rows, below, chunks, empty_rows, rows_of_pairs
from stance.models.linear.views import TokenKind, View, tokenizer, view_of
from stance.models.linear.weighting import inverse_document_frequencies, weighted
from stance.models.trained import ModelState, TextInput


class WordSettings(BlockSettings, frozen=True, kw_only=True, tag="words"):
    """TF-IDF of word n-grams, as scikit-learn's `TfidfVectorizer` computes it."""

    view: View = "text"
    """What is read, see `stance.models.linear.views.view_of`."""
    tokens: TokenKind = "words"
    """words: of two or more letters or digits; all: shorter ones and marks too."""
    lowercase: bool = True
    longest: int = 2
    """Words of the longest n-grams; the shortest is one word."""
    min_documents: int = 2
    """N-grams in fewer training texts are not known. From 2 on no wording of a single text is kept."""
    sublinear: bool = True
    """Whether n occurrences weigh 1 + ln(n) instead of n."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        BlockSettings.__post_init__(self)
        require(1 <= self.longest <= 5, "longest", "1 to 5", self.longest)
        require(self.min_documents >= 1, "min_documents", "1 or more", self.min_documents)


@dataclass(frozen=True, slots=True)
class WordBlock:
    """The known word n-grams and their weights."""

    settings: WordSettings
    words: dict[str, int]
    """Word to its number, in alphabetical order."""
    table: NgramTable
    idf: Floats
    tokens_of: Callable[[TextInput], list[str]]

    @property
    def n_columns(self) -> int:
        """Known n-grams."""
        return self.table.n_columns

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return the TF-IDF of the known n-grams, each row of length 1 or empty."""
        parts = [self._rows(inputs[chunk]) for chunk in chunks(len(inputs))]
        return below(parts) if parts else empty_rows(0, self.n_columns)

    def _rows(self, inputs: Sequence[TextInput]) -> Rows:
        known = self.words.get
        units = [[known(token, -1) for token in self.tokens_of(given)] for given in inputs]
        rows, columns = self.table.occurrences(_runs(units))
        counted = rows_of_pairs(rows, columns, n_rows=len(inputs), n_columns=self.n_columns)
        return weighted(counted, self.idf, sublinear=self.settings.sublinear)

    def names(self) -> list[str]:
        """Return the n-grams."""
        return self.table.spelled(list(self.words), " ")

    def state(self) -> ModelState:
        """Return the block as plain data."""
        arrays: dict[str, Ints | Floats] = {
            f"keys{n}": keys for n, keys in enumerate(self.table.keys, start=2)
        }
        return ModelState({}, {**arrays, "idf": self.idf}, {"words": list(self.words)})

    @classmethod
    def fit(cls, inputs: Sequence[TextInput], settings: WordSettings, /) -> Self:
        """Return the block that knows the n-grams of enough inputs."""
        tokens_of = _tokens_of(settings)
        first_numbers: dict[str, int] = {}
        number_of = first_numbers.setdefault
        units = [[number_of(token, len(first_numbers)) for token in tokens_of(given)] for given in inputs]
        runs = _runs(units)
        rows = np.arange(len(inputs))
        held = RunsOfDocuments(rows, rows, len(inputs))
        run = np.repeat(rows, runs.lengths)
        counts = document_counts(run, runs.units, held, len(first_numbers))
        words = sorted(word for word, n in first_numbers.items() if counts[n] >= settings.min_documents)
        renumbered = np.full(len(first_numbers), -1, np.int64)
        renumbered[[first_numbers[word] for word in words]] = np.arange(len(words))
        runs = Runs(renumbered[runs.units], runs.lengths)
        table = fit_ngrams(
            runs,
            held,
            n_units=len(words),
            shortest=1,
            longest=settings.longest,
            min_documents=settings.min_documents,
        )
        rows, columns = table.occurrences(runs)
        order = np.argsort(rows, kind="stable")
        found = document_counts(rows[order], columns[order], held, table.n_columns)
        idf = inverse_document_frequencies(found, len(inputs))
        return cls(settings, {word: n for n, word in enumerate(words)}, table, idf, tokens_of)

    @classmethod
    def from_state(cls, state: ModelState, settings: WordSettings, /) -> Self:
        """Return the block that gave a state; BundleError when the state is none of it."""
        words = checks.vocabulary(state, "words")
        table = table_from_state(state, n_units=len(words), shortest=1, longest=settings.longest)
        idf = checks.floats(state, "idf", (table.n_columns,))
        return cls(settings, {word: n for n, word in enumerate(words)}, table, idf, _tokens_of(settings))


def table_from_state(state: ModelState, *, n_units: int, shortest: int, longest: int) -> NgramTable:
    """Return the table in the arrays keys2, keys3, ... of a state; BundleError when they are wrong."""
    keys: list[Ints] = []
    n_beginnings = n_units
    for n in range(2, longest + 1):
        keys.append(checks.ascending(state, f"keys{n}", below=n_beginnings * n_units))
        n_beginnings = len(keys[-1])
    return NgramTable(n_units, tuple(keys), shortest)


def _tokens_of(settings: WordSettings) -> Callable[[TextInput], list[str]]:
    return view_of(settings.view, tokenizer(settings.tokens, lowercase=settings.lowercase))


def _runs(units: list[list[int]]) -> Runs:
    lengths = np.array([len(of_one) for of_one in units], np.int64)
    flat = np.fromiter(chain.from_iterable(units), np.int64, count=int(lengths.sum()))
    return Runs(flat, lengths)
