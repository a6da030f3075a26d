"""Character n-grams inside words: spelling, endings and roots, also of words that are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np

from stance.models.linear import checks
from stance.models.linear.blocks import BlockSettings, require
from stance.models.linear.features_words import table_from_state
from stance.models.linear.ngrams import (
    NgramTable,
    Runs,
    RunsOfDocuments,
    document_counts,
    expanded,
    fit_ngrams,
)
from stance.models.linear.rows import Floats, Ints, Rows, below, chunks, distinct, empty_rows, rows_of_pairs
from stance.models.linear.weighting import inverse_document_frequencies, weighted
from stance.models.trained import ModelState, TextInput

_N_CODE_POINTS = 0x110000


class CharacterSettings(BlockSettings, frozen=True, kw_only=True, tag="characters"):
    """TF-IDF of character n-grams in words between spaces, as scikit-learn's analyzer `char_wb` counts."""

    view: Literal["text", "target"] = "text"
    shortest: int = 2
    """Characters of the shortest n-grams; the space before and after a word counts."""
    longest: int = 5
    lowercase: bool = True
    min_documents: int = 2
    """N-grams in fewer training texts are not known."""
    sublinear: bool = True
    """Whether n occurrences weigh 1 + ln(n) instead of n."""

    def __post_init__(self) -> None:
        """Refuse numbers out of range."""
        BlockSettings.__post_init__(self)
        require(1 <= self.shortest <= 3, "shortest", "1 to 3", self.shortest)
        require(self.shortest <= self.longest <= 8, "longest", "at least shortest, at most 8", self.longest)
        require(self.min_documents >= 1, "min_documents", "1 or more", self.min_documents)


@dataclass(frozen=True, slots=True)
class _Words:
    """The distinct words of some inputs, and who holds them."""

    code_points: Ints
    """Of all distinct words, a space on either side, one after the other."""
    lengths: Ints
    numbers: Ints
    """Number of each word of the inputs, in reading order."""
    inputs: Ints
    """Input it stands in, ascending."""


@dataclass(frozen=True, slots=True)
class CharacterBlock:
    """The known character n-grams and their weights."""

    settings: CharacterSettings
    alphabet: Ints
    """Known code points, ascending."""
    table: NgramTable
    idf: Floats

    @property
    def n_columns(self) -> int:
        """Known n-grams."""
        return self.table.n_columns

    def transform(self, inputs: Sequence[TextInput]) -> Rows:
        """Return the TF-IDF of the known n-grams, each row of length 1 or empty."""
        parts = [self._rows(inputs[chunk]) for chunk in chunks(len(inputs))]
        return below(parts) if parts else empty_rows(0, self.n_columns)

    def _rows(self, inputs: Sequence[TextInput]) -> Rows:
        words = _words(inputs, self.settings)
        units = _numbers_in(self.alphabet, words.code_points)
        # Each distinct word is looked up once, then counted wherever it stands.
        word, column = self.table.occurrences(Runs(units, words.lengths))
        order = np.argsort(word, kind="stable")
        column = column[order]
        ends = np.searchsorted(word[order], np.arange(len(words.lengths) + 1))
        sizes = np.diff(ends)[words.numbers]
        columns = column[expanded(ends[words.numbers], sizes)]
        rows = np.repeat(words.inputs, sizes)
        counted = rows_of_pairs(rows, columns, n_rows=len(inputs), n_columns=self.n_columns)
        return weighted(counted, self.idf, sublinear=self.settings.sublinear)

    def names(self) -> list[str]:
        """Return the n-grams."""
        return self.table.spelled([chr(code) for code in self.alphabet.tolist()], "")

    def state(self) -> ModelState:
        """Return the block as plain data."""
        arrays: dict[str, Ints | Floats] = {
            f"keys{n}": keys for n, keys in enumerate(self.table.keys, start=2)
        }
        return ModelState({}, {**arrays, "alphabet": self.alphabet, "idf": self.idf})

    @classmethod
    def fit(cls, inputs: Sequence[TextInput], settings: CharacterSettings, /) -> Self:
        """Return the block that knows the n-grams of enough inputs."""
        words = _words(inputs, settings)
        n_words = max(len(words.lengths), 1)
        pairs, _ = distinct(words.inputs * n_words + words.numbers)
        held = RunsOfDocuments(pairs // n_words, pairs % n_words, len(inputs))
        seen, first = np.unique(words.code_points, return_inverse=True)
        run = np.repeat(np.arange(len(words.lengths)), words.lengths)
        enough = document_counts(run, first, held, len(seen)) >= settings.min_documents
        units = np.where(enough, np.cumsum(enough) - 1, -1)[first]
        runs = Runs(units, words.lengths)
        table = fit_ngrams(
            runs,
            held,
            n_units=int(enough.sum()),
            shortest=settings.shortest,
            longest=settings.longest,
            min_documents=settings.min_documents,
        )
        word, column = table.occurrences(runs)
        order = np.argsort(word, kind="stable")
        found = document_counts(word[order], column[order], held, table.n_columns)
        return cls(settings, seen[enough], table, inverse_document_frequencies(found, len(inputs)))

    @classmethod
    def from_state(cls, state: ModelState, settings: CharacterSettings, /) -> Self:
        """Return the block that gave a state; BundleError when the state is none of it."""
        alphabet = checks.ascending(state, "alphabet", below=_N_CODE_POINTS)
        table = table_from_state(
            state, n_units=len(alphabet), shortest=settings.shortest, longest=settings.longest
        )
        return cls(settings, alphabet, table, checks.floats(state, "idf", (table.n_columns,)))


def _words(inputs: Sequence[TextInput], settings: CharacterSettings) -> _Words:
    number_of: dict[str, int] = {}
    numbers: list[int] = []
    sizes: list[int] = []
    for given in inputs:
        text = given.text if settings.view == "text" else given.target or ""
        words = (text.lower() if settings.lowercase else text).split()
        numbers += [number_of.setdefault(word, len(number_of)) for word in words]
        sizes.append(len(words))
    padded = "".join(f" {word} " for word in number_of)
    code_points = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    lengths = np.array([len(word) + 2 for word in number_of], np.int64)
    inputs_of = np.repeat(np.arange(len(sizes)), np.array(sizes, np.int64))
    return _Words(code_points, lengths, np.array(numbers, np.int64), inputs_of)


def _numbers_in(alphabet: Ints, code_points: Ints) -> Ints:
    """Return the number of each code point in the alphabet, -1 where it is not known."""
    if not len(alphabet):
        return np.full(len(code_points), -1, np.int64)
    places = np.minimum(np.searchsorted(alphabet, code_points), len(alphabet) - 1)
    return np.where(alphabet[places] == code_points, places, -1)
